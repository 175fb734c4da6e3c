"""The KPI map as a page to take along, Markdown or PDF: labels, and the candidate's own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.domain.evidence import EvidenceKind
from interviewer.domain.kpi_map import Project, Told
from interviewer.errors import BadInput
from interviewer.packs.schema import Dimension
from interviewer.preparation.kpi_map import missing
from interviewer.report.markdown import escaped
from interviewer.report.sheet import Sheet
from interviewer.rubric.metric_gap import CHAIN

MAP_FORMATS = ("md", "pdf")
TITLE = "My projects on their way to the business"
NOTE = "Only my own words, from my CV or as I answered. What is still to be told is left open."
_FROM = {"cv": "from the text", "asked": "as you told it"}
_NOT_FOUND = "kept as you said it; the reader does not find it there"
_UNKNOWN = "you said that you can't tell"
_OPEN = "still to be told"
_UNNEEDED = "not needed beside an effect on the business"


@dataclass(frozen=True)
class LinkRow:
    """One link of a project's chain: the candidate's words, empty where there are none, and what is to say of them."""

    link: EvidenceKind
    label: str
    words: str
    note: str
    is_open: bool


def rows_of(project: Project, dimension: Dimension) -> tuple[LinkRow, ...]:
    """The chain from what was measured to what it cost."""
    due = missing(project)
    return tuple(_row(project, link, dimension.link(link).label, link in due) for link in CHAIN)


def exported_map(projects: Sequence[Project], dimension: Dimension, format_: str) -> bytes:
    """The map as a file's contents.

    Raises:
        BadInput: an unknown format, with the known ones.
    """
    match format_:
        case "md":
            return _markdown(projects, dimension).encode()
        case "pdf":
            return _pdf(projects, dimension)
        case _:
            raise BadInput(f"a map can be saved as: {', '.join(MAP_FORMATS)}; not as '{format_}'")


def _row(project: Project, link: EvidenceKind, label: str, is_open: bool) -> LinkRow:
    told = project.on(link)
    note = _note(told) if told else _UNKNOWN if link in project.unknown else _OPEN if is_open else _UNNEEDED
    return LinkRow(link, label, told.text if told else "", note, is_open)


def _note(told: Told) -> str:
    return _FROM[told.source] if told.borne_out else _NOT_FOUND


def _markdown(projects: Sequence[Project], dimension: Dimension) -> str:
    parts = [f"# {TITLE}", f"*{NOTE}*"]
    for project in projects:
        rows = [_line(row) for row in rows_of(project, dimension)]
        parts.append("\n".join([f"## {escaped(project.text)}", "", *rows]))
    return "\n\n".join(parts) + "\n"


def _line(row: LinkRow) -> str:
    words = " ".join(row.words.split())
    return f"- **{escaped(row.label)}**: " + (f'"{escaped(words)}" ({row.note})' if words else f"*{row.note}*")


def _pdf(projects: Sequence[Project], dimension: Dimension) -> bytes:
    sheet = Sheet(TITLE)
    sheet.heading(TITLE, 18)
    sheet.small(NOTE)
    for project in projects:
        sheet.heading(project.text)
        for row in rows_of(project, dimension):
            sheet.item(row.label, *([f'"{row.words}"'] if row.words else []), row.note)
    return bytes(sheet.output())
