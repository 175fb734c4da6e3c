"""Whether a line asks as its move wants: for one thing, at most for one, or for nothing.

People ask in two breaths. An echo asks for nothing of its own ("No conflict at all?"). Two questions are one where one
of them has no subject ("How do you know? Which stores had the screen?"), where the second only offers what the first
may be answered with ("Who decided? You or your lead?"), and where both are short: then they are taken as one point.
Two long questions are two, and so are three of any kind.
"""

import re
from typing import Literal

from interviewer.engines.guardrails.languages import patterns

Asks = Literal["once", "at_most_once", "not"]
_QUESTION = re.compile(r"[^.!?。！？\n…]*[?？]+")
_LEAD_IN = re.compile(r"(?i)^\W*(?:(?:so|but|then|sorry|wait|hold on|no|well|那|可是|但)\W+)?")
_WORD = re.compile(r"[A-Za-z0-9'’-]+|[\u4e00-\u9fff]{1,2}")
_LONGEST_OPTION = 10  # words, or Chinese signs by twos; so too below
_LONGEST_ECHO = 6
_LONGEST_PAIR = 25


def asks_as_wanted(spoken: str, wanted: Asks, whole: bool) -> bool:
    """Whether the line asks as often as wanted; `spoken` is without what it quotes, for those questions are others'.

    Of a line that is not `whole` only that it does not ask too much already.
    """
    asked = _things_asked(_QUESTION.findall(spoken))
    if wanted == "not":
        return asked == 0
    if wanted == "at_most_once" or not whole:
        return asked <= 1
    return asked == 1 or (asked == 0 and bool(patterns("request").search(patterns("ones_own").sub("", spoken))))


def _things_asked(questions: list[str]) -> int:
    own = [question for question in questions if not _is_echo(question)] or questions[:1]
    if len(own) != 2:
        return len(own)
    first, second = own
    subjectless = _is_subjectless(first) or _is_subjectless(second)
    short = _length(first) + _length(second) <= _LONGEST_PAIR and not re.match(r"(?i)\W*(?:and|also|plus)\b", second)
    return 1 if subjectless or short or _is_option(second) else 2


def _is_subjectless(question: str) -> bool:
    return bool(patterns("subjectless").fullmatch(_LEAD_IN.sub("", question).rstrip("?？ ")))


def _is_echo(question: str) -> bool:
    return _length(question) <= _LONGEST_ECHO and not patterns("asks_anew").search(question)


def _is_option(question: str) -> bool:
    return _length(question) <= _LONGEST_OPTION and not patterns("asks_anew").search(question)


def _length(text: str) -> int:
    return len(_WORD.findall(text))
