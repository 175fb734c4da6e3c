"""Agreement between two graders: chance-corrected, with bootstrap intervals.

scikit-learn is imported where it is called, because it takes a second and most commands measure no agreement.
"""

from collections.abc import Callable, Sequence

import numpy as np

LEVELS = 5


def quadratic_weighted_kappa(first: Sequence[int], second: Sequence[int]) -> float:
    """Cohen's kappa with squared distances as weights (Cohen, 1968), over levels 0 to 4; 0 where it is undefined."""
    return _kappa(first, second, labels=range(LEVELS), weights="quadratic")


def kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Cohen's kappa of two yes/no graders; 0 where it is undefined."""
    return _kappa(first, second, labels=(False, True), weights=None)


def _kappa(first: Sequence[int], second: Sequence[int], labels: Sequence[int], weights: str | None) -> float:
    from sklearn.metrics import cohen_kappa_score

    if len(set(first) | set(second)) < 2:  # no cases, or one label only: chance alone would agree as well
        return 0.0
    return float(cohen_kappa_score(first, second, labels=labels, weights=weights))


def precision_recall_f1(truth: Sequence[bool], found: Sequence[bool]) -> tuple[float, float, float]:
    """Precision, recall and F1 of `found`; 0 where undefined."""
    from sklearn.metrics import precision_recall_fscore_support

    if not any(truth) and not any(found):
        return 0.0, 0.0, 0.0
    precision, recall, f1, _ = precision_recall_fscore_support(truth, found, average="binary", zero_division=0.0)
    return float(precision), float(recall), float(f1)


def resampled(measure: Callable[[np.ndarray], float], clusters: Sequence[str], draws: int, seed: int = 0) -> np.ndarray:
    """The measure on `draws` samples of whole clusters, drawn with replacement.

    Args:
        measure: from the indexes of the drawn items to a number.
        clusters: the cluster of each item; items of one author voice are not independent.
    """
    rng = np.random.default_rng(seed)
    names = sorted(set(clusters))
    members = {name: np.flatnonzero(np.asarray(clusters) == name) for name in names}
    samples = (np.concatenate([members[name] for name in rng.choice(names, len(names))]) for _ in range(draws))
    return np.array([measure(sample) for sample in samples])


def bootstrap_interval(
    measure: Callable[[np.ndarray], float], clusters: Sequence[str], draws: int = 1000
) -> tuple[float, float]:
    """The 95% percentile interval of a measure under resampling of whole clusters."""
    low, high = np.percentile(resampled(measure, clusters, draws), [2.5, 97.5])
    return float(low), float(high)
