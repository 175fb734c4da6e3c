"""A whole loop of interviews for one job, and what its committee makes of it. Every quote stands in an answer."""

from datetime import date

from pydantic import Field

from interviewer.domain.assessment import Level
from interviewer.domain.base import Document, Value
from interviewer.domain.debrief import Unsettled, VerdictValue
from interviewer.domain.setup import EngineRequest


class Step(Value):
    """One round of a loop; `day` is when it would be held, `interview` the id of the one that was begun for it."""

    round: str
    day: date
    interview: str | None = None


class LoopWish(Value):
    """What every round of a loop has in common; the fields are those of a request for an interview."""

    unit: str | None = None
    level: str = "senior"
    turns: int | None = None
    role: str | None = None
    project: str | None = None
    cv: str | None = None
    prepared: bool = False
    engine: EngineRequest = EngineRequest()


class Loop(Document):
    """A loop as it is kept. `seed` fixes its days and, beside what was asked before, its questions."""

    pack: str
    seed: int
    wish: LoopWish
    steps: tuple[Step, ...]


class Ground(Value):
    """Words that speak for a candidate: who heard them, on what, and how good that answer was (0 where not on this).

    `turn` is the answer that was graded, `said_in` the one in which the words stand: of the same thread.
    """

    round: str
    name: str
    turn: int
    dimension: str
    level: Level
    quote: str
    said_in: int


class Objection(Value):
    """What an interviewer found missing, with the words it hangs on, and what a colleague heard of it elsewhere.

    `next_step` is the critic's advice; `absent` says in a sentence what is missing. `answered` is what a colleague
    heard of it in an answer that holds, `hinted` in one that does not; where both are None, nobody heard it.
    """

    round: str
    name: str
    turn: int
    dimension: str
    link: str
    level: Level
    times: int
    quote: str
    said_in: int
    absent: str
    next_step: str
    answered: Ground | None = None
    hinted: Ground | None = None


class Vote(Value):
    """How one interviewer votes, before anything is discussed, and on what.

    Attributes:
        value: by what stood of the round's stories after their follow-ups; None where nothing could be graded.
        counted: points between -3 and 3 after the discussion; a no whose every objection was answered counts less.
    """

    round: str
    name: str
    interview: str
    value: VerdictValue | None
    grounds: tuple[Ground, ...] = ()
    objections: tuple[Objection, ...] = ()
    counted: float = 0.0

    @property
    def is_answered(self) -> bool:
        """Whether it is a no of which every objection was answered."""
        return self.is_no and bool(self.objections) and all(item.answered for item in self.objections)

    @property
    def is_no(self) -> bool:
        """Whether it speaks against hiring."""
        return self.value is not None and self.value.endswith("no-hire")


class HeldAgainst(Value):
    """A contradiction between rounds, or within one, that nobody cleared up, and in which round it came to light."""

    round: str
    point: Unsettled


class Decision(Value):
    """What the committee comes to, by arithmetic alone.

    Attributes:
        value: None where nobody could vote.
        points: the mean of the votes as they were counted.
        capped_by: why it is no better, in a sentence; empty where nothing holds it down.
        opens: who spoke first; None where everybody is for it.
        dissent: the rounds whose interviewers voted on the other side.
        next_steps: what the candidate should do with it, in order.
    """

    value: VerdictValue | None
    points: float = Field(default=0.0, ge=-3.0, le=3.0)
    capped_by: str = ""
    votes: tuple[Vote, ...]
    opens: str | None = None
    dissent: tuple[str, ...] = ()
    unsettled: tuple[HeldAgainst, ...] = ()
    next_steps: tuple[Objection, ...] = ()
