"""An interview as a file: Markdown, HTML, PDF or JSON."""

import json

from interviewer.domain.interview import Interview
from interviewer.errors import BadInput
from interviewer.packs.schema import Pack
from interviewer.report.document import document_of
from interviewer.report.html import to_html
from interviewer.report.markdown import to_markdown
from interviewer.report.pdf import to_pdf
from interviewer.report.record import interview_record

FORMATS = ("md", "html", "pdf", "json")


def exported(state: Interview, pack: Pack, session_id: str, format_: str) -> bytes:
    """The file's contents.

    Raises:
        BadInput: an unknown format, with the known ones.
    """
    match format_:
        case "md":
            return to_markdown(document_of(state, pack, session_id)).encode()
        case "html":
            return to_html(document_of(state, pack, session_id)).encode()
        case "pdf":
            return to_pdf(document_of(state, pack, session_id))
        case "json":
            return (json.dumps(interview_record(state, pack, session_id), ensure_ascii=False, indent=2) + "\n").encode()
        case _:
            raise BadInput(f"unknown format '{format_}'; known are: {', '.join(FORMATS)}")
