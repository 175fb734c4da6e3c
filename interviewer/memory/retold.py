"""A story told again with another figure in it: the very thing that somebody who reads two notes side by side sees.

Two ways of being the same story: a change of which one end is the same, and nearly the same words around the figure.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from interviewer.memory.figures import Figure
from interviewer.memory.ledger import Remark
from interviewer.memory.subjects import root, roots_of

_SAME = 0.01  # ends within this of each other are one
_OTHER = 0.05  # and beyond this two
_NEARLY = 0.6  # of the telling words of two clauses, from which they say the same
_FEWEST = 3  # such words
_WHEN = re.compile(
    r"(?i)\b(?:before|after|afterwards|then|now|today|since|later|until|again|first|second|third|next|last|other|"
    r"another|without|instead|elsewhere|control|if|would|should|could|might|target|goal|plan\w*|expect\w*|hope\w*|"
    r"estimate\w*|jan\w*|feb\w*|march|april|may|june|july|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|\d{4})\b"
)
_MOVING = (
    "fell fall rose rise dropped went gone came brought grew shrank sank cut improved reduced increased decreased "
    "moved changed got getting percent points number rate share"
)
_MOVES = frozenset(map(root, _MOVING.split()))
_LEAD = 3  # words before a comma that say when or where

Pair = tuple[Remark, Remark]


def retold(remarks: Sequence[Remark]) -> Iterator[Pair]:
    """Pairs of an earlier and a later remark, of different answers; one for each later remark."""
    changes = [item for item in remarks if item.figure.role == "from"]
    ends = {id(item): _end_of(item, remarks) for item in changes}
    for place, now in enumerate(remarks):
        if now.turn is not None and now.turn < 0:
            continue  # two things that were said before this talk are no matter of it
        if any(_is_given(item, now) for item in remarks[:place] if item.turn != now.turn):
            continue
        before = (item for item in remarks[:place] if item.turn != now.turn and _unlike(item.figure, now.figure))
        for earlier in before:
            if _one_change(earlier, now, ends) or _same_words(earlier, now):
                yield earlier, now
                break


def _is_given(earlier: Remark, now: Remark) -> bool:
    """Whether the figure was given so before."""
    return _equal(earlier.figure, now.figure, _SAME) and bool((earlier.subject & now.subject) - _MOVES)


def _one_change(earlier: Remark, now: Remark, ends: dict[int, Figure | None]) -> bool:
    """Whether both begin a change that ends at the same figure, of something both speak of."""
    one, other = ends.get(id(earlier)), ends.get(id(now))
    subject = (earlier.subject & now.subject) - _MOVES
    return bool(one and other and _equal(one, other, _SAME) and subject)


def _end_of(start: Remark, remarks: Sequence[Remark]) -> Figure | None:
    """The other end of a change that begins with this figure."""
    behind = (item for item in remarks if item.turn == start.turn and item.sentence == start.sentence)
    return next(
        (item.figure for item in behind if item.figure.role == "to" and item.figure.start > start.figure.end), None
    )


def _same_words(earlier: Remark, now: Remark) -> bool:
    """Whether the clauses around the two figures are nearly the same, of the same time."""
    if earlier.figure.role != now.figure.role or earlier.figure.role == "range":
        return False
    first, second = _telling(earlier), _telling(now)
    shared = first & second
    alike = len(shared) >= _FEWEST and len(shared) >= _NEARLY * len(first | second)
    return alike and _when(earlier) == _when(now)


@lru_cache(maxsize=2048)
def _telling(remark: Remark) -> frozenset[str]:
    """The roots of the clause around a figure, without the figure's own."""
    return roots_of(remark.clause) - roots_of(remark.figure.text)


def _when(remark: Remark) -> set[str]:
    """What a clause, and the few words that open its sentence, say of time, place and certainty."""
    lead = remark.sentence.text.split(",")[0]
    opening = lead if len(lead.split()) <= _LEAD else ""
    return {word.lower() for word in _WHEN.findall(f"{opening} {remark.clause}")}


def _unlike(first: Figure, second: Figure) -> bool:
    alike = first.unit == second.unit and first.per == second.per and first.unit not in ("year", "date")
    return alike and not _equal(first, second, _OTHER)


def _equal(first: Figure, second: Figure, within: float) -> bool:
    most = max(abs(first.value), abs(second.value))
    return first.unit == second.unit and abs(first.value - second.value) <= within * most
