"""The forms in which a model is asked to reply: flat, so that small models and strict servers can follow them.

The order of the fields is the order in which a model writes: the words first, then what they are; the evidence first,
then what was done with the question.
"""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from interviewer.domain.evidence import About, Actor, EvidenceKind, Quantity, Stance
from interviewer.rubric.registry import KINDS

if TYPE_CHECKING:
    KnownKind = EvidenceKind
else:
    KnownKind = Literal[tuple(KINDS)]  # the rubric's kinds and no others: a model may invent one

_MOST_FINDINGS = 8  # a rubric's dimensions, and one to spare
_MOST_PIECES = 60
MOST_EARLIER = 24  # pieces of earlier evidence that are shown, the surest of each answer
MOST_REQUIREMENTS = 15  # of a job, compared in one call
_MOST_PIECES_OF_EVIDENCE = 20  # a small model that repeats itself is stopped by the server's grammar


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FoundPiece(_Form):
    """One piece of evidence, as claimed: verified before it counts."""

    quote: str
    kind: KnownKind
    certainty: Literal["sure", "likely", "unsure"]
    actor: Actor
    stance: Stance
    quantity: Quantity
    about: About


class EarlierPiece(_Form):
    """What the answer makes of the earlier evidence of that number."""

    number: int
    use: Literal["relied_on", "withdrawn"]


class FoundEvidence(_Form):
    """What an extractor's prompt asks for."""

    evidence: list[FoundPiece] = Field(max_length=_MOST_PIECES_OF_EVIDENCE)
    earlier: list[EarlierPiece] = Field(max_length=MOST_EARLIER)
    act: Literal["answered", "asked_back", "did_not_know", "refused", "strayed", "wants_to_end"]
    language: str = Field(description="ISO 639-1 code, such as en or zh")
    about_measures: bool
    about_ownership: bool


class WordedAdvice(_Form):
    """Two sentences for the finding of that number; where it does not fit the answer they are not used."""

    finding: int
    fits: bool
    why: str
    next_step: str


class Coached(_Form):
    """What the coach's prompt asks for; `order` names the pieces of the rewrite."""

    advice: list[WordedAdvice] = Field(max_length=_MOST_FINDINGS)
    order: list[str] = Field(max_length=_MOST_PIECES)


class MatchedRequirement(_Form):
    """How a numbered requirement stands; the words before the verdict, as one should judge."""

    number: int
    quote: str
    verdict: Literal["supported", "partly", "gap", "conflict"]


class MatchedJob(_Form):
    """What the job reader's prompt asks for."""

    matches: list[MatchedRequirement] = Field(max_length=MOST_REQUIREMENTS)
