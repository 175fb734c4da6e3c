"""Linear discriminants over sentence vectors: of which kind is a text? Knows nothing of the kinds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating]
Kinds = NDArray[np.intp]


@dataclass(frozen=True)
class Discriminant:
    """One affine score a kind, larger where a text is more likely of it."""

    weights: Matrix
    offsets: Matrix

    def scores(self, vectors: Matrix) -> Matrix:
        """(texts, kinds), comparable within a row."""
        return np.asarray(vectors @ self.weights + self.offsets)

    def log_likelihood(self, vectors: Matrix) -> Matrix:
        """The logarithm of each kind's share, bounded below so that one odd sentence does not decide alone."""
        scores = self.scores(vectors)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(np.log(shares / shares.sum(axis=1, keepdims=True) + 1e-6))


def fitted(vectors: Matrix, kinds: Kinds, shrinkage: float) -> Discriminant:
    """Linear discriminants with one covariance for all kinds, drawn towards a round one by `shrinkage` (0 to 1)."""
    means = np.stack([vectors[kinds == kind].mean(axis=0) for kind in range(int(kinds.max()) + 1)])
    return _of(means, _precision(vectors - means[kinds], shrinkage))


def left_out(
    vectors: Matrix, kinds: Kinds, groups: Sequence[str], shrinkage: float
) -> Iterator[tuple[NDArray[np.intp], Matrix]]:
    """For each group, its places and their scores by what all other groups say of the kinds."""
    count = int(kinds.max()) + 1
    sums = np.stack([vectors[kinds == kind].sum(axis=0) for kind in range(count)])
    sizes = np.bincount(kinds, minlength=count)
    precision = _precision(vectors - (sums / sizes[:, None])[kinds], shrinkage)
    named = np.asarray(groups)
    for group in sorted(set(groups)):
        places = np.flatnonzero(named == group)
        rest, left = sums.copy(), sizes.astype(float)
        np.subtract.at(rest, kinds[places], vectors[places])
        np.subtract.at(left, kinds[places], 1.0)
        means = rest / np.maximum(left, 1.0)[:, None]
        yield places, _of(means, precision).scores(vectors[places])


def _precision(residuals: Matrix, shrinkage: float) -> Matrix:
    covariance = residuals.T @ residuals / len(residuals)
    size = len(covariance)
    return np.linalg.inv((1 - shrinkage) * covariance + shrinkage * np.trace(covariance) / size * np.eye(size))


def _of(means: Matrix, precision: Matrix) -> Discriminant:
    weights = precision @ means.T
    return Discriminant(weights, -0.5 * np.einsum("kd,dk->k", means, weights))
