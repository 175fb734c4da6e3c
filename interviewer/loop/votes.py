"""How an interviewer votes on a round: by what stands of the best story on each headline dimension, once it was probed.

RUBRIC section 5 makes a verdict from the last levels of single answers, for a debrief that says how an interview ended.
Somebody who votes remembers the stories. On sixty rounds that two blind readers voted on, this agrees with them at a
weighted kappa of .7, the verdicts of section 5 at .3 (docs/committee.md).
"""

from interviewer.assessment.grading import grade_all
from interviewer.domain.assessment import Grade, Status
from interviewer.domain.debrief import VerdictValue
from interviewer.domain.interview import Interview
from interviewer.packs.schema import Pack
from interviewer.rubric.threads import whole

POINTS: dict[VerdictValue, int] = {
    "strong no-hire": -3,
    "no-hire": -2,
    "lean no-hire": -1,
    "lean hire": 1,
    "hire": 2,
    "strong hire": 3,
}
_LEAST: tuple[tuple[float, VerdictValue], ...] = (  # levels of the rubric from which a vote is this, the best first
    (3.5, "strong hire"),
    (3.0, "hire"),
    (2.25, "lean hire"),
    (1.5, "lean no-hire"),
    (1.0, "no-hire"),
)


def vote_on(state: Interview, pack: Pack) -> VerdictValue | None:
    """The vote on a round; None where nothing in it could be graded."""
    best: dict[str, float] = {}
    headline = [pack.rubric.dimension(name) for name in pack.rubric.headline]
    for thread in state.threads:
        readings = [(turn.number, turn.reading) for turn in thread.answered if turn.reading]
        if readings:
            for grade in grade_all(headline, whole(readings), pack.question(thread.question).dimensions):
                if grade.status is not Status.NOT_APPLICABLE and grade.distribution:
                    best[grade.dimension] = max(best.get(grade.dimension, 0.0), _expected(grade))
    if not best:
        return None
    level = sum(best.values()) / len(best)
    return next((value for least, value in _LEAST if level >= least), "strong no-hire")


def _expected(grade: Grade) -> float:
    return sum(level * share for level, share in enumerate(grade.distribution))
