"""Pressure and deadline: is there a plan that keeps the date? RUBRIC section 3.

What ships, what is cut, which risk is taken and who is told; refusing or promising everything is 0 without.
"""

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.rubric.dimension import Kind, RubricDimension, of_kind
from interviewer.rubric.facts import any_of, distribute

SHIPS = EvidenceKind("ships")
CUT = EvidenceKind("cut")
RISK_TOLD = EvidenceKind("risk_told")
REFUSAL = EvidenceKind("refusal")


def pressure_deadline(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    facts = {
        "ships": any_of(reading.of(SHIPS)),
        "cut": any_of(reading.of(CUT)),
        "risk_told": any_of(reading.of(RISK_TOLD)),
        "refused": any_of(reading.of(REFUSAL)),
    }

    def level(holding: frozenset[str]) -> int:
        plan = len(holding & {"ships", "cut", "risk_told"})
        return min(4, plan) if "refused" in holding else min(4, 2 + plan)

    return distribute(facts, level)


def broken(_reading: Reading, level: int) -> tuple[str, ...]:
    return ("scope",) if level < 4 else ()


DIMENSION = RubricDimension(
    rule="pressure_deadline@1",
    levels=pressure_deadline,
    broken=broken,
    evidence=(SHIPS, CUT, RISK_TOLD, REFUSAL),
    kinds={
        SHIPS: Kind("what goes live, or is ready, by the date."),
        CUT: Kind("what is left out, made smaller or put off so that the date holds."),
        RISK_TOLD: Kind("which risk is taken, who is told of it, how it is taken back."),
        REFUSAL: Kind("it can't be done; or a promise that everything will be."),
    },
    shown_by={"scope": of_kind(SHIPS, CUT, RISK_TOLD)},
    volunteered_by=(CUT,),
    rewrite_place=3,
)
