"""Metric gap: is the technical work tied to a business number? RUBRIC section 1, as a pure function of evidence.

The facts, and where each comes from:
    technical, business   a measure of that kind is named (also one that is denied)
    connected             a mechanism, or an effect of the work on a business quantity
    quantified            such an effect with an explicit amount or estimate
    weighed               a cost, a guardrail or a cheaper option turned down
    disowned              the candidate negates or refuses the link to the business
"""

from interviewer.domain.evidence import About, Evidence, EvidenceKind, Quantity, Reading, Stance
from interviewer.rubric.facts import Facts, any_of, distribute

CHAIN = ("technical_measure", "mechanism", "business_measure", "effect", "cost")


def metric_gap_level(facts: frozenset[str]) -> int:
    """The level that the rubric gives to these facts."""
    if "connected" in facts:
        return 4 if {"quantified", "weighed"} <= facts else 3
    if "business" in facts and "disowned" not in facts:
        return 2
    return 1 if facts & {"technical", "business"} else 0


def metric_gap_facts(reading: Reading) -> Facts:
    """The probability of each fact, `quantified` being conditional on `connected`."""
    effects = [item for item in reading.of(EvidenceKind.EFFECT) if counts(item)]
    connecting = [item for item in reading.of(EvidenceKind.MECHANISM) if counts(item)] + effects
    connected = any_of(connecting)
    explicit = any_of(item for item in effects if item.quantity is Quantity.EXPLICIT)
    return {
        "technical": any_of(reading.of(EvidenceKind.TECHNICAL_MEASURE)),
        "business": any_of(reading.of(EvidenceKind.BUSINESS_MEASURE)),
        "connected": connected,
        "quantified": min(1.0, explicit / connected) if connected else 0.0,
        "weighed": any_of(item for item in reading.of(EvidenceKind.COST) if item.stance is not Stance.DENIED),
        "disowned": any_of(reading.of(EvidenceKind.DISOWNED_LINK)),
    }


def metric_gap(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    return distribute(metric_gap_facts(reading), metric_gap_level)


def metric_gap_broken(reading: Reading, level: int) -> tuple[str, ...]:
    """The links that keep the answer below 4, the first to press first."""
    facts = metric_gap_facts(reading)
    lacks = {name for name, probability in facts.items() if probability < 0.5}
    if level == 0:
        return ("technical_measure", "mechanism", "business_measure")
    if level == 1:
        return ("mechanism", "business_measure", "effect")
    if level == 2:
        return ("mechanism", "effect", "cost")
    if level == 3:
        missing = (("effect",) if "quantified" in lacks else ()) + (("cost",) if "weighed" in lacks else ())
        return missing or (("effect",) if facts["quantified"] < facts["weighed"] else ("cost",))
    return ()


def counts(item: Evidence) -> bool:
    """Whether evidence can connect the work to the business: told of the own work, and not denied."""
    return item.stance is not Stance.DENIED and item.about is About.OWN_WORK
