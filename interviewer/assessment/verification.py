"""Checks everything an engine claims against the candidate's own words. No engine is trusted; what fails is dropped.

Source: RUBRIC section 4. Knows nothing of how a claim was made.
"""

from collections.abc import Collection, Mapping

from interviewer.domain.assessment import Blank, Connective, Finding, Kept, Rewrite
from interviewer.domain.evidence import Reading, Span

Answers = Mapping[int, str]  # turn number -> the candidate's answer


def stands(span: Span, answers: Answers) -> bool:
    """Whether the span's words stand letter for letter at its offsets."""
    answer = answers.get(span.turn)
    return answer is not None and span.end <= len(answer) and answer[span.start : span.end] == span.text


def verified_reading(reading: Reading, answers: Answers) -> tuple[Reading, int]:
    """The reading without evidence whose words don't stand in the answers, and how many were dropped."""
    kept = tuple(item for item in reading.evidence if item.span.text.strip() and stands(item.span, answers))
    return reading.model_copy(update={"evidence": kept}), len(reading.evidence) - len(kept)


def verified_finding(finding: Finding, answers: Answers, guide_ids: Collection[str]) -> Finding | None:
    """The finding with its quotes that stand; None if its excerpt does not exist or nothing is left to show."""
    quotes = tuple(span for span in finding.quotes if stands(span, answers))
    if finding.guide_id not in guide_ids or not (quotes or finding.absent):
        return None
    return finding.model_copy(update={"quotes": quotes})


def verified_rewrite(
    rewrite: Rewrite | None, answers: Answers, connectives: Collection[str], blanks: Collection[str]
) -> Rewrite | None:
    """The rewrite, if it is made of the candidate's words, listed connectives and listed blanks only; else None."""
    if rewrite is None:
        return None
    for piece in rewrite.pieces:
        match piece:
            case Kept():
                sound = stands(piece.span, answers)
            case Connective():
                sound = piece.text in connectives
            case Blank():
                sound = piece.label in blanks
        if not sound:
            return None
    return rewrite
