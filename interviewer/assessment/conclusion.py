"""From the grades of an interview's answers to its trends and its verdict, with how sure each grade is."""

from collections.abc import Mapping, Sequence

from interviewer.domain.assessment import Grade, Status
from interviewer.domain.debrief import Trend, Verdict
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Reading
from interviewer.packs.schema import Dimension
from interviewer.rubric.verdict import Likelihood, settled, trend, verdict, verdict_shares

Judged = Mapping[int, tuple[Reading, Sequence[Grade]]]  # by turn
_COUNTS = frozenset({Status.GRADED, Status.ABSTAINED, Status.NOT_APPLICABLE})


def trends_of(judged: Judged, dimensions: Sequence[Dimension]) -> tuple[Trend, ...]:
    """One trend per dimension that was graded at all, in the rubric's order."""
    found = []
    for dimension in dimensions:
        grades = {turn: _grade(grades, dimension.id) for turn, (_, grades) in judged.items()}
        levels = {turn: grade.level for turn, grade in grades.items() if grade and grade.level is not None}
        if levels:
            found.append(trend(dimension.id, dimension.headline, levels))
    return tuple(found)


def conclusion(judged: Judged, dimensions: Sequence[Dimension], spoke_to_grader: bool) -> Verdict:
    """The verdict in the middle of all that the grades leave open; the rule's own where they leave nothing open."""
    trends = trends_of(judged, dimensions)
    by_rule = verdict(trends, spoke_to_grader)
    headline = [dimension.id for dimension in dimensions if dimension.headline]
    shares = verdict_shares(
        [[_likelihood(reading, _grade(grades, name)) for name in headline] for _, (reading, grades) in judged.items()],
        headline,
        [item for item in trends if not item.headline],
        spoke_to_grader,
    )
    return settled(by_rule, shares)


def spoke_to_grader(judged: Judged) -> bool:
    """Whether an answer addressed the grader instead of the interviewer."""
    return any(reading.act is DialogueAct.SPOKE_TO_MACHINE for reading, _ in judged.values())


def _grade(grades: Sequence[Grade], dimension: str) -> Grade | None:
    return next((grade for grade in grades if grade.dimension == dimension), None)


def _likelihood(reading: Reading, grade: Grade | None) -> Likelihood | None:
    """How likely each level is; None where nothing was graded, and where an old grade doesn't say."""
    if grade is None or grade.status not in _COUNTS or not grade.distribution:
        return None
    return Likelihood(reading.applicable.get(grade.dimension, 0.0), grade.distribution)
