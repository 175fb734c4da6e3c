"""Ownership framing: who moved the work? RUBRIC section 2, as a pure function of evidence.

The facts are whether the answer shows: `decision` (an own choice or action), `finding` (the problem found unprompted),
`obstacle` (something in the way, and what was done about it), `outcome` (answers for the result, good or bad),
`assignment`, `taking_part`, `blame` (excuse, or the stake refused).
"""

from interviewer.domain.charts import State
from interviewer.domain.evidence import Evidence, EvidenceKind, Reading, Stance
from interviewer.rubric.dimension import HINTED, LIKELY, Chart, Kind, Mark, RubricDimension, likely, of_kind, own_best
from interviewer.rubric.facts import Facts, any_of, distribute

ASSIGNMENT = EvidenceKind("assignment")
TAKING_PART = EvidenceKind("taking_part")
DECISION = EvidenceKind("decision")
FINDING = EvidenceKind("finding")
OBSTACLE = EvidenceKind("obstacle")
OUTCOME = EvidenceKind("outcome")
BLAME = EvidenceKind("blame")
CLAIM = EvidenceKind("claim")

_EVIDENCE = (DECISION, FINDING, OBSTACLE, OUTCOME, ASSIGNMENT, TAKING_PART, BLAME)
_RUNG_OF = {"outcome": "decided", "finding": "found", "obstacle": "drove"}
_MARK_OF = {"decided": DECISION, "found": FINDING, "drove": OBSTACLE, "outcome": OUTCOME}
_MARKS_OF_DRIVE = frozenset({"finding", "obstacle", "outcome"})


def ownership_level(facts: frozenset[str]) -> int:
    """The level that the rubric gives to these facts; what the candidate did outweighs how it came to them."""
    marks = len(facts & _MARKS_OF_DRIVE)
    if marks == 3:
        return 4
    if marks == 2 or {"decision", "outcome"} <= facts:
        return 3
    if "decision" in facts or marks:
        return 2
    if "blame" in facts:
        return 0
    return 1 if "assignment" in facts else 2


def ownership_facts(reading: Reading) -> Facts:
    """The probability of each fact; what is only meant to be done is neither found nor overcome yet."""
    return {kind: any_of(item for item in reading.of(kind) if _counts(item)) for kind in _EVIDENCE}


def _counts(item: Evidence) -> bool:
    if item.stance is Stance.HABIT:
        return item.kind not in {DECISION, FINDING, OBSTACLE, OUTCOME}
    return item.stance is not Stance.PLANNED or item.kind not in {FINDING, OBSTACLE}


