"""The store where things go wrong: many at once, events nobody can read, others' eyes, disks that take nothing."""

import json
import multiprocessing
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from powerless import bound_by_modes

from interviewer.app import Services
from interviewer.domain.events import LineSaid, MoveChosen, Started
from interviewer.domain.moves import AskMain, Move
from interviewer.domain.setup import Plan, Setup
from interviewer.errors import BadInput, NoSuchSession, StoreError
from interviewer.interview.request import InterviewRequest
from interviewer.storage.encoding import Encoder
from interviewer.storage.sql_store import SqlStore
from interviewer.web.desk import Desk

STARTED = Started(setup=Setup(pack="alibaba", round="culture", turns=3, seed=1), plan=Plan(questions=("a", "b")))
FIRST = "cu-unasked"
WHO = "culture-probe"
ASKED = MoveChosen(turn=0, move=Move(speaker=WHO, action=AskMain(question=FIRST)))
LINE = LineSaid(turn=0, speaker=WHO, text="What happened?", stamp="test")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "sessions.sqlite3"


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """The laxest umask: nothing is private by luck."""
    before = os.umask(0)
    yield
    os.umask(before)


# Many at once


def test_fifty_beginnings_at_once_are_fifty_interviews(path: Path) -> None:
    store, together = SqlStore(path), Barrier(10)

    def begin(number: int) -> str:
        if number < 10:
            together.wait(timeout=30)
        return store.create(STARTED).interview_id

    with ThreadPoolExecutor(10) as pool:
        begun = list(pool.map(begin, range(50)))
    assert sorted(item.id for item in store.summaries()) == sorted(begun)
    with sqlite3.connect(path) as connection:
        assert [n for (n,) in connection.execute("SELECT number FROM interviews ORDER BY number")] == list(range(1, 51))


def _opened_and_begun(path: Path) -> str:
    store = SqlStore(path)
    return [store.create(STARTED).interview_id for _ in range(3)][-1]


