"""What an extractor finds in an answer: evidence of what the rubric looks for, with its words.

A piece of evidence says what stands there, never how good it is: levels are computed from it (`interviewer.rubric`).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.dialogue_acts import AskedBack, DialogueAct
from interviewer.domain.model_calls import ModelCall

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
EvidenceKind = NewType("EvidenceKind", str)  # open: each dimension declares its own (`interviewer.rubric`)


class Actor(StrEnum):
    CANDIDATE = "candidate"
    GROUP = "group"
    OTHER = "other"
    NOBODY = "nobody"


class Stance(StrEnum):
    DONE = "done"
    PLANNED = "planned"
    ESTIMATED = "estimated"
    HABIT = "habit"
    DENIED = "denied"


class Quantity(StrEnum):
    NONE = "none"
    VAGUE = "vague"
    EXPLICIT = "explicit"


class About(StrEnum):
    OWN_WORK = "own_work"
    COMPANY = "company"


class Span(Value):
    """Words of an answer: `text` stands at code points `start` to `end` of the answer of turn `turn`."""

    turn: int = Field(ge=0)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str

    def overlaps(self, other: "Span") -> bool:
        return self.turn == other.turn and self.start < other.end and other.start < self.end


class Evidence(Value):
    """One piece of evidence, with how sure the extractor is that it is what it says."""

    kind: EvidenceKind
    span: Span
    actor: Actor = Actor.NOBODY
    stance: Stance = Stance.DONE
    quantity: Quantity = Quantity.NONE
    about: About = About.OWN_WORK
    probability: Probability


class Reference(Value):
    """What an answer makes of one piece of evidence that was given earlier in its thread (RUBRIC, preamble).

    Attributes:
        relied: how likely the answer defends, explains, quantifies, continues or answers for it.
        withdrawn: how likely the answer takes it back, contradicts or empties it.
    """

    kind: EvidenceKind
    span: Span
    relied: Probability
    withdrawn: Probability = 0.0


class BackQuestion(Value):
    """Something that the candidate asked the interviewer, alone or within an answer, in their own words."""

    kind: AskedBack
    span: Span


class Reading(Value):
    """What the candidate did, the evidence that counts for this answer, and whether the headline dimensions apply.

    The evidence is that of the answer itself and what it relies on of its thread's earlier answers; `references` says
    of each earlier piece what the answer makes of it; `asked` is what was asked back. `applicable` maps a headline
    dimension to the probability that it is not `n/a` (RUBRIC, preamble). `extractor` names who read: kind and version,
    as stamped on every result; `model_call` says how a model came to it.
    """

    extractor: str
    act: DialogueAct = DialogueAct.ANSWERED
    language: str = "en"
    evidence: tuple[Evidence, ...] = ()
    references: tuple[Reference, ...] = ()
    asked: tuple[BackQuestion, ...] = ()
    applicable: dict[str, Probability] = Field(default_factory=dict)
    words: int = Field(default=0, ge=0)
    model_call: ModelCall | None = None

    def of(self, kind: EvidenceKind) -> tuple[Evidence, ...]:
        """The evidence of one kind, the surest first."""
        found = (item for item in self.evidence if item.kind == kind)
        return tuple(sorted(found, key=lambda item: -item.probability))

    def surest(self, kinds: Iterable[EvidenceKind], at_least: float = 0.5) -> Evidence | None:
        """The surest item among `kinds` that is at least that probable."""
        wanted = set(kinds)
        found = [item for item in self.evidence if item.kind in wanted and item.probability >= at_least]
        return max(found, key=lambda item: item.probability, default=None)
