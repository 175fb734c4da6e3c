"""Draws one assessed answer as data, each dimension as its own file says: a chain of steps, or a ladder with marks.

Screens only render it, one chain and one ladder. There is nothing to draw where the dimension was not graded.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from interviewer.domain.assessment import Assessment, Grade
from interviewer.domain.charts import Ladder, Rung, State, Step
from interviewer.packs.schema import Dimension, Pack
from interviewer.rubric.dimension import Chart, Mark, likely, own_best
from interviewer.rubric.registry import RULES


class _Drawn(NamedTuple):
    dimension: Dimension
    chart: Chart
    level: int
    steps: tuple[Step, ...]


def chain_of(assessment: Assessment, pack: Pack) -> tuple[Step, ...] | None:
    """The metric chain in the rubric's order, with the first broken link marked."""
    return next((drawn.steps for drawn in _drawn(assessment, pack) if not drawn.chart.rungs), None)


def ladder_of(assessment: Assessment, pack: Pack) -> Ladder | None:
    """The ownership ladder, with the rung the answer stands on and the words that put it there."""
    drawn = next((drawn for drawn in _drawn(assessment, pack) if drawn.chart.rungs), None)
    if drawn is None:
        return None
    names = enumerate(drawn.dimension.levels)
    rungs = tuple(Rung(level=level, name=text.name, here=level == drawn.level) for level, text in names)
    standing = (item for kind in drawn.chart.rungs[drawn.level] for item in assessment.reading.of(kind))
    return Ladder(rungs=rungs, quote=own_best(likely(standing)), marks=drawn.steps)


def steps_of(assessment: Assessment, pack: Pack) -> Mapping[str, tuple[Step, ...]]:
    """The steps of every dimension that is drawn, by its id."""
    return {drawn.dimension.id: drawn.steps for drawn in _drawn(assessment, pack)}


def _drawn(assessment: Assessment, pack: Pack) -> Iterator[_Drawn]:
    for dimension in pack.rubric.dimensions:
        chart, grade = RULES[dimension.rule].chart, assessment.grade(dimension.id)
        if chart and grade and grade.guess is not None:
            marks = chart.steps(assessment.reading, grade.guess)
            yield _Drawn(dimension, chart, grade.guess, _steps(dimension, chart, marks, grade))


def _steps(dimension: Dimension, chart: Chart, marks: Iterable[Mark], grade: Grade) -> tuple[Step, ...]:
    names = {item.id: item.label for item in dimension.links} | dict(chart.names)
    steps = (Step(link=mark.link, name=names[mark.link], state=mark.state, quote=mark.quote) for mark in marks)
    return _with_broken(steps, grade.broken, chart.stands_for)


def _with_broken(steps: Iterable[Step], broken: tuple[str, ...], stands_for: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps, the one that the critic presses marked as broken: a missing one, or else the least sure of all."""
    drawn = tuple(steps)
    missing = [step.link for step in drawn if step.state is State.MISSING]
    doubted = stands_for.get(broken[0], broken[0]) if broken else None
    first = next((link for link in (*broken, *missing) if link in missing), doubted) if broken else None
    return tuple(_broken(step) if step.link == first else step for step in drawn)


def _broken(step: Step) -> Step:
    return step.model_copy(update={"state": State.BROKEN, "quote": None})
