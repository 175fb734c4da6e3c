"""The gate: guarded measures against fixed limits, and against a kept baseline, where a fall must be more than luck.

A measure fails when it is beyond its limit, or when it is worse than the baseline by more than `fall` and the paired
test, corrected over all guarded measures, says that this is no luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from evals.harness.comparing import SIGNIFICANT, MeasureChange, RunComparison, compare
from evals.harness.measuring import NOT_APPLICABLE, measured
from evals.harness.reading import Record, read_toml
from evals.harness.run import Run, not_counted
from evals.harness.suite import Suite, load_suites
from evals.statistics.paired import holm
from interviewer.errors import BadInput

HERE = Path(__file__).parent.parent
GATES = HERE / "gates.toml"
BASELINE = HERE / "baseline.jsonl"


class Gate(Record):
    """One guarded measure.

    Attributes:
        limit: the worst value that passes, whichever way is better.
        fall: how much worse than the baseline it may be however sure that is.
        engine: whose runs it guards; all where it is left out.
    """

    suite: str
    measure: str
    limit: float
    fall: float = Field(default=0.0, ge=0.0)
    engine: Literal["embedded", "llm"] | None = None


class GateFile(Record):
    gates: tuple[Gate, ...] = Field(min_length=1, alias="gate")


@dataclass(frozen=True)
class Checked:
    """A gate and how it went; `reasons` is empty where it passed. What was not measured has not passed."""

    gate: Gate
    title: str
    value: float | None
    low: float | None
    high: float | None
    cases: int
    change: MeasureChange | None
    reasons: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.reasons


@dataclass(frozen=True)
class GateReport:
    """`failed` counts cases that ended in an error: a gate can't pass over what it has not seen."""

    checked: tuple[Checked, ...]
    comparison: RunComparison | None
    notes: tuple[str, ...]
    failed: int

    @property
    def passed(self) -> bool:
        return self.failed == 0 and all(item.passed for item in self.checked)


def load_gates(path: Path = GATES) -> tuple[Gate, ...]:
    """The gates, each of a suite and a measure that exist.

    Raises:
        BadInput: the file has a mistake, or a gate guards nothing.
    """
    gates = read_toml(GateFile, path).gates
    known = {(suite.id, measure.id) for suite in load_suites() for measure in suite.measures}
    for gate in gates:
        if (gate.suite, gate.measure) not in known:
            raise BadInput(f"{path}: there is no measure '{gate.measure}' in a suite '{gate.suite}'; correct the gate")
    return gates


def check_gates(run: Run, baseline: Run | None, gates: Sequence[Gate], suites: Sequence[Suite]) -> GateReport:
    """Check the gates of all suites that the run holds.

    Raises:
        BadInput: the run holds none of them.
    """
    due = [gate for gate in gates if gate.suite in run.suites and gate.engine in (None, run.header.engine)]
    if not due:
        raise BadInput("no gate guards what was run; name a guarded suite, or all")
    by_id = {suite.id: suite for suite in suites}
    comparison = compare(baseline, run, suites) if baseline else None
    changes = _guarded_changes(comparison, due)
    checked = tuple(_check(gate, run, by_id[gate.suite], changes.get((gate.suite, gate.measure))) for gate in due)
    return GateReport(checked, comparison, _notes(run, comparison), len(run.header.broken))


def _guarded_changes(
    comparison: RunComparison | None, due: Sequence[Gate]
) -> dict[tuple[str, str], tuple[MeasureChange, float]]:
    """The change of each guarded measure, with its p corrected over the guarded ones only."""
    wanted = {(gate.suite, gate.measure) for gate in due}
    changes = [c for c in comparison.changes if (c.suite, c.measure.id) in wanted] if comparison else []
    adjusted = holm([change.p for change in changes])
    return {(c.suite, c.measure.id): (c, p) for c, p in zip(changes, adjusted, strict=True)}


def _check(gate: Gate, run: Run, suite: Suite, changed: tuple[MeasureChange, float] | None) -> Checked:
    measure = suite.measure(gate.measure)
    value, low, high, cases = measured(measure, run.of(gate.suite))
    reasons = []
    if value is None:
        reasons.append(f"{NOT_APPLICABLE}: no case could be measured, so nothing says that it holds")
    elif value < gate.limit if measure.better == "higher" else value > gate.limit:
        reasons.append(f"{value:.3f} is beyond the limit of {gate.limit:.3f}")
    change = changed[0] if changed else None
    if value is not None and changed and _fell(gate, *changed):
        reasons.append(f"fell from {changed[0].first:.3f} to {value:.3f} (p {changed[1]:.4f} after correction)")
    return Checked(gate, measure.title, value, low, high, cases, change, tuple(reasons))


def _fell(gate: Gate, change: MeasureChange, p: float) -> bool:
    """Whether it is worse than the baseline by more than the gate allows, luck and noise."""
    return change.gain < -gate.fall and p < SIGNIFICANT and _beyond_noise(change)


def _beyond_noise(change: MeasureChange) -> bool:
    return change.noise is None or abs(change.difference) > 2 * change.noise


def _notes(run: Run, comparison: RunComparison | None) -> tuple[str, ...]:
    notes = not_counted(run)
    if comparison is None:
        return (*notes, "there is no baseline for this engine: only the limits were checked")
    notes += [
        f"{item.suite}: {item.total} cases can't be held against the baseline ({item.altered} altered, "
        f"{item.only_second} new, {item.only_first} gone); 'make eval-baseline' renews it"
        for item in comparison.unpaired
        if item.total
    ]
    return tuple(notes)
