"""Draws the course of the headline levels on a page of a PDF: answer by answer, a square where each line ends."""

from collections.abc import Sequence

from interviewer.report import blocks as b
from interviewer.report.plots import TARGET, TOP_LEVEL, shares_of
from interviewer.report.sheet import Sheet

_HEIGHT, _LEGEND = 34, 6  # mm
_LEFT, _RIGHT = 26, 186  # mm from the page's left edge
_GRID, _HIRE = (200, 196, 188), (47, 93, 80)
_LINES = (((47, 93, 80), 0.0), ((47, 111, 160), 1.6))  # each line's colour, and its dashes' length in mm (0: none)


def plot_height(rows: Sequence[b.TrendRow]) -> float:
    """What the plot of these rows takes, in millimetres."""
    return _HEIGHT + 2 * _LEGEND + 4 if any(row.headline for row in rows) else 0


def draw_course(sheet: Sheet, rows: Sequence[b.TrendRow]) -> None:
    """The headline rows as lines over their answers, with their names; nothing where there are none."""
    headline = [row for row in rows if row.headline]
    if not headline:
        return
    top = sheet.get_y() + 1
    numbers = sorted({turn for row in headline for turn in row.turns})
    _levels(sheet, top)
    for number, share in zip(numbers, shares_of(numbers), strict=True):
        sheet.label(str(number + 1), _x(share), top + _HEIGHT + 3)
    places = dict(zip(numbers, shares_of(numbers), strict=True))
    for place, row in enumerate(headline):
        colour, dash = _LINES[place % len(_LINES)]
        points = [(_x(places[turn]), _y(top, level)) for turn, level in zip(row.turns, row.levels, strict=True)]
        _line(sheet, [(x, y + 0.5 * place) for x, y in points], colour, dash)
        _name(sheet, row.name, _LEFT + 60 * place, top + _HEIGHT + _LEGEND + 3, colour)
    sheet.label("hire", _RIGHT + 1, _y(top, TARGET), centred=False)
    sheet.move_to(top + _HEIGHT + 2 * _LEGEND + 2)


def _levels(sheet: Sheet, top: float) -> None:
    for level in range(TOP_LEVEL + 1):
        y = _y(top, level)
        sheet.set_dash_pattern(*((1.2, 1.2) if level == TARGET else (0, 0)))
        sheet.set_draw_color(*(_HIRE if level == TARGET else _GRID))
        sheet.set_line_width(0.2)
        sheet.line(_LEFT, y, _RIGHT, y)
        sheet.label(str(level), _LEFT - 3, y)
    sheet.set_dash_pattern()


def _line(sheet: Sheet, points: Sequence[tuple[float, float]], colour: tuple[int, int, int], dash: float) -> None:
    sheet.set_draw_color(*colour)
    sheet.set_fill_color(*colour)
    sheet.set_line_width(0.5)
    sheet.set_dash_pattern(dash, dash)
    if len(points) > 1:
        sheet.polyline(points)
    sheet.set_dash_pattern()
    for x, y in points[:-1]:
        sheet.circle(x, y, 0.8, style="F")
    x, y = points[-1]
    sheet.rect(x - 1.3, y - 1.3, 2.6, 2.6, style="F")


def _name(sheet: Sheet, name: str, x: float, y: float, colour: tuple[int, int, int]) -> None:
    sheet.set_fill_color(*colour)
    sheet.rect(x, y - 1, 6, 1.2, style="F")
    sheet.label(name, x + 8, y, centred=False)


def _x(share: float) -> float:
    return _LEFT + 5 + (_RIGHT - _LEFT - 10) * share


def _y(top: float, level: int) -> float:
    return top + _HEIGHT - 2 - (_HEIGHT - 4) * level / TOP_LEVEL
