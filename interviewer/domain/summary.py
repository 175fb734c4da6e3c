"""What a list of interviews needs to know of each, kept beside its log and brought forward event by event.

A projection in the sense of event sourcing: it says nothing that a replay would not, and costs none.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from interviewer.domain.assessment import Level
from interviewer.domain.base import Value
from interviewer.domain.debrief import Debrief, VerdictValue
from interviewer.domain.dialogue_acts import MOST_FOR_NOTHING, NO_ANSWER
from interviewer.domain.events import (
    AnswerAmended,
    AnswerGiven,
    AnswerRead,
    Debriefed,
    Disputed,
    Ended,
    MoveChosen,
    Paused,
    Recorded,
    Resumed,
    Started,
)
from interviewer.domain.moves import AskMain

SUMMARY_VERSION = 3  # a summary of another version is made anew from its log


class WeakLink(Value):
    """A broken link among those to mend first, and how often it came up."""

    dimension: str
    link: str
    times: int


class Summary(Value):
    """One line about an interview.

    Attributes:
        levels: the last (smoothed) level of each dimension that was graded; empty until the debrief.
        weak: the broken links that the debrief names first.
        disputed: the grades that the candidate disagrees with, each as its turn and dimension.
        for_nothing: the turns whose words are no answer, and are not counted as one.
    """

    id: str
    pack: str
    started_at: datetime
    round: str
    unit: str | None
    answers: int = 0
    state: Literal["open", "paused", "finished"] = "open"
    verdict: VerdictValue | None = None
    levels: dict[str, Level] = Field(default_factory=dict)
    weak: tuple[WeakLink, ...] = ()
    disputed: tuple[tuple[int, str], ...] = ()
    for_nothing: tuple[int, ...] = ()


def summary_of_start(interview_id: str, first: Recorded) -> Summary:
    """The summary of an interview that has just begun; `first` must hold `Started`."""
    assert isinstance(first.event, Started)
    setup = first.event.setup
    return Summary(id=interview_id, pack=setup.pack, started_at=first.at, round=setup.round, unit=setup.unit)


def followed(summary: Summary, record: Recorded) -> Summary:
    """The summary after one more event."""
    match record.event:
        case AnswerGiven():
            changes: dict[str, object] = {"answers": summary.answers + 1}
        case AnswerRead(turn=turn, reading=reading) if reading.act in NO_ANSWER:
            changes = _for_nothing(summary, turn)
        case Paused() | Resumed() | Ended() if summary.state != "finished":
            changes = {"state": "paused" if isinstance(record.event, Paused) else "open"}
        case Disputed(turn=turn, dimension=dimension):
            changes = {"disputed": tuple(dict.fromkeys((*summary.disputed, (turn, dimension))))}
        case AnswerAmended(turn=turn):
            changes = {
                "disputed": tuple(item for item in summary.disputed if item[0] != turn),
                **_amended(summary, turn),
            }
        case Debriefed(debrief=debrief):
            changes = {"state": "finished", "verdict": debrief.verdict.value, **_digest(debrief)}
        case _:
            changes = {}
    return summary.model_copy(update=changes) if changes else summary


def _for_nothing(summary: Summary, turn: int) -> dict[str, object]:
    """What was said in that turn is no answer after all."""
    if turn in summary.for_nothing or len(summary.for_nothing) >= MOST_FOR_NOTHING:
        return {}
    return {"answers": summary.answers - 1, "for_nothing": (*summary.for_nothing, turn)}


def _amended(summary: Summary, turn: int) -> dict[str, object]:
    """What is said anew counts as an answer until it is read."""
    if turn not in summary.for_nothing:
        return {}
    others = tuple(item for item in summary.for_nothing if item != turn)
    return {"answers": summary.answers + 1, "for_nothing": others}


def questions_used(record: Recorded) -> tuple[str, ...]:
    """The main question or case that this event brings to the candidate, if it does."""
    event = record.event
    if isinstance(event, MoveChosen) and isinstance(event.move.action, AskMain):
        return (event.move.action.question,)
    return (event.plan.case,) if isinstance(event, Started) and event.plan.case else ()


def _digest(debrief: Debrief) -> dict[str, object]:
    findings = [(fix.finding, fix.times) for fix in debrief.fixes]
    return {
        "levels": {trend.dimension: trend.last for trend in debrief.trends},
        "weak": tuple(
            WeakLink(dimension=item.dimension, link=item.link, times=times) for item, times in findings if item.link
        ),
    }
