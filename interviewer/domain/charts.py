"""The two pictures of an answer that a screen can draw: the metric chain, and the ownership ladder."""

from enum import StrEnum

from interviewer.domain.base import Value
from interviewer.domain.evidence import Span


class State(StrEnum):
    """`BROKEN` is the missing step to mend first; `UNNEEDED` one whose work another step does; `DISOWNED` one that
    the candidate pushed away."""

    THERE = "there"
    BROKEN = "broken"
    MISSING = "missing"
    UNNEEDED = "unneeded"
    DISOWNED = "disowned"


class Step(Value):
    """One link of the chain, or one mark of ownership. `name` is the pack's word for it."""

    link: str
    name: str
    state: State
    quote: Span | None = None


class Rung(Value):
    """One level of the ladder; the answer stands on exactly one."""

    level: int
    name: str
    here: bool


class Ladder(Value):
    """The rungs from the lowest up, the words that put the answer on its rung, and the marks of ownership in it."""

    rungs: tuple[Rung, ...]
    quote: Span | None = None
    marks: tuple[Step, ...] = ()