def test_processes_that_open_a_new_store_at_once_all_begin(path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        last = pool.map_async(_opened_and_begun, [path] * 8, chunksize=1).get(timeout=120)
    found = {item.id for item in SqlStore(path).summaries()}
    assert len(found) == 24 and set(last) <= found


def test_an_interview_and_its_beginning_are_written_together(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqlStore(path)
    monkeypatch.setattr(Encoder, "encode", lambda *_: None)
    with pytest.raises(BadInput):  # the event's row is refused by the database
        store.create(STARTED)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM interviews").fetchone() == (0,)


def test_a_store_of_the_first_version_is_read_and_goes_on(path: Path) -> None:
    """Written as version 1 wrote it, 0644 and all, down to the statement that made its tables."""
    path.parent.mkdir(0o755)
    with sqlite3.connect(path) as connection:
        connection.executescript((Path(__file__).parent / "data" / "store-v1.sql").read_text(encoding="utf-8"))
    store = SqlStore(path)
    (old,) = store.summaries()
    assert (old.id, old.round, old.answers, old.state) == ("5ea51de5", "culture", 1, "open")
    store.resume(old.id)[0].append(LineSaid(turn=1, speaker=WHO, text="Go on.", stamp="test"))
    new = store.create(STARTED).interview_id
    assert [item.id for item in store.summaries()] == [new, old.id]


# Events that nobody can read

BROKEN = {
    "of an unknown kind": 'UPDATE interview_events SET body = \'{"kind": "from_the_future"}\' WHERE sequence = 1',
    "not JSON": "UPDATE interview_events SET body = 'nonsense' WHERE sequence = 1",
    "cut short": "UPDATE interview_events SET body = substr(body, 1, 30) WHERE sequence = 1",
    "not text": "UPDATE interview_events SET body = CAST(X'FFFE80' AS TEXT) WHERE sequence = 1",
    "a number": "UPDATE interview_events SET body = 5 WHERE sequence = 1",
    "a timeless time": "UPDATE interview_events SET at = '2026-01-01T00:00:00' WHERE sequence = 1",
    "no time": "UPDATE interview_events SET at = 'yesterday' WHERE sequence = 1",
    "of a turn that never was": 'UPDATE interview_events SET body = \'{"kind": "hint_given", "turn": 9, "text": "h"}\''
    " WHERE sequence = 2",
    "a gap": "DELETE FROM interview_events WHERE sequence = 1",
    "a wrong number": "UPDATE interview_events SET sequence = 7 WHERE sequence = 2",
    "no beginning": "DELETE FROM interview_events WHERE sequence = 0",
    "a second beginning": "UPDATE interview_events SET body = (SELECT body FROM interview_events AS first "
    "WHERE sequence = 0 AND first.interview = interview_events.interview) WHERE sequence = 2",
}


def _with_one_broken(path: Path, statement: str) -> tuple[SqlStore, str, str]:
    """A store of two interviews: the one that is sound, and the one that is not."""
    store = SqlStore(path)
    names = []
    for _ in range(2):
        log = store.create(STARTED)
        log.append(ASKED)
        log.append(LINE)
        names.append(log.interview_id)
    sound, broken = names
    with sqlite3.connect(path) as connection:
        connection.execute(f"{statement} AND interview = '{broken}'")
        connection.execute(f"UPDATE interviews SET summary_version = 0 WHERE id = '{broken}'")  # of another version
    return store, sound, broken


@pytest.mark.parametrize("statement", BROKEN.values(), ids=BROKEN.keys())
def test_one_interview_that_cannot_be_read_bars_no_other(path: Path, statement: str) -> None:
    store, sound, broken = _with_one_broken(path, statement)
    assert [item.id for item in store.summaries()] == [sound]
    (named,) = [(name, found) for name, found in store.listing() if isinstance(found, StoreError)]
    assert named[0] == broken and broken in str(named[1])
    assert store.usage() == {FIRST: 2}
    for refused in (store.load, store.resume):
        with pytest.raises(StoreError, match=f"{broken}.*can't be read.*sessions delete {broken}"):
            refused(broken)
    store.delete(broken)
    with pytest.raises(NoSuchSession):
        store.delete(broken)
    assert [name for name, _ in store.listing()] == [sound]


@pytest.mark.parametrize("spoilt", ["x'7b'", "'a text'", "x'ff'", "7"])
def test_a_summary_that_cannot_be_read_is_made_anew_from_its_log(path: Path, spoilt: str) -> None:
    store = SqlStore(path)
    store.create(STARTED)
    log = store.create(STARTED)
    before = store.summaries()
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE interviews SET summary = {spoilt} WHERE id = '{log.interview_id}'")
    assert store.summaries() == before
    assert SqlStore(path).summaries() == before


def _run(home: Path, *arguments: str, stdin: str = "", bound: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"NO_COLOR": "1", "INTERVIEWER_HOME": str(home), "COLUMNS": "200"},
        timeout=120,
        check=False,
        preexec_fn=bound_by_modes() if bound else None,
    )


def test_the_commands_name_it_refuse_it_and_delete_it(path: Path) -> None:
    _, sound, broken = _with_one_broken(path, BROKEN["not JSON"])
    listed = _run(path.parent, "sessions", "list", "--json")
    assert [item["id"] for item in json.loads(listed.stdout)] == [sound]
    assert listed.returncode == 0 and broken in listed.stderr and listed.stderr.count("\n") == 1
    assert broken in _run(path.parent, "sessions", "list").stderr
    for arguments in (("show", broken), ("export", broken)):
        done = _run(path.parent, "sessions", *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "can't be read" in done.stderr
    assert broken in _run(path.parent, "sessions", "disputes").stderr
    assert _run(path.parent, "sessions", "delete", broken, "--yes").returncode == 0
    assert _run(path.parent, "sessions", "list").stderr == ""


def test_the_doctor_names_it_and_a_new_interview_begins(services: Services) -> None:
    _, _, broken = _with_one_broken(services.settings.database, BROKEN["cut short"])
    assert services.interviews.begin(services.setup(InterviewRequest(round="culture"))).id
    done = _run(services.settings.home, "doctor", "--json")
    told = json.loads(done.stdout)["checks"]["sessions"]["state"]
    assert told.startswith("3 kept") and broken in told


def test_the_page_lists_the_others_names_it_and_deletes_it(services: Services) -> None:
    """As History calls it: of three, one is sound, one can't be read, one was begun with another pack."""
    _, sound, broken = _with_one_broken(services.settings.database, BROKEN["a gap"])
    other = STARTED.model_copy(update={"setup": STARTED.setup.model_copy(update={"pack": "elsewhere"})})
    foreign = services.interviews.store.create(other).interview_id
    desk = Desk(services)
    past, barred = desk.past(None)
    assert [item.id for item in past] == [sound]
    assert [name for name, _ in barred] == [foreign, broken]
    assert "INTERVIEWER_PACK" in str(barred[0][1]) and "event 1 is missing" in str(barred[1][1])
    desk.delete(None, broken)
    assert [name for name, _ in desk.past(None)[1]] == [foreign]


# Other people's eyes


def _rights(folder: Path) -> dict[str, str]:
    return {
        str(item.relative_to(folder.parent)): oct(stat.S_IMODE(item.stat().st_mode))
        for item in (folder, *folder.rglob("*"))
        if "index/" not in str(item) or item.name == "lock"
    }


def _expected(found: dict[str, str], folder: Path) -> dict[str, str]:
    return {name: "0o700" if (folder.parent / name).is_dir() else "0o600" for name in found}


def test_whatever_the_umask_nobody_else_reads_the_store(path: Path) -> None:
    store = SqlStore(path)
    store.create(STARTED)
    found = _rights(path.parent)
    assert {"home/sessions.sqlite3", "home/sessions.sqlite3-wal", "home/sessions.sqlite3-shm"} <= found.keys()
    assert found == _expected(found, path.parent)


def test_a_users_own_folder_and_what_leads_there_are_private(services: Services) -> None:
    home = services.settings.home
    services.interviews_of("0123456789abcdef").store.create(STARTED)
    found = _rights(home)
    assert len(found) >= 4 and found == _expected(found, home)


def test_what_an_earlier_version_left_open_is_closed(path: Path) -> None:
    store = SqlStore(path)
    store.create(STARTED)
    for item in (path.parent, *path.parent.iterdir()):
        item.chmod(0o755 if item.is_dir() else 0o644)
    again = SqlStore(path)
    found = _rights(path.parent)
    assert len(found) == 4 and found == _expected(found, path.parent)
    assert len(again.summaries()) == 1


def test_a_home_that_holds_other_things_is_not_closed_to_others(path: Path) -> None:
    path.parent.mkdir(0o755)
    (path.parent / "thesis.pdf").touch()
    SqlStore(path)
    assert _rights(path.parent)["home"] == "0o755" and _rights(path.parent)["home/sessions.sqlite3"] == "0o600"


def test_the_index_is_private_and_its_lock_too(shared_services: Services, tmp_path: Path) -> None:
    from interviewer.retrieval.library import Library

    folder = tmp_path / "index"
    folder.mkdir(0o755)
    Library(shared_services.pack, shared_services.resources.embedder, folder, lambda *_: None).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "lock").stat().st_mode) == 0o600


