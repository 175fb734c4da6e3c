"""How much of an interview is left, in words that a person in the room would use. Knows no policy."""

import math

from interviewer.domain.interview import Interview

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def time_left(state: Interview) -> str:
    """What still fits: "about four more answers", or "about ten minutes"; the answer that is due counts."""
    if state.setup.minutes is not None:
        left = max(0, math.ceil(state.setup.minutes - state.active_seconds / 60))
        return f"about {_in_words(left)} minute{'' if left == 1 else 's'}"
    if state.setup.turns is None:
        return ""
    left = max(0, state.setup.turns - state.answers)
    return f"about {_in_words(left)} more answer{'' if left == 1 else 's'}"


def _in_words(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
