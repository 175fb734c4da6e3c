"""From results to numbers. Each kind of measure says which of an outcome's values it takes, and in which order.

rate           of=(yes)                share of cases where it is 1
mean, median   of=(score)
total          of=(amount)             the sum
ratio          of=(part, whole)        sum over sum
kappa          of=(guess, label)       quadratic weighted kappa over levels 0 to 4
precision      of=(hits, false)        recall: of=(hits, missed); f1: of=(hits, false, missed)
concordance    of=(score, rank)        share of pairs of unlike rank that the score puts in the right order

A measure to which no case applies, or that would divide by nothing, is None and is told as "n/a", never as a number.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evals.harness.run import Result
from evals.harness.suite import Measure
from evals.statistics.agreement import bootstrap_interval, quadratic_weighted_kappa

Rows = np.ndarray  # one row a case, one column an entry of `of`; epochs averaged
NOT_APPLICABLE = "n/a"


class Measured(NamedTuple):
    """A measure's value with its 95% interval, all None where it is undefined, over so many cases."""

    value: float | None
    low: float | None
    high: float | None
    cases: int


def told(value: float | None, form: str = ".3f") -> str:
    """A measured number for people to read."""
    return NOT_APPLICABLE if value is None else format(value, form)


def rows_of(measure: Measure, results: Sequence[Result]) -> dict[str, tuple[str, Rows]]:
    """Case id -> (cluster, row): cases to which the measure applies; the epochs of one case are averaged."""
    found: dict[str, tuple[str, list[list[float]]]] = {}
    for result in results:
        values = [result.values.get(name) for name in measure.of]
        row = [value for value in values if value is not None]
        if len(row) == len(values):
            found.setdefault(result.case, (result.cluster, []))[1].append(row)
    return {case: (cluster, np.mean(rows, axis=0)) for case, (cluster, rows) in found.items()}


def value_of(measure: Measure, rows: Rows) -> float:
    """The measure over rows; 0 where it is undefined."""
    return _KINDS[measure.kind](rows) if len(rows) else 0.0


def is_defined(measure: Measure, rows: Rows) -> bool:
    """Whether there is anything to measure: a ratio needs a whole, an order needs unlike ranks."""
    if not len(rows):
        return False
    if measure.kind == "ratio":
        return bool(rows[:, 1].sum())
    if measure.kind == "concordance":
        return len(np.unique(rows[:, 1])) > 1
    return measure.kind not in {"precision", "recall", "f1"} or bool(rows.sum())


def measured(measure: Measure, results: Sequence[Result], draws: int = 1000) -> Measured:
    """Value, 95% interval (bootstrap over clusters), and the number of cases."""
    cases = rows_of(measure, results)
    rows = np.stack([row for _, row in cases.values()]) if cases else np.empty((0, len(measure.of)))
    if not is_defined(measure, rows):
        return Measured(None, None, None, len(rows))
    clusters = [cluster for cluster, _ in cases.values()]
    value = value_of(measure, rows)
    if np.ptp(rows, axis=0).max() == 0.0:  # nothing varies: resampling would say nothing
        return Measured(value, value, value, len(rows))
    low, high = bootstrap_interval(lambda index: value_of(measure, rows[index]), clusters, draws)
    return Measured(value, low, high, len(rows))


def repeat_noise(measure: Measure, results: Sequence[Result]) -> float | None:
    """Standard deviation of the measure between epochs; None where there was one epoch only."""
    epochs = sorted({result.epoch for result in results})
    if len(epochs) < 2:
        return None
    values = []
    for epoch in epochs:
        cases = rows_of(measure, [result for result in results if result.epoch == epoch])
        values.append(value_of(measure, np.stack([row for _, row in cases.values()])) if cases else 0.0)
    return float(np.std(values, ddof=1))


def _over(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _f1(rows: Rows) -> float:
    hits, false, missed = rows.sum(axis=0)
    return _over(2 * hits, 2 * hits + false + missed)


def _kappa(rows: Rows) -> float:
    return quadratic_weighted_kappa(*(list(column.round().astype(int)) for column in rows.T))


def _concordance(rows: Rows) -> float:
    pairs = [(a, b) for a in rows for b in rows if a[1] > b[1]]
    return float(np.mean([1.0 if a[0] > b[0] else 0.5 if a[0] == b[0] else 0.0 for a, b in pairs])) if pairs else 0.0


_KINDS: Mapping[str, Callable[[Rows], float]] = {
    "rate": lambda rows: float(rows[:, 0].mean()),
    "mean": lambda rows: float(rows[:, 0].mean()),
    "median": lambda rows: float(np.median(rows[:, 0])),
    "total": lambda rows: float(rows[:, 0].sum()),
    "ratio": lambda rows: _over(rows[:, 0].sum(), rows[:, 1].sum()),
    "precision": lambda rows: _over(rows[:, 0].sum(), rows.sum()),
    "recall": lambda rows: _over(rows[:, 0].sum(), rows.sum()),
    "f1": _f1,
    "kappa": _kappa,
    "concordance": _concordance,
}
