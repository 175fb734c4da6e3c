"""What there is to say of a job's requirement, in words for terminal and page."""

from collections.abc import Sequence

from interviewer.domain.application import Source, Standing
from interviewer.preparation.job_match import Match

_FROM: dict[Source, str] = {"CV": "in your CV", "map": "on your KPI map", "story": "in a story of yours", "told": ""}
_SAYS: dict[Standing, str] = {
    "shown": "shown {where}",
    "perhaps": "nearest {where}; does it show this?",
    "not found": "no line found; is it there in other words?",
    "otherwise": "something else stands {where}",
}
_SAYS_BY_MODEL: dict[Standing, str] = {
    "shown": "shown {where}, by the model's reading",
    "perhaps": "in part {where}, by the model's reading",
    "not found": "not found, by the model's reading",
    "otherwise": "something else stands {where}, by the model's reading",
}
_COUNTED: dict[Standing, str] = {
    "shown": "shown",
    "perhaps": "for you to judge",
    "not found": "without a line found",
    "otherwise": "where something else stands",
}
LEGEND = (
    "Tools, degrees, languages and years go by their words; the rest by the line that is nearest in meaning. A nearest "
    "line is no proof, and what was not found may be there in other words: you have the last word."
)


def said_of(match: Match) -> str:
    """How a requirement stands, and where the words behind it are from."""
    if match.claim and match.claim.source == "told":
        return "as you told it"
    says = _SAYS_BY_MODEL if match.by_model else _SAYS
    return says[match.standing].format(where=_FROM[match.claim.source] if match.claim else "")


def counted(matches: Sequence[Match]) -> str:
    """How many stand how, in a sentence."""
    counts = {standing: sum(match.standing == standing for match in matches) for standing in _COUNTED}
    parts = [f"{count} {_COUNTED[standing]}" for standing, count in counts.items() if count]
    return f"Of {len(matches)} requirements: {', '.join(parts)}."
