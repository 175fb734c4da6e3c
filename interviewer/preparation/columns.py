"""The reading order of the lines on a page: one column after the other, a table row by row.

Rows that leave the same strip of the page free are columns; whatever crosses it ends them (Nagy and Seth's cut, 1984).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

_WHEN = r"(?:(?:[a-z]{3,9}\.? |\d{1,2}[/.])?(?:19|20)\d\d(?:[/.]\d{1,2})?|present|now|today|current)"
# A bullet or a date, which often stands in a column of its own.
_APART = re.compile(rf"(?i)[-*•●○▪■‣–—·◦]|[(\[]?{_WHEN}(?:\s?(?:[-–—~]|to)\s?{_WHEN})?[)\]]?")
_NARROWEST = 6.0  # points between two columns
_FEWEST = 4  # lines of a column beside the other
_AS_DENSE = 0.5  # of a column's lines beside it; fewer are labels
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

    def distance(self, other: "PlacedLine") -> float:
        """How far to the left or to the right of this line the other one is."""
        return max(other.left - self.right, self.left - other.right)


def in_reading_order(lines: Sequence[PlacedLine]) -> Iterator[str]:
    """The lines as they are read. A date or a bullet that stands apart goes with the line that it is level with.

    What is drawn twice at one place, as some do for bold letters, is said once.
    """
    bearers = [line for line in lines if not _APART.fullmatch(line.text)]
    groups = {line: [line] for line in bearers}
    for line in lines:
        if line not in groups:
            level = [bearer for bearer in bearers if line.is_level_with(bearer)]
            nearest = min(level, key=line.distance, default=line)
            groups.setdefault(nearest, []).append(line)
    for row in _ordered(list(groups)):
        parts = sorted((part for line in row for part in groups[line]), key=lambda part: part.left)
        yield " ".join(part.text for part in parts)


def _ordered(lines: Sequence[PlacedLine]) -> Iterator[list[PlacedLine]]:
    """Rows of lines; each run of rows that has columns is read column by column."""
    rows = _rows(lines)
    while rows:
        count, parting = _run(rows)
        run, rows = [line for row in rows[:count] for line in row], rows[count:]
        if parting is None:
            yield run
            continue
        yield from _ordered([line for line in run if line.right <= parting])
        yield from _ordered([line for line in run if line.right > parting])


def _rows(lines: Sequence[PlacedLine]) -> list[list[PlacedLine]]:
    """The lines by their height, from the top; those that are level with the row's first are one row."""
    rows: list[list[PlacedLine]] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if rows and line.is_level_with(rows[-1][0]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


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
    for left, right in between:
        if right - left >= _NARROWEST and (held := _held(rows[:count], left)):
            return held, left
    return 1, None


def _without(strip: _Strip, row: Sequence[PlacedLine]) -> list[_Strip]:
    """What the lines of a row leave free of a strip."""
    edges = [strip[0], *(edge for line in row for edge in (line.left, line.right)), strip[1]]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(max(a, strip[0]), min(b, strip[1])) for a, b in pairs if max(a, strip[0]) < min(b, strip[1])]


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
    if min(counts) < max(_FEWEST, _AS_DENSE * max(counts)):
        return 0
    steps = [above[0].bottom - below[0].bottom for above, below in pairwise(rows)]
    beside = sum(row[0].top > bottom for row in rows)
    widest = max(steps[: beside - 1], default=0.0)
    return beside + sum(1 for _ in takewhile(lambda step: step <= widest, steps[beside - 1 :]))
