"""The page is reloaded, the server killed, a model hangs, users change: nobody is stranded, stalled or overheard."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from browser import serving
from gradio_client import Client
from llm_stub import LINE, Stub
from llm_stub import serving as serving_model
from test_cv import saying, sharing
from test_web import READY, STRONG, WEAK, begin, chromium, end, idle, open_more, own_services, page, served

from interviewer.app import Services
from interviewer.domain.events import LineSaid
from interviewer.errors import BadInput, Unreachable
from interviewer.interview.request import InterviewRequest
from interviewer.settings import Settings
from interviewer.web import running
from interviewer.web.desk import Desk
from interviewer.web.people import hashed
from interviewer.web.running import BackgroundRun

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
BOX = "#answer textarea"
PEOPLE = {"ann": "correct horse", "bo": "battery staple"}
SAID = 'class="mi-line '
STORED = """async () => {
  const kept = JSON.stringify([{...localStorage}, {...sessionStorage}]);
  const bases = await indexedDB.databases();
  return kept + JSON.stringify(bases);
}"""


def send(page: Any, text: str) -> None:
    page.fill(BOX, text)
    page.press(BOX, "Enter")


def value(page: Any) -> str:
    return str(page.input_value(BOX))


# Stuck


@pytest.mark.parametrize("wait", [0, 40, 120, 250, 450, 700])
def test_a_reload_after_sending_ends_with_a_question(page: Any, wait: int) -> None:
    begin(page)
    send(page, WEAK)
    page.wait_for_timeout(wait)
    page.reload()
    page.wait_for_selector("#talk .mi-line")
    idle(page)
    taken = page.locator("#talk .mi-you").count() == 1
    assert value(page) == ("" if taken else WEAK)


def test_a_reload_while_they_speak_hears_the_rest(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(page)
    monkeypatch.setattr(running, "_PACE", 0.1)
    send(page, WEAK)
    page.wait_for_selector("#talk .mi-now")
    page.reload()
    page.wait_for_selector("#talk .mi-now")
    idle(page)
    assert page.locator("#talk .mi-line").count() == 2


def test_a_reload_after_end_finds_the_debrief(page: Any) -> None:
    begin(page)
    send(page, WEAK)
    page.wait_for_selector("#talk .mi-you")
    idle(page)
    page.click("#end")
    page.click("#end-now")
    page.reload()
    page.wait_for_selector("#verdict h2, #talk .mi-line")
    if not page.locator("#verdict h2").count():
        end(page)  # the click had not reached the server


def test_an_interview_that_went_on_in_a_terminal_is_shown_as_it_stands(page: Any, own_services: Services) -> None:
    begin(page)
    made = Services(own_services.settings, resources=own_services.resources)
    session = made.interviews.resume(made.interviews.store.summaries()[0].id)
    list(session.answer(WEAK))
    page.reload()
    page.wait_for_selector("#talk .mi-you")
    idle(page)
    send(page, STRONG)
    page.wait_for_function("() => document.querySelectorAll('#talk .mi-you').length === 2")
    idle(page)


@pytest.fixture
def killable(index_home: Path, shared_services: Services, own_home: Path) -> "Iterator[Killable]":
    assert shared_services.resources.library.state
    shutil.copytree(index_home / "index", own_home / "index", ignore=shutil.ignore_patterns("lock"))
    server = Killable(own_home)
    server.start()
    yield server
    server.kill()


class Killable:
    """The real command as a process of its own, on one port and one home for its whole life."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = os.environ | {"INTERVIEWER_HOME": str(home)}

    def start(self) -> None:
        command = [sys.executable, "-m", "interviewer", "serve", "--port", str(self.port), "--no-open"]
        self._process = subprocess.Popen(command, env=self._env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            assert self._process.poll() is None, "the server did not start"
            try:
                assert httpx.get(f"{self.url}/health").status_code == 200
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the server did not answer")

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


def test_what_was_offered_before_a_kill_is_resumed_after_it(chromium: Any, killable: Killable) -> None:
    opened = chromium.new_context().new_page()
    opened.set_default_timeout(READY)
    opened.goto(killable.url)
    begin(opened)
    opened.click("#pause")
    opened.wait_for_selector("#resume", state="visible")
    opened.wait_for_timeout(500)
    killable.kill()
    killable.start()
    opened.click("#resume")
    opened.wait_for_selector("#talk .mi-line")
    idle(opened)


def test_a_killed_server_strands_nobody(chromium: Any, killable: Killable) -> None:
    opened = chromium.new_context().new_page()
    opened.set_default_timeout(READY)
    opened.goto(killable.url)
    begin(opened)
    for wait in (0, 150, 400):
        before = opened.locator("#talk .mi-you").count()
        send(opened, WEAK)
        opened.wait_for_timeout(wait)
        killable.kill()
        killable.start()
        opened.goto(killable.url)
        opened.wait_for_selector("#talk .mi-line")
        idle(opened)
        taken = opened.locator("#talk .mi-you").count() > before
        assert value(opened) == ("" if taken else WEAK)
    opened.context.close()


def test_sending_again_after_a_failure_does_what_is_due(
    page: Any, own_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(page)

    def broken(*_: object) -> Iterator[str]:
        raise Unreachable("stub.example, model 'm': no connection; check that it runs")
        yield ""

    with monkeypatch.context() as patched:
        patched.setattr(type(own_services.resources.parts.voice), "say", broken)
        send(page, WEAK)
        page.wait_for_selector("#talk .mi-outside")
    send(page, "what comes next")
    idle(page)
    assert page.locator("#talk .mi-you").count() == 1
    assert value(page) == "what comes next"


# What is typed


def test_what_is_typed_while_they_speak_stays(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(page)
    monkeypatch.setattr(running, "_PACE", 0.1)
    send(page, WEAK)
    page.wait_for_selector("#talk .mi-now")
    page.type(BOX, "What I meant was this", delay=60)
    idle(page)
    page.wait_for_timeout(300)
    assert value(page) == "What I meant was this"
    page.reload()
    page.wait_for_selector("#talk .mi-you")
    page.wait_for_function(f"() => document.querySelector('{BOX}').value === 'What I meant was this'")


@pytest.mark.parametrize("how", ["Enter", "Send"])
def test_who_sends_while_they_speak_is_told_to_wait(page: Any, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    begin(page)
    monkeypatch.setattr(running, "_PACE", 0.1)
    send(page, WEAK)
    page.wait_for_selector("#talk .mi-now")
    page.fill(BOX, "What I meant was this")
    if how == "Enter":
        page.press(BOX, "Enter")
    else:
        page.click("#send")
    page.get_by_text("They are still speaking; your text stays.").wait_for()
    assert value(page) == "What I meant was this"
    idle(page)
    page.get_by_text("They are still speaking").wait_for(state="hidden")
    page.press(BOX, "Enter")
    page.wait_for_function("() => document.querySelectorAll('#talk .mi-you').length === 2")
    assert not page.get_by_text("They are still speaking").is_visible()


def test_who_answers_at_once_is_not_told_to_wait_for_what_can_not_be_seen(
    page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(page)
    take = BackgroundRun._take

    def slowly(run: BackgroundRun, update: Any) -> None:
        take(run, update)
        if isinstance(update, LineSaid):
            time.sleep(0.8)

    monkeypatch.setattr(BackgroundRun, "_take", slowly)
    send(page, WEAK)
    page.wait_for_selector("#talk .mi-you")
    idle(page)
    send(page, WEAK)
    page.wait_for_function("() => document.querySelectorAll('#talk .mi-you').length === 2")


def test_who_was_signed_out_elsewhere_is_told_and_led_to_the_door(chromium: Any, own_services: Services) -> None:
    with serving(own_services, {name: hashed(word) for name, word in PEOPLE.items()}) as served:
        opened = chromium.new_context().new_page()
        opened.set_default_timeout(15_000)
        sign_in(opened, served.url, "ann")
        begin(opened)
        opened.context.request.post(f"{served.url}/logout")
        send(opened, WEAK)
        opened.get_by_text("Sign in first.").first.wait_for()
        with opened.context.expect_page() as door:
            opened.get_by_role("link", name="Sign in").click()
        door.value.wait_for_selector("#password")
        assert value(opened) == WEAK
        opened.context.close()


def test_what_is_typed_at_once_after_sending_stays(page: Any) -> None:
    begin(page)
    page.fill(BOX, WEAK)
    page.press(BOX, "Enter")
    page.type(BOX, "And then")
    page.wait_for_selector("#talk .mi-you")
    idle(page)
    page.wait_for_timeout(300)
    assert value(page) == "And then"


def test_what_was_sent_leaves_box_and_browser(page: Any) -> None:
    begin(page)
    send(page, WEAK)
    page.wait_for_selector("#talk .mi-you")
    idle(page)
    assert value(page) == ""
    assert "ranking model" not in page.evaluate(STORED)
    page.click("#hint")
    page.wait_for_selector("#talk .mi-outside")
    assert value(page) == ""


def test_what_could_not_be_sent_stays(page: Any) -> None:
    begin(page)
    too_long = "word " * 5000
    send(page, too_long)
    page.wait_for_selector("#talk .mi-outside")
    whole = f"() => document.querySelector('{BOX}').value.length === {len(too_long)}"
    page.wait_for_function(whole)
    page.reload()
    page.wait_for_selector("#talk .mi-line")
    page.wait_for_function(whole)


def test_a_draft_belongs_to_its_interview(page: Any) -> None:
    begin(page)
    page.fill(BOX, "half a thou")
    page.click("#pause")
    begin(page, "Culture")
    assert value(page) == ""
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Resume").nth(1).click()
    page.wait_for_function(f"() => document.querySelector('{BOX}').value === 'half a thou'")


# Users of one browser


def sign_in(page: Any, url: str, name: str) -> None:
    page.goto(url)
    page.locator("input").nth(0).fill(name)
    page.locator("input").nth(1).fill(PEOPLE[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("#begin, #talk .mi-line")


def test_the_next_user_of_a_browser_finds_nothing(chromium: Any, own_services: Services) -> None:
    with serving(own_services, {name: hashed(word) for name, word in PEOPLE.items()}) as served:
        opened = chromium.new_context().new_page()
        opened.set_default_timeout(READY)
        sign_in(opened, served.url, "ann")
        begin(opened)
        send(opened, WEAK)
        opened.wait_for_selector("#talk .mi-you")
        idle(opened)
        opened.fill(BOX, "the draft of ann")
        assert "the draft of ann" in opened.evaluate(STORED)
        assert "ranking model" not in opened.evaluate(STORED)
        opened.get_by_role("button", name="Sign out").click()
        opened.wait_for_selector("#password")
        sign_in(opened, served.url, "bo")
        begin(opened)
        assert value(opened) == ""
        kept = opened.evaluate(STORED)
        assert "draft of ann" not in kept
        assert "ranking model" not in kept
        opened.context.close()


def test_signing_out_takes_the_drafts_along(page: Any) -> None:
    begin(page)
    page.fill(BOX, "the draft of ann")
    form = "<form method=post action=/logout><button id=out>Sign out</button></form>"
    page.evaluate("(form) => document.body.insertAdjacentHTML('beforeend', form)", form)
    page.click("#out")
    page.wait_for_load_state()
    assert "mock-interviewer" not in page.evaluate(STORED)


# One user stalls all


@pytest.fixture
def hanging(own_services: Services, own_home: Path) -> Iterator[tuple[Services, Event]]:
    """Services whose model says nothing to Ann until it is let go, and answers everybody else."""
    let_go = Event()

    def line(request: dict[str, Any]) -> str:
        if "ANN" in json.dumps(request):
            let_go.wait(60)
        return LINE

    with serving_model(Stub(line=line)) as stub:
        settings = Settings(
            home=own_home, pack=own_services.settings.pack, key="sk-test", base_url=stub.url, model="stub-model"
        )
        yield Services(settings, resources=own_services.resources), let_go
        let_go.set()


@contextmanager
def clients(services: Services, *names: str) -> Iterator[tuple[str, list[Client]]]:
    with serving(services, {name: hashed(word) for name, word in PEOPLE.items()}) as served, ExitStack():
        yield served.url, [Client(served.url, auth=(name, PEOPLE[name]), verbose=False) for name in names]


def begun(client: Client, project: str) -> Any:
    return client.submit("hiring-manager", "any", "senior", 6, "any", "", project, "", api_name="/begin")


def outcome(job: Any) -> str:
    try:
        return str(job.result(timeout=60))
    except Exception as error:  # noqa: BLE001 the client raises its own kinds
        return str(error)


def healthy(url: str) -> None:
    for _ in range(5):
        assert httpx.get(f"{url}/health", timeout=10).json()["status"] == "ok"


def test_a_user_whose_model_hangs_stalls_nobody_else(hanging: tuple[Services, Event]) -> None:
    services, let_go = hanging
    with clients(services, "ann", "bo") as (url, (ann, bo)):
        stuck, refused = [], []
        for number in range(8):
            job = begun(ann, f"the ANN project {number}")
            (stuck if _begins(job) else refused).append(job)
        assert len(stuck) == 4
        assert all("Four interviews of yours are waiting for the language model" in outcome(job) for job in refused)
        healthy(url)
        assert SAID in outcome(begun(bo, "the milk forecast"))
        healthy(url)
        assert len(Desk(services).of("ann").store.summaries()) == len(stuck)  # no interview without a question is left
        let_go.set()
        assert SAID in outcome(stuck[-1])  # one page: it was led away from the earlier ones, which go on all the same
        desk = Desk(services)
        names = [item.id for item in desk.of("ann").store.summaries()]
        for _ in range(300):
            if all(desk.latest("ann", name).state.turns[0].line for name in names):
                break
            time.sleep(0.1)
        assert all(desk.latest("ann", name).state.turns[0].line for name in names)


def test_clicks_on_a_busy_interview_are_answered_at_once(hanging: tuple[Services, Event]) -> None:
    services, let_go = hanging
    with clients(services, "ann", "bo") as (url, (ann, bo)):
        first = begun(ann, "the ANN project")
        assert _begins(first)
        name = first.outputs()[0][0]
        time.sleep(1.5)  # nobody speaks
        clicks = [ann.submit(name, api_name=f"/{what}") for what in ("hint", "pause", "end") for _ in range(8)]
        clicks += [ann.submit(name, None, api_name="/skip") for _ in range(8)]
        clicks += [ann.submit(name, "text", None, None, api_name="/answer") for _ in range(8)]
        told = [outcome(job) for job in clicks]
        assert all("still busy with your last click" in text for text in told), told
        healthy(url)
        assert SAID in outcome(begun(bo, "the milk forecast"))
        let_go.set()
        assert SAID in outcome(first)


def _begins(job: Any) -> bool:
    for _ in range(300):
        if job.outputs() or job.done():
            break
        time.sleep(0.1)
    return bool(job.outputs())


def test_a_file_made_to_hurt_is_refused_on_the_page(page: Any, tmp_path: Path) -> None:
    file = tmp_path / "bomb.pdf"
    file.write_bytes(sharing(1000, saying(20_000)))
    open_more(page)
    page.set_input_files("input[type=file]", str(file))
    page.get_by_text("40 pages").wait_for()
    begin(page)


def test_a_place_is_given_back(services: Services) -> None:
    places = running.Places(1, 2, "you have one already", "too many have one")
    with places.taken("ann"), places.taken("bo"):
        for name, told in (("ann", "you have one already"), ("cy", "too many have one")):
            with pytest.raises(BadInput, match=told):
                places.take(name)
    with places.taken("ann"):
        pass


def test_what_breaks_off_is_told_and_the_interview_is_free_again(services: Services) -> None:
    desk, session = (
        Desk(services),
        services.interviews.begin(services.setup(InterviewRequest(round="culture", turns=2, seed=1))),
    )

    def broken() -> Iterator[Any]:
        raise BadInput("no")
        yield

    run = desk.start(None, session, broken())
    assert run.over.wait(10)
    run.shown.set()
    assert str(run.error) == "no"
    assert desk.start(None, session, session.advance()).over.wait(30)
    assert session.state.open_turn
