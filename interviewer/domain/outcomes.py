"""What became of a real interview, as the candidate tells it afterwards."""

from datetime import date
from typing import Literal

from interviewer.domain.base import Document

Result = Literal["passed", "failed", "waiting"]


class Outcome(Document):
    """One real interview.

    Attributes:
        round: the pack's round that it was most like; None where it was like none.
        asked: what was asked, in the candidate's words.
        wrong: what this tool got wrong about it, in the candidate's words.
    """

    day: date
    result: Result
    round: str | None = None
    asked: str = ""
    wrong: str = ""
