"""One suite as a task of Inspect AI. The only module that knows Inspect.

Inspect schedules, repeats, isolates errors, writes its log and has the viewer; judging and measuring are not its part.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalLog, EvalSample
from inspect_ai.model import ChatMessage, ChatMessageAssistant, ChatMessageUser
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from evals.harness.context import EvalCase, Outcome
from evals.harness.suite import Suite
from interviewer.errors import InterviewerError, InvariantError, ProviderError

Judged = tuple[Outcome | None, float, bool]  # outcome (None: not begun), seconds, from the cache
Judge = Callable[[EvalCase, int], Judged]
_NO_MODEL = "mockllm/model"  # Inspect wants one; the interviewer brings its own


@dataclass(frozen=True)
class Piece:
    """What became of one case in one epoch; `outcome` is None where it was not begun or failed."""

    case: EvalCase
    epoch: int
    outcome: Outcome | None
    seconds: float
    cached: bool
    error: str = ""


def run_pieces(
    suite: Suite, cases: Sequence[EvalCase], judge: Judge, samples: int, jobs: int, logs: Path
) -> list[Piece]:
    """Run a suite's cases `samples` times each.

    Raises:
        InvariantError: Inspect's log does not hold every case.
        InterviewerError: a case met an error that somebody must act on, such as a damaged cache entry.
    """
    if not cases:
        return []
    by_id = {case.id: case for case in cases}
    fatal: list[InterviewerError] = []
    task = Task(
        name=suite.id,
        dataset=MemoryDataset([_sample(case) for case in cases]),
        solver=_judged_by(judge, by_id, fatal),
        scorer=_values(),
    )
    (log,) = eval(
        task,
        model=_NO_MODEL,
        epochs=samples,
        max_samples=jobs,
        log_dir=str(logs),
        display="none",
        score_display=False,
        fail_on_error=False,
        log_model_api=False,
        log_realtime=False,
    )
    if fatal:
        raise fatal[0]
    return _pieces(suite, log, by_id, samples)


def _messages(asked: list[ChatMessage], outcome: Outcome | None) -> list[ChatMessage]:
    """What the viewer shows: the talk that took place; where there was none, what came of the case."""
    if outcome is None:
        return asked
    if not outcome.talk:
        told = "\n\n".join(f"{name}:\n{text}" for name, text in outcome.shown.items() if text)
        return [*asked, ChatMessageAssistant(content=told or "nothing to show")]
    return [
        ChatMessageUser(content=words) if who == "candidate" else ChatMessageAssistant(content=f"{who}: {words}")
        for who, words in outcome.talk
    ]


def _sample(case: EvalCase) -> Sample:
    return Sample(id=case.id, input=f"{case.id} ({case.cluster})", metadata=dict(case.data))


@solver
def _judged_by(judge: Judge, by_id: dict[str, EvalCase], fatal: list[InterviewerError]) -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001
        try:
            judged = await anyio.to_thread.run_sync(judge, by_id[str(state.sample_id)], state.epoch)
        except ProviderError:
            raise  # a model's failure costs this case and no other
        except InterviewerError as error:
            fatal.append(error)
            raise
        outcome, seconds, cached = judged
        state.store.set("begun", outcome is not None)
        state.store.set("values", outcome.values if outcome else {})
        state.store.set("shown", outcome.shown if outcome else {})
        state.store.set("seconds", seconds)
        state.store.set("cached", cached)
        state.messages = _messages(state.messages, outcome)
        state.completed = True
        return state

    return solve


@scorer(metrics={"*": [mean()]})
def _values() -> Scorer:
    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001
        values: dict[str, Any] = state.store.get("values")
        numbers = {name: math.nan if value is None else value for name, value in values.items()}
        return Score(value=numbers or {"begun": 0.0})

    return score


def _pieces(suite: Suite, log: EvalLog, by_id: dict[str, EvalCase], samples: int) -> list[Piece]:
    found = log.samples or []
    if len(found) != len(by_id) * samples:
        cause = log.error.message if log.error else "no reason given"
        raise InvariantError(
            f"{log.location}: {len(found)} of {len(by_id) * samples} cases of '{suite.id}' are in the log ({cause}); "
            "run it again, finished cases come from the cache"
        )
    return [_piece(sample, by_id[str(sample.id)]) for sample in found]


def _piece(sample: EvalSample, case: EvalCase) -> Piece:
    if sample.error:
        return Piece(case, sample.epoch, None, 0.0, False, sample.error.message)
    store = sample.store
    outcome = Outcome(store["values"], store["shown"]) if store["begun"] else None
    return Piece(case, sample.epoch, outcome, store["seconds"], store["cached"])
