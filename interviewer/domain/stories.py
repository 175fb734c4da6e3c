"""Stories that a candidate keeps, in their own words, with where they and their numbers come from."""

from typing import Literal

from interviewer.domain.base import Document, Value
from interviewer.domain.evidence import Reading

NumberSource = Literal["told", "cv", "estimated", "unconfirmed"]


class NumberMark(Value):
    """What the candidate says of one number of a story, as it is written there."""

    number: str
    source: Literal["told", "estimated", "unconfirmed"]


class Story(Document):
    """One story.

    Attributes:
        text: the candidate's own words, letter for letter.
        question: what they answered with it; empty where it was written afresh.
        interview: the id of the interview it was told in; empty where it was written afresh.
        marks: which of its numbers are estimated, or can't be confirmed.
        reading: what an extractor finds in the text, kept because to read takes its time.
        kinds: ids of the kinds of story that it is of, as its words show; as the candidate says, where `kinds_said`.
        maybe: ids of those that it may be of.
    """

    title: str
    text: str
    question: str = ""
    interview: str = ""
    marks: tuple[NumberMark, ...] = ()
    reading: Reading
    kinds: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    kinds_said: bool = False
