"""The three roles an engine plays, each chosen on its own. Everything above them is the same for every engine.

extractor  finds evidence in an answer      (never says how good they are)
voice      words one of the legal moves      (never decides which are legal)
coach      words what the scores already say (never changes a level, never states a fact)
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.assessment import Rewrite
from interviewer.domain.colleagues import Colleagues
from interviewer.domain.evidence import Evidence, Reading
from interviewer.domain.model_calls import ModelCall
from interviewer.domain.moves import Move
from interviewer.packs.schema import Fact


@dataclass(frozen=True)
class Exchange:
    """One question and the candidate's answer to it; `turn` is the answer's number in its interview.

    `asked_by` names the speaker where that is of interest: to a voice, and to nobody who grades.
    """

    turn: int
    question: str
    answer: str
    asked_by: str = ""


@dataclass(frozen=True)
class ExtractionContext:
    """What an answer is read with.

    Attributes:
        round: id of the round.
        targets: the dimensions that the question can bring out; empty where that is not known.
        asked: the one dimension that a probe was after; None for a main question.
        earlier: the same thread's earlier questions and answers.
        told: the evidence that stands of them (`interviewer.rubric.threads.standing`).
        known: ways of asking for what is known of the case that is open; empty where none is.
    """

    round: str
    targets: tuple[str, ...] = ()
    asked: str | None = None
    earlier: tuple[Exchange, ...] = ()
    told: tuple[Evidence, ...] = ()
    known: tuple[str, ...] = ()


class Extractor(Protocol):
    """Finds evidence and their words. `id` names kind and version."""

    id: str

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        """The evidence that counts for `exchange`: its own, and what it relies on of the thread's earlier answers."""
        ...


@dataclass(frozen=True)
class Offer:
    """One of the moves that are legal for the next line.

    Attributes:
        id: what a voice names it by.
        dimension, missing: of a probe, the dimension's name and what is not told of it, in the pack's words.
        why: why it is legal now, in a few words.
        known: what the candidate told about it so far, in their own words.
    """

    id: str
    move: Move
    dimension: str = ""
    missing: str = ""
    why: str = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """One earlier turn of the room: who asked about what, and the candidate's most telling words on it."""

    speaker: str
    about: str
    words: str


@dataclass(frozen=True)
class VoiceContext:
    """What a voice may draw on.

    Attributes:
        seed: makes a choice among wordings repeatable.
        already_said: every line said so far, none of whose sentences may come again.
        thread: the open question and answers, oldest first.
        round: the round's id.
        claim: words of the CV that the first question is about, where no project was named.
        gap: words of the job's description that the CV does not show.
        colleagues: those of the loop's earlier rounds, with what they were told and doubt.
        known: what the candidate told already, in short lines that end in their own words.
        ordinal: which of the user's interviews this is; those that follow each other are worded differently.
        offers: the legal moves, the policy's own first; empty where there is none but the one that is to be said.
        answers: everything that the candidate said, oldest first.
        room: one entry for each earlier turn, whoever spoke, since all of a panel sit in one room.
        brief: the case, once it was told.
        told: the facts of case and guide that were told so far.
        facts: the facts of the case that the last answer may have asked for, none told yet.
        role: the candidate's current role, as they gave it.
        time_left: how much of the interview is left, in words.
        excerpt: what the guide has to say on the move's link, fit to be said aloud.
        standing: the line that put the question which is still open; empty where none is.
    """

    seed: int
    already_said: tuple[str, ...]
    thread: tuple[Exchange, ...]
    project: str | None = None
    round: str = ""
    cv: str | None = None
    claim: str | None = None
    gap: str | None = None
    colleagues: tuple[Colleagues, ...] = ()
    known: tuple[str, ...] = ()
    ordinal: int = 0
    offers: tuple[Offer, ...] = ()
    answers: tuple[str, ...] = ()
    room: tuple[Heard, ...] = ()
    brief: str = ""
    told: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    role: str | None = None
    time_left: str = ""
    excerpt: str | None = None
    standing: str = ""


Saying = Generator[Move | str, None, ModelCall | None]


class Voice(Protocol):
    """Puts a move into words, in role. `id` names kind and version."""

    id: str

    def say(self, move: Move, context: VoiceContext) -> Saying:
        """The line, in pieces fit to be shown as they come; returns how a model made it, None where none did.

        A voice that takes another of the context's offers yields that move before its first word.
        """
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
