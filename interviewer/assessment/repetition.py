"""No sentence of advice stands twice in one interview: what would repeat one gets another of the pack's wordings."""

import re
from collections.abc import Iterable, Sequence

from interviewer.domain.assessment import Assessment, Finding
from interviewer.packs.schema import Rubric

_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+")


def said_once(assessment: Assessment, earlier: Iterable[Assessment], rubric: Rubric) -> Assessment:
    """The assessment with none of the sentences of the `earlier` ones, nor any of its own twice.

    Where all wordings of a link are used up, that part of the advice is left empty; what was found stays.
    """
    said: set[str] = set()
    for known in earlier:
        for finding in known.findings:
            said |= _sentences(finding.why) | _sentences(finding.next_step)
        for claim in known.overclaims:
            said |= _sentences(claim.why)
    findings = tuple(_anew(finding, said, rubric) for finding in assessment.findings)
    overclaims = tuple(claim.model_copy(update={"why": _unsaid((claim.why,), said)}) for claim in assessment.overclaims)
    return assessment.model_copy(update={"findings": findings, "overclaims": overclaims})


def _anew(finding: Finding, said: set[str], rubric: Rubric) -> Finding:
    why, next_step = _wordings(finding, rubric)
    update = {
        "why": _unsaid((finding.why, *why), said),
        "next_step": _unsaid((finding.next_step, *next_step), said),
    }
    return finding.model_copy(update=update)


def _wordings(finding: Finding, rubric: Rubric) -> tuple[Sequence[str], Sequence[str]]:
    dimension = rubric.dimension(finding.dimension)
    if finding.link is None:
        return dimension.strong_why, dimension.strong_next
    link = dimension.link(finding.link)
    return (rubric.asks_why, ()) if finding.asked else (link.why, link.next_step)


def _unsaid(wordings: Sequence[str], said: set[str]) -> str:
    """The first of these that says nothing again, noted in `said`; else the empty string."""
    chosen = next((text for text in wordings if not said & _sentences(text)), "")
    said |= _sentences(chosen)
    return chosen


def _sentences(text: str) -> set[str]:
    return {part.casefold() for part in _END.split(text.strip()) if part}
