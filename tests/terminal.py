"""Runs `interviewer` as a person would: in a process of its own, with a home of its own and nothing else set."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def interviewer(home: Path, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    """What the command printed and how it ended; `typed` is its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        env={"INTERVIEWER_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        check=False,
    )


def refused(home: Path, *arguments: str) -> str:
    """The one line in which a command refuses, with exit status 2."""
    done = interviewer(home, *arguments)
    assert done.returncode == 2, done
    assert done.stderr.startswith("interviewer: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr
