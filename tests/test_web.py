"""The web page through its public doors: HTTP, and a real browser."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser import ARGUMENTS, CHROMIUM, Served, needs_browser, serving
from wire_stub import JSON, Line, answering

from interviewer.app import Services
from interviewer.errors import BadInput, Unreachable
from interviewer.web import running
from interviewer.web.people import gate, hashed, read_people
from interviewer.web.server import serve

playwright = pytest.importorskip("playwright.sync_api")
AXE = Path(__file__).parent / "axe.min.js"
WEAK = "I was assigned to the ranking model. AUC went from 0.71 to 0.78 and everyone was happy."
STRONG = (
    "I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. The head of logistics refused, "
    "so I took her forty cancelled orders by name and she gave me one city. I moved the cut-off by an hour because the "
    "vans then leave half full; cancellations fell from 6.1% to 3.9% against four cities without it, for 900 a month."
)
HOSTILE = [
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>",
    "**bold** [link](javascript:alert(1)) {{ 7 * 7 }} ${7 * 7}",
    "\u202eright to left \u0627\u0644\u0633\u0644\u0627\u0645",
    "long " * 1500,
]
READY = 60_000  # milliseconds that a loaded machine may take


@pytest.fixture
def own_services(services: Services) -> Services:
    return services


@pytest.fixture
def served(own_services: Services) -> Iterator[Served]:
    with serving(own_services) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    needs_browser()
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, served: Served) -> Iterator[Any]:
    """A page of a fresh profile; what it asks for beyond this machine, and what breaks in it, fails the test."""
    context = chromium.new_context(viewport={"width": 1100, "height": 900})
    opened = context.new_page()
    strayed: list[str] = []
    broken: list[str] = []
    opened.on("request", lambda r: strayed.append(r.url) if not _is_local(r.url) else None)
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.set_default_timeout(READY)
    opened.goto(served.url)
    yield opened
    context.close()
    assert strayed == []
    assert broken == []


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


def begin(page: Any, round_name: str = "Hiring manager") -> None:
    page.get_by_role("radio", name=re.compile(f"^{round_name}")).check()
    page.click("#begin")
    page.wait_for_selector("#talk .mi-line")
    idle(page)


def open_more(page: Any) -> None:
    page.get_by_role("button", name="More:").click()
    page.wait_for_selector("#cv textarea")


def idle(page: Any) -> None:
    """Wait until nobody is speaking and it is the candidate's turn."""
    page.wait_for_function(
        "() => { const t = document.querySelector('#talk'); return t && !t.querySelector('.mi-now') "
        "&& t.querySelectorAll('.mi-line').length > t.querySelectorAll('.mi-you').length }"
    )


def answer(page: Any, text: str) -> None:
    count = page.locator("#talk .mi-you").count()
    page.fill("#answer textarea", text)
    page.press("#answer textarea", "Enter")
    page.wait_for_function(f"() => document.querySelectorAll('#talk .mi-you').length > {count}")
    idle(page)


def end(page: Any) -> None:
    page.click("#end")
    page.click("#end-now")
    drawn(page)


def drawn(page: Any) -> None:
    """Wait until the debrief stands still: Gradio draws what it was given twice, and what was unfolded falls shut."""
    page.wait_for_selector("#verdict h2")
    page.wait_for_function(
        "() => { const now = document.querySelector('.mi-answer'); if (now !== window.shown) "
        "[window.shown, window.since] = [now, Date.now()]; return now && Date.now() - window.since > 300 }",
        polling=50,
    )


@pytest.mark.parametrize("round_name", ["Hiring manager", "Culture", "Case-study panel"])
def test_a_whole_interview_in_each_round(page: Any, round_name: str) -> None:
    begin(page, round_name)
    for text in (WEAK, STRONG):
        answer(page, text)
    end(page)
    assert page.locator(".mi-answer").count() == 2
    assert page.locator(".mi-answer mark").count() > 0
    assert page.locator("#verdict svg.plot").count() == 1


def test_a_cv_is_loaded_and_taken_up(page: Any, tmp_path: Path) -> None:
    file = tmp_path / "cv.txt"
    file.write_text("- Cut spoiled vegetables from 9% to 6% of purchases by ordering per shop\n", encoding="utf-8")
    open_more(page)
    page.set_input_files("input[type=file]", str(file))
    page.wait_for_function("() => document.querySelector('#cv textarea').value.includes('vegetables')")
    begin(page)
    assert "Cut spoiled vegetables" in page.inner_text("#talk")


def test_words_come_as_they_are_said(page: Any) -> None:
    page.click("#begin")
    page.wait_for_selector("#talk .mi-now")
    first = page.inner_text("#talk .mi-now .mi-said")
    page.wait_for_function(f"() => document.querySelector('#talk .mi-said').innerText.length > {len(first)}")
    idle(page)