# Disks that take nothing


@pytest.fixture
def sealed(path: Path) -> Iterator[Path]:
    """A home with one interview in it, that can be read and not written."""
    log = SqlStore(path).create(STARTED)
    log.append(ASKED)
    log.append(LINE)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for leftover in path.parent.glob("*-*"):
        leftover.unlink()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    yield path
    path.parent.chmod(0o700)


def test_a_home_that_cannot_be_written_is_still_read(sealed: Path) -> None:
    done = _run(sealed.parent, "sessions", "list", "--json", bound=True)
    assert done.returncode == 0, done.stderr
    (listed,) = json.loads(done.stdout)
    assert "What happened?" in _run(sealed.parent, "sessions", "show", listed["id"], bound=True).stdout
    assert "What happened?" in _run(sealed.parent, "sessions", "export", listed["id"], bound=True).stdout
    assert [item.name for item in sealed.parent.iterdir()] == [sealed.name]


@pytest.mark.parametrize("new", [True, False])
def test_nothing_is_asked_where_nothing_could_be_kept(sealed: Path, new: bool) -> None:
    (listed,) = json.loads(_run(sealed.parent, "sessions", "list", "--json", bound=True).stdout)
    how = ["--round", "culture"] if new else ["--resume", listed["id"]]
    done = _run(sealed.parent, "chat", *how, "--answers", "-", stdin="I did it.", bound=True)
    assert (done.returncode, done.stdout) == (2, "")
    told = done.stderr.strip().splitlines()[-1]
    assert "INTERVIEWER_HOME" in told and "kept" in told and "Traceback" not in done.stderr


