"""The candidate's words that lead over to the next question: a whole thought, of the kind that the link follows."""

from interviewer.domain.addressing import is_addressed
from interviewer.domain.evidence import Evidence, EvidenceKind
from interviewer.domain.interview import Turn
from interviewer.domain.quoting import can_be_held, gives_figure, whole_thought
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.metric_gap import EFFECT
from interviewer.rubric.ownership import DECISION, OUTCOME
from interviewer.rubric.registry import KINDS, LEADS_TO

_FITTING = {**LEADS_TO, "deepen": (EFFECT, DECISION, OUTCOME)}
_TELLING = frozenset(name for name, kind in KINDS.items() if kind.taken_up)


def fitting_quote(turn: Turn, link: str, used: frozenset[str]) -> str | None:
    """Words of this turn's answer that lead over to `link`, not among those `used` already; None where none fit.

    Only what tells something is quoted, as a whole thought: words that lead to the link first, and among those the
    ones that give a figure or a decision.
    """
    if turn.answer is None or turn.reading is None:
        return None
    own = [item for item in turn.reading.evidence if item.span.turn == turn.number and item.probability >= LIKELY]
    wanted = _FITTING.get(link, ())
    leading = (item for item in own if item.kind in _TELLING and item.kind in wanted)  # others sound bolted on
    for item in sorted(leading, key=lambda item: _rank(item, wanted)):
        quote = whole_thought(item.span.text, turn.answer[item.span.end :])
        if quote and quote not in used and quote in turn.answer and can_be_held(quote) and not is_addressed(quote):
            return quote
    return None


def _rank(item: Evidence, wanted: tuple[EvidenceKind, ...]) -> tuple[bool, bool, int, float]:
    """The lowest first."""
    leads = item.kind in wanted
    telling = item.kind == DECISION or gives_figure(item.span.text)
    return (not leads, not telling, wanted.index(item.kind) if leads else 0, -item.probability)
