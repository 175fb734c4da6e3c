"""`interviewer critique FILE`: many lines, several at once where a model reads them, their results in order."""

import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from interviewer.app import Services
from interviewer.assessment.critic import Critic
from interviewer.cli.bulk_lines import Line, graded
from interviewer.cli.bulk_results import ResultFile
from interviewer.cli.console import messages, progress_bar, read_lines, services
from interviewer.cli.critique import chosen_critic
from interviewer.cli.jsonl import printed
from interviewer.domain.setup import EngineRequest
from interviewer.errors import BadInput

AT_ONCE_BY_A_MODEL = 8  # without one it is 1: two at once only help where the processors have nothing else to do
_AHEAD = 4  # times as many are begun as run at once, so that one slow answer does not hold up the others
INTERRUPTED = 130


def run_bulk(file: str, players: EngineRequest, fallback: bool, jobs: int | None, out: Path | None) -> int:
    """Grade every line, and print one JSON line each or add it to `out`, in order; 1 if any could not be graded."""
    lines = [Line(number, line) for number, line in enumerate(read_lines(file), 1) if line.strip()]
    if out and file != "-" and out.exists() and out.samefile(file):
        raise BadInput(f"--out {out} is the file to be graded; name another for the results")
    with services() as made:
        selection, critic = chosen_critic(made, players, fallback)
        at_once = jobs or made.settings.concurrency or (AT_ONCE_BY_A_MODEL if selection.roles else 1)
        results = ResultFile(out, lines, critic.extractor.id) if out else None
        left = [line for line in lines if results is None or line not in results]
        if results and len(left) < len(lines):
            messages().print(f"{len(lines) - len(left)} of {len(lines)} lines stand in {out} already.")
        tally = _grade(made, critic, left, at_once, results)
    if tally.stopped:
        _leave(len(lines) - len(left) + tally.done, len(lines), out)
    return 1 if tally.failed else 0


@dataclass
class _Tally:
    """What came of a run; `stopped` by Ctrl-C."""

    done: int = 0
    failed: int = 0
    stopped: bool = False


def _grade(made: Services, critic: Critic, lines: Sequence[Line], at_once: int, results: ResultFile | None) -> _Tally:
    """Grade the lines until the end or Ctrl-C, and print or keep the record of each."""
    tally = _Tally()
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="grading")
    try:
        with progress_bar("grading") as step:
            for line, record in _in_order(pool, partial(graded, made, critic), lines, at_once * _AHEAD):
                tally.done += 1
                tally.failed += "error" in record
                if results:
                    results.add(line, record)
                else:
                    printed(record)
                step(tally.done, len(lines))
    except KeyboardInterrupt:
        tally.stopped = True
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        if results:
            results.close()
    return tally


def _in_order(
    pool: ThreadPoolExecutor, grade: "partial[dict[str, Any]]", lines: Sequence[Line], most: int
) -> Iterator[tuple[Line, dict[str, Any]]]:
    """Each line with its record as soon as those before it have theirs; at most `most` are begun or wait for that."""
    begun: deque[tuple[Line, Future[dict[str, Any]]]] = deque()
    for line in lines:
        begun.append((line, pool.submit(grade, line)))
        if len(begun) == most:
            first, future = begun.popleft()
            yield first, future.result()
    for first, future in begun:
        yield first, future.result()


def _leave(done: int, of: int, out: Path | None) -> None:
    """End at once: whatever is still asked of a model is waited for by nobody."""
    how = (
        f"they stand in {out}, and the same command goes on from there"
        if out
        else "a run with --out RESULT.jsonl can be gone on with"
    )
    messages().print(f"Stopped. {done} of {of} lines are done; {how}.")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(INTERRUPTED)
