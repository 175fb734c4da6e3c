"""The statistics of a paired comparison: exact tests, a clustered bootstrap, and correction over many measures.

statsmodels is imported where it is called, because it takes a second and most commands compare nothing.
"""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np

from evals.statistics.agreement import resampled

_Z = 1.96 + 0.84  # two-sided 5%, power 80%


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p of McNemar's test: of the cases that changed, as many one way as the other?"""
    from statsmodels.stats import contingency_tables

    if only_first + only_second == 0:  # nothing changed
        return 1.0
    return float(contingency_tables.mcnemar([[0, only_first], [only_second, 0]], exact=True).pvalue)


def paired_bootstrap(
    difference: Callable[[np.ndarray], float], clusters: Sequence[str], draws: int = 2000
) -> tuple[float, float, float]:
    """95% interval and two-sided p of a difference between paired runs, under resampling of whole clusters.

    Args:
        difference: from the indexes of the drawn cases to second minus first.
        clusters: the cluster of each case.
    """
    values = resampled(difference, clusters, draws)
    low, high = np.percentile(values, [2.5, 97.5])
    tail = (1 + min((values <= 0).sum(), (values >= 0).sum())) / (draws + 1)
    return float(low), float(high), float(min(1.0, 2 * tail))


def cluster_sign_test(differences: Sequence[float], clusters: Sequence[str]) -> float:
    """Exact two-sided sign test on the clusters' summed differences: what is left where a bootstrap has no spread."""
    sums = [sum(d for d, c in zip(differences, clusters, strict=True) if c == name) for name in sorted(set(clusters))]
    return mcnemar(sum(s > 0 for s in sums), sum(s < 0 for s in sums))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction; the adjusted values in the order given."""
    from statsmodels.stats.multitest import multipletests

    return [float(p) for p in multipletests(p_values, method="holm")[1]] if len(p_values) else []


def least_difference(differences: Sequence[float], clusters: Sequence[str]) -> float | None:
    """The smallest mean difference that cases spread like these would show in four runs of five; None without spread.

    The spread is that of the clusters' means, so cases of one cluster do not count as independent.
    """
    means = [
        np.mean([d for d, c in zip(differences, clusters, strict=True) if c == name]) for name in sorted(set(clusters))
    ]
    if len(means) < 2:
        return None
    spread = float(np.std(means, ddof=1))
    return _Z * spread / sqrt(len(means)) if spread else None
