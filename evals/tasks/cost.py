"""What an interview costs: calls, tokens, and the seconds a candidate waits. Never guarded by time, only reported."""

from pathlib import Path

import numpy as np

from evals.harness.context import EvalCase, EvalContext, Outcome, spent
from evals.tasks.candidate import Candidate, load_candidates
from evals.tasks.interviewing import hold
from evals.tasks.planted import setup_of
from interviewer.report.usage import work_of

_ASKED = ("strong-owner", "academic", "seller-side-panel")
_SEED = 21


def cases(folder: Path) -> list[EvalCase]:
    return [
        EvalCase(item.id, item.id, {"candidate": item.model_dump(mode="json", by_alias=True)})
        for item in load_candidates(folder / "candidates")
        if item.id in _ASKED
    ]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    candidate = Candidate.model_validate(case.data["candidate"], strict=False)
    played = hold(context, setup_of(candidate, _SEED, context), candidate.answer)
    return Outcome(
        spent(work_of(played.state).usage, context)
        | {
            "wait.median": float(np.median(played.waits[1:])),
            "wait.longest": max(played.waits[1:]),
            "seconds": played.seconds,
            "answers": float(played.state.answers),
        }
    )
