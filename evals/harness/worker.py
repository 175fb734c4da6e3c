"""Runs suites in a process and a tree of its own: `python -m evals`, options as JSON on standard input.

So an older revision, a mutant or another folder of prompts is judged by the harness of today. Says "done total" as it
goes on standard output; an error meant for people is one line on standard error and exit status 2.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile

from evals.harness.commands import RunOptions, run_and_write
from evals.harness.run import Run, read_run
from evals.harness.running import Progress
from interviewer.errors import BadInput, InterviewerError, InvariantError


def run_in(tree: Path, options: RunOptions, settings: Mapping[str, str], progress: Progress) -> Run:
    """Run suites on the code of another tree, with these settings on top of the present ones.

    Raises:
        BadInput: the tree's own checks refused to run, with what they said.
    """
    if options.out is None:
        raise BadInput("a run in another tree needs a folder for its results")
    with TemporaryFile("w+", encoding="utf-8") as complaints:  # a pipe that nobody reads would fill and stop it
        process = subprocess.Popen(
            [sys.executable, "-m", "evals"],
            cwd=tree,
            env={**os.environ, **settings, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        _follow(process, options, progress)
        complaints.seek(0)
        complaint = complaints.read().strip().splitlines()
    if process.wait() != 0:
        raise BadInput(f"{options.label or tree}: {complaint[-1] if complaint else 'ended without a word'}")
    return read_run(options.out)


def _follow(process: subprocess.Popen[str], options: RunOptions, progress: Progress) -> None:
    """Hand the options over and pass on how far it is, until it ends."""
    if process.stdin is None or process.stdout is None:
        raise InvariantError("a worker was started without pipes; please report this")
    process.stdin.write(json.dumps(asdict(options), default=str))
    process.stdin.close()
    for line in process.stdout:
        done, _, total = line.partition(" ")
        if done.isdigit():
            progress(int(done), int(total))
    process.wait()


def main() -> None:
    given = json.load(sys.stdin)
    folders = {name: Path(given[name]) if given[name] else None for name in ("out", "home", "record", "replay")}
    options = RunOptions(**{**given, **folders, "suites": tuple(given["suites"])})
    try:
        run_and_write(options, lambda done, total: print(f"{done} {total}", flush=True))
    except InterviewerError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
