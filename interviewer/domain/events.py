"""The event log of one interview: the only state there is.

Terminal, web page, evals and resume all fold the same events (`interviewer.domain.interview`); a replay calls no
model. Events are only ever appended; what changes a turn afterwards (an amended answer, a late assessment) is an
event of its own that names its turn.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from interviewer.domain.assessment import Assessment, Level
from interviewer.domain.base import Value
from interviewer.domain.comparison import Comparison
from interviewer.domain.debrief import Debrief
from interviewer.domain.evidence import Reading
from interviewer.domain.model_calls import ModelCall
from interviewer.domain.moves import Move
from interviewer.domain.passages import PassageRef
from interviewer.domain.setup import Plan, Setup


class Started(Value):
    kind: Literal["started"] = "started"
    setup: Setup
    plan: Plan


class MoveChosen(Value):
    """The policy's decision for the line of turn `turn`, with the passages the voice may draw on."""

    kind: Literal["move_chosen"] = "move_chosen"
    turn: int
    move: Move
    passages: tuple[PassageRef, ...] = ()


class LineSaid(Value):
    """The interviewer's line, whole. `stamp` names the voice that worded it, `model_call` how a model came to it.

    `move` is what was said in place of the move that was chosen, where the voice took another of the legal ones.
    """

    kind: Literal["line_said"] = "line_said"
    turn: int
    speaker: str
    text: str
    stamp: str
    model_call: ModelCall | None = None
    move: Move | None = None


class AnswerGiven(Value):
    kind: Literal["answer_given"] = "answer_given"
    turn: int
    text: str


class AnswerAmended(Value):
    kind: Literal["answer_amended"] = "answer_amended"
    turn: int
    text: str


class AnswerRead(Value):
    """What the candidate did, and the evidence in the thread so far: all that the policy goes by."""

    kind: Literal["answer_read"] = "answer_read"
    turn: int
    reading: Reading


class Assessed(Value):
    kind: Literal["assessed"] = "assessed"
    turn: int
    assessment: Assessment


class Retried(Value):
    """The question of turn `turn` answered anew, outside the role; the first answer stands. `attempt` counts from 1."""

    kind: Literal["retried"] = "retried"
    turn: int
    attempt: int
    text: str


class RetryAssessed(Value):
    kind: Literal["retry_assessed"] = "retry_assessed"
    turn: int
    attempt: int
    assessment: Assessment
    comparison: Comparison


class Disputed(Value):
    """The candidate disagrees with a grade: the level they would give (None for n/a), and why."""

    kind: Literal["disputed"] = "disputed"
    turn: int
    dimension: str
    level: Level | None
    reason: str


class Skipped(Value):
    """The candidate stepped out of the role to pass over the open question."""

    kind: Literal["skipped"] = "skipped"
    turn: int


class HintGiven(Value):
    """Said outside the role, at the candidate's request."""

    kind: Literal["hint_given"] = "hint_given"
    turn: int
    text: str


class Paused(Value):
    kind: Literal["paused"] = "paused"


class Resumed(Value):
    kind: Literal["resumed"] = "resumed"


class Ended(Value):
    kind: Literal["ended"] = "ended"
    reason: Literal["length", "candidate", "answers_ran_out", "interviewer"]


class FarewellSaid(Value):
    """What the candidate says or asks after the closing line; graded by nobody."""

    kind: Literal["farewell_said"] = "farewell_said"
    text: str


class FarewellAnswered(Value):
    """What the interviewer says to the last farewell, in role. `stamp` and `model_call` as of a line."""

    kind: Literal["farewell_answered"] = "farewell_answered"
    speaker: str
    text: str
    stamp: str
    model_call: ModelCall | None = None


class Debriefed(Value):
    kind: Literal["debriefed"] = "debriefed"
    debrief: Debrief


Event = Annotated[
    Started
    | MoveChosen
    | LineSaid
    | AnswerGiven
    | AnswerAmended
    | AnswerRead
    | Assessed
    | Retried
    | RetryAssessed
    | Disputed
    | Skipped
    | HintGiven
    | Paused
    | Resumed
    | Ended
    | FarewellSaid
    | FarewellAnswered
    | Debriefed,
    Field(discriminator="kind"),
]

event_adapter: TypeAdapter[Event] = TypeAdapter(Event)


class Recorded(Value):
    """An event as it stands in the log: `sequence` counts from 0 without gaps, `at` is UTC."""

    sequence: int
    at: AwareDatetime
    event: Event
