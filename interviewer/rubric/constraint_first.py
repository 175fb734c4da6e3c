"""Constraint first: does a limit pick the solution? RUBRIC section 3.

A point each for a limit that is named, is explicit, comes before the solution, and picks it; nothing without the first.
"""

from interviewer.domain.evidence import EvidenceKind, Quantity, Reading
from interviewer.rubric.baseline_first import BASELINE, CHOICE, COMPLEX_MODEL
from interviewer.rubric.dimension import Kind, RubricDimension, of_kind
from interviewer.rubric.facts import any_of, comes_first, distribute

CONSTRAINT = EvidenceKind("constraint")


def constraint_first(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    constraints = reading.of(CONSTRAINT)
    facts = {
        "named": any_of(constraints),
        "explicit": any_of(item for item in constraints if item.quantity is Quantity.EXPLICIT),
        "first": comes_first(constraints, (COMPLEX_MODEL, BASELINE), reading),
        "picks": any_of(reading.of(CHOICE)),
    }
    return distribute(facts, lambda holding: len(holding) if "named" in holding else 0)


def broken(_reading: Reading, level: int) -> tuple[str, ...]:
    return ("constraint",) if level < 4 else ()


DIMENSION = RubricDimension(
    rule="constraint_first@1",
    levels=constraint_first,
    broken=broken,
    evidence=(CONSTRAINT, CHOICE, COMPLEX_MODEL),
    kinds={CONSTRAINT: Kind("a limit of time, device, money, people or date that a solution has to keep to.")},
    shown_by={"constraint": of_kind(CONSTRAINT)},
    volunteered_by=(CONSTRAINT,),
    rewrite_place=4,
)
