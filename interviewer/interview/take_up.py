"""Picks which of the candidate's words an interviewer takes up on the way to the next question, and how often."""

from interviewer.domain.addressing import is_addressed
from interviewer.domain.evidence import Evidence, EvidenceKind
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Deepen, Press, React, Reconcile, TakeUp
from interviewer.domain.open_points import LeftOpen
from interviewer.domain.quoting import can_be_held, gives_figure, whole_thought
from interviewer.engines.embedded.clauses import clauses
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.metric_gap import EFFECT
from interviewer.rubric.ownership import DECISION, OUTCOME
from interviewer.rubric.registry import KINDS, LEADS_TO

_FITTING = {**LEADS_TO, "deepen": (EFFECT, DECISION, OUTCOME)}
_TELLING = frozenset(name for name, kind in KINDS.items() if kind.taken_up)
_APART = 2  # lines without the candidate's words between two that have some


def quote_for(state: Interview, turn: Turn, action: Press | Deepen) -> str | None:
    """Words of this turn's answer that lead over to what is asked; None where none fit, or some were quoted of late."""
    if isinstance(action, Press) and action.left_open and action.left_open.words:
        return _around(state, turn, action.left_open)
    return quote_about(state, turn, action.link if isinstance(action, Press) else "deepen")


def _around(state: Interview, turn: Turn, left_open: LeftOpen) -> str | None:
    """The clause that leaves something open; no other words will do."""
    if turn.number != left_open.turn or any(_quoted(earlier) for earlier in state.turns[-_APART:]):
        return None
    for clause in clauses(turn.answer or ""):
        if left_open.words in clause.text:
            quote = whole_thought(clause.text, (turn.answer or "")[clause.end :])
            used = {item for earlier in state.turns for item in _quoted(earlier)}
            fits = left_open.words in quote and quote not in used and can_be_held(quote) and not is_addressed(quote)
            return quote if fits else None
    return None


def quote_about(state: Interview, turn: Turn, link: str) -> str | None:
    """Words of this turn's answer that lead over to `link`; None where none fit, or where some were quoted of late."""
    if any(_quoted(earlier) for earlier in state.turns[-_APART:]):
        return None
    return fitting_quote(turn, link, frozenset(quote for earlier in state.turns for quote in _quoted(earlier)))


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


def _quoted(turn: Turn) -> list[str]:
    """The candidate's words that this turn's line takes up."""
    taken = [item.quote for item in turn.move.reactions if isinstance(item, TakeUp | React) and item.quote]
    return [*taken, turn.move.action.now] if isinstance(turn.move.action, Reconcile) else taken


def _rank(item: Evidence, wanted: tuple[EvidenceKind, ...]) -> tuple[bool, bool, int, float]:
    """The lowest first."""
    leads = item.kind in wanted
    telling = item.kind == DECISION or gives_figure(item.span.text)
    return (not leads, not telling, wanted.index(item.kind) if leads else 0, -item.probability)
