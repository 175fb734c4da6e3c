"""What a listener would ask about at once: a telling that leaves something open, whatever the rubric makes of it."""

from enum import StrEnum

from interviewer.domain.base import Value


class OpenPoint(StrEnum):
    """What an answer leaves open, in the order of asking.

    BY_WHOM: it was done ("it was noticed"), and nobody did it.
    AMOUNT: it changed ("much sooner"), by nobody knows how much.
    BEFORE: it stands at a figure, and nobody knows what it was before.
    ON_PAPER: a gain stands in a plan, and nobody knows whether it was counted afterwards.
    USE: a technical figure, and nothing of what that did for anybody.
    TAKEN_UP: "they use it", and nobody knows how many do.
    WRONGLY_HIT: people or shops were blocked, and nothing of those that had done nothing.
    UNHARMED: "nobody was hurt", and nobody knows who looked.
    EVERYBODY: "everybody was for it", which is seldom so.
    EVERYTHING: "everything was ready", and nothing of what was left out.
    COMPARED: it is put down to the work, with nothing to compare it with.
    RESULT: something was done, and nothing is told of what came of it.
    PRICE: it got better, and nothing of what got worse for somebody.
    """

    BY_WHOM = "by_whom"
    AMOUNT = "amount"
    BEFORE = "before"
    ON_PAPER = "on_paper"
    USE = "use"
    TAKEN_UP = "taken_up"
    WRONGLY_HIT = "wrongly_hit"
    UNHARMED = "unharmed"
    EVERYBODY = "everybody"
    EVERYTHING = "everything"
    COMPARED = "compared"
    RESULT = "result"
    PRICE = "price"


class LeftOpen(Value):
    """An open point of turn `turn`, with the few words that leave it open; empty where it is what is not said.

    `words` stand letter for letter in the answer.
    """

    point: OpenPoint
    turn: int
    words: str = ""
