"""The reading order of the lines on a page.

The order in which a file draws them is the reading order, but for a file that draws across two columns, row by row:
there one column is read after the other. Columns are rows that leave one strip of the page free; whatever crosses the
strip ends them (after the cuts of Nagy and Seth, 1984).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

BULLETS = "-*•●○▪■‣–—·◦➢✓✔▶◆→»❖§\uf0b7"
_BULLET = re.compile(rf"[{re.escape(BULLETS)}o]|\d{{1,2}}[.)]")
_WHEN = r"(?:(?:[a-z]{3,9}\.? |\d{1,2}[/.])?(?:19|20)\d\d(?:[/.]\d{1,2})?|present|now|today|current)"
_OF_A_ROW = re.compile(rf"(?i)[\W\d]*|[(\[]?{_WHEN}(?:\s?(?:[-–—~]|to)\s?{_WHEN})?[)\]]?")  # a number, a mark or a date
_MOSTLY = 0.8  # of a side's lines
_MOST_LINES = 400  # on a page, in which columns are looked for; more than that is no CV
_NARROWEST = 6.0  # points between two columns
_FEWEST = 4  # lines of a column beside the other
_AS_DENSE = 0.5  # of a column's lines beside it; fewer are labels
_SAME = 1.5  # points between what is drawn twice, as some do for bold letters
_Strip = tuple[float, float]  # of the page, from left to right


@dataclass(frozen=True)
class PlacedLine:
    """A line of text and its box, in points from the page's left and from its bottom."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def is_level_with(self, other: "PlacedLine") -> bool:
        """Whether half of this line's height is at the other's."""
        return min(self.top, other.top) - max(self.bottom, other.bottom) > (self.top - self.bottom) / 2

    def is_drawn_over(self, other: "PlacedLine") -> bool:
        """Whether this is the other once more, at nearly the same place."""
        near = abs(self.left - other.left) < _SAME and abs(self.bottom - other.bottom) < _SAME
        return near and self.text == other.text


def in_reading_order(drawn: Sequence[PlacedLine]) -> Iterator[str]:
    """The lines of a page as they are read; `drawn` are they in the order in which the file draws them.

    What follows at the same height, further to the right, goes on the same line: a date, what a bullet stands for.
    """
    before: PlacedLine | None = None
    said = ""
    for line in _reordered(_bulleted(drawn)):
        goes_on = before is not None and line.is_level_with(before) and line.left >= before.right
        if said and not goes_on:
            yield said
            said = ""
        said = f"{said} {line.text}" if said else line.text
        before = line
    if said:
        yield said


def _bulleted(drawn: Sequence[PlacedLine]) -> list[PlacedLine]:
    """The lines, with each bullet that stands apart put before what it is drawn for; nothing twice."""
    lines: list[PlacedLine] = []
    for line in drawn:
        before = lines[-1] if lines else None
        if before and line.is_drawn_over(before):
            continue
        if before and _BULLET.fullmatch(before.text) and line.is_level_with(before) and line.left >= before.right:
            bottom, top = min(before.bottom, line.bottom), max(before.top, line.top)
            lines[-1] = PlacedLine(f"{before.text} {line.text}", before.left, bottom, line.right, top)
        else:
            lines.append(line)
    return lines


def _reordered(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """The lines in the order in which they are drawn, but for columns that are drawn across."""
    instead: dict[int, list[PlacedLine]] = {}
    rows = _rows(lines) if len(lines) <= _MOST_LINES else []
    while rows:
        count, parting = _run([[lines[place] for place in row] for row in rows])
        run, rows = sorted(place for row in rows[:count] for place in row), rows[count:]
        if parting is None:
            continue
        is_left = [lines[place].right <= parting for place in run]
        if _is_drawn_across(is_left):
            sides = [
                [lines[place] for place, left in zip(run, is_left, strict=True) if left is side]
                for side in (True, False)
            ]
            instead |= {place: [] for place in run} | {run[0]: _reordered(sides[0]) + _reordered(sides[1])}
    return [line for place, drawn in enumerate(lines) for line in instead.get(place, [drawn])]


def _is_drawn_across(is_left: Sequence[bool]) -> bool:
    """Whether the sides take turns in nearly every row."""
    turns = sum(one != other for one, other in pairwise(is_left))
    return turns > min(sum(is_left), len(is_left) - sum(is_left))


def _rows(lines: Sequence[PlacedLine]) -> list[list[int]]:
    """The places of the lines in `lines`, by height from the top; those level with a row's first are of that row."""
    rows: list[list[int]] = []
    for place in sorted(range(len(lines)), key=lambda place: -lines[place].top):
        if rows and lines[place].is_level_with(lines[rows[-1][0]]):
            rows[-1].append(place)
        else:
            rows.append([place])
    return [sorted(row, key=lambda place: lines[place].left) for row in rows]


def _run(rows: Sequence[Sequence[PlacedLine]]) -> tuple[int, float | None]:
    """How many of the first rows are columns, and what lies left of where they part; one row if they are none."""
    free: list[_Strip] = [(float("-inf"), float("inf"))]
    count, between = 0, list[_Strip]()
    for row in rows:
        free = [part for strip in free for part in _without(strip, row)]
        inner = [strip for strip in free if strip[0] > float("-inf") and strip[1] < float("inf")]
        if count and not inner:
            break
        count, between = count + 1, inner
    for left, _ in between:
        if held := _held(rows[:count], left):
            return held, left
    return 1, None


def _belongs_to_rows(side: Sequence[PlacedLine]) -> bool:
    """Whether a column says nothing without the other: dates, numbers or marks beside what they are of."""
    return sum(_OF_A_ROW.fullmatch(line.text) is not None for line in side) >= _MOSTLY * len(side)


def _without(strip: _Strip, row: Sequence[PlacedLine]) -> list[_Strip]:
    """What the lines of a row leave free of a strip."""
    edges = [strip[0], *(edge for line in row for edge in (line.left, line.right)), strip[1]]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    parts = ((max(a, strip[0]), min(b, strip[1])) for a, b in pairs)
    return [(left, right) for left, right in parts if right - left >= _NARROWEST]


def _held(rows: Sequence[Sequence[PlacedLine]], left: float) -> int:
    """How many of the rows are two columns; 0 where there is a table with few rows, or labels beside a text.

    A column goes on below the other's end for as long as its rows are no further apart than above.
    """
    lines = [line for row in rows for line in row]
    sides = [line for line in lines if line.right <= left], [line for line in lines if line.right > left]
    if not all(sides):
        return 0
    top = min(max(line.top for line in side) for side in sides)
    bottom = max(min(line.bottom for line in side) for side in sides)
    counts = [sum(line.bottom < top and line.top > bottom for line in side) for side in sides]
    if min(counts) < max(_FEWEST, _AS_DENSE * max(counts)) or any(map(_belongs_to_rows, sides)):
        return 0
    steps = [above[0].bottom - below[0].bottom for above, below in pairwise(rows)]
    beside = sum(row[0].top > bottom for row in rows)
    widest = max(steps[: beside - 1], default=0.0)
    return beside + sum(1 for _ in takewhile(lambda step: step <= widest, steps[beside - 1 :]))
