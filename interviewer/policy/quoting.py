"""Picks which of the candidate's words an interviewer takes up on the way to the next question."""

from interviewer.domain.interview import Turn
from interviewer.domain.links import Link, LinkKind, Reading
from interviewer.quoting import shortened

_FITTING: dict[str, tuple[LinkKind, ...]] = {
    "technical_measure": (LinkKind.DECISION, LinkKind.TAKING_PART),
    "mechanism": (LinkKind.TECHNICAL_MEASURE, LinkKind.BUSINESS_MEASURE, LinkKind.DECISION),
    "business_measure": (LinkKind.TECHNICAL_MEASURE, LinkKind.DECISION),
    "effect": (LinkKind.BUSINESS_MEASURE, LinkKind.MECHANISM, LinkKind.TECHNICAL_MEASURE),
    "cost": (LinkKind.EFFECT, LinkKind.MECHANISM, LinkKind.DECISION),
    "disowned": (LinkKind.BLAME,),
    "assigned": (LinkKind.ASSIGNMENT,),
    "took_part": (LinkKind.TAKING_PART, LinkKind.DECISION),
    "decided": (LinkKind.DECISION, LinkKind.OUTCOME),
    "found": (LinkKind.DECISION, LinkKind.OUTCOME),
    "drove": (LinkKind.FINDING, LinkKind.DECISION),
}


def fitting_quote(turn: Turn, link: str, used: frozenset[str]) -> str | None:
    """Words of this turn's answer that lead over to `link`, not among those `used` already; None where none fit."""
    if turn.answer is None or turn.reading is None:
        return None
    own = _in_turn(turn.reading, turn.number)
    fitting = [item for kind in _FITTING.get(link, ()) for item in own.of(kind) if item.probability >= 0.5]
    texts = [item.span.text for item in (*fitting, *sorted(own.links, key=lambda item: -item.probability))]
    for text in (*texts, turn.answer):
        quote = shortened(text)
        if quote and quote not in used and quote in turn.answer:
            return quote
    return None


def _in_turn(reading: Reading, number: int) -> Reading:
    links: tuple[Link, ...] = tuple(link for link in reading.links if link.span.turn == number)
    return reading.model_copy(update={"links": links})
