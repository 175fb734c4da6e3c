"""Finds words that claim more than the answer shows. RUBRIC section 2: a claim of ownership with no action under it.

Over-claiming moves no level by itself; it is told because the real interviewer will ask.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from interviewer.domain.assessment import Overclaim
from interviewer.domain.evidence import Link, LinkKind, Quantity, Reading
from interviewer.packs.schema import Dimension

_LIKELY = 0.5


def found_overclaims(reading: Reading, dimensions: Sequence[Dimension], turn: int) -> tuple[Overclaim, ...]:
    """At most one for each dimension that has words for it, quoting the answer of `turn`."""
    found = []
    for dimension in dimensions:
        claims = [link for link in _RULES.get(dimension.id, _nothing)(reading) if link.span.turn == turn]
        if claims and dimension.overclaim:
            surest = max(claims, key=lambda link: link.probability)
            found.append(Overclaim(dimension=dimension.id, quote=surest.span, why=dimension.overclaim))
    return tuple(found)


def _ownership_without_act(reading: Reading) -> list[Link]:
    return [] if reading.surest([LinkKind.DECISION], _LIKELY) else _likely(reading.of(LinkKind.CLAIM))


def _amount_without_comparison(reading: Reading) -> list[Link]:
    """An explicit effect with nothing beside it: no comparison, no mechanism."""
    if reading.surest([LinkKind.COMPARISON, LinkKind.MECHANISM], _LIKELY):
        return []
    return [link for link in _likely(reading.of(LinkKind.EFFECT)) if link.quantity is Quantity.EXPLICIT]


def _nothing(_reading: Reading) -> list[Link]:
    return []


def _likely(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link.probability >= _LIKELY]


_RULES: Mapping[str, Callable[[Reading], list[Link]]] = {
    "metric_gap": _amount_without_comparison,
    "ownership": _ownership_without_act,
}
