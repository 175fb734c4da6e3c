"""What a judge of cases works with: the parts that users get, a case, and the outcome it must hand back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from interviewer.build import Workshop

Values = dict[str, float | None]


@dataclass(frozen=True)
class Case:
    """One thing to try.

    Attributes:
        cluster: cases of one cluster (a voice, a candidate, an excerpt) are not independent of each other.
        data: all that the judge goes by; its hash says whether two runs saw the same case.
    """

    id: str
    cluster: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of a case: numbers by name (None where one does not apply), and texts to show people."""

    values: Values
    shown: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bench:
    """The parts under test. `engine` is as in `interviewer chat --engine`."""

    workshop: Workshop
    engine: str = "embedded"


@dataclass(frozen=True)
class Kind:
    """How a kind of suite comes by its cases (from its folder of data), and how it judges one."""

    cases: Callable[[Path], list[Case]]
    judge: Callable[[Case, Bench], Outcome]
