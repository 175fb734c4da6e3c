"""Which question is open while the talk goes back and forth about it."""

from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Close, GiveFloor, Restate


def standing_turn(state: Interview) -> Turn | None:
    """The turn that put the question which is open; None before the first, and once the talk is closed."""
    for turn in reversed(state.turns):
        if isinstance(turn.move.action, Close):
            return None
        if turn.line is not None and not isinstance(turn.move.action, GiveFloor | Restate):
            return turn
    return None
