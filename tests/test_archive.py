"""All that is kept of somebody: taken along in one file, put back, removed. Nothing is lost, nothing doubled."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from terminal import interviewer, refused

from interviewer.app import Interviews, Services
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest
from interviewer.storage.archive import archived, removed, restored
from interviewer.storage.sql_store import SqlStore

CV = "- Chose rules over a model\u2028 and returns fell from 9% to 6% for two teams"
JOB = "Requirements:\n- Python every day\n- Kiln drying"


@pytest.fixture
def own(services: Services) -> Interviews:
    """A candidate who has talked, prepared, and left an interview open."""
    own = services.interviews
    for turns, answers in ((1, 1), (3, 1)):
        session = own.begin(own.setup(InterviewRequest(round="culture", turns=turns, seed=turns)), fixed_choice=True)
        list(session.advance())
        for _ in range(answers):
            list(
                session.answer(
                    "I found that a third of returns were torn bags, and chose thicker ones.\u2028 They fell."
                )
            )
    own.take_in_cv(CV)
    own.application.keep_job(JOB)
    own.stories.write("I found torn bags, and chose thicker ones against my lead's wish.", "Bags")
    return own


def everything(store: SqlStore) -> tuple[object, object]:
    logs = {name: store.events(name) for name, _ in store.listing()}
    return logs, [(kind, paper.id, json.loads(paper.body)) for kind, paper in store.papers.everything()]


def lines(store: SqlStore) -> list[str]:
    return "".join(archived(store)).split("\n")


def test_what_is_taken_along_is_the_same_in_another_place(own: Interviews) -> None:
    store = own.store
    assert isinstance(store, SqlStore)
    elsewhere = SqlStore(None)
    found = restored(elsewhere, lines(store))
    assert (found.interviews, found.left) == (2, ()) and found.papers == len(list(store.papers.everything()))
    assert everything(elsewhere) == everything(store)
    assert [item.id for item in elsewhere.summaries()] == [item.id for item in store.summaries()]
    assert elsewhere.summaries() == store.summaries() and elsewhere.usage() == store.usage()


def test_an_interview_goes_on_where_it_was_put_back(own: Interviews, services: Services) -> None:
    open_ = own.store.summaries()[0]
    elsewhere = Interviews(services, SqlStore(None))
    restored(elsewhere.store, lines(own.store))  # type: ignore[arg-type]
    session = elsewhere.resume(open_.id)
    list(session.advance())
    list(session.answer("Then I asked the packers, who showed me the tape."))
    assert sum(turn.answer is not None for turn in session.state.turns) == 2


def test_what_is_there_stays_and_nothing_is_doubled(own: Interviews) -> None:
    store = own.store
    assert isinstance(store, SqlStore)
    before, taken = everything(store), lines(store)
    own.stories.change(own.stories.stories()[0].id, "I found torn bags, and changed the tape instead.", "Tape", 1)
    changed = everything(store)
    found = restored(store, taken)
    assert (found.interviews, found.papers) == (0, 0) and len(found.left) == len(taken) - 2
    assert everything(store) == changed != before


def test_everything_is_removed_and_can_be_put_back(own: Interviews) -> None:
    store = own.store
    assert isinstance(store, SqlStore)
    before, taken = everything(store), lines(store)
    assert removed(store).interviews == 2
    assert everything(store) == ({}, []) and own.stories.stories() == []
    restored(store, taken)
    assert everything(store) == before


def test_a_file_that_is_none_is_refused_with_its_line_and_nothing_is_kept(own: Interviews) -> None:
    taken = lines(own.store)  # type: ignore[arg-type]
    talk = next(number for number, line in enumerate(taken) if line.startswith('{"interview"'))
    cases = {
        "no archive": ["", *taken],
        "newer version": [json.dumps({"archive": "mock-interviewer", "version": 9}), *taken[1:]],
        "line 4": [*taken[:3], taken[3][:-9], *taken[4:]],
        f"line {talk + 1}": [*taken[:talk], taken[talk].replace('"sequence":1,', '"sequence":7,'), *taken[talk + 1 :]],
        "no id of an interview": [taken[0], taken[talk].replace(json.loads(taken[talk])["interview"], "../../etc")],
        "neither": [taken[0], '{"paper": "../x", "id": "y", "body": {}}'],
        "nothing was kept": [taken[0], "[" * 100_000],
    }
    for told, damaged in cases.items():
        elsewhere = SqlStore(None)
        with pytest.raises(BadInput, match=told):
            restored(elsewhere, damaged)
        assert everything(elsewhere) == ({}, [])


@given(data=st.data())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_is_refused_or_harmless(own: Interviews, data: st.DataObject) -> None:
    whole = "".join(archived(own.store))
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.text(max_size=4)) + whole[at + data.draw(st.integers(0, 9)) :]
    elsewhere = SqlStore(None)
    try:
        restored(elsewhere, damaged.split("\n"))
    except BadInput:
        assert everything(elsewhere) == ({}, [])
    for name, _ in elsewhere.listing():
        assert elsewhere.load(name)


def test_the_terminal_takes_along_puts_back_and_removes(tmp_path: Path) -> None:
    home, other, file = tmp_path / "home", tmp_path / "other", tmp_path / "all.jsonl"
    interviewer(home, "stories", "add", "--text", "-", typed="I found torn bags, and chose thicker ones.")
    interviewer(home, "chat", "--turns", "1", "--answers", "-", typed="I found torn bags.\n")
    assert interviewer(home, "data", "export", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    assert "Kept 1 interview and 1 paper" in interviewer(other, "data", "import", str(file)).stderr
    assert "torn bags" in interviewer(other, "stories", "list").stdout
    assert "left as it is" in interviewer(other, "data", "import", str(file)).stderr
    assert "add --yes" in refused(other, "data", "delete")
    assert "Removed 1 interview and 1 paper" in interviewer(other, "data", "delete", "--yes").stderr
