"""The record of the critics' last word on a whole interview."""

from typing import Literal

from pydantic import Field

from interviewer.domain.assessment import Finding, Level, Rewrite
from interviewer.domain.base import Value
from interviewer.domain.evidence import Span
from interviewer.domain.moves import Against

VerdictValue = Literal["strong no-hire", "no-hire", "lean no-hire", "lean hire", "hire", "strong hire"]


class Trend(Value):
    """One dimension over an interview: the level of each graded turn in order, and their summary.

    `last` is smoothed as RUBRIC section 5 says; `share_of_fours` is between 0 and 1.
    """

    dimension: str
    headline: bool
    turns: tuple[int, ...]
    levels: tuple[Level, ...]
    last: Level
    best: Level
    median: float
    share_of_fours: float

    @property
    def direction(self) -> Literal["up", "down", "steady"]:
        """Where it went from the first graded turn to the last."""
        change = self.levels[-1] - self.levels[0]
        return "up" if change > 0 else "down" if change < 0 else "steady"


class Verdict(Value):
    """`value` is None where nothing could be graded; `reason` then says why. `stepped_down_for` is at most one step.

    `shares` are the shares of the ladder's verdicts, lowest first, among all that the grades leave open; `neighbour` is
    the verdict beside `value` where they are split between the two.
    """

    value: VerdictValue | None
    reason: str
    stepped_down_for: str | None = None
    neighbour: VerdictValue | None = None
    shares: tuple[float, ...] = ()


class Moment(Value):
    """The strongest thing the candidate said."""

    turn: int
    dimension: str
    level: Level
    quote: Span


class Fix(Value):
    """One of the things to mend first: the finding that costs most, and how often it came up."""

    turn: int
    finding: Finding
    times: int


class Unsettled(Value):
    """Two things the candidate said that can't both hold, or a sum that does not come out, and that nobody cleared up.

    Attributes:
        against: what `now` is held against: the talk, the CV, what a colleague of an earlier round was told,
            or arithmetic alone.
        earlier: for the talk, what was said before.
        cv: for the CV, its line.
        told: for a colleague, what they were told.
        whom: the colleague's name.
    """

    against: Against
    now: Span
    earlier: Span | None = None
    cv: str | None = None
    told: str | None = None
    whom: str | None = None

    @property
    def before(self) -> str:
        """The words that `now` is held against; the empty string for a sum."""
        return self.earlier.text if self.earlier else self.cv or self.told or ""


class ExampleAnswer(Value):
    """A made-up top-level answer to a question of this interview."""

    question: str
    answer: str


class Seat(Value):
    """What one member of a panel took away from the answers they were given, by the same arithmetic.

    `turns` are those answers; `strongest` and `open` are the best and the costliest among them. The verdict has no
    value where a single one was about something graded.
    """

    persona: str
    turns: tuple[int, ...]
    verdict: Verdict
    strongest: Moment | None = None
    open: Fix | None = None


class Debrief(Value):
    verdict: Verdict
    trends: tuple[Trend, ...] = ()
    strengths: tuple[Moment, ...] = ()
    fixes: tuple[Fix, ...] = ()
    rewrite: Rewrite | None = None
    rewrite_turn: int | None = None
    panel: tuple[Seat, ...] = ()
    ungraded: tuple[str, ...] = Field(default=(), description="what was left out of the verdict, with the reason")
    example: ExampleAnswer | None = None
    hidden_truth: str | None = None
    unsettled: tuple[Unsettled, ...] = ()
