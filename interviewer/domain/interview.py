"""The state of an interview, folded from its events. Same events, same state: nothing else is consulted."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from interviewer.domain.assessment import Assessment
from interviewer.domain.base import Value
from interviewer.domain.debrief import Debrief
from interviewer.domain.dialogue_acts import MOST_FOR_NOTHING, NO_ANSWER, DialogueAct
from interviewer.domain.events import (
    AnswerAmended,
    AnswerGiven,
    AnswerRead,
    Assessed,
    Debriefed,
    Disputed,
    Ended,
    Event,
    FarewellAnswered,
    FarewellSaid,
    HintGiven,
    LineSaid,
    MoveChosen,
    Paused,
    Recorded,
    Resumed,
    Retried,
    RetryAssessed,
    Skipped,
    Started,
)
from interviewer.domain.evidence import Reading
from interviewer.domain.model_calls import ModelCall
from interviewer.domain.moves import AskMain, Close, Move
from interviewer.domain.outside_role import Dispute, Farewell, Retry
from interviewer.domain.passages import PassageRef
from interviewer.domain.setup import Plan, Setup
from interviewer.errors import InvariantError

LONGEST_SILENCE = 600.0  # seconds without an event that count; who takes longer was not at the table
MOST_FAREWELLS = 2


class Turn(Value):
    """One line of the interviewer's and what the candidate did with it."""

    number: int
    move: Move
    passages: tuple[PassageRef, ...] = ()
    line: str | None = None
    voice: ModelCall | None = None
    answer: str | None = None
    reading: Reading | None = None
    assessment: Assessment | None = None
    skipped: bool = False
    hints: tuple[str, ...] = ()
    retries: tuple[Retry, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def act(self) -> DialogueAct | None:
        """What the candidate did, once it is read."""
        return self.reading.act if self.reading else None

    @property
    def is_answered(self) -> bool:
        """Whether what the candidate said is an answer, as far as it is read."""
        return self.answer is not None and self.act not in NO_ANSWER

    @property
    def model_calls(self) -> tuple[ModelCall, ...]:
        """What models did for this turn, its retries included."""
        judged = [self.assessment, *(retry.assessment for retry in self.retries)]
        return tuple(filter(None, [self.voice])) + tuple(call for item in judged if item for call in item.model_calls)

    @property
    def question_id(self) -> str | None:
        """The main question or case step that this turn belongs to; None for the closing line."""
        return None if isinstance(self.move.action, Close) else self.move.action.question


class Thread(Value):
    """A main question and its probes."""

    question: str
    turns: tuple[Turn, ...]

    @property
    def answered(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.answer is not None)


class Interview(Value):
    """Everything that has happened. `count` is the number of events folded."""

    setup: Setup
    plan: Plan
    started_at: datetime
    turns: tuple[Turn, ...] = ()
    paused: bool = False
    ended: str | None = None
    withdrawn: tuple[str, ...] = Field(default=(), description="lines taken back because the answer before was amended")
    farewells: tuple[Farewell, ...] = ()
    debrief: Debrief | None = None
    active_seconds: float = Field(default=0.0, ge=0.0)
    last_at: datetime
    count: int = 0

    @property
    def open_turn(self) -> Turn | None:
        """The last turn, if it still waits for an answer; an interview that has ended waits for none."""
        last = self.turns[-1] if self.turns and self.ended is None else None
        waits = last and last.line is not None and last.answer is None and not last.skipped
        return last if waits and last and not isinstance(last.move.action, Close) else None

    @property
    def closing(self) -> Turn | None:
        """The closing line's turn, where the interview ended with one."""
        last = self.turns[-1] if self.turns and self.ended is not None else None
        return last if last and last.line is not None and isinstance(last.move.action, Close) else None

    @property
    def may_say_farewell(self) -> bool:
        """Whether the candidate may still ask something at the goodbye."""
        return self.closing is not None and len(self.farewells) < MOST_FAREWELLS

    @property
    def answers(self) -> int:
        """How many answers were given: a question back, or no words at all, is none, up to a point."""
        said = sum(turn.answer is not None for turn in self.turns)
        return said - min(MOST_FOR_NOTHING, said - sum(turn.is_answered for turn in self.turns))

    def active_at(self, now: datetime) -> float:
        """Seconds spent at the table by then: no pause, and of a time away no more than the longest silence."""
        away = 0.0 if self.paused else (now - self.last_at).total_seconds()
        return self.active_seconds + min(LONGEST_SILENCE, max(0.0, away))

    @property
    def last_answered(self) -> Turn | None:
        return next((turn for turn in reversed(self.turns) if turn.answer is not None), None)

    @property
    def threads(self) -> tuple[Thread, ...]:
        """The turns grouped by the main question that opened them, in order; the closing line belongs to none."""
        groups: list[list[Turn]] = []
        for turn in self.turns:
            if isinstance(turn.move.action, AskMain):
                groups.append([turn])
            elif groups and not isinstance(turn.move.action, Close):
                groups[-1].append(turn)
        return tuple(Thread(question=group[0].question_id or "", turns=tuple(group)) for group in groups)

    def thread_of(self, number: int) -> Thread:
        """The thread that turn `number` belongs to.

        Raises:
            InvariantError: no thread holds that turn.
        """
        for thread in self.threads:
            if any(turn.number == number for turn in thread.turns):
                return thread
        raise InvariantError(f"turn {number} belongs to no thread; please report this")

    def said(self) -> tuple[str, ...]:
        """All lines the interviewers ever said, also those taken back."""
        replies = (farewell.reply for farewell in self.farewells if farewell.reply)
        return (*self.withdrawn, *(turn.line for turn in self.turns if turn.line is not None), *replies)


def replay(log: Iterable[Recorded]) -> Interview:
    """Fold a whole log.

    Raises:
        InvariantError: the log is empty or does not begin with `Started`.
    """
    records = iter(log)
    first = next(records, None)
    if first is None or not isinstance(first.event, Started):
        raise InvariantError("an interview's log must begin with its start; this one does not, please report it")
    state = Interview(setup=first.event.setup, plan=first.event.plan, started_at=first.at, last_at=first.at, count=1)
    for record in records:
        state = evolve(state, record)
    return state


def evolve(state: Interview, record: Recorded) -> Interview:
    """The state after one more event."""
    active = state.active_seconds if isinstance(record.event, Resumed) else state.active_at(record.at)
    moved = state.model_copy(update={"count": state.count + 1, "last_at": record.at, "active_seconds": active})
    return _apply(moved, record.event)


def _apply(state: Interview, event: Event) -> Interview:
    match event:
        case MoveChosen():
            turn = Turn(number=event.turn, move=event.move, passages=event.passages)
            return state.model_copy(update={"turns": (*state.turns, turn)})
        case LineSaid():
            other = {"move": event.move} if event.move else {}
            return _on_turn(state, event.turn, line=event.text, voice=event.model_call, **other)
        case AnswerGiven():
            return _on_turn(state, event.turn, answer=event.text)
        case AnswerAmended():
            fresh = {"reading": None, "assessment": None, "retries": (), "disputes": ()}
            amended = _on_turn(state, event.turn, answer=event.text, **fresh)
            return _without_turns_after(amended, event.turn)
        case AnswerRead():
            return _on_turn(state, event.turn, reading=event.reading)
        case Assessed():
            return _on_turn(state, event.turn, assessment=event.assessment)
        case Retried() | RetryAssessed() | Disputed():
            return _afterwards(state, event)
        case Skipped():
            return _on_turn(state, event.turn, skipped=True)
        case HintGiven():
            hints = next((turn.hints for turn in state.turns if turn.number == event.turn), ())
            return _on_turn(state, event.turn, hints=(*hints, event.text))
        case Paused() | Resumed():
            return state.model_copy(update={"paused": isinstance(event, Paused)})
        case Ended():
            return state.model_copy(update={"ended": event.reason, "paused": False})
        case FarewellSaid():
            return state.model_copy(update={"farewells": (*state.farewells, Farewell(text=event.text))})
        case FarewellAnswered():
            return _with_reply(state, event)
        case Debriefed():
            return state.model_copy(update={"debrief": event.debrief})
        case Started():
            raise InvariantError("an interview starts once; its log holds a second start, please report it")


def _afterwards(state: Interview, event: Retried | RetryAssessed | Disputed) -> Interview:
    """What a candidate does with an answer outside the role leaves the answer and its assessment as they are."""
    turn = next((turn for turn in state.turns if turn.number == event.turn), None)
    if turn is None:
        raise InvariantError(f"an event names turn {event.turn}, which was never opened; please report this")
    match event:
        case Retried():
            retries = (*turn.retries, Retry(attempt=event.attempt, text=event.text))
            return _on_turn(state, event.turn, retries=retries)
        case RetryAssessed():
            judged = {"assessment": event.assessment, "comparison": event.comparison}
            retries = tuple(
                item.model_copy(update=judged) if item.attempt == event.attempt else item for item in turn.retries
            )
            return _on_turn(state, event.turn, retries=retries)
        case Disputed():
            dispute = Dispute(dimension=event.dimension, level=event.level, reason=event.reason)
            others = tuple(item for item in turn.disputes if item.dimension != event.dimension)
            return _on_turn(state, event.turn, disputes=(*others, dispute))


def _with_reply(state: Interview, event: FarewellAnswered) -> Interview:
    if not state.farewells:
        raise InvariantError("a farewell is answered that nobody said; please report this")
    *before, last = state.farewells
    answered = last.model_copy(update={"reply": event.text, "voice": event.model_call})
    return state.model_copy(update={"farewells": (*before, answered)})


def _on_turn(state: Interview, number: int, **changes: object) -> Interview:
    if not any(turn.number == number for turn in state.turns):
        raise InvariantError(f"an event names turn {number}, which was never opened; please report this")
    turns = tuple(turn.model_copy(update=changes) if turn.number == number else turn for turn in state.turns)
    return state.model_copy(update={"turns": turns})


def _without_turns_after(state: Interview, number: int) -> Interview:
    taken_back = tuple(turn for turn in state.turns if turn.number > number)
    if any(turn.answer is not None for turn in taken_back):
        raise InvariantError(f"turn {number} was amended after a later answer; please report this")
    return state.model_copy(
        update={
            "turns": tuple(turn for turn in state.turns if turn.number <= number),
            "withdrawn": state.withdrawn + tuple(turn.line for turn in taken_back if turn.line),
        }
    )
