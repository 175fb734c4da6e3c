"""Runs suites under Inspect AI, which keeps the logs, the epochs and the concurrency; results come from cache or judge.

Knows nothing of statistics. A case that ends in an error is counted and named, and never becomes a number.
"""

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from evals.harness.cache import Cache, Identity
from evals.harness.context import EvalCase, EvalContext, Outcome
from evals.harness.digests import TREE, digest_of
from evals.harness.inspecting import Piece, run_pieces
from evals.harness.run import Header, Result, Run
from evals.harness.spending import Spending
from evals.harness.suite import Suite, case_digest
from evals.harness.task import tasks

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Options:
    """How to run.

    Attributes:
        samples: epochs: how often each case is judged.
        limit: at most so many cases of each suite, spread over it; None for all.
        logs: where Inspect's logs go.
    """

    logs: Path
    model: str = ""
    samples: int = 1
    limit: int | None = None
    jobs: int = 2
    label: str = ""
    prompts: Path | None = None
    spending: Spending = field(default_factory=Spending)
    cache: Cache = field(default_factory=lambda: Cache(None))


def run_suites(suites: Sequence[Suite], context: EvalContext, options: Options, progress: Progress) -> Run:
    """Run all cases of these suites that are not in the cache."""
    begun = time.perf_counter()
    pack = context.services.settings.pack
    digests = {suite.id: digest_of(suite.depends, pack, options.prompts) for suite in suites}
    chosen = {suite.id: _spread(suite.cases(), options.limit) for suite in suites}
    judge = _Judge(context, options, digests, _Counter(progress, options.samples * sum(map(len, chosen.values()))))
    results: list[Result] = []
    failed: dict[str, str] = {}
    for suite in suites:
        pieces = run_pieces(suite, chosen[suite.id], partial(judge, suite), options.samples, options.jobs, options.logs)
        for piece in pieces:
            if piece.error:
                failed[f"{suite.id}/{piece.case.id}"] = piece.error
            elif piece.outcome is not None:
                results.append(_result(suite, piece, piece.outcome))
    header = Header(
        label=options.label or _commit(),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_commit(),
        engine=context.engine,
        model=options.model,
        samples=options.samples,
        digests=digests,
        results=len(results),
        failed=failed,
        stopped=options.spending.stopped,
        seconds=round(time.perf_counter() - begun, 1),
    )
    return Run(header=header, results=tuple(results))


@dataclass
class _Counter:
    progress: Progress
    total: int
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def step(self) -> None:
        with self.lock:
            self.done += 1
            self.progress(self.done, self.total)


@dataclass
class _Judge:
    """One case in one epoch: from the cache, or judged now."""

    context: EvalContext
    options: Options
    digests: dict[str, str]
    counter: _Counter
    contexts: dict[int, EvalContext] = field(default_factory=dict)

    def __call__(self, suite: Suite, case: EvalCase, epoch: int) -> tuple[Outcome | None, float, bool]:
        identity = Identity(
            suite=suite.id,
            case=case.id,
            case_digest=case_digest(case),
            epoch=epoch,
            engine=self.context.engine,
            model=self.options.model,
            parameters="",
            sources=self.digests[suite.id],
        )
        known = self.options.cache.get(identity)
        try:
            if known is not None:
                return known[0], known[1], True
            if not self.options.spending.may_go_on():
                return None, 0.0, False
            begun = time.perf_counter()
            outcome = tasks()[suite.task].judge(case, self._at(epoch))
            seconds = round(time.perf_counter() - begun, 4)
            self.options.spending.add(outcome.values.get("dollars") or 0.0)
            self.options.cache.put(identity, outcome, seconds)
            return outcome, seconds, False
        finally:
            self.counter.step()

    def _at(self, epoch: int) -> EvalContext:
        with self.counter.lock:
            return self.contexts.setdefault(epoch, self.context.at(epoch))


def _result(suite: Suite, piece: Piece, outcome: Outcome) -> Result:
    return Result(
        suite=suite.id,
        case=piece.case.id,
        cluster=piece.case.cluster,
        digest=case_digest(piece.case),
        epoch=piece.epoch,
        values=outcome.values,
        shown=outcome.shown,
        seconds=piece.seconds,
        cached=piece.cached,
    )


def _spread(cases: list[EvalCase], limit: int | None) -> list[EvalCase]:
    """At most `limit` cases, evenly spread, so that a short run sees something of everything."""
    if limit is None or limit >= len(cases):
        return cases
    return [cases[place * len(cases) // limit] for place in range(limit)]


def _commit() -> str:
    try:
        shown = subprocess.run(
            ["git", "describe", "--always", "--dirty=+changes"], cwd=TREE, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "no git"
    return shown.stdout.strip()
