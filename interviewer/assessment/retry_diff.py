"""Sets an answer beside its first version: what moved, and whether by more than the critic's own noise."""

from collections.abc import Iterator, Mapping

from interviewer.assessment.charts import steps_of
from interviewer.domain.assessment import Assessment, Grade, Status
from interviewer.domain.charts import State
from interviewer.domain.comparison import Change, Comparison, Verdict
from interviewer.packs.schema import Pack

NOISE_UNLESS_MEASURED = 0.99  # levels: only a change by a whole level counts


def compare(first: Assessment, second: Assessment, pack: Pack, noise: Mapping[str, float]) -> Comparison:
    """One change for each dimension that could be graded in both."""
    return Comparison(changes=tuple(_changes(first, second, pack, noise)))


def _changes(first: Assessment, second: Assessment, pack: Pack, noise: Mapping[str, float]) -> Iterator[Change]:
    before, after = _names(first, pack, State.THERE), _names(second, pack, State.THERE)
    unneeded = _names(second, pack, State.UNNEEDED)
    for old in first.grades:
        new = second.grade(old.dimension)
        if new is None or {old.status, new.status} != {Status.GRADED}:
            continue  # what is not graded can't be told to have moved
        shift = _expected(new) - _expected(old)
        own_noise = noise.get(old.dimension, NOISE_UNLESS_MEASURED)
        held, holds = before.get(old.dimension, ()), after.get(old.dimension, ())
        yield Change(
            dimension=old.dimension,
            before=old.guess,
            after=new.guess,
            shift=round(shift, 3),
            noise=own_noise,
            verdict=_verdict(old.guess, new.guess, shift, own_noise),
            repaired=tuple(name for name in holds if name not in held),
            lost=tuple(name for name in held if name not in (*holds, *unneeded.get(old.dimension, ()))),
        )


def _verdict(before: int | None, after: int | None, shift: float, noise: float) -> Verdict:
    """A change is one that can be seen, in the level that is shown, and is more than noise."""
    if before is None or after is None or abs(shift) <= noise or before == after or (after > before) != (shift > 0):
        return "not distinguishable"
    return "improved" if after > before else "worse"


def _expected(grade: Grade) -> float:
    return sum(level * weight for level, weight in enumerate(grade.distribution))


def _names(assessment: Assessment, pack: Pack, state: State) -> dict[str, tuple[str, ...]]:
    """The names of the links in this state, for the dimensions that are drawn."""
    drawn = steps_of(assessment, pack)
    return {dimension: tuple(step.name for step in steps if step.state is state) for dimension, steps in drawn.items()}
