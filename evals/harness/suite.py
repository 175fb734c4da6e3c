"""A suite as its file says: what it asks, on which files its results depend, and what is measured of them."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from evals.harness.context import EvalCase
from evals.harness.reading import Record, read_toml
from evals.harness.task import tasks
from interviewer.errors import BadInput

SUITES = Path(__file__).parent.parent / "suites"
MeasureKind = Literal["rate", "mean", "median", "total", "ratio", "kappa", "f1", "precision", "recall", "concordance"]


class Measure(Record):
    """One number about a run. `of` names the values of an outcome that it is made from (see `measuring.py`)."""

    id: str
    title: str
    kind: MeasureKind
    of: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]
    better: Literal["higher", "lower"] = "higher"
    headline: bool = False


class Suite(Record):
    """suites/ID.toml.

    Attributes:
        depends: globs of files, relative to the tree, whose change makes old results stale; `pack:` begins a glob
            that is relative to the pack, `prompts:` one that is relative to the prompts.
    """

    id: str
    title: str
    about: str
    task: str
    depends: tuple[str, ...]
    measures: Annotated[tuple[Measure, ...], Field(min_length=1, alias="measure")]

    def cases(self) -> list[EvalCase]:
        """All cases, in a fixed order."""
        return tasks()[self.task].cases(SUITES)

    def measure(self, measure_id: str) -> Measure:
        return next(item for item in self.measures if item.id == measure_id)


def load_suites(wanted: Sequence[str] = ()) -> list[Suite]:
    """The suites of these names, or all.

    Raises:
        BadInput: a suite's file has a mistake, or there is no suite of that name.
    """
    suites = {path.stem: _load(path) for path in sorted(SUITES.glob("*.toml"))}
    for name in wanted:
        if name not in suites:
            raise BadInput(f"unknown suite '{name}'; known are: {', '.join(suites)}")
    return [suite for name, suite in suites.items() if not wanted or name in wanted]


def case_digest(case: EvalCase) -> str:
    """A short hash of what the judge goes by."""
    return hashlib.sha256(json.dumps(case.data, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _load(path: Path) -> Suite:
    suite = read_toml(Suite, path)
    if suite.id != path.stem:
        raise BadInput(f"{path}: id is '{suite.id}', but the file's name says '{path.stem}'; make them equal")
    if suite.task not in tasks():
        raise BadInput(f"{path}: unknown task '{suite.task}'; known are: {', '.join(tasks())}")
    names = [measure.id for measure in suite.measures]
    if len(set(names)) < len(names):
        raise BadInput(f"{path}: two measures have the same id; rename one")
    return suite
