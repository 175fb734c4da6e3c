"""Ownership framing: who moved the work? RUBRIC section 2, as a pure function of evidence.

The facts are whether the answer shows: `decision` (an own choice or action), `finding` (the problem found unprompted),
`obstacle` (something in the way, and what was done about it), `outcome` (answers for the result, good or bad),
`assignment`, `taking_part`, `blame` (excuse, or the stake refused).
"""

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.rubric.facts import Facts, any_of, distribute

_EVIDENCE = (
    EvidenceKind.DECISION,
    EvidenceKind.FINDING,
    EvidenceKind.OBSTACLE,
    EvidenceKind.OUTCOME,
    EvidenceKind.ASSIGNMENT,
    EvidenceKind.TAKING_PART,
    EvidenceKind.BLAME,
)
_RUNG_OF = {"outcome": "decided", "finding": "found", "obstacle": "drove"}
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
    """The probability of each fact."""
    return {kind.value: any_of(reading.of(kind)) for kind in _EVIDENCE}


def ownership(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    return distribute(ownership_facts(reading), ownership_level)


def ownership_broken(reading: Reading, level: int) -> tuple[str, ...]:
    """The rungs to press, the first first: where the answer stands, and what the next rung lacks."""
    facts = ownership_facts(reading)
    if level == 0:
        return ("disowned", "took_part")
    if level == 1:
        return ("assigned", "took_part")
    if level == 2:
        return ("decided", "found") if facts["decision"] >= 0.5 else ("took_part", "decided")
    if level == 3:
        unsure_first = sorted(_RUNG_OF, key=lambda fact: facts[fact])
        missing = tuple(_RUNG_OF[fact] for fact in unsure_first if facts[fact] < 0.5)
        return missing or (_RUNG_OF[unsure_first[0]],)
    return ()
