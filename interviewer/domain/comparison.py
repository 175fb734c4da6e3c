"""What became of an answer that was given anew: old and new side by side, dimension by dimension."""

from typing import Literal

from interviewer.domain.assessment import Level
from interviewer.domain.base import Value

Verdict = Literal["improved", "worse", "not distinguishable"]


class Change(Value):
    """One dimension before and after.

    `shift` is how far the expected level moved, `noise` how far it moves by itself when a reworded answer says the
    same (measured, `evals/REPORT.md`); only a larger shift that also moved the level is called a change. `repaired` and
    `lost` name the links that stand in one of the two only.
    """

    dimension: str
    before: Level | None
    after: Level | None
    shift: float
    noise: float
    verdict: Verdict
    repaired: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Comparison(Value):
    changes: tuple[Change, ...] = ()
