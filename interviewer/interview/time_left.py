"""How much of an interview is left, in words that a person in the room would use. Knows no policy."""

import math

from interviewer.domain.interview import Interview

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def time_left(state: Interview, counted: str = "answer", least: int = 0) -> str:
    """What still fits, at `least` so much: "about four more answers" (what is `counted`), or "about ten minutes".

    The answer that is due counts; empty where no length was agreed.
    """
    if state.setup.minutes is not None:
        return _about(max(least, math.ceil(state.setup.minutes - state.active_seconds / 60)), "minute")
    if state.setup.turns is None:
        return ""
    return _about(max(least, state.setup.turns - state.answers), f"more {counted}")


def _about(number: int, unit: str) -> str:
    return f"about {_in_words(number)} {unit}{'' if number == 1 else 's'}"


def _in_words(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
