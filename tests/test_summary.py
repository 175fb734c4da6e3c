"""The line about an interview that is kept beside its log: it says what a replay would, after any event."""

import sqlite3
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.domain.dialogue_acts import MOST_FOR_NOTHING, DialogueAct
from interviewer.domain.events import (
    AnswerAmended,
    AnswerGiven,
    AnswerRead,
    Disputed,
    Ended,
    Event,
    LineSaid,
    MoveChosen,
    Paused,
    Recorded,
    Resumed,
)
from interviewer.domain.evidence import Reading
from interviewer.domain.interview import Interview, replay
from interviewer.domain.moves import AskMain, Move
from interviewer.domain.summary import Summary, followed, summary_of_start
from interviewer.storage.sql_store import SqlStore

WRITTEN = Path(__file__).parent / "data" / "store-v1-whole.sql"
ID = "4f1b5d6f"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[Recorded]:
    """The log of a whole interview, with an amended answer, a hint, a pause, a retry and a dispute."""
    path = tmp_path_factory.mktemp("written") / "sessions.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(WRITTEN.read_text(encoding="utf-8"))
    return SqlStore(path).events(ID)


def summary_of(log: list[Recorded]) -> Summary:
    return reduce(followed, log[1:], summary_of_start(ID, log[0]))


def agrees(summary: Summary, state: Interview) -> bool:
    """Whether the summary says of the interview what its replay says."""
    debrief = state.debrief
    return (
        summary.answers == state.answers
        and summary.state == ("finished" if debrief else "paused" if state.paused else "open")
        and summary.verdict == (debrief.verdict.value if debrief else None)
        and summary.levels == ({trend.dimension: trend.last for trend in debrief.trends} if debrief else {})
        and set(summary.disputed) == {(turn.number, item.dimension) for turn in state.turns for item in turn.disputes}
    )


def test_after_each_event_of_a_whole_interview_the_summary_says_what_a_replay_says(whole: list[Recorded]) -> None:
    assert len({type(record.event) for record in whole}) >= 12, "the log holds too few kinds of event to prove much"
    for length in range(1, len(whole) + 1):
        assert agrees(summary_of(whole[:length]), replay(whole[:length])), whole[length - 1].event


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_summary_brought_forward_in_the_store_is_the_one_of_the_whole_log(
    whole: list[Recorded], data: st.DataObject
) -> None:
    """Appended up to some event, taken up by another process, which appends the rest."""
    length = data.draw(st.integers(1, len(whole)))
    taken_up = data.draw(st.integers(1, length))
    store = SqlStore(None)
    log = store.create(whole[0].event)  # type: ignore[arg-type]
    for record in whole[1:taken_up]:
        log.append(record.event)
    again, _ = store.resume(log.interview_id)
    for record in whole[taken_up:length]:
        again.append(record.event)
    (kept,) = store.summaries()
    assert kept.model_copy(update={"id": ID, "started_at": whole[0].at}) == summary_of(whole[:length])
    assert agrees(kept, store.load(log.interview_id))


TURN = [
    MoveChosen(turn=0, move=Move(speaker="s", action=AskMain(question="a"))),
    LineSaid(turn=0, speaker="s", text="What happened?", stamp="test"),
    AnswerGiven(turn=0, text="This."),
]
DISPUTED = Disputed(turn=0, dimension="ownership", level=3, reason="I chose it")
OTHER = Disputed(turn=0, dimension="metric_gap", level=None, reason="I was not asked")


@pytest.mark.parametrize(
    ("more", "disputed"),
    [
        ([DISPUTED, OTHER], 2),
        ([DISPUTED, DISPUTED], 1),
        ([DISPUTED, OTHER, AnswerAmended(turn=0, text="That.")], 0),
        ([Paused(), Resumed(), DISPUTED, Ended(reason="candidate")], 1),
    ],
)
def test_a_grade_is_disputed_once_and_not_after_its_answer_was_amended(
    whole: list[Recorded], more: list[Event], disputed: int
) -> None:
    log = [whole[0]]
    log += [whole[0].model_copy(update={"sequence": n, "event": e}) for n, e in enumerate([*TURN, *more], start=1)]
    assert len(summary_of(log).disputed) == disputed
    assert agrees(summary_of(log), replay(log))


ACTS = st.sampled_from([DialogueAct.ANSWERED, DialogueAct.ASKED_BACK, DialogueAct.SILENT, DialogueAct.REFUSED])


@given(acts=st.lists(st.tuples(ACTS, st.none() | ACTS), max_size=2 * MOST_FOR_NOTHING))
def test_what_is_no_answer_is_counted_as_none_in_the_summary_too(
    whole: list[Recorded], acts: list[tuple[DialogueAct, DialogueAct | None]]
) -> None:
    """Each text is read, and some are amended; both count alike after every event, and never more than was said."""
    events: list[Event] = []
    for number, (act, amended) in enumerate(acts):
        move = Move(speaker="s", action=AskMain(question="a"))
        events += [MoveChosen(turn=number, move=move), LineSaid(turn=number, speaker="s", text="What?", stamp="test")]
        events += [AnswerGiven(turn=number, text="x"), AnswerRead(turn=number, reading=Reading(extractor="t", act=act))]
        if amended:
            events += [AnswerAmended(turn=number, text="y")]
            events += [AnswerRead(turn=number, reading=Reading(extractor="t", act=amended))]
    log = [whole[0]] + [whole[0].model_copy(update={"sequence": n, "event": e}) for n, e in enumerate(events, start=1)]
    state = replay(log)
    assert agrees(summary_of(log), state)
    real = sum(turn.is_answered for turn in state.turns)
    assert real <= state.answers == max(real, len(acts) - MOST_FOR_NOTHING)


def test_a_pause_after_the_debrief_leaves_the_interview_finished(whole: list[Recorded]) -> None:
    late = whole[-1].model_copy(update={"sequence": len(whole), "event": Paused()})
    assert summary_of([*whole, late]).state == "finished"