def test_a_reload_brings_back_the_talk_and_the_draft(page: Any) -> None:
    begin(page)
    answer(page, WEAK)
    page.fill("#answer textarea", "half a thou")
    page.wait_for_timeout(300)
    talk = page.inner_text("#talk")
    page.reload()
    page.wait_for_selector("#talk .mi-you")
    assert page.inner_text("#talk") == talk
    page.wait_for_function("() => document.querySelector('#answer textarea').value === 'half a thou'")


def test_a_click_while_somebody_speaks_waits_its_turn(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(page)
    monkeypatch.setattr(running, "_PACE", 0.1)  # a loaded machine must see them speak
    page.fill("#answer textarea", STRONG)
    page.press("#answer textarea", "Enter")
    page.wait_for_selector("#talk .mi-you")  # the answer is taken before the click
    page.wait_for_selector("#talk .mi-now")
    page.click("#end")
    page.click("#end-now")
    page.wait_for_selector("#verdict h2")
    assert page.locator(".mi-answer").count() == 1


def test_hint_skip_and_pause_stand_outside_the_role(page: Any) -> None:
    begin(page)
    page.click("#hint")
    page.wait_for_selector("#talk .mi-outside")
    assert "Outside the role" in page.inner_text("#talk .mi-outside")
    page.click("#skip")
    page.wait_for_function("() => document.querySelectorAll('#talk .mi-line').length > 1")
    page.wait_for_function("() => !document.querySelector('#talk .mi-now')")
    page.click("#pause")
    page.wait_for_selector("#begin")
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Resume").click()
    page.wait_for_selector("#talk .mi-line")


def test_a_retry_shows_before_and_after(page: Any) -> None:
    begin(page)
    answer(page, WEAK)
    end(page)
    page.get_by_role("button", name="Practise this now").first.click()
    page.get_by_label("Your answer, once more").fill(STRONG)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector(".mi-compare")
    assert "improved" in page.inner_text(".mi-compare")


def test_an_objection_keeps_the_three_things_that_were_given(page: Any, own_services: Services) -> None:
    begin(page)
    answer(page, WEAK)
    end(page)
    page.locator(".mi-answer summary").first.click()
    page.get_by_role("button", name="I disagree with a grade").first.click()
    page.get_by_label("Dimension").click()
    page.get_by_role("option", name="Ownership").click()
    page.get_by_label("not applicable", exact=True).check()
    page.get_by_label("Why, in a sentence").fill("It was a question about the metric.")
    page.get_by_role("button", name="Keep my objection").click()
    page.wait_for_selector("text=Kept with this answer")
    (name,) = [summary.id for summary in own_services.interviews.store.summaries()]
    (kept,) = own_services.interviews.load(name).turns[0].disputes
    assert (kept.dimension, kept.level, kept.reason) == ("ownership", None, "It was a question about the metric.")


def test_each_field_of_the_form_reaches_the_interview_as_itself(page: Any, own_services: Services) -> None:
    page.get_by_role("radio", name=re.compile("^Culture")).check()
    open_more(page)
    page.get_by_label("Cainiao", exact=True).check()
    page.get_by_label("Mid-level", exact=True).check()
    page.get_by_label("Long: 18 answers", exact=True).check()
    page.get_by_label("Your current role (optional)").fill("analyst at a grocer")
    page.get_by_label("One project to talk about (optional)").fill("the demand forecast")
    page.fill("#cv textarea", "- Cut spoiled vegetables from 9% to 6% of purchases")
    focus = page.locator("#focus").get_by_label("Ownership", exact=True)
    focus.check()
    page.click("#begin")
    page.wait_for_selector("#talk .mi-line")
    idle(page)
    (name,) = [summary.id for summary in own_services.interviews.store.summaries()]
    setup = own_services.interviews.load(name).setup
    assert (setup.round, setup.unit, setup.seniority, setup.turns) == ("culture", "cainiao", "mid", 18)
    assert (setup.current_role, setup.project, setup.focus) == (
        "analyst at a grocer",
        "the demand forecast",
        "ownership",
    )
    assert setup.cv == "- Cut spoiled vegetables from 9% to 6% of purchases"


@pytest.mark.parametrize("kind", ["md", "html", "pdf", "json"])
def test_a_debrief_can_be_saved(page: Any, kind: str) -> None:
    begin(page)
    answer(page, STRONG)
    end(page)
    with page.expect_download() as caught:
        page.click(f"#save-{kind}")
    data = Path(caught.value.path()).read_bytes()
    if kind == "pdf":
        assert data.startswith(b"%PDF")
    else:
        assert "milk orders" in data.decode()
    if kind == "json":
        assert json.loads(data)["debrief"]


def test_hostile_text_is_shown_as_text(page: Any) -> None:
    begin(page)
    for text in HOSTILE:
        answer(page, text)
    assert page.evaluate("() => window.hacked === undefined")
    assert "<script>" in page.inner_text("#talk")
    assert "{{ 7 * 7 }} ${7 * 7}" in page.inner_text("#talk")
    end(page)
    assert page.evaluate("() => window.hacked === undefined")


def test_an_empty_answer_is_told_and_nothing_is_sent(page: Any) -> None:
    begin(page)
    page.fill("#answer textarea", "   ")
    page.press("#answer textarea", "Enter")
    page.wait_for_selector("#talk .mi-outside")
    assert page.locator("#talk .mi-you").count() == 0


def test_the_margin_is_off_until_wanted(page: Any) -> None:
    begin(page)
    answer(page, WEAK)
    assert page.locator("#margin .mi-chain").count() == 0
    page.check("#show-margin input")
    page.wait_for_selector("#margin .mi-chain")


def test_the_guide_is_searched(page: Any) -> None:
    page.get_by_role("tab", name="Guide").click()
    page.fill("#guide-query input, #guide-query textarea", "what counts as a business metric")
    page.click("#guide-search")
    page.wait_for_selector("#guide-results details")
    page.get_by_text("8 nearest").wait_for()
    assert page.locator("#guide-results details").count() == 8


def test_the_guide_is_browsed_and_says_so_where_it_holds_nothing_near(page: Any) -> None:
    page.get_by_role("tab", name="Guide").click()
    listed = page.locator("#guide-results details")
    listed.first.wait_for()
    everything = listed.count()
    page.locator("#guide-dimension").get_by_label("Ownership", exact=True).check()
    page.locator("#guide-round").get_by_label("Culture", exact=True).check()
    page.wait_for_function(f"() => document.querySelectorAll('#guide-results details').length < {everything}")
    assert listed.count() > 0
    page.fill("#guide-query input, #guide-query textarea", "banana bread with walnuts")
    page.click("#guide-search")
    page.get_by_text("The guide holds nothing near “banana bread with walnuts”.").wait_for()
    assert listed.count() == 0


def test_a_failing_engine_is_told_and_the_interview_goes_on(
    page: Any, own_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(page)
    voice = own_services.resources.parts.voice

    def broken(*_: object) -> Iterator[str]:
        raise Unreachable("stub.example, model 'm': no connection; check that it runs")
        yield ""

    monkeypatch.setattr(type(voice), "say", broken)
    page.fill("#answer textarea", WEAK)
    page.press("#answer textarea", "Enter")
    page.wait_for_selector("#talk .mi-outside")
    assert "no connection" in page.inner_text("#talk")
    monkeypatch.undo()
    page.get_by_role("button", name="Go on with the embedded engine").click()
    page.wait_for_function("() => document.querySelectorAll('#talk .mi-line').length > 1")
    assert WEAK in page.inner_text("#talk")


def test_what_is_sent_to_a_failing_engine_is_sent_once(
    page: Any, own_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(page)
    tried: list[object] = []

    def broken(*_: object) -> Iterator[str]:
        tried.append(_)
        raise Unreachable("stub.example, model 'm': no connection; check that it runs")
        yield ""

    monkeypatch.setattr(type(own_services.resources.parts.voice), "say", broken)
    page.fill("#answer textarea", WEAK)
    page.press("#answer textarea", "Enter")
    page.wait_for_selector("#talk .mi-outside")
    page.fill("#answer textarea", "Are you still there?")
    page.press("#answer textarea", "Enter")
    page.wait_for_timeout(2_500)
    assert len(tried) == 2
    assert page.input_value("#answer textarea") == "Are you still there?"


def test_an_interview_that_cannot_be_read_is_named_and_can_be_deleted(page: Any, own_services: Services) -> None:
    begin(page)
    (name,) = [summary.id for summary in own_services.interviews.store.summaries()]
    page.click("#pause")
    page.wait_for_selector("#begin")
    with sqlite3.connect(own_services.settings.database) as connection:
        connection.execute("UPDATE interview_events SET body = 'nonsense' WHERE sequence = 1")
        connection.execute("UPDATE interviews SET summary_version = 0")  # as another version left it
    page.get_by_role("tab", name="History").click()
    page.wait_for_selector(".mi-error")
    assert f"Interview {name} can’t be read. Delete removes it." in page.inner_text(".mi-error")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete").click()
    page.wait_for_function("() => !document.querySelector('.mi-error')")
    assert list(own_services.interviews.store.listing()) == []


def test_two_users_never_see_each_other(chromium: Any, own_services: Services) -> None:
    people = {"ann": hashed("correct horse"), "bo": hashed("battery staple")}
    with serving(own_services, people) as served:
        pages = []
        for name, password in (("ann", "correct horse"), ("bo", "battery staple")):
            opened = chromium.new_context().new_page()
            opened.set_default_timeout(READY)
            opened.goto(served.url)
            opened.locator("input").nth(0).fill(name)
            opened.locator("input").nth(1).fill(password)
            opened.get_by_role("button", name="Sign in").click()
            begin(opened)
            answer(opened, f"The secret of {name} is kept. {WEAK}")
            pages.append(opened)
        for opened, other in zip(pages, ("bo", "ann"), strict=True):
            opened.get_by_role("tab", name="History").click()
            opened.wait_for_selector(".mi-past")
            assert opened.locator(".mi-past").count() == 1
            assert f"secret of {other}" not in opened.content()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious_bars_the_way(chromium: Any, served: Served, width: int) -> None:
    """axe-core over every page, at a desktop's and a phone's width."""
    opened = chromium.new_context(viewport={"width": width, "height": 844}).new_page()
    opened.set_default_timeout(READY)
    opened.goto(served.url)
    opened.wait_for_selector("#begin")
    found = _violations(opened)
    begin(opened)
    answer(opened, WEAK)
    found += _violations(opened)
    end(opened)
    found += _violations(opened)
    opened.get_by_role("tab", name="History").click()
    opened.wait_for_selector(".mi-past")
    found += _violations(opened)
    assert opened.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert found == []


def _violations(page: Any) -> list[str]:
    page.wait_for_timeout(500)  # styles and fonts are in place: contrast is measured on what people see
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{item['id']}: {item['nodes'][0]['html'][:160]}"
        for item in report["violations"]
        if item["impact"] in ("serious", "critical")
    ]


def test_whatever_is_answered_comes_with_the_headers_that_guard_a_page(served: Served) -> None:
    replies = [httpx.get(f"{served.url}{path}") for path in ("/", "/health", "/nowhere", "/export/x.md")]
    assert [reply.status_code for reply in replies] == [200, 200, 404, 404]
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["cache-control"] == "no-store"
        policy = dict(part.split(None, 1) for part in reply.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["connect-src"] == "'self'", "nothing is fetched from elsewhere"
        assert policy["frame-ancestors"] == "'none'"
    assert replies[1].json() == {"status": "ok"}


def test_nobody_listens_to_the_world_without_users(own_services: Services) -> None:
    with pytest.raises(BadInput, match="INTERVIEWER_USERS_FILE"):
        serve(own_services, "0.0.0.0", 7999, {}, open_browser=False)


def test_passwords_are_hashed_and_checked() -> None:
    entry = hashed("correct horse")
    people = read_people(None, f"# team\nann:{entry}")
    assert "correct" not in entry
    admits = gate(people)
    assert run(admits, "ann", "correct horse")
    assert not run(admits, "ann", "wrong horse")
    assert not run(admits, "bo", "correct horse")


def run(admits: Any, name: str, password: str) -> bool:
    """In a loop of its own: the browser's holds this thread's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(admits(name, password))).result()


def test_a_malformed_users_file_is_named_with_its_place() -> None:
    with pytest.raises(Exception, match="entry 2: not name:scrypt"):
        read_people(None, f"ann:{hashed('correct horse')}\nbo:plaintext")


def test_the_page_lists_what_the_models_server_offers(chromium: Any, services: Services) -> None:
    listing = json.dumps({"data": [{"id": "stub-large"}, {"id": "<b>stub</b>"}]})

    def reply(line: Line) -> None:
        line.send(f"{JSON}content-length: {len(listing)}\r\nconnection: close\r\n\r\n{listing}")

    with answering(reply) as wire:
        address = {"key": "k", "base_url": wire.url, "model": "stub-large", "voice": "embedded"}
        settings = services.settings.model_copy(update=address)
        with serving(Services(settings, resources=services.resources)) as served:
            page = chromium.new_page()
            page.set_default_timeout(READY)
            page.goto(served.url)
            page.get_by_text("Nothing leaves this machine", exact=True).click()
            page.get_by_text("nothing leaves this machine. stub-large is set up and plays no role.").wait_for()
            page.get_by_role("button", name="The language model").click()
            page.get_by_role("button", name="What does its server offer?").click()
            page.wait_for_selector(".mi-models li")
            assert page.locator(".mi-models li").all_inner_texts() == ["<b>stub</b>", "stub-large, set up"]
            page.close()
    assert all(request.startswith(b"GET /v1/models ") for request in wire.received)


def test_history_takes_clicks_each_time_it_is_opened(page: Any, own_services: Services) -> None:
    begin(page)
    page.click("#pause")
    page.wait_for_selector("#begin")
    for opened in range(1, 4):
        page.get_by_role("tab", name="History").click()
        page.wait_for_selector("#history .mi-days")
        if opened < 3:
            page.get_by_role("tab", name="Interview").click()
    page.get_by_role("button", name="Resume").click()
    page.wait_for_selector("#talk .mi-line")
