"""Chooses the candidate's words that advice is about: those from which one goes on to the link, or the strongest."""

import re
from collections.abc import Collection

from interviewer.domain.addressing import is_addressed, is_asked
from interviewer.domain.evidence import Actor, Evidence, Quantity, Reading
from interviewer.domain.quoting import can_be_held, shortened
from interviewer.engines.protocols import Exchange
from interviewer.packs.schema import Dimension
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.ownership import DECISION
from interviewer.rubric.registry import KINDS, LEADS_TO, RULES

_LONGEST = 18  # words; read, not heard, so longer than what an interviewer says back
_FIGURE = re.compile(r"\d")
_CONDITION = re.compile(r"(?:if|whether|unless)\b", re.IGNORECASE)


def telling_quote(
    dimension: Dimension, link: str | None, reading: Reading, exchange: Exchange, used: Collection[str] = ()
) -> str | None:
    """An unbroken part of the answer to quote in the advice; None where no words are fit for it.

    Args:
        used: quotes of the other findings; the same words are not taken up twice.
    """
    kinds = RULES[dimension.rule].evidence if link is None else LEADS_TO.get(link) or (DECISION,)
    by_kind = (sorted(reading.of(kind), key=lambda item: link is None and not _is_told(item)) for kind in kinds)
    likely = [item for found in by_kind for item in found if item.probability >= LIKELY]
    own = (item for item in likely if item.span.turn == exchange.turn and not is_asked(exchange.answer, item.span.end))
    quotes = (_fit(item.span.text) for item in sorted(own, key=by_others))
    return next((quote for quote in quotes if quote and quote not in used), None)


def _is_told(item: Evidence) -> bool:
    """Whether it gives the amount: praise that quotes one says what was strong."""
    return item.quantity is Quantity.EXPLICIT


def by_others(item: Evidence) -> bool:
    """Whether others did what is evidence of the candidate's doing; what the candidate did comes before it."""
    return KINDS[item.kind].own_doing and item.actor is not Actor.CANDIDATE


def _fit(text: str) -> str | None:
    """The words as they may be quoted: a statement that one could be held to, with the figure that it gives."""
    quote = shortened(text, _LONGEST)
    told = bool(_FIGURE.search(quote)) or not _FIGURE.search(text)
    unfit = _CONDITION.match(quote) or is_addressed(quote)
    return quote if told and can_be_held(quote) and not unfit else None
