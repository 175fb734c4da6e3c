"""What is kept of a drill that a candidate does again and again: when it is due, and how it went."""

from datetime import datetime

from interviewer.domain.base import Document, Value


class Try(Value):
    """One time that it was done."""

    at: datetime
    right: bool
    seconds: float


class DrillCard(Document):
    """One drill. `memory` is the scheduler's own record of it; `due` says when it comes again."""

    due: datetime
    memory: str
    tries: tuple[Try, ...] = ()
