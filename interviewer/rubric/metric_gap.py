"""Metric gap: is the technical work tied to a business number? RUBRIC section 1, as a pure function of evidence.

The facts, and where each comes from:
    technical, business   a measure of that kind is named (also one that is denied)
    connected             an effect of the work on a business quantity, or a mechanism where such a quantity is named
    quantified            such an effect with an explicit amount or estimate
    weighed               a cost, a guardrail or a cheaper option turned down
    disowned              the candidate negates or refuses the link to the business
"""

from collections.abc import Mapping, Sequence

from interviewer.domain.charts import State
from interviewer.domain.evidence import About, Evidence, EvidenceKind, Quantity, Reading, Stance
from interviewer.rubric.dimension import HINTED, LIKELY, Chart, Kind, Mark, RubricDimension, best, likely, of_kind
from interviewer.rubric.facts import Facts, any_of, distribute
from interviewer.rubric.ownership import DECISION, TAKING_PART

TECHNICAL_MEASURE = EvidenceKind("technical_measure")
MECHANISM = EvidenceKind("mechanism")
BUSINESS_MEASURE = EvidenceKind("business_measure")
EFFECT = EvidenceKind("effect")
COST = EvidenceKind("cost")
DISOWNED_LINK = EvidenceKind("disowned_link")
COMPARISON = EvidenceKind("comparison")

CHAIN = (TECHNICAL_MEASURE, MECHANISM, BUSINESS_MEASURE, EFFECT, COST)
_CONNECTED = 3


def metric_gap_level(facts: frozenset[str]) -> int:
    """The level that the rubric gives to these facts."""
    if "connected" in facts:
        return 4 if {"quantified", "weighed"} <= facts else 3
    if "business" in facts and "disowned" not in facts:
        return 2
    return 1 if facts & {"technical", "business"} else 0


