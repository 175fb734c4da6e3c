"""What an interviewer does next: how they take up what was said, and what they want then.

A move is decided by the policy and worded by a voice. It holds no interviewer's sentence, except facts that stand
in the pack (a case fact, a twist, an excerpt).
"""

from typing import Annotated, Literal

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.dialogue_acts import AskedAbout, AskedBack, DialogueAct
from interviewer.domain.open_points import LeftOpen

Against = Literal["talk", "cv", "colleague", "sum"]


class Greet(Value):
    kind: Literal["greet"] = "greet"
    project: str | None = None


class TakeUp(Value):
    """Ties the next thing to the candidate's own words; `quote` stands letter for letter in an answer."""

    kind: Literal["take_up"] = "take_up"
    quote: str


class Acknowledge(Value):
    kind: Literal["acknowledge"] = "acknowledge"
    strong: bool = False


class React(Value):
    """To something that is no answer: silence, not knowing, refusing, straying, the machine, wanting to end."""

    kind: Literal["react"] = "react"
    to: DialogueAct
    quote: str | None = None


class TellFact(Value):
    """Answers a clarifying question: from the case, from the guide, or not at all (`text` is None).

    `takes_over`: somebody else was asked for it than who tells it.
    """

    kind: Literal["tell_fact"] = "tell_fact"
    source: Literal["case", "guide", "none"]
    id: str | None = None
    text: str | None = None
    again: bool = False
    takes_over: bool = False


class Reply(Value):
    """Answers a question that is about the talk itself: what is meant, why it is asked, which of two, how much time.

    Attributes:
        text: what the pack or the interview's state says to it (an explanation, the option chosen, the time left);
            None where the persona's own lines are the whole reply.
        wait: for `PROCESS`: whether the candidate wants a moment.
        about: what exactly was asked about; None where the kind alone says what to reply.
    """

    kind: Literal["reply"] = "reply"
    to: AskedBack
    text: str | None = None
    wait: bool = False
    about: AskedAbout | None = None


class Announce(Value):
    """Tells everybody what the pack says: the case at its start, or what has just changed."""

    kind: Literal["announce"] = "announce"
    what: Literal["brief", "twist"]
    text: str


Reaction = Annotated[Greet | TakeUp | Acknowledge | React | TellFact | Reply | Announce, Field(discriminator="kind")]


class AskMain(Value):
    """A main question of the bank or a step of a case."""

    kind: Literal["ask"] = "ask"
    question: str


class Press(Value):
    """Presses one broken link of one dimension; `attempt` counts from 1, at most 2.

    `left_open` is what the candidate's words left open, where that is what is asked.
    """

    kind: Literal["press"] = "press"
    question: str
    dimension: str
    link: str
    attempt: int = Field(ge=1, le=2)
    left_open: LeftOpen | None = None


class Deepen(Value):
    kind: Literal["deepen"] = "deepen"
    question: str


class Restate(Value):
    """Puts the question that is open once more: the same words, or fewer, or plainer ones, and never another question.

    `link` is the one that was pressed; None for any other question.
    """

    kind: Literal["restate"] = "restate"
    question: str
    link: str | None = None
    manner: Literal["again", "shorter", "plainer"] = "again"
    left_open: LeftOpen | None = None


class Reconcile(Value):
    """Holds what was said now against what was said before, to whom ever, or the CV, or arithmetic, and asks.

    Attributes:
        earlier: the candidate's words of before, or the CV's, letter for letter; None for a sum.
        now: the candidate's words of now, letter for letter.
        whom: for what a colleague was told in an earlier round, the colleague's name.
    """

    kind: Literal["reconcile"] = "reconcile"
    question: str
    against: Against
    earlier: str | None = None
    now: str
    whom: str | None = None


class GiveFloor(Value):
    """Hands the floor back without a new question: the one that is open stays open."""

    kind: Literal["floor"] = "floor"
    question: str


class Close(Value):
    kind: Literal["close"] = "close"
    reason: str


Action = Annotated[AskMain | Press | Deepen | Restate | Reconcile | GiveFloor | Close, Field(discriminator="kind")]


class Move(Value):
    """One turn of the interviewer: who speaks, how they take up what was said, what they want then."""

    speaker: str
    reactions: tuple[Reaction, ...] = ()
    action: Action
