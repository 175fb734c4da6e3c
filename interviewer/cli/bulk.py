"""`interviewer critique FILE`: many lines, several at once where a model reads them, their results in order."""

import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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

AT_ONCE_BY_A_MODEL = 8
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
        failed, done = _grade(made, critic, left, at_once, results)
    if done < len(left):
        _leave(len(lines) - len(left) + done, len(lines), out)
    return 1 if failed else 0


def _grade(
    made: Services, critic: Critic, lines: Sequence[Line], at_once: int, results: ResultFile | None
) -> tuple[int, int]:
    """How many lines could not be graded, and how many got a record before Ctrl-C or the end."""
    failed = done = 0
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="grading")
    try:
        with progress_bar("grading") as step:
            for line, record in _in_order(pool, partial(graded, made, critic), lines, at_once * _AHEAD):
                if results:
                    results.add(line, record)
                else:
                    printed(record)
                done += 1
                failed += "error" in record
                step(done, len(lines))
    except KeyboardInterrupt:
        pass  # the caller sees that lines are left
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        if results:
            results.close()
    return failed, done


def _in_order(
    pool: ThreadPoolExecutor, grade: "partial[dict[str, Any]]", lines: Sequence[Line], most: int
) -> Iterator[tuple[Line, dict[str, Any]]]:
    """Each line with its record as soon as those before it have theirs; at most `most` are begun or wait."""
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
        else "add --out RESULT.jsonl, and a run that is stopped can be gone on with"
    )
    messages().print(f"Stopped. {done} of {of} lines are done; {how}.")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(INTERRUPTED)
