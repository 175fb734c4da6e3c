"""Yes/no facts about an answer, each with a probability, and the distribution over levels that follows from them."""

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from math import prod

from interviewer.domain.evidence import Evidence, EvidenceKind, Reading

LEVELS = 5
Facts = Mapping[str, float]


def any_of(evidence: Iterable[Evidence]) -> float:
    """The probability that at least one of `evidence` is what it says: that of the surest.

    Links of one kind are mostly the same claim told again, so they count as fully dependent; taken as independent,
    every further sentence would raise the level.
    """
    return max((item.probability for item in evidence), default=0.0)


def distribute(facts: Facts, level: Callable[[frozenset[str]], int]) -> tuple[float, ...]:
    """Probabilities of levels 0 to 4, summed over every way in which `facts` may be true or false.

    Args:
        facts: the probability of each fact, taken as independent.
        level: the rubric's rule: the level, given the facts that hold.
    """
    names = tuple(facts)
    levels = [0.0] * LEVELS
    for truth in product((True, False), repeat=len(names)):
        weight = prod(facts[name] if holds else 1.0 - facts[name] for name, holds in zip(names, truth, strict=True))
        if weight > 0.0:
            levels[level(frozenset(name for name, holds in zip(names, truth, strict=True) if holds))] += weight
    total = sum(levels)
    return tuple(weight / total for weight in levels)


def best_guess(distribution: tuple[float, ...]) -> int:
    """The level of least expected squared error: the mean, rounded half up."""
    mean = sum(level * weight for level, weight in enumerate(distribution))
    return min(LEVELS - 1, int(mean + 0.5))


def comes_first(evidence: tuple[Evidence, ...], others: tuple[EvidenceKind, ...], reading: Reading) -> float:
    """The probability that the first likely item stands before every likely one of `others`."""
    likely = [item for item in evidence if item.probability >= 0.5]
    rivals = [item for kind in others for item in reading.of(kind) if item.probability >= 0.5]
    if not likely:
        return 0.0
    first = min(likely, key=_place)
    return first.probability if all(_place(first) <= _place(rival) for rival in rivals) else 0.0


def _place(item: Evidence) -> tuple[int, int]:
    return (item.span.turn, item.span.start)
