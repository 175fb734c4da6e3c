"""An interview as Markdown or as one self-contained HTML page."""

import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from interviewer.domain.interview import Interview
from interviewer.packs.schema import Pack
from interviewer.report.wording import agreed, said_where, seat_says, smoothed, why_ungraded

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def to_markdown(state: Interview, pack: Pack, session_id: str) -> str:
    """The transcript with its critique; the candidate's text is escaped, so that it shows as it was typed."""
    return _environment().get_template("interview.md.jinja").render(**_values(state, pack, session_id))


def to_html(state: Interview, pack: Pack, session_id: str) -> str:
    """The same as one page that loads nothing from anywhere."""
    return _environment().get_template("interview.html.jinja").render(**_values(state, pack, session_id))


def _values(state: Interview, pack: Pack, session_id: str) -> dict[str, Any]:
    cited = {
        finding.guide_id: pack.excerpts[finding.guide_id]
        for turn in state.turns
        if turn.assessment
        for finding in turn.assessment.findings
        if finding.guide_id in pack.excerpts
    }
    return {
        "state": state,
        "pack": pack,
        "session_id": session_id,
        "round": pack.round(state.setup.round),
        "rubric": pack.rubric,
        "personas": pack.personas,
        "cited": cited,
        "smoothed": smoothed,
        "said_where": said_where,
        "seat_says": seat_says,
        "agreed": agreed,
        "why_ungraded": why_ungraded,
    }


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("interviewer.report"),
        autoescape=select_autoescape(enabled_extensions=("html.jinja",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["md"] = lambda text: _MARKDOWN_SPECIAL.sub(r"\\\1", text)
    environment.filters["quoted"] = lambda text: "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    return environment
