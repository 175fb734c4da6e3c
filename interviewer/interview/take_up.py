"""Picks which of the candidate's words an interviewer takes up on the way to the next question."""

import re

from interviewer.domain.evidence import Evidence, EvidenceKind
from interviewer.domain.interview import Turn
from interviewer.domain.quoting import shortened
from interviewer.rubric.metric_gap import EFFECT
from interviewer.rubric.ownership import DECISION, OUTCOME
from interviewer.rubric.registry import KINDS, LEADS_TO

_FITTING = {**LEADS_TO, "deepen": (EFFECT, DECISION, OUTCOME)}
_TELLING = frozenset(name for name, kind in KINDS.items() if kind.taken_up)
_LIKELY = 0.5
_FEWEST_WORDS = 4
_ABOUT_THE_TALK = re.compile(
    r"(?i)^(?:i moved on\b|you (?:said|asked|mean)|if you mean|which sentence|those (?:were|are)|as i (?:said|told)|"
    r"that is (?:what|a good)|like i said|to (?:answer|come back)|(?:good|fair) (?:question|point)|i mean\b)"
)
_SAID_BY_OTHERS = re.compile(
    r"(?i)\b(?:would|will|might|'d) (?:say|claim|tell you)\b|\b(?:he|she|they) (?:said|says|told)\b"
)
_BEGINS_MIDWAY = re.compile(
    r"(?i)^(?:is|are|was|were|be|been|has|had|have|does|do|did|can|could|would|will|to|of|than|or|not)\b"
)
_TELLS_OF_DOING = re.compile(r"(?i)\b(?:i|we|it|they|he|she|my|our|the|nobody|this|that|these|those)\b")


def fitting_quote(turn: Turn, link: str, used: frozenset[str]) -> str | None:
    """Words of this turn's answer that lead over to `link`, not among those `used` already; None where none fit.

    Words that lead to the link come first, then whatever else was of weight, then how the answer begins.
    """
    if turn.answer is None or turn.reading is None:
        return None
    own = [item for item in turn.reading.evidence if item.span.turn == turn.number and item.probability >= _LIKELY]
    wanted = _FITTING.get(link, ())
    ranked = sorted((item for item in own if item.kind in _TELLING), key=lambda item: _rank(item, wanted))
    for text in (*(item.span.text for item in ranked), turn.answer):
        quote = shortened(text)
        if quote and quote not in used and quote in turn.answer and _can_be_held(quote):
            return quote
    return None


def _rank(item: Evidence, wanted: tuple[EvidenceKind, ...]) -> tuple[int, float]:
    return (wanted.index(item.kind) if item.kind in wanted else len(wanted), -item.probability)


def _can_be_held(quote: str) -> bool:
    """Whether a person could be held to these words: a statement of their own about the work, not a scrap of talk."""
    if len(quote.split()) < _FEWEST_WORDS:
        return False
    if any(scrap.search(quote) for scrap in (_ABOUT_THE_TALK, _SAID_BY_OTHERS, _BEGINS_MIDWAY)):
        return False
    return bool(_TELLS_OF_DOING.search(quote)) or any(map(str.isdigit, quote))
