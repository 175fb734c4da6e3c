"""Chooses the candidate's words that advice is about: those from which one goes on to the link, or the strongest."""

from collections.abc import Sequence

from interviewer.domain.addressing import is_addressed
from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.domain.quoting import can_be_held, shortened
from interviewer.engines.protocols import Exchange
from interviewer.packs.schema import Dimension
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.ownership import DECISION
from interviewer.rubric.registry import LEADS_TO, RULES


def telling_quote(dimension: Dimension, link: str | None, reading: Reading, exchange: Exchange) -> str | None:
    """An unbroken part of this answer to quote in the advice; None where no words are fit for it."""
    kinds = RULES[dimension.rule].evidence if link is None else LEADS_TO.get(link) or (DECISION,)
    quotes = (shortened(text) for text in _texts(kinds, reading, exchange.turn))
    return next((quote for quote in quotes if can_be_held(quote) and not is_addressed(quote)), None)


def _texts(kinds: Sequence[EvidenceKind], reading: Reading, turn: int) -> list[str]:
    likely = (item for kind in kinds for item in reading.of(kind) if item.probability >= LIKELY)
    return [item.span.text for item in likely if item.span.turn == turn]
