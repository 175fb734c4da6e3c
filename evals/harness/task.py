"""What a suite asks, as a task: how it comes by its cases and how it judges one. Tasks register themselves.

The harness knows no task by name: whoever runs suites imports `evals.tasks` first, or tasks of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evals.harness.context import EvalCase, EvalContext, Outcome


@dataclass(frozen=True)
class Task:
    """`cases` reads a folder of data, `judge` tries one case."""

    cases: Callable[[Path], list[EvalCase]]
    judge: Callable[[EvalCase, EvalContext], Outcome]


_TASKS: dict[str, Task] = {}


def register(name: str, task: Task) -> None:
    """Make a task known under the name by which suites ask for it."""
    _TASKS[name] = task


def tasks() -> dict[str, Task]:
    """All tasks that are known, by name."""
    return dict(_TASKS)