def test_deleting_there_is_refused_in_a_sentence(sealed: Path) -> None:
    (listed,) = json.loads(_run(sealed.parent, "sessions", "list", "--json", bound=True).stdout)
    done = _run(sealed.parent, "sessions", "delete", listed["id"], "--yes", bound=True)
    assert done.returncode == 2 and "INTERVIEWER_HOME" in done.stderr and done.stderr.count("\n") == 1


def test_answers_that_wait_in_the_journal_are_read_there_too(path: Path) -> None:
    """A killed process leaves them; a disk mounted read-only afterwards must not hide them."""
    log = SqlStore(path).create(STARTED)
    log.append(ASKED)
    log.append(LINE)
    sealed = path.parent.parent / "sealed"
    shutil.copytree(path.parent, sealed)  # as a killed process leaves it: the journal is not yet in the database
    assert (sealed / "sessions.sqlite3-wal").stat().st_size
    for item in (*sealed.iterdir(), sealed):
        item.chmod(0o500 if item.is_dir() else 0o400)
    try:
        assert "What happened?" in _run(sealed, "sessions", "show", log.interview_id, bound=True).stdout
    finally:
        sealed.chmod(0o700)


def test_a_journal_that_cannot_be_read_is_told_not_passed_over(path: Path) -> None:
    log = SqlStore(path).create(STARTED)
    sealed = path.parent.parent / "sealed"
    shutil.copytree(path.parent, sealed, ignore=shutil.ignore_patterns("*-shm"))
    sealed.chmod(0o500)
    try:
        done = _run(sealed, "sessions", "show", log.interview_id, bound=True)
        assert done.returncode == 2 and "sessions.sqlite3-wal" in done.stderr
    finally:
        sealed.chmod(0o700)


def test_a_disk_that_fills_up_while_indexing_is_no_reason_not_to_talk(tmp_path: Path) -> None:
    """No file may grow beyond what an interview needs and an index exceeds."""
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "chat", "--round", "culture", "--turns", "1", "--answers", "-", "--json"],
        input="I did it.",
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"INTERVIEWER_HOME": str(home)},
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["state"] == "finished" and "Traceback" not in done.stderr
    assert [item.name for item in (home / "index").iterdir()] == ["lock"]
    assert json.loads(_run(home, "doctor", "--json").stdout)["checks"]["index"]["state"] == "built"


def test_a_disk_too_full_to_begin_is_told_before_the_first_question(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "chat", "--round", "culture", "--answers", "-"],
        input="I did it.",
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"INTERVIEWER_HOME": str(tmp_path / "home")},
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)),
    )
    assert (done.returncode, done.stdout) == (2, "") and "sessions.sqlite3" in done.stderr.splitlines()[-1]
