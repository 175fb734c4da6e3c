"""Draws small plots as inline SVG, with the numbers as text for those who can't see them. Loads nothing."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from interviewer.domain.debrief import Trend
from interviewer.domain.interview import Interview
from interviewer.packs.schema import Rubric

_WIDTH, _ROW, _LEFT, _RIGHT = 640, 34, 170, 40
_LEVELS = 4


def trend_plot(trends: Sequence[Trend], rubric: Rubric, target: int) -> Markup:
    """A row for each dimension: its levels answer by answer as small marks, the last one large, the target a line."""
    if not trends:
        return Markup()
    rows = [_row(place, trend, rubric) for place, trend in enumerate(trends)]
    height = _ROW * len(trends) + 30
    told = "; ".join(f"{rubric.dimension(t.dimension).name}: last {t.last}, best {t.best}" for t in trends)
    return Markup(
        '<svg class="plot" viewBox="0 0 {w} {h}" role="img" aria-label="Levels. {told}">{axis}{rows}</svg>'
    ).format(w=_WIDTH, h=height, told=told, axis=_axis(height, target), rows=Markup("").join(rows))


def progress_plot(interviews: Sequence[Interview], rubric: Rubric, target: int) -> Markup:
    """The last level of each headline dimension, interview by interview, the oldest on the left."""
    height, step = 170, (_WIDTH - _LEFT - _RIGHT) / max(1, len(interviews) - 1)
    lines = []
    for place, name in enumerate(rubric.headline):
        points = [
            (_LEFT + step * number, _y(trend.last, height))
            for number, state in enumerate(interviews)
            for trend in (state.debrief.trends if state.debrief else ())
            if trend.dimension == name
        ]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        dots = Markup("").join(Markup('<circle cx="{}" cy="{}" r="4"/>').format(int(x), int(y)) for x, y in points)
        label = Markup('<text x="8" y="{}">{}</text>').format(60 + 26 * place, rubric.dimension(name).name)
        lines.append(Markup('<g class="line line-{}">{}<polyline points="{}"/>{}</g>').format(place, label, path, dots))
    goal = Markup('<line class="target" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(
        _LEFT, _WIDTH - _RIGHT, y=_y(target, height)
    )
    return Markup(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="Last levels of {} interviews">{}{}</svg>'
    ).format(_WIDTH, height, len(interviews), goal, Markup("").join(lines))


def _row(place: int, trend: Trend, rubric: Rubric) -> Markup:
    y = 26 + _ROW * place
    name = rubric.dimension(trend.dimension).name
    marks = [
        Markup('<circle class="step" cx="{}" cy="{}" r="4"/>').format(_x(level, number, len(trend.levels)), y)
        for number, level in enumerate(trend.levels)
    ]
    last = Markup('<rect class="last" x="{}" y="{}" width="14" height="14" rx="3"/>').format(_x(trend.last) - 7, y - 7)
    text = Markup('<text x="8" y="{}"{}>{}</text>').format(
        y + 5, Markup(' class="headline"') if trend.headline else "", escape(name)
    )
    number = Markup('<text class="number" x="{}" y="{}">{}</text>').format(_WIDTH - 22, y + 5, trend.last)
    return text + Markup("").join(marks) + last + number


def _axis(height: int, target: int) -> Markup:
    return Markup("").join(
        Markup('<line class="{}" x1="{x}" x2="{x}" y1="8" y2="{}"/><text class="tick" x="{x}" y="{}">{}</text>').format(
            "target" if level == target else "grid", height - 20, height - 5, level, x=_x(level)
        )
        for level in range(_LEVELS + 1)
    )


def _x(level: float, number: int = 0, count: int = 1) -> int:
    """Where a level stands; several answers of one level are spread a little, in their order."""
    spread = 0.0 if count < 2 else (number / (count - 1) - 0.5) * 36
    return round(_LEFT + 22 + (_WIDTH - _LEFT - _RIGHT - 44) * level / _LEVELS + spread)


def _y(level: float, height: int) -> int:
    return round(height - 20 - (height - 40) * level / _LEVELS)
