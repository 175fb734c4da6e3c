"""A store that version 1 wrote: a whole interview, with an amended answer, a hint, a pause, a retry and a dispute."""

import sqlite3
import stat
from pathlib import Path

import pytest

from interviewer.app import Services
from interviewer.assessment.verification import stands
from interviewer.domain.events import Assessed
from interviewer.domain.interview import replay
from interviewer.errors import StoreError
from interviewer.private_files import private_file
from interviewer.report.export import exported
from interviewer.storage.sql_store import SqlStore

WRITTEN = Path(__file__).parent / "data" / "store-v1-whole.sql"
ID = "4f1b5d6f"
BYTES = 175_428  # of events, as version 1 wrote them


@pytest.fixture
def path(own_home: Path) -> Path:
    own_home.mkdir()
    path = own_home / "sessions.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(WRITTEN.read_text(encoding="utf-8"))
    return path


def test_all_that_was_said_graded_retried_and_disputed_is_there(path: Path) -> None:
    state = SqlStore(path).load(ID)
    assert state.debrief and state.debrief.verdict.value == "strong hire"
    assert [turn.line for turn in state.turns][1:2] == [
        "Explain the way from your output to somebody's hand for me, in small steps: what happens?"
    ]
    levels = {trend.dimension: trend.levels for trend in state.debrief.trends}
    assert levels == {"metric_gap": (1, 4, 4), "ownership": (1, 3, 3), "clarity": (3, 4)}
    first = state.turns[0]
    assert first.answer and first.answer.endswith("My lead chose the features.") and len(first.retries) == 1
    assert first.retries[0].comparison and first.disputes[0].reason == "I did choose the features"
    answers = {turn.number: turn.answer or "" for turn in state.turns}
    quotes = [quote for turn in state.turns if turn.assessment for f in turn.assessment.findings for quote in f.quotes]
    assert len(quotes) > 5 and all(stands(quote, answers) for quote in quotes)
    assert all(turn.reading and turn.reading.evidence for turn in state.turns if turn.act == "answered")


def test_it_is_listed_exported_and_goes_on(services: Services, path: Path) -> None:
    (listed,) = services.interviews.store.summaries()
    assert (listed.id, listed.state, listed.verdict, listed.answers) == (ID, "finished", "strong hire", 3)
    assert listed.levels == {"metric_gap": 4, "ownership": 3, "clarity": 4} and listed.disputed == ((0, "ownership"),)
    text = exported(services.interviews.load(ID), services.pack, ID, "md").decode()
    assert "strong hire" in text.lower() and "My lead chose the features." in text
    services.interviews.resume(ID).dispute(0, "ownership", 2, "on second thoughts")
    assert SqlStore(path).load(ID).turns[0].disputes[0].reason == "on second thoughts"
    assert services.interviews.store.usage().keys() >= {thread.question for thread in SqlStore(path).load(ID).threads}


def test_a_copy_is_kept_as_it_was_for_its_owner_only(path: Path) -> None:
    SqlStore(path)
    copy = path.with_name("sessions.sqlite3.version-1")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as connection:
        (size,) = connection.execute("SELECT sum(length(CAST(body AS BLOB))) FROM events").fetchone()
    assert size == BYTES
    kept = copy.read_bytes()
    SqlStore(path)
    assert copy.read_bytes() == kept


def test_a_copy_is_not_replaced_by_what_another_process_brought_up_to_date_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two open the old file at once: the slower has seen version 1, and copies when the faster is through."""
    opened = []

    def overtaken(file: Path) -> None:
        if file.suffix != ".sqlite3" and not opened:
            opened.append(file)
            SqlStore(path)
        private_file(file)

    monkeypatch.setattr("interviewer.storage.sqlite.private_file", overtaken)
    assert SqlStore(path).load(ID).answers == 3 and opened
    with sqlite3.connect(path.with_name("sessions.sqlite3.version-1")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)
    assert not [file for file in path.parent.iterdir() if file.name.startswith(".")]


def test_what_is_deleted_is_gone_from_the_copy_too(path: Path) -> None:
    store = SqlStore(path)
    store.delete(ID)
    with sqlite3.connect(path.with_name("sessions.sqlite3.version-1")) as connection:
        for table in ("sessions", "events"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert not [
        file for file in path.parent.glob("*.version-1*") if b"My lead chose the features." in file.read_bytes()
    ]


def test_where_no_copy_can_be_kept_nothing_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("interviewer.storage.sqlite.private_file", lambda file: None if file == path else full())
    store = SqlStore(path)
    assert store.sealed and store.load(ID).answers == 3
    with pytest.raises(StoreError, match="nothing can be kept"):
        store.delete(ID)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_the_same_log_takes_less_than_a_tenth_of_the_room_today(path: Path, tmp_path: Path) -> None:
    """Nothing is said twice, and what is read back is what was written."""
    records = SqlStore(path).events(ID)
    store = SqlStore(tmp_path / "today.sqlite3")
    log = store.create(records[0].event)  # type: ignore[arg-type]
    for record in records[1:]:
        log.append(record.event)
    again = store.events(log.interview_id)
    assert [record.event for record in again] == [record.event for record in records]
    assert any(isinstance(record.event, Assessed) for record in again)
    with sqlite3.connect(tmp_path / "today.sqlite3") as connection:
        (size,) = connection.execute("SELECT sum(length(body)) FROM interview_events").fetchone()
    assert size < BYTES / 10, size
    assert replay(again).debrief == replay(records).debrief
