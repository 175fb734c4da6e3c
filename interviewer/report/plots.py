"""Draws small line plots as SVG that fit a phone, with the numbers as text for those who can't see. Loads nothing."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from interviewer.domain.summary import Summary
from interviewer.packs.schema import Rubric
from interviewer.report.blocks import TrendRow

TARGET = 3  # the level that a hire needs at the end, RUBRIC section 5
TOP_LEVEL = 4
_WIDTH, _HEIGHT = 360, 118  # units of a plot's own; the page scales it
_LEFT, _RIGHT, _TOP, _BOTTOM = 18, 12, 10, 18
_END = 7  # of a square's side
Points = Sequence[tuple[int, float]]  # (number from 1, level)


def course_plot(rows: Sequence[TrendRow]) -> Markup:
    """The headline levels, answer by answer; nothing where there are none."""
    series = {
        row.name: [(turn + 1, level) for turn, level in zip(row.turns, row.levels, strict=True)]
        for row in rows
        if row.headline
    }
    return _lines(series, "Question by question") if series else Markup()


def progress_plot(interviews: Sequence[Summary], rubric: Rubric) -> Markup:
    """The last level of each headline dimension, interview by interview, the oldest on the left."""
    series = {
        rubric.dimension(name).name: [
            (number, summary.levels[name])
            for number, summary in enumerate(interviews, start=1)
            if name in summary.levels
        ]
        for name in rubric.headline
    }
    return _lines(series, "Interview by interview")


def shares_of(numbers: Sequence[int]) -> list[float]:
    """Where each number stands between the first (0) and the last (1); the middle where there is only one."""
    first, last = numbers[0], numbers[-1]
    return [(number - first) / (last - first) if last > first else 0.5 for number in numbers]


def _lines(series: Mapping[str, Points], told: str) -> Markup:
    drawn = [(number, name, points) for number, (name, points) in enumerate(series.items()) if points]
    numbers = sorted({x for _, _, points in drawn for x, _ in points})
    places = dict(zip(numbers, shares_of(numbers), strict=True)) if numbers else {}
    key = Markup("").join(Markup('<span class="line-{}">{}</span>').format(n, name) for n, name, _ in drawn)
    words = "; ".join(f"{name}: {', '.join(f'{level:g}' for _, level in points)}" for _, name, points in drawn)
    paths = Markup("").join(_line(number, [(places[x], y) for x, y in points]) for number, _, points in drawn)
    ticks = Markup("").join(
        Markup('<text class="tick" x="{}" y="{}">{}</text>').format(_x(places[x]), _HEIGHT - 3, x)
        for x in numbers[:: 1 + len(numbers) // 14]
    )
    return Markup(
        '<figure class="mi-lines"><figcaption><b>{told}</b><span>{key}</span></figcaption><svg class="plot" '
        'viewBox="0 0 {w} {h}" role="img" aria-label="{told}. {words}">{levels}{paths}{ticks}</svg></figure>'
    ).format(told=told, key=key, w=_WIDTH, h=_HEIGHT, words=words, levels=_levels(), paths=paths, ticks=ticks)


def _line(number: int, points: Sequence[tuple[float, float]]) -> Markup:
    """A dot for each point but the last, which is a square."""
    *before, (end_x, end_y) = [(_x(share), _y(level, number)) for share, level in points]
    dots = Markup("").join(Markup('<circle cx="{}" cy="{}" r="3"/>').format(x, y) for x, y in before)
    end = Markup('<rect x="{}" y="{}" width="{s}" height="{s}"/>').format(
        round(end_x - _END / 2, 1), round(end_y - _END / 2, 1), s=_END
    )
    path = " ".join(f"{x},{y}" for x, y in (*before, (end_x, end_y)))
    return Markup('<g class="line line-{}"><polyline points="{}"/>{}{}</g>').format(number, path, dots, end)


def _levels() -> Markup:
    return Markup("").join(
        Markup('<line class="{}" x1="{}" x2="{}" y1="{y}" y2="{y}"/><text class="tick" x="7" y="{}">{}</text>').format(
            "target" if level == TARGET else "grid", _LEFT, _WIDTH - _RIGHT, _y(level) + 3, level, y=_y(level)
        )
        for level in range(TOP_LEVEL + 1)
    )


def _x(share: float) -> float:
    return round(_LEFT + 6 + (_WIDTH - _LEFT - _RIGHT - 12) * share, 1)


def _y(level: float, line: int = 0) -> float:
    """A second line stands a hair lower, so that two of one course can both be seen."""
    return round(_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * level / TOP_LEVEL + 1.6 * line, 1)
