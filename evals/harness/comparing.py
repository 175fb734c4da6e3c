"""Two runs, case by case: what changed, by how much, and could it be luck? Does not know where runs come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evals.harness.measuring import Rows, is_defined, repeat_noise, rows_of, value_of
from evals.harness.run import Result, Run
from evals.harness.suite import Measure, Suite
from evals.statistics.paired import holm, least_difference, mcnemar, paired_bootstrap

SIGNIFICANT = 0.05
FEWEST_FLIPS = 6  # so many cases must change one way, and none the other, before an exact test speaks
_ROUNDING = 1e-9  # a difference below it is how a library sums, not what the interviewer did
MeasureVerdict = Literal["better", "worse", "not distinguishable"]


@dataclass(frozen=True)
class MeasureChange:
    """One measure in both runs.

    Attributes:
        low, high: 95% interval of the difference.
        p, adjusted: before and after Holm's correction over all measures compared.
        least: the smallest difference that these cases could have shown, or None where nothing varies.
        noise: standard deviation between repeats of the same run, or None without repeats.
        changed: ids of the cases whose values differ.
    """

    suite: str
    measure: Measure
    first: float
    second: float
    low: float
    high: float
    p: float
    adjusted: float
    least: float | None
    noise: float | None
    cases: int
    changed: tuple[str, ...]

    @property
    def difference(self) -> float:
        return self.second - self.first

    @property
    def gain(self) -> float:
        """The difference, positive where the second run is better."""
        return self.difference if self.measure.better == "higher" else -self.difference

    @property
    def verdict(self) -> MeasureVerdict:
        beyond_noise = self.noise is None or abs(self.difference) > 2 * self.noise
        if self.adjusted >= SIGNIFICANT or not beyond_noise or self.difference == 0.0:
            return "not distinguishable"
        return "better" if self.gain > 0 else "worse"


@dataclass(frozen=True)
class Unpaired:
    """Cases of a suite that can't be compared: in one run only, or with another content."""

    suite: str
    only_first: int
    only_second: int
    altered: int

    @property
    def total(self) -> int:
        return self.only_first + self.only_second + self.altered


@dataclass(frozen=True)
class RunComparison:
    first: Run
    second: Run
    changes: tuple[MeasureChange, ...]
    unpaired: tuple[Unpaired, ...]

    @property
    def verdict(self) -> MeasureVerdict:
        """Worse if any measure is, else better if any is."""
        verdicts = {change.verdict for change in self.changes}
        return "worse" if "worse" in verdicts else "better" if "better" in verdicts else "not distinguishable"


def compare(first: Run, second: Run, suites: Sequence[Suite]) -> RunComparison:
    """Compare the suites that both runs hold, over the cases that both saw with the same content."""
    raw: list[MeasureChange] = []
    unpaired: list[Unpaired] = []
    for suite in suites:
        if suite.id not in first.suites or suite.id not in second.suites:
            continue
        old, new, left_over = _paired(suite.id, first.of(suite.id), second.of(suite.id))
        unpaired.append(left_over)
        raw += [change for measure in suite.measures if (change := _change(suite.id, measure, old, new))]
    adjusted = holm([change.p for change in raw])
    changes = tuple(MeasureChange(**{**vars(c), "adjusted": p}) for c, p in zip(raw, adjusted, strict=True))
    return RunComparison(first, second, changes, tuple(unpaired))


def _paired(
    suite: str, first: Sequence[Result], second: Sequence[Result]
) -> tuple[list[Result], list[Result], Unpaired]:
    old, new = ({item.case: item.digest for item in results} for results in (first, second))
    same = {case for case, digest in old.items() if new.get(case) == digest}
    altered = len(old.keys() & new.keys()) - len(same)
    left_over = Unpaired(suite, len(old.keys() - new.keys()), len(new.keys() - old.keys()), altered)
    return [r for r in first if r.case in same], [r for r in second if r.case in same], left_over


def _change(suite: str, measure: Measure, first: Sequence[Result], second: Sequence[Result]) -> MeasureChange | None:
    old, new = rows_of(measure, first), rows_of(measure, second)
    cases = sorted(old.keys() & new.keys())
    if not cases:
        return None
    before, after = (np.stack([rows[case][1] for case in cases]) for rows in (old, new))
    if not (is_defined(measure, before) and is_defined(measure, after)):
        return None
    after = np.where(np.isclose(before, after, rtol=0.0, atol=_ROUNDING), before, after)
    clusters = [old[case][0] for case in cases]
    low, high, p = _test(measure, before, after, clusters)
    noises = [noise for results in (first, second) if (noise := repeat_noise(measure, results)) is not None]
    return MeasureChange(
        suite=suite,
        measure=measure,
        first=value_of(measure, before),
        second=value_of(measure, after),
        low=low,
        high=high,
        p=p,
        adjusted=p,
        least=_least(measure, before, after, clusters),
        noise=max(noises, default=None),
        cases=len(cases),
        changed=tuple(case for case, a, b in zip(cases, before, after, strict=True) if not np.array_equal(a, b)),
    )


def _test(measure: Measure, before: Rows, after: Rows, clusters: Sequence[str]) -> tuple[float, float, float]:
    """Interval and p of the difference: exact for yes/no, bootstrapped over clusters for everything else."""
    if np.array_equal(before, after):
        return 0.0, 0.0, 1.0

    def difference(index: np.ndarray) -> float:
        return value_of(measure, after[index]) - value_of(measure, before[index])

    low, high, p = paired_bootstrap(difference, clusters)
    if measure.kind == "rate" and set(np.unique(np.stack([before, after]))) <= {0.0, 1.0}:
        p = mcnemar(int((before > after).sum()), int((after > before).sum()))
    return low, high, p


def _least(measure: Measure, before: Rows, after: Rows, clusters: Sequence[str]) -> float | None:
    if measure.kind == "rate":
        return min(1.0, FEWEST_FLIPS / len(before))
    if measure.kind != "mean":
        return None
    return least_difference(list((after - before)[:, 0]), clusters)
