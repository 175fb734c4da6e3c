"""What the interviewers of earlier rounds leave to those of a later one."""

from pydantic import Field

from interviewer.domain.base import Value


class Heard(Value):
    """What the candidate told somebody, letter for letter."""

    to: str
    text: str


class Doubt(Value):
    """What a colleague could not tell from an answer: the broken link, and the candidate's words that lead to it.

    `by` is the name of whoever had asked.
    """

    by: str
    dimension: str
    link: str
    quote: str


class Colleagues(Value):
    """The interviewers of an earlier round, as those of a later one know them.

    Attributes:
        round: its id.
        heard: what the candidate answered about their own work.
        doubts: what they wrote down to be asked again, the gravest first.
    """

    round: str
    heard: tuple[Heard, ...] = Field(default=(), max_length=40)
    doubts: tuple[Doubt, ...] = ()
