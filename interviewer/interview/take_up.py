"""Picks which of the candidate's words an interviewer takes up on the way to the next question, and how often."""

from interviewer.assessment.leading_words import fitting_quote
from interviewer.domain.addressing import is_addressed
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Deepen, Press, React, Reconcile, TakeUp
from interviewer.domain.open_points import LeftOpen
from interviewer.domain.quoting import can_be_held, whole_thought
from interviewer.engines.embedded.clauses import clauses

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


def _quoted(turn: Turn) -> list[str]:
    """The candidate's words that this turn's line takes up."""
    taken = [item.quote for item in turn.move.reactions if isinstance(item, TakeUp | React) and item.quote]
    return [*taken, turn.move.action.now] if isinstance(turn.move.action, Reconcile) else taken
