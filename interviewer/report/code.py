"""Tells the code in an answer from its prose, so that a report can keep it as it was laid out. Knows no format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_FENCE = re.compile(r"^\s*(?:```|~~~)")
_CODED = re.compile(
    r"^(?:\t| {2,})\S"  # indented
    r"|[;{}]\s*$|^\s*(?:def|class|for|while|if|elif|else|try|with)\b[^.?!]*:\s*$"
    r"|^\s*(?:from [\w.]+ )?import [\w., *]+$|^\s*return\b[^.?!]*$"
    r"|^\s*[\w.\[\]'\"]+ (?:=|\+=|<-) \S|^\s*[\w.]+\([^)]*\)\s*$|^\s*(?:#|//|--) "
    r"|^\s*(?:SELECT|FROM|(?:LEFT |INNER )?JOIN|WHERE|GROUP BY|ORDER BY|HAVING|WITH|AND|ON|UNION)\b"
)


@dataclass(frozen=True)
class Stretch:
    """Whole lines of a text that belong together."""

    text: str
    is_code: bool


def stretches(text: str) -> Iterator[Stretch]:
    """The text cut into prose and code. Their lines, in order, are the text's, but for the marks that fence code."""
    for is_code, run in groupby(_lines(text), key=lambda line: line[1]):
        yield Stretch("\n".join(line for line, _ in run), is_code)


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is code; a block of lines counts as one where at least two look it, most of all."""
    fenced = False
    for is_fence, group in groupby(text.split("\n"), key=lambda line: bool(_FENCE.match(line))):
        run = list(group)
        if is_fence:
            fenced ^= len(run) % 2 == 1
        elif fenced:
            yield from ((line, True) for line in run)
        else:
            yield from _unfenced(run)


def _unfenced(lines: list[str]) -> Iterator[tuple[str, bool]]:
    for is_blank, group in groupby(lines, key=lambda line: not line.strip()):
        run = list(group)
        looks = sum(bool(_CODED.search(line)) for line in run)
        is_code = not is_blank and looks >= 2 and 2 * looks >= len(run)
        yield from ((line, is_code) for line in run)
