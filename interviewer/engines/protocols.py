"""The three roles an engine plays, each chosen on its own. Everything above them is the same for every engine.

extractor  finds evidence in an answer      (never says how good they are)
voice      words the policy's move           (never decides what comes next)
coach      words what the scores already say (never changes a level, never states a fact)
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.assessment import Rewrite
from interviewer.domain.evidence import Evidence, Reading
from interviewer.domain.model_calls import ModelCall
from interviewer.domain.moves import Move
from interviewer.domain.passages import Passage


@dataclass(frozen=True)
class Exchange:
    """One question and the candidate's answer to it; `turn` is the answer's number in its interview."""

    turn: int
    question: str
    answer: str


@dataclass(frozen=True)
class ExtractionContext:
    """What an answer is read with.

    Attributes:
        round: id of the round.
        targets: the dimensions that the question can bring out; empty where that is not known.
        asked: the one dimension that a probe was after; None for a main question.
        earlier: the same thread's earlier questions and answers.
        told: the evidence that stands of them (`interviewer.rubric.threads.standing`).
    """

    round: str
    targets: tuple[str, ...] = ()
    asked: str | None = None
    earlier: tuple[Exchange, ...] = ()
    told: tuple[Evidence, ...] = ()


class Extractor(Protocol):
    """Finds evidence and their words. `id` names kind and version."""

    id: str

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        """The evidence that counts for `exchange`: its own, and what it relies on of the thread's earlier answers."""
        ...


@dataclass(frozen=True)
class VoiceContext:
    """What a voice may draw on.

    Attributes:
        seed: makes a choice among wordings repeatable.
        already_said: every line said so far, none of whose sentences may come again.
        thread: the open question and answers, oldest first.
        earlier: one line for each earlier main question: what was asked, and which words the critics verified.
        round: the round's id.
        claim: words of the CV that the first question is about, where no project was named.
        ordinal: which of the user's interviews this is; those that follow each other are worded differently.
    """

    seed: int
    already_said: tuple[str, ...]
    thread: tuple[Exchange, ...]
    passages: tuple[Passage, ...] = ()
    project: str | None = None
    earlier: tuple[str, ...] = ()
    round: str = ""
    cv: str | None = None
    claim: str | None = None
    ordinal: int = 0


class Voice(Protocol):
    """Puts a move into words, in role. `id` names kind and version."""

    id: str

    def say(self, move: Move, context: VoiceContext) -> Generator[str, None, ModelCall | None]:
        """The line, in pieces fit to be shown as they come; returns how a model made it, None where none did."""
        ...


@dataclass(frozen=True)
class AdviceRequest:
    """One finding to be worded: everything is decided but the two sentences.

    Attributes:
        quote: words of the answer that the advice is about; for a strength, the strongest; None where none are fit.
        variation: makes the choice among wordings repeatable.
    """

    dimension: str
    link: str | None
    level: int
    quote: str | None
    variation: int


@dataclass(frozen=True)
class Advice:
    """Why it costs the candidate, from the interviewer's chair, and what to say or do differently."""

    why: str
    next_step: str


@dataclass(frozen=True)
class Coaching:
    """What a coach says of one answer.

    Attributes:
        advice: one for each request, in their order; None for a finding that the coach says does not fit the answer.
        rewrite: the answer in better order, from kept words, connectives and blanks; None where nothing was told.
        model_calls: how a model came to it.
    """

    advice: tuple[Advice | None, ...]
    rewrite: Rewrite | None = None
    model_calls: tuple[ModelCall, ...] = ()


class Coach(Protocol):
    """Words findings and puts together a rewrite. `id` names kind and version."""

    id: str

    def coach(self, thread: Sequence[Exchange], reading: Reading, requests: Sequence[AdviceRequest]) -> Coaching:
        """Advice for the last answer of `thread`, and its rewrite."""
        ...
