"""The event log: what is appended is there, in order, whatever happens next."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.events import (
    AnswerGiven,
    Event,
    HintGiven,
    LineSaid,
    MoveChosen,
    Paused,
    Resumed,
    Skipped,
    Started,
)
from interviewer.domain.interview import replay
from interviewer.domain.moves import AskMain, Greet, Move
from interviewer.domain.setup import Plan, Setup
from interviewer.errors import BadInput, InvariantError, NoSuchSession, StoreError
from interviewer.storage.sql_store import SqlStore

STARTED = Started(setup=Setup(pack="p", round="culture", turns=3, seed=1), plan=Plan(questions=("a", "b")))
MOVE = MoveChosen(turn=0, move=Move(speaker="s", reactions=(Greet(),), action=AskMain(question="a")))
LINE = LineSaid(turn=0, speaker="s", text="What happened?", stamp="test")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "sessions.sqlite3"


def test_a_log_is_read_back_as_it_was_written_by_another_process(path: Path) -> None:
    log = SqlStore(path).create(STARTED)
    for event in (MOVE, LINE, AnswerGiven(turn=0, text="Ünïcode, 'quotes' and\nlines")):
        log.append(event)
    records = SqlStore(path).events(log.interview_id)
    assert [record.sequence for record in records] == [0, 1, 2, 3]
    assert [record.event for record in records][1:3] == [MOVE, LINE]
    assert replay(records).turns[0].answer == "Ünïcode, 'quotes' and\nlines"


def test_the_state_says_what_stands_open(path: Path) -> None:
    store = SqlStore(path)
    log = store.create(STARTED)
    assert store.load(log.interview_id).open_turn is None
    log.append(MOVE)
    log.append(LINE)
    assert store.load(log.interview_id).open_turn is not None
    log.append(HintGiven(turn=0, text="h"))
    log.append(Paused())
    assert store.load(log.interview_id).paused
    log.append(Resumed())
    log.append(Skipped(turn=0))
    state = store.load(log.interview_id)
    assert (state.open_turn, state.paused, state.turns[0].hints) == (None, False, ("h",))


def test_time_spent_paused_does_not_count(path: Path) -> None:
    store = SqlStore(path)
    log = store.create(STARTED)
    log.append(Paused())
    log.append(Resumed())
    records = store.events(log.interview_id)
    late = records[2].model_copy(update={"at": records[1].at.replace(year=records[1].at.year + 1)})
    assert replay([*records[:2], late]).active_seconds < 60


def test_two_windows_on_one_interview_do_not_overwrite_each_other(path: Path) -> None:
    log = SqlStore(path).create(STARTED)
    other, _ = SqlStore(path).resume(log.interview_id)
    log.append(MOVE)
    with pytest.raises(BadInput, match="another window"):
        other.append(MOVE)


def test_usage_remembers_the_last_interview_that_asked_a_question(path: Path) -> None:
    store = SqlStore(path)
    for question in ("a", "b", "a"):
        log = store.create(STARTED)
        log.append(MoveChosen(turn=0, move=Move(speaker="s", action=AskMain(question=question))))
    assert store.usage() == {"a": 3, "b": 2}


def test_delete_removes_one_and_only_one(path: Path) -> None:
    store = SqlStore(path)
    gone, kept = store.create(STARTED), store.create(STARTED)
    store.delete(gone.interview_id)
    assert [item.id for item in store.summaries()] == [kept.interview_id]
    with pytest.raises(NoSuchSession, match=gone.interview_id):
        store.load(gone.interview_id)


def test_a_damaged_file_is_said_to_be_damaged_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match=r"damaged.*move it aside"):
        SqlStore(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_store_of_a_newer_version_is_not_touched(path: Path) -> None:
    SqlStore(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer version"):
        SqlStore(path)


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(StoreError, match="INTERVIEWER_HOME"):
        SqlStore(tmp_path / "home" / "sessions.sqlite3")


def test_an_event_this_version_cannot_read_is_an_error_not_a_gap(path: Path) -> None:
    log = SqlStore(path).create(STARTED)
    with sqlite3.connect(path) as connection:
        connection.execute('UPDATE interview_events SET body = \'{"kind": "from_the_future"}\'')
    with pytest.raises(StoreError, match="version that wrote it"):
        SqlStore(path).load(log.interview_id)


def test_an_event_in_the_form_of_a_newer_version_is_not_read_as_ours(path: Path) -> None:
    log = SqlStore(path).create(STARTED)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE interview_events SET version = version + 1")
    with pytest.raises(StoreError, match="newer version"):
        SqlStore(path).load(log.interview_id)


def test_what_version_2_wrote_is_read_as_it_stands(path: Path) -> None:
    log = SqlStore(path).create(STARTED)
    log.append(MOVE)
    before = SqlStore(path).load(log.interview_id)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE interview_events SET version = 2")
    assert SqlStore(path).load(log.interview_id) == before


@pytest.mark.parametrize("events", [[], [MOVE], [STARTED, STARTED], [STARTED, LINE]])
def test_a_log_that_breaks_its_own_rules_is_refused(events: list, path: Path) -> None:  # type: ignore[type-arg]
    store = SqlStore(path)
    log = store.create(STARTED)
    template = store.events(log.interview_id)[0]
    records = [template.model_copy(update={"event": event, "sequence": n}) for n, event in enumerate(events)]
    with pytest.raises(InvariantError):
        replay(records)


def test_what_was_deleted_elsewhere_takes_no_more_events(path: Path) -> None:
    """Or they would be acknowledged, and stay in a file where nobody can find them."""
    log = SqlStore(path).create(STARTED)
    SqlStore(path).delete(log.interview_id)
    with pytest.raises(NoSuchSession):
        log.append(MOVE)
    with sqlite3.connect(path) as connection:
        assert connection.execute("select count(*) from interview_events").fetchone() == (0,)


EVENTS = st.one_of(
    st.builds(HintGiven, turn=st.just(0), text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)),
    st.sampled_from([Paused(), Resumed(), Skipped(turn=0), AnswerGiven(turn=0, text="the same"), MOVE]),
)


@given(st.lists(st.tuples(st.integers(0, 1), EVENTS), max_size=12))
def test_two_logs_written_by_turns_each_read_back_what_was_written_to_it(appends: list[tuple[int, Event]]) -> None:
    store = SqlStore(None)
    logs = [store.create(STARTED), store.create(STARTED)]
    for which, event in appends:
        logs[which].append(event)
    for which, log in enumerate(logs):
        written = [STARTED, *(event for place, event in appends if place == which)]
        records = store.events(log.interview_id)
        assert [record.event for record in records] == written
        assert [record.sequence for record in records] == list(range(len(written)))
        assert store.count(log.interview_id) == len(written)


@given(st.lists(EVENTS, min_size=1, max_size=4), st.lists(EVENTS, min_size=1, max_size=4))
def test_whoever_knows_less_than_the_log_holds_is_refused_and_leaves_nothing(
    first: list[Event], late: list[Event]
) -> None:
    """Neither event nor summary nor use of a question; and the one that was first goes on."""
    store = SqlStore(None)
    log = store.create(STARTED)
    stale, _ = store.resume(log.interview_id)
    for event in first:
        log.append(event)
    before = store.events(log.interview_id), store.summaries(), store.usage()
    for event in late:
        with pytest.raises(BadInput, match="another window"):
            stale.append(event)
    assert (store.events(log.interview_id), store.summaries(), store.usage()) == before
    log.append(Paused())
    assert store.count(log.interview_id) == len(first) + 2


def test_what_is_deleted_stands_in_no_file_any_more(path: Path) -> None:
    store = SqlStore(path)
    log = store.create(STARTED)
    log.append(MOVE)
    log.append(LINE)
    log.append(AnswerGiven(turn=0, text="A zebrafinch flew by."))

    def holding() -> list[str]:
        return [item.name for item in path.parent.iterdir() if b"zebrafinch" in item.read_bytes()]

    assert holding(), "the words are looked for as they are kept"
    store.delete(log.interview_id)
    assert holding() == []
