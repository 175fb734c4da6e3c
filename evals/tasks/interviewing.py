"""Lets a simulated candidate through an interview, on the same `Session` that users get, with a log of its own."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from evals.harness.context import EvalContext, Talk
from interviewer.app import Interviews
from interviewer.domain.events import Event, Started
from interviewer.domain.interview import Interview
from interviewer.domain.setup import Setup
from interviewer.interview.session import Update
from interviewer.interview.speaking import LinePiece, Thinking
from interviewer.storage.sql_store import SqlStore

Answer = Callable[[Interview], str]  # what the candidate says to the open question
_MOST_ANSWERS = 60


@dataclass(frozen=True)
class Played:
    """An interview that was held, with its log; `waits` are the seconds from each answer to the next question."""

    state: Interview
    waits: tuple[float, ...]
    events: tuple[Event, ...]

    @property
    def seconds(self) -> float:
        return sum(self.waits)


def hold(context: EvalContext, setup: Setup, answer: Answer) -> Played:
    """One interview from its first question to its debrief."""
    store = SqlStore(None)
    session = Interviews(context.services, store).begin(setup, fixed_choice=True)
    updates: list[Update] = [Started(setup=session.state.setup, plan=session.state.plan)]
    waits = [_timed(lambda: updates.extend(session.advance()))]
    for _ in range(_MOST_ANSWERS):
        if session.state.open_turn is None:
            break
        text = answer(session.state)
        waits.append(_timed(lambda text=text: updates.extend(session.answer(text))))  # type: ignore[misc]
    updates.extend(session.end(answers_ran_out=True))
    store.close()
    events = (update for update in updates if not isinstance(update, LinePiece | Thinking))
    return Played(session.state, tuple(waits), tuple(events))


def _timed(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def talk_of(state: Interview) -> Talk:
    """The talk, line by line, as Inspect's viewer shows it."""
    said: list[tuple[str, str]] = []
    for turn in state.turns:
        said.append((turn.move.speaker, turn.line or ""))
        if turn.answer is not None:
            said.append(("candidate", turn.answer))
    return tuple(said)


def transcript(state: Interview, mark: Callable[[int], str] = lambda _: "") -> str:
    """The talk as text; `mark` may add a note to the line of a turn."""
    lines = []
    for turn in state.turns:
        lines.append(f"{turn.move.speaker}: {turn.line or ''}{mark(turn.number)}")
        if turn.answer is not None:
            lines.append(f"candidate: {turn.answer}")
    return "\n".join(lines)
