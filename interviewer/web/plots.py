"""Draws small plots that fit a phone, with the numbers as text for those who can't see them. Loads nothing."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from interviewer.domain.debrief import Trend
from interviewer.domain.interview import Interview
from interviewer.domain.summary import Summary
from interviewer.packs.schema import Rubric

_LEVELS = 4
_WIDTH, _HEIGHT = 360, 118  # units of a line plot's own; the page scales it
_LEFT, _RIGHT, _TOP, _BOTTOM = 18, 12, 10, 18
Points = Sequence[tuple[int, float]]  # (number from 1, level)


def trend_plot(trends: Sequence[Trend], rubric: Rubric, target: int) -> Markup:
    """A row for each dimension: its levels as small marks in their order, the last one large, the target a line."""
    if not trends:
        return Markup()
    told = "; ".join(f"{rubric.dimension(t.dimension).name}: last {t.last}, best {t.best}" for t in trends)
    rows = Markup("").join(_row(trend, rubric, target) for trend in trends)
    numbers = Markup("").join(
        Markup('<span style="left:{}%">{}</span>').format(_place(level), level) for level in range(_LEVELS + 1)
    )
    return Markup(
        '<div class="mi-trend" role="img" aria-label="Levels. {}">{}'
        '<p class="mi-axis"><span class="mi-track">{}</span></p></div>'
    ).format(told, rows, numbers)


def course_plot(state: Interview, rubric: Rubric, target: int) -> Markup:
    """The headline levels, answer by answer; nothing where no dimension was graded twice."""
    series: dict[str, list[tuple[int, float]]] = {name: [] for name in rubric.headline}
    for turn in state.turns:
        for grade in turn.assessment.grades if turn.assessment else ():
            if grade.dimension in series and grade.level is not None:
                series[grade.dimension].append((turn.number + 1, grade.level))
    if all(len(points) < 2 for points in series.values()):
        return Markup()
    return _lines(series, rubric, target, "Answer by answer")


def progress_plot(interviews: Sequence[Summary], rubric: Rubric, target: int) -> Markup:
    """The last level of each headline dimension, interview by interview, the oldest on the left."""
    series = {
        name: [
            (number, summary.levels[name])
            for number, summary in enumerate(interviews, start=1)
            if name in summary.levels
        ]
        for name in rubric.headline
    }
    return _lines(series, rubric, target, "Interview by interview")


def _row(trend: Trend, rubric: Rubric, target: int) -> Markup:
    grid = [
        Markup('<i class="{}" style="left:{}%"></i>').format("target" if level == target else "grid", _place(level))
        for level in range(_LEVELS + 1)
    ]
    count = len(trend.levels)
    steps = [
        Markup('<i class="step" style="left:{}%"></i>').format(_place(level, number, count))
        for number, level in enumerate(trend.levels)
    ]
    last = Markup('<i class="last" style="left:{}%"></i>').format(_place(trend.last))
    return Markup('<p{}><b>{}</b><span class="mi-track">{}</span><em>{}</em></p>').format(
        Markup(' class="headline"') if trend.headline else "",
        rubric.dimension(trend.dimension).name,
        Markup("").join([*grid, *steps, last]),
        trend.last,
    )


def _place(level: float, number: int = 0, count: int = 1) -> float:
    """Where a level stands, in percent of the track; several answers of one level are spread a little, in order."""
    spread = 0.0 if count < 2 else (number / (count - 1) - 0.5) * 10
    return round(7 + 86 * level / _LEVELS + spread, 1)


def _lines(series: Mapping[str, Points], rubric: Rubric, target: int, told: str) -> Markup:
    drawn = [(number, name, points) for number, (name, points) in enumerate(series.items()) if points]
    numbers = sorted({x for _, _, points in drawn for x, _ in points})
    key = Markup("").join(
        Markup('<span class="line-{}">{}</span>').format(n, rubric.dimension(name).name) for n, name, _ in drawn
    )
    words = "; ".join(
        f"{rubric.dimension(name).name}: {', '.join(f'{level:g}' for _, level in points)}" for _, name, points in drawn
    )
    paths = Markup("").join(_line(number, points, numbers) for number, _, points in drawn)
    ticks = Markup("").join(
        Markup('<text class="tick" x="{}" y="{}">{}</text>').format(_x(x, numbers), _HEIGHT - 3, x)
        for x in numbers[:: 1 + len(numbers) // 14]
    )
    return Markup(
        '<figure class="mi-lines"><figcaption>{told} <span>{key}</span></figcaption><svg class="plot" '
        'viewBox="0 0 {w} {h}" role="img" aria-label="{told}. {words}">{levels}{paths}{ticks}</svg></figure>'
    ).format(told=told, key=key, w=_WIDTH, h=_HEIGHT, words=words, levels=_levels(target), paths=paths, ticks=ticks)


def _line(number: int, points: Points, numbers: Sequence[int]) -> Markup:
    places = [(_x(x, numbers), _y(level, number)) for x, level in points]
    dots = Markup("").join(Markup('<circle cx="{}" cy="{}" r="3"/>').format(x, y) for x, y in places)
    path = " ".join(f"{x},{y}" for x, y in places)
    return Markup('<g class="line line-{}"><polyline points="{}"/>{}</g>').format(number, path, dots)


def _levels(target: int) -> Markup:
    return Markup("").join(
        Markup('<line class="{}" x1="{}" x2="{}" y1="{y}" y2="{y}"/><text class="tick" x="7" y="{}">{}</text>').format(
            "target" if level == target else "grid", _LEFT, _WIDTH - _RIGHT, _y(level) + 3, level, y=_y(level)
        )
        for level in range(_LEVELS + 1)
    )


def _x(number: int, numbers: Sequence[int]) -> float:
    first, last = numbers[0], numbers[-1]
    share = (number - first) / (last - first) if last > first else 0.5
    return round(_LEFT + 6 + (_WIDTH - _LEFT - _RIGHT - 12) * share, 1)


def _y(level: float, line: int = 0) -> float:
    """A second line stands a hair lower, so that two of one course can both be seen."""
    return round(_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * level / _LEVELS + 1.6 * line, 1)
