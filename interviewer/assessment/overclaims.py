"""Finds words that claim more than the answer shows. RUBRIC section 2: a claim of ownership with no action under it.

Over-claiming moves no level by itself; it is told because the real interviewer will ask.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from interviewer.domain.assessment import Overclaim
from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Reading
from interviewer.packs.schema import Dimension

_LIKELY = 0.5


def found_overclaims(reading: Reading, dimensions: Sequence[Dimension], turn: int) -> tuple[Overclaim, ...]:
    """At most one for each dimension that has words for it, quoting the answer of `turn`."""
    found = []
    for dimension in dimensions:
        claims = [item for item in _RULES.get(dimension.id, _nothing)(reading) if item.span.turn == turn]
        if claims and dimension.overclaim:
            surest = max(claims, key=lambda item: item.probability)
            found.append(Overclaim(dimension=dimension.id, quote=surest.span, why=dimension.overclaim))
    return tuple(found)


def _ownership_without_act(reading: Reading) -> list[Evidence]:
    return [] if reading.surest([EvidenceKind.DECISION], _LIKELY) else _likely(reading.of(EvidenceKind.CLAIM))


def _amount_without_comparison(reading: Reading) -> list[Evidence]:
    """An explicit effect with nothing beside it: no comparison, no mechanism."""
    if reading.surest([EvidenceKind.COMPARISON, EvidenceKind.MECHANISM], _LIKELY):
        return []
    return [item for item in _likely(reading.of(EvidenceKind.EFFECT)) if item.quantity is Quantity.EXPLICIT]


def _nothing(_reading: Reading) -> list[Evidence]:
    return []


def _likely(evidence: Iterable[Evidence]) -> list[Evidence]:
    return [item for item in evidence if item.probability >= _LIKELY]


_RULES: Mapping[str, Callable[[Reading], list[Evidence]]] = {
    "metric_gap": _amount_without_comparison,
    "ownership": _ownership_without_act,
}
