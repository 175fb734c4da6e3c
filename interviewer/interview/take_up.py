"""Picks which of the candidate's words an interviewer takes up on the way to the next question."""

from interviewer.domain.evidence import Evidence, EvidenceKind
from interviewer.domain.interview import Turn
from interviewer.domain.quoting import can_be_held, shortened
from interviewer.rubric.metric_gap import EFFECT
from interviewer.rubric.ownership import DECISION, OUTCOME
from interviewer.rubric.registry import KINDS, LEADS_TO

_FITTING = {**LEADS_TO, "deepen": (EFFECT, DECISION, OUTCOME)}
_TELLING = frozenset(name for name, kind in KINDS.items() if kind.taken_up)
_LIKELY = 0.5


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
        if quote and quote not in used and quote in turn.answer and can_be_held(quote):
            return quote
    return None


def _rank(item: Evidence, wanted: tuple[EvidenceKind, ...]) -> tuple[int, float]:
    return (wanted.index(item.kind) if item.kind in wanted else len(wanted), -item.probability)
