"""Agreement between two graders: chance-corrected, with bootstrap intervals."""

from collections.abc import Callable, Sequence

import numpy as np

LEVELS = 5


def quadratic_weighted_kappa(first: Sequence[int], second: Sequence[int]) -> float:
    """Cohen's kappa with squared distances as weights (Cohen, 1968), over levels 0 to 4; 0 where it is undefined."""
    observed = np.zeros((LEVELS, LEVELS))
    for one, other in zip(first, second, strict=True):
        observed[one, other] += 1
    distance = np.subtract.outer(np.arange(LEVELS), np.arange(LEVELS)) ** 2
    expected = np.outer(observed.sum(1), observed.sum(0)) / max(1, len(first))
    by_chance = float((distance * expected).sum())
    return 1.0 - float((distance * observed).sum()) / by_chance if by_chance else 0.0


def kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Cohen's kappa of two yes/no graders; 0 where it is undefined."""
    one, other = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    by_chance = one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    return float(((one == other).mean() - by_chance) / (1 - by_chance)) if by_chance < 1 else 0.0


def precision_recall(truth: Sequence[bool], found: Sequence[bool]) -> tuple[float, float]:
    """Precision and recall of `found`; 0 where undefined."""
    hits = sum(a and b for a, b in zip(truth, found, strict=True))
    return hits / max(1, sum(found)), hits / max(1, sum(truth))


def bootstrap_interval(
    measure: Callable[[np.ndarray], float], clusters: Sequence[str], draws: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """The 95% percentile interval of a measure under resampling of whole clusters.

    Args:
        measure: from the indexes of the drawn items to a number.
        clusters: the cluster of each item; items of one author voice are not independent.
    """
    rng = np.random.default_rng(seed)
    names = sorted(set(clusters))
    members = {name: np.flatnonzero(np.asarray(clusters) == name) for name in names}
    values = [measure(np.concatenate([members[name] for name in rng.choice(names, len(names))])) for _ in range(draws)]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
