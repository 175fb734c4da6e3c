"""A run on disk: one JSONL file, a header and a line for each result. Refuses what is cut off or incomplete."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from evals.harness.context import Values
from evals.harness.reading import Record, checked, json_of, text_of
from interviewer.errors import BadInput

RUN_FILE = "run.jsonl"
STALE = "no recording of this request"  # stands in the error of a case whose prompt changed since it was recorded


class Header(Record):
    """What was run, with what.

    Attributes:
        digests: for each suite the hash of what its results depend on.
        results: how many lines follow; fewer means that the file is cut off.
        failed: cases that ended in an error, with its text; they have no result and count in no measure.
        stopped: why not all cases were run (a budget), or empty.
    """

    schema_version: int = 1
    label: str
    made_at: str
    commit: str
    engine: str
    model: str
    samples: int
    digests: dict[str, str]
    results: int
    failed: dict[str, str] = Field(default_factory=dict)
    stopped: str = ""
    seconds: float = 0.0

    @property
    def stale(self) -> list[str]:
        """The cases whose recorded replies no longer fit."""
        return [name for name, error in self.failed.items() if STALE in error]

    @property
    def broken(self) -> dict[str, str]:
        """The cases that ended in an error, with its text, but for the stale ones."""
        return {name: error for name, error in self.failed.items() if STALE not in error}


class Result(Record):
    """The outcome of one case in one epoch (`epoch` counts from 1). `digest` is the case's."""

    suite: str
    case: str
    cluster: str
    digest: str
    epoch: int
    values: Values
    shown: dict[str, str] = Field(default_factory=dict)
    seconds: float = 0.0
    cached: bool = False


class Run(Record):
    header: Header
    results: tuple[Result, ...]

    def of(self, suite: str) -> list[Result]:
        return [result for result in self.results if result.suite == suite]

    @property
    def suites(self) -> tuple[str, ...]:
        return tuple(self.header.digests)


def write_run(run: Run, path: Path) -> Path:
    """Write it as `path` (a folder gets `run.jsonl`), whole or not at all."""
    target = path if path.suffix == ".jsonl" else path / RUN_FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = [run.header.model_dump_json(), *(result.model_dump_json() for result in run.results)]
    part = target.with_suffix(".part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(target)
    return target


def read_run(path: Path) -> Run:
    """The run in a folder or file.

    Raises:
        BadInput: it is cut off, a line lacks a field, or it was written by another version.
    """
    source = path / RUN_FILE if path.is_dir() else path
    lines = [(number, line) for number, line in enumerate(text_of(source).split("\n"), 1) if line.strip()]
    if not lines:
        raise BadInput(f"{source}: the file is empty; run the suites again")
    header = checked(Header, json_of(lines[0][1], f"{source}:1"), f"{source}:1")
    if header.schema_version != 1:
        raise BadInput(f"{source}: written in format {header.schema_version}, this version reads 1; run it again")
    results = [checked(Result, json_of(line, f"{source}:{n}"), f"{source}:{n}") for n, line in lines[1:]]
    if len(results) != header.results:
        raise BadInput(
            f"{source}: the header promises {header.results} results, the file holds {len(results)}; "
            "it is cut off or was edited, run the suites again"
        )
    return Run(header=header, results=tuple(results))


def not_counted(run: Run) -> list[str]:
    """Which cases count in no measure, and why."""
    header = run.header
    told = [f"{name} ended in an error and counts in no measure: {error}" for name, error in header.broken.items()]
    if stale := header.stale:
        told.append(
            f"{len(stale)} cases are stale, because a prompt or their words changed since their replies were recorded, "
            f"and count in no measure: {', '.join(stale)}"
        )
    return told + ([header.stopped] if header.stopped else [])


def without_texts(run: Run) -> Run:
    """The run with its numbers only: what a baseline keeps."""
    plain: Sequence[Result] = [result.model_copy(update={"shown": {}, "seconds": 0.0}) for result in run.results]
    return run.model_copy(update={"results": tuple(plain)})
