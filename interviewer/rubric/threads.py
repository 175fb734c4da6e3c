"""How a turn is read within its thread: what counts for it of earlier evidence, and what stands after it.

Source: RUBRIC, preamble. Evidence given earlier counts where an answer relies on it, and no longer counts, from that
turn on, once it is withdrawn. Pure functions, the same for every extractor.
"""

from collections.abc import Iterable, Sequence

from interviewer.domain.evidence import Evidence, EvidenceKind, Reading, Reference, Span

_WORTH_KEEPING = 0.02  # evidence less probable than this changes no level

Piece = tuple[EvidenceKind, Span]


def counting(
    own: Sequence[Evidence], told: Sequence[Evidence], references: Iterable[Reference]
) -> tuple[Evidence, ...]:
    """The evidence that counts for an answer.

    Args:
        own: what the answer itself holds.
        told: what stands of the thread's earlier answers.
        references: what the answer makes of `told`; what it does not mention it does not rely on.
    """
    relied = {(item.kind, item.span): item.relied * (1.0 - item.withdrawn) for item in references}
    return (*_weighted(told, relied), *own)


def own_evidence(reading: Reading, turn: int) -> tuple[Evidence, ...]:
    """What the answer of that turn itself holds."""
    return tuple(item for item in reading.evidence if item.span.turn == turn)


def standing(readings: Iterable[tuple[int, Reading]]) -> tuple[Evidence, ...]:
    """What stands of a thread after these turns, oldest first: all that was told, without what was withdrawn."""
    told: tuple[Evidence, ...] = ()
    for turn, reading in readings:
        told = after(told, reading, turn)
    return told


def after(told: Sequence[Evidence], reading: Reading, turn: int) -> tuple[Evidence, ...]:
    """What stands of a thread after the answer of that turn, where `told` stood before it."""
    kept = {(item.kind, item.span): 1.0 - item.withdrawn for item in reading.references}
    return (*_weighted(told, kept, unmentioned=1.0), *own_evidence(reading, turn))


def whole(readings: Sequence[tuple[int, Reading]]) -> Reading:
    """A thread as one reading: all that stands of it; a dimension applies if it does to one of its answers."""
    names = {name for _, reading in readings for name in reading.applicable}
    applicable = {name: max(reading.applicable.get(name, 0.0) for _, reading in readings) for name in names}
    return readings[-1][1].model_copy(update={"evidence": standing(readings), "applicable": applicable})


def _weighted(
    evidence: Iterable[Evidence], weights: dict[Piece, float], unmentioned: float = 0.0
) -> tuple[Evidence, ...]:
    """Evidence with its probability times its weight; what is hardly left is left out."""
    weighted = []
    for item in evidence:
        probability = round(item.probability * weights.get((item.kind, item.span), unmentioned), 4)
        if probability >= _WORTH_KEEPING:
            weighted.append(item.model_copy(update={"probability": probability}))
    return tuple(weighted)
