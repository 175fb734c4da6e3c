"""Baseline first: does the simple thing come before the complex one? RUBRIC section 3.

A point each for a simple baseline, before the complex model, compared with it, and complexity paid for; nothing
without the first.
"""

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.rubric.dimension import Kind, RubricDimension, of_kind
from interviewer.rubric.facts import any_of, comes_first, distribute
from interviewer.rubric.metric_gap import COMPARISON, COST

BASELINE = EvidenceKind("baseline")
COMPLEX_MODEL = EvidenceKind("complex_model")
CHOICE = EvidenceKind("choice")


def baseline_first(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    facts = {
        "baseline": any_of(reading.of(BASELINE)),
        "first": comes_first(reading.of(BASELINE), (COMPLEX_MODEL,), reading),
        "compared": any_of(reading.of(COMPARISON)),
        "paid_for": any_of(reading.of(CHOICE) + reading.of(COST)),
    }
    return distribute(facts, lambda holding: len(holding) if "baseline" in holding else 0)


def broken(_reading: Reading, level: int) -> tuple[str, ...]:
    return ("baseline",) if level < 4 else ()


DIMENSION = RubricDimension(
    rule="baseline_first@1",
    levels=baseline_first,
    broken=broken,
    evidence=(BASELINE, COMPARISON, COMPLEX_MODEL),
    kinds={
        CHOICE: Kind("a solution picked or turned down because of a limit or of what it costs."),
        COMPLEX_MODEL: Kind("a model that takes much to train, run or explain."),
        BASELINE: Kind("the simplest thing that could do: a rule, a linear model, what runs today."),
    },
    shown_by={"baseline": of_kind(BASELINE)},
    volunteered_by=(BASELINE,),
)
