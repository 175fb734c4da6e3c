"""What the page keeps under each user: retries that were cut off, stores that are locked, threads that are used up."""

import sqlite3
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from attack.surface import Caller, interviewed
from browser import serving
from test_web import STRONG, WEAK, answer, begin, chromium, drawn, end, own_services, page, served

from interviewer.app import Interviews, Services
from interviewer.domain.events import Retried
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest
from interviewer.web.desk import Desk, token
from interviewer.web.people import hashed

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
PEOPLE = {"ann": "correct horse", "bo": "battery staple"}


@pytest.fixture(scope="module")
def hashes() -> dict[str, str]:
    return {name: hashed(word) for name, word in PEOPLE.items()}


def signed_in(url: str, name: str) -> Caller:
    caller = Caller(url)
    assert caller.sign_in(name, PEOPLE[name]) == 200
    return caller


def test_a_retry_shows_itself_though_others_were_cut_off(page: Any, own_services: Services) -> None:
    """What a killed server left is assessed as well, and before it."""
    begin(page)
    for _ in range(2):
        answer(page, WEAK)
    end(page)
    log, state = own_services.interviews.store.resume(own_services.interviews.store.summaries()[0].id)
    for turn in state.turns[:2]:
        log.append(Retried(turn=turn.number, attempt=1, text=WEAK))
    page.reload()
    drawn(page)
    last = page.locator(".mi-answer").nth(1)
    last.locator("summary").click()
    last.get_by_role("button", name="Practise this again").click()
    page.get_by_label("Your answer, once more").fill(STRONG)
    page.get_by_role("button", name="Compare").click()
    compared = page.locator("#practice .mi-compare")
    compared.wait_for()
    assert "improved" in compared.inner_text()


@pytest.fixture
def stuck(services: Services, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ann's store does not open until it is let go; whether somebody tries already."""
    let_go, tried = Event(), Event()
    real = Services.interviews_of

    def slow(self: Services, user: str) -> Interviews:
        if token("ann") == user:
            tried.set()
            let_go.wait(90)
        return real(self, user)

    monkeypatch.setattr(Services, "interviews_of", slow)
    yield tried
    let_go.set()


def test_a_store_that_does_not_open_holds_up_nobody_else(
    services: Services, hashes: dict[str, str], stuck: Event
) -> None:
    with serving(services, hashes) as served:
        bo, ann = signed_in(served.url, "bo"), signed_in(served.url, "ann")
        session = interviewed(bo)
        ann.join(ann.event("begin").index, ann.event("begin").filled()).raise_for_status()
        assert stuck.wait(30)
        bo.client.timeout = httpx.Timeout(10)
        for _ in range(2):
            bo.join(bo.event("take_over").index, bo.event("take_over").filled("", session)).raise_for_status()
        assert httpx.get(f"{served.url}/health", timeout=10).status_code == 200
        assert any(message.get("success") for message in bo.listen())


def test_a_store_that_does_not_open_keeps_no_other_from_opening(services: Services, stuck: Event) -> None:
    desk = Desk(services)
    Thread(target=desk.of, args=("ann",), daemon=True).start()
    assert stuck.wait(30)
    found: list[Services] = []
    opening = Thread(target=lambda: found.append(desk.of("bo")), daemon=True)
    opening.start()
    opening.join(10)
    assert len(found) == 1


def test_a_store_is_opened_once_however_many_ask(services: Services) -> None:
    desk, found = Desk(services), list[Services]()
    asking = [Thread(target=lambda: found.append(desk.of("bo"))) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(30)
    assert len(found) == 8
    assert all(made is found[0] for made in found)


def test_where_no_thread_is_left_the_interview_is_free_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, session = (
        Desk(services),
        services.interviews.begin(services.setup(InterviewRequest(round="culture", turns=2, seed=1))),
    )

    def none_left(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", none_left)
        for _ in range(20):  # more often than there are places
            with pytest.raises(BadInput, match="try again in a minute"):
                desk.start(None, session, session.advance())
    assert desk.run_of(None, session) is None
    assert desk.start(None, session, session.advance()).over.wait(30)


def test_who_signed_in_is_told_neither_path_nor_command(services: Services, hashes: dict[str, str]) -> None:
    """Of an interview that can't be read, of one that is gone, of a store that is damaged."""
    with serving(services, hashes) as served:
        ann = signed_in(served.url, "ann")
        session = interviewed(ann)
        database = services.settings.home / "users" / token("ann") / "sessions.sqlite3"
        with sqlite3.connect(database) as connection:
            connection.execute("UPDATE interview_events SET body = 'nonsense' WHERE sequence = 1")
            connection.execute("UPDATE interviews SET summary_version = 0")  # as another version left it
        ann = signed_in(served.url, "ann")
        told = [str(ann.send(event.index, [])) for event in ann.events() if event.name == "shown"]
        assert "Delete removes it." in str(told)
        told += [ann.client.get(f"/export/{name}.md").text for name in (session, "00000000")]
        with sqlite3.connect(database) as connection:
            connection.execute("DROP TABLE interview_events")
        told += [ann.client.get(f"/export/{session}.md").text]
    for text in told:
        assert str(services.settings.home) not in text
        assert "interviewer sessions" not in text
