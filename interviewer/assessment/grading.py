"""From a reading to a grade per dimension: applies each dimension's rule and says how sure it is."""

from collections.abc import Collection, Sequence
from math import inf

from interviewer.domain.assessment import Grade, Status
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Reading
from interviewer.packs.schema import Dimension
from interviewer.rubric.dimension import RubricDimension
from interviewer.rubric.facts import any_of, best_guess
from interviewer.rubric.registry import RULES

_CANNOT_TELL = "the critic can't tell which level it is; that counts for nothing, and is no fault of the answer"
VOLUNTEERED = 0.7  # how sure an extractor must be of evidence for a dimension that the question was not for
_TELLS = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED, DialogueAct.SPOKE_TO_MACHINE})


def grade_all(
    dimensions: Sequence[Dimension], reading: Reading, targets: Collection[str], most_doubt: float = inf
) -> tuple[Grade, ...]:
    """One grade per dimension.

    Args:
        targets: what the question can bring out; empty where that is not known.
        most_doubt: how far off, in levels, a headline grade may be expected to be; beyond it the critic asks.
    """
    return tuple(grade(item, reading, targets, most_doubt if item.headline else inf) for item in dimensions)


def grade(dimension: Dimension, reading: Reading, targets: Collection[str], most_doubt: float = inf) -> Grade:
    """The grade of one dimension; `not_applicable` is not 0 (RUBRIC, preamble)."""
    rule = RULES[dimension.rule]
    distribution = rule.levels(reading)
    guess = best_guess(distribution)
    confidence = _confidence(distribution, guess)
    if not _applies(dimension, reading, targets):
        return Grade(
            dimension=dimension.id,
            status=Status.NOT_APPLICABLE,
            confidence=round(1.0 - reading.applicable.get(dimension.id, 0.0), 4),
            distribution=tuple(round(weight, 4) for weight in distribution) if dimension.headline else (),
            reason="the question could not bring it out, and nothing of it was volunteered",
        )
    sure = expected_error(distribution, guess) <= most_doubt
    return Grade(
        dimension=dimension.id,
        status=Status.GRADED if sure else Status.ABSTAINED,
        level=guess if sure else None,
        guess=guess,
        confidence=confidence,
        distribution=tuple(round(weight, 4) for weight in distribution),
        broken=rule.broken(reading, guess),
        reason="" if sure else _CANNOT_TELL,
    )


def _confidence(distribution: tuple[float, ...], guess: int) -> float:
    return round(min(1.0, distribution[guess]), 4)


def expected_error(distribution: tuple[float, ...], guess: int) -> float:
    """How many levels off the guess is expected to be: neighbours in doubt weigh less than opposites."""
    return sum(weight * abs(level - guess) for level, weight in enumerate(distribution))


def _applies(dimension: Dimension, reading: Reading, targets: Collection[str]) -> bool:
    if not dimension.headline and reading.act not in _TELLS:
        return False
    if dimension.headline:
        return reading.applicable.get(dimension.id, 0.0) >= 0.5
    rule = RULES[dimension.rule]
    if reading.words < rule.fewest_words:
        return False
    return dimension.id in targets or _volunteered(rule, reading)


def _volunteered(rule: RubricDimension, reading: Reading) -> bool:
    kinds = rule.evidence if rule.volunteered_by is None else rule.volunteered_by
    return any_of(item for kind in kinds for item in reading.of(kind)) >= VOLUNTEERED