def ownership(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    return distribute(ownership_facts(reading), ownership_level)


def ownership_broken(reading: Reading, level: int) -> tuple[str, ...]:
    """The rungs to press, the first first: where the answer stands, and what the next rung lacks."""
    facts = ownership_facts(reading)
    if level == 0:
        return ("disowned", "took_part")
    if level == 1:
        return ("assigned", "took_part", "found")
    if level == 2:
        return (*(() if facts["decision"] >= 0.5 else ("took_part",)), "decided", "found", "drove")
    if level == 3:
        unsure_first = sorted(_RUNG_OF, key=lambda fact: facts[fact])
        missing = tuple(_RUNG_OF[fact] for fact in unsure_first if facts[fact] < 0.5)
        return missing or (_RUNG_OF[unsure_first[0]],)
    return ()


def overclaims(reading: Reading) -> list[Evidence]:
    """A claim of ownership with no action under it."""
    return [] if reading.surest([DECISION], LIKELY) else likely(reading.of(CLAIM))


def half_told(told: Reading) -> tuple[str, ...]:
    """Work without whose it was, an obstacle without what was done about it, a decision without what came of it."""
    there = {item.kind for item in likely(told.evidence)}
    hinted = {item.kind for item in told.evidence if item.probability >= HINTED}
    rest = []
    if TAKING_PART in hinted and not there & {DECISION, FINDING, OBSTACLE, OUTCOME}:
        rest.append("took_part")
    if OBSTACLE in hinted - there:
        rest.append("drove")
    if DECISION in there and OUTCOME not in there:
        rest.append("decided")
    return tuple(rest)


def marks(reading: Reading, _level: int) -> tuple[Mark, ...]:
    """The marks of ownership, each there or missing."""
    return tuple(_mark(link, reading.of(kind)) for link, kind in _MARK_OF.items())


def _mark(link: str, found: tuple[Evidence, ...]) -> Mark:
    return Mark(link, State.THERE if likely(found) else State.MISSING, own_best(likely(found)))


DIMENSION = RubricDimension(
    rule="ownership@1",
    levels=ownership,
    broken=ownership_broken,
    evidence=(OBSTACLE, FINDING, OUTCOME, DECISION, BLAME, ASSIGNMENT, TAKING_PART),
    asides=(BLAME, ASSIGNMENT, TAKING_PART),
    kinds={
        ASSIGNMENT: Kind(
            'the task, or the decisive choice, came from outside ("I got a ticket", "the formula was in the spec").'
        ),
        TAKING_PART: Kind(
            'work around the candidate in which no choice of theirs shows ("we built", "I helped", "I ran the '
            'trainings").',
            kept=False,
        ),
        DECISION: Kind(
            'an own choice or action that shaped the work, also behind "we", a passive or a missing pronoun '
            "if it is clear whose it was; also choosing the method of an assigned task. In a plan: who decides "
            'or acts ("I would take it to the category head"); "I would use X" is none. "I worked on the '
            'pipeline" is taking_part.',
            own_doing=True,
        ),
        FINDING: Kind(
            "they found the problem or the stake unprompted; nobody had set them on it. A result of an "
            "analysis that was asked for is none.",
            own_doing=True,
            stands_denied=True,
        ),
        OBSTACLE: Kind(
            "somebody or something that stood in the way, with what the candidate did about it. A hard task "
            'is none; "the head of returns refused, so I took her forty orders" is one.',
            own_doing=True,
            stands_denied=True,
        ),
        OUTCOME: Kind(
            "they answer for what came of it, good or bad: a result told as theirs, a mistake admitted, "
            "mended or learned from. A result that merely happened around them is none.",
            own_doing=True,
        ),
        BLAME: Kind(
            'an excuse or blame with nothing done about it, or the stake refused ("that is above my level").',
            stands_denied=True,
        ),
        CLAIM: Kind("big words of ownership or importance, whatever stands under them."),
    },
    shown_by={
        "disowned": of_kind(DECISION, FINDING, OBSTACLE, OUTCOME),
        "assigned": of_kind(DECISION),
        "took_part": of_kind(DECISION, FINDING, OBSTACLE, OUTCOME),
        "decided": of_kind(OUTCOME),
        "found": of_kind(FINDING),
        "drove": of_kind(OBSTACLE),
    },
    overclaims=overclaims,
    borne_out_by=(DECISION,),
    half_told=half_told,
    leads_to={
        "disowned": (BLAME,),
        "assigned": (ASSIGNMENT,),
        "took_part": (TAKING_PART, DECISION),
        "decided": (DECISION, OUTCOME),
        "found": (DECISION, OUTCOME),
        "drove": (FINDING, DECISION),
    },
    rewrite_place=1,
    chart=Chart(
        marks,
        names={"decided": "a decision of your own", "outcome": "an outcome you answer for"},
        stands_for={"decided": "outcome"},  # a decision is there on that rung; what came of it is not
        rungs={
            0: (BLAME,),
            1: (ASSIGNMENT,),
            2: (TAKING_PART, DECISION),
            3: (DECISION, OUTCOME, FINDING),
            4: (FINDING, OBSTACLE, OUTCOME),
        },
    ),
)