def metric_gap_facts(reading: Reading) -> Facts:
    """The probability of each fact, `quantified` being conditional on `connected`."""
    effects = [item for item in reading.of(EFFECT) if counts(item)]
    affected = any_of(effects)
    business = any_of(reading.of(BUSINESS_MEASURE))
    moves = any_of(item for item in reading.of(MECHANISM) if counts(item))
    connected = max(affected, min(moves, max(business, affected)))
    explicit = any_of(item for item in effects if item.quantity is Quantity.EXPLICIT)
    return {
        "technical": any_of(reading.of(TECHNICAL_MEASURE)),
        "business": business,
        "connected": connected,
        "quantified": min(1.0, explicit / connected) if connected else 0.0,
        "weighed": any_of(item for item in reading.of(COST) if item.stance is not Stance.DENIED),
        "disowned": any_of(reading.of(DISOWNED_LINK)),
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


def overclaims(reading: Reading) -> list[Evidence]:
    """An explicit effect with nothing beside it: no comparison, no mechanism."""
    if reading.surest([COMPARISON, MECHANISM], LIKELY):
        return []
    return [item for item in likely(reading.of(EFFECT)) if item.quantity is Quantity.EXPLICIT]


def half_told(told: Reading) -> tuple[str, ...]:
    """A business number without its amount: by how much? A way to the business without a number: which one?"""
    if likely(item for item in told.of(EFFECT) if counts(item) and item.quantity is Quantity.EXPLICIT):
        return ()
    if told.surest([BUSINESS_MEASURE, EFFECT], HINTED):
        return ("effect",)
    return ("business_measure",) if told.surest([MECHANISM], LIKELY) else ()


def chain(reading: Reading, level: int) -> tuple[Mark, ...]:
    """The chain in the rubric's order: what stands there, what is missing, what is not needed, what is pushed away."""
    holds = {kind: holding(kind, reading) for kind in CHAIN}
    disowned = reading.surest([DISOWNED_LINK]) if level <= 1 else None
    marks = []
    for kind, found in holds.items():
        quote = best(found)
        state = State.THERE if quote else State.UNNEEDED if _is_unneeded(kind, holds, level) else State.MISSING
        if kind == BUSINESS_MEASURE and disowned:
            state, quote = State.DISOWNED, disowned.span
        marks.append(Mark(kind, state, quote))
    return tuple(marks)


def holding(kind: EvidenceKind, reading: Reading) -> list[Evidence]:
    """The evidence that makes a link of the chain stand there."""
    found = likely(reading.of(kind))
    if kind == MECHANISM:
        return [item for item in found if counts(item)]
    if kind == EFFECT:
        return [item for item in found if counts(item) and item.quantity is Quantity.EXPLICIT]
    return found


def _is_unneeded(kind: EvidenceKind, holds: Mapping[EvidenceKind, Sequence[Evidence]], level: int) -> bool:
    """A business number needs no technical one beside it; a measured effect needs no mechanism (RUBRIC section 1)."""
    if kind == TECHNICAL_MEASURE:
        return bool(holds[BUSINESS_MEASURE] or holds[EFFECT])
    return kind == MECHANISM and level >= _CONNECTED and bool(holds[EFFECT])


DIMENSION = RubricDimension(
    rule="metric_gap@2",
    levels=metric_gap,
    broken=metric_gap_broken,
    evidence=(EFFECT, MECHANISM, COST, BUSINESS_MEASURE, DISOWNED_LINK, TECHNICAL_MEASURE),
    asides=(COST, DISOWNED_LINK),
    kinds={
        TECHNICAL_MEASURE: Kind(
            "a number or name of a measure of a model, its data or its code (AUC, RMSE, latency as an end in "
            'itself). Not counts of one\'s own work ("11 nights", "46 pages"), not the volume of data.'
        ),
        BUSINESS_MEASURE: Kind(
            "a quantity that the business, its customers or its operation feel or pay for, named at all: "
            "revenue, returns, complaints, queue minutes, scrap, cost per parcel. Also a figure of the whole "
            "company, and also in a denial."
        ),
        MECHANISM: Kind(
            'how the work moves such a quantity: because it now did X, some person, shop or thing did Y. "The '
            'model got better, so ranking improved" ends at the model and is none.'
        ),
        EFFECT: Kind(
            "a change of a business quantity put down to the work, with an amount or a comparison, measured, "
            'estimated or set as a target. "Late parcels fell from 9% to 6%" is one; "conversion improved" is '
            "only business_measure; so is a change for which another cause is named, and a company's figure."
        ),
        COST: Kind(
            "what the effect is weighed against: money, machines, people, margin, latency stated as a limit "
            "or a trade, harm elsewhere that is weighed, a guardrail that was watched, a cheaper option "
            "turned down for a reason."
        ),
        DISOWNED_LINK: Kind(
            'the candidate refuses or denies the tie to the business ("never looked at sales, that was '
            "product's\"). Where it also refuses the stake, mark blame too.",
            stands_denied=True,
        ),
        COMPARISON: Kind("one thing set beside another: versions, groups, before and after."),
    },
    shown_by={
        "technical_measure": of_kind(TECHNICAL_MEASURE, BUSINESS_MEASURE, EFFECT),
        "mechanism": of_kind(MECHANISM),
        "business_measure": of_kind(BUSINESS_MEASURE, EFFECT),
        "effect": lambda item: item.kind == EFFECT and item.quantity is Quantity.EXPLICIT,
        "cost": of_kind(COST),
    },
    taken_for={"cost": EFFECT},  # what was gained is no price
    overclaims=overclaims,
    borne_out_by=(COMPARISON, MECHANISM),
    half_told=half_told,
    leads_to={
        "technical_measure": (DECISION, TAKING_PART),
        "mechanism": (TECHNICAL_MEASURE, BUSINESS_MEASURE, DECISION),
        "business_measure": (TECHNICAL_MEASURE, DECISION),
        "effect": (BUSINESS_MEASURE, MECHANISM, TECHNICAL_MEASURE),
        "cost": (EFFECT, MECHANISM, DECISION),
    },
    rewrite_place=2,
    chart=Chart(chain),
)
