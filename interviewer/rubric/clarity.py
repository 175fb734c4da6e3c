"""Clarity: can the answer be followed? Situation, action and result; at most 3 beyond two minutes. RUBRIC section 3."""

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.rubric.dimension import Kind, RubricDimension
from interviewer.rubric.facts import Facts, any_of, distribute

SITUATION = EvidenceKind("situation")
ACTION = EvidenceKind("action")
RESULT = EvidenceKind("result")
LONGEST_CLEAR_ANSWER = 250  # words: about two minutes of speech
_FEWEST_WORDS = 20  # one-line answers to probes are not asked to be a story


def clarity(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    facts: Facts = {kind: any_of(reading.of(kind)) for kind in (SITUATION, ACTION, RESULT)}
    ceiling = 4 if reading.words <= LONGEST_CLEAR_ANSWER else 3
    return distribute(facts, lambda holding: min(ceiling, 1 + len(holding)))


def broken(reading: Reading, level: int) -> tuple[str, ...]:
    """The missing part of the story; its length where nothing is missing but brevity."""
    if level == 4:
        return ()
    return ("length",) if level == 3 and reading.words > LONGEST_CLEAR_ANSWER else ("shape",)


DIMENSION = RubricDimension(
    rule="clarity@1",
    levels=clarity,
    broken=broken,
    evidence=(RESULT, ACTION, SITUATION),
    kinds={
        SITUATION: Kind("where, when and with what problem it begins.", taken_up=False, kept=False),
        ACTION: Kind("what was done.", taken_up=False, kept=False),
        RESULT: Kind("how it ended.", taken_up=False, kept=False),
    },
    volunteered_by=(),
    fewest_words=_FEWEST_WORDS,
)
