"""In the room nothing is lost and there is always a way on: silent models, second tabs, slips of the hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from browser import serving
from llm_stub import LINE, Stub
from llm_stub import serving as serving_model
from test_web import READY, STRONG, WEAK, answer, begin, chromium, end, idle, open_more, own_services, page, served

from interviewer.app import Services
from interviewer.errors import Unreachable
from interviewer.settings import Settings
from interviewer.web import running

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
BOX = "#answer textarea"


def send(page: Any, text: str) -> None:
    page.fill(BOX, text)
    page.press(BOX, "Enter")


def value(page: Any) -> str:
    return str(page.input_value(BOX))


def filled(page: Any, text: str) -> None:
    page.wait_for_function(f"(text) => document.querySelector('{BOX}')?.value === text", arg=text)


def told(page: Any, words: str) -> None:
    page.locator("#talk .mi-outside", has_text=words).first.wait_for()


def answers(services: Services) -> list[str]:
    (name,) = [summary.id for summary in services.interviews.store.summaries()]
    return [turn.answer for turn in services.interviews.load(name).turns if turn.answer is not None]


@pytest.fixture
def opened(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1366, "height": 650})
    page = context.new_page()
    page.set_default_timeout(READY)
    yield page
    context.close()


class Silent:
    """A model that says nothing until it is let go."""

    def __init__(self) -> None:
        self.speaks = Event()
        self.asked = 0

    def line(self, _request: dict[str, Any]) -> str:
        self.asked += 1
        self.speaks.wait(60)
        return LINE


@pytest.fixture
def silent(own_services: Services, own_home: Path) -> Iterator[tuple[str, Silent]]:
    """Where the page is, whose model plays every role and is silent."""
    model = Silent()
    with serving_model(Stub(line=model.line)) as stub:
        settings = Settings(
            home=own_home, pack=own_services.settings.pack, key="sk-test", base_url=stub.url, model="stub-model"
        )
        with serving(Services(settings, resources=own_services.resources)) as served:
            yield served.url, model
            model.speaks.set()


# Signs of life


def test_begin_shows_the_room_and_who_thinks_while_a_model_is_silent(opened: Any, silent: tuple[str, Silent]) -> None:
    url, model = silent
    opened.goto(url)
    opened.click("#begin")
    opened.get_by_text("is thinking …").wait_for()
    opened.get_by_role("button", name="Stop waiting").click()
    told(opened, "You stopped waiting.")
    model.speaks.set()
    opened.get_by_role("button", name="Try again").click()
    idle(opened)
    assert opened.locator("#talk .mi-line").count() == 1


def test_waiting_can_be_stopped_and_the_answer_stays(opened: Any, silent: tuple[str, Silent]) -> None:
    url, model = silent
    model.speaks.set()
    opened.goto(url)
    begin(opened)
    model.speaks.clear()
    send(opened, WEAK)
    opened.get_by_text("is thinking …").wait_for()
    assert value(opened) == ""
    opened.get_by_role("button", name="Stop waiting").click()
    told(opened, "You stopped waiting.")
    assert opened.locator("#talk .mi-you").count() == 1
    opened.reload()
    told(opened, "You stopped waiting.")
    opened.get_by_role("button", name="Go on with the embedded engine").click()
    opened.wait_for_function("() => document.querySelectorAll('#talk .mi-line').length > 1")
    idle(opened)
    assert "embedded engine, the model failed" in opened.inner_text("#status")


def test_an_answer_stands_in_the_talk_before_the_server_has_heard_of_it(page: Any) -> None:
    begin(page)
    held: list[Any] = []
    page.route("**/queue/join*", lambda route: held.append(route))
    page.fill(BOX, WEAK)
    page.press(BOX, "Enter")
    page.wait_for_selector("#talk .mi-sent")
    assert page.locator("#talk .mi-you").last.inner_text().endswith(WEAK)
    assert value(page) == ""
    held[0].continue_()
    page.unroute("**/queue/join*")
    page.wait_for_selector("#talk .mi-you:not(.mi-sent)")
    idle(page)
    assert page.locator("#talk .mi-you").count() == 1


def test_an_answer_stands_in_the_talk_as_it_is_sent(page: Any) -> None:
    begin(page)
    page.fill(BOX, WEAK)
    sent = "(text) => (window.miSending(text), document.querySelector('#talk .mi-sent .mi-said')?.textContent)"
    assert page.evaluate(sent, WEAK) == WEAK


def test_what_never_reached_the_server_comes_back(page: Any) -> None:
    begin(page)
    page.route("**/queue/join*", lambda route: route.abort(), times=1)
    send(page, WEAK)
    page.wait_for_selector("#talk .mi-sent")
    filled(page, WEAK)
    page.wait_for_selector("#talk .mi-line")
    assert page.locator("#talk .mi-you").count() == 0
    page.reload()
    page.wait_for_selector("#talk .mi-line")
    filled(page, WEAK)


# A model that is down


def test_a_model_that_is_down_leaves_two_ways_on(
    page: Any, own_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[str]:
        raise Unreachable("stub.example, model 'm': no connection; check that it runs")
        yield ""

    begin(page)
    again = page.get_by_role("button", name="Try again")
    with monkeypatch.context() as patched:
        patched.setattr(type(own_services.resources.parts.voice), "say", broken)
        send(page, WEAK)
        again.wait_for()
        send(page, "what comes next")
        page.wait_for_timeout(1500)
        assert again.is_visible()
        assert value(page) == "what comes next"
        page.reload()
        again.wait_for()
        page.get_by_role("button", name="Go on with the embedded engine").wait_for()
        filled(page, "what comes next")
    again.click()
    idle(page)
    assert not again.is_visible()
    assert page.locator("#talk .mi-you").count() == 1
    assert value(page) == "what comes next"


# Drafts, tabs, pauses


def test_a_draft_stays_with_its_interview_over_a_reload(page: Any) -> None:
    begin(page)
    page.fill(BOX, "half a thou")
    page.click("#pause")
    begin(page, "Culture")
    page.reload()
    page.wait_for_selector("#talk .mi-line")
    idle(page)
    assert value(page) == ""


def test_a_second_tab_with_an_old_question_catches_up_and_keeps_its_text(page: Any, own_services: Services) -> None:
    begin(page)
    other = page.context.new_page()
    other.set_default_timeout(READY)
    other.goto(page.url)
    other.wait_for_selector("#talk .mi-line")
    answer(page, WEAK)
    send(other, STRONG)
    told(other, "answered meanwhile")
    filled(other, STRONG)
    assert other.locator("#talk .mi-line").count() == 2
    assert answers(own_services) == [WEAK]
    other.press(BOX, "Enter")
    other.wait_for_function("() => document.querySelectorAll('#talk .mi-you:not(.mi-sent)').length === 2")
    idle(other)
    assert answers(own_services) == [WEAK, STRONG]


def test_two_tabs_have_one_draft(page: Any, own_services: Services) -> None:
    begin(page)
    page.fill(BOX, "half a thou")
    other = page.context.new_page()
    other.set_default_timeout(READY)
    other.goto(page.url)
    other.wait_for_selector("#talk .mi-line")
    filled(other, "half a thou")
    other.fill(BOX, WEAK)
    filled(page, WEAK)
    page.press(BOX, "Enter")
    page.wait_for_selector("#talk .mi-you:not(.mi-sent)")
    filled(other, "")
    idle(page)
    assert answers(own_services) == [WEAK]


def test_who_goes_to_another_interview_while_they_speak_stays_there(
    page: Any, monkeypatch: pytest.MonkeyPatch, own_services: Services
) -> None:
    begin(page, "Culture")
    page.click("#pause")
    page.wait_for_selector("#begin")
    begin(page)
    first = page.get_attribute("#talk .mi-talk", "data-interview")
    monkeypatch.setattr(running, "_PACE", 0.2)
    send(page, WEAK)
    page.wait_for_selector("#talk .mi-now")
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Resume").nth(1).click()
    page.wait_for_function(f"() => document.querySelector('#talk .mi-talk').dataset.interview !== '{first}'")
    page.wait_for_timeout(4000)
    assert page.get_attribute("#talk .mi-talk", "data-interview") != first
    assert value(page) == ""
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Resume").first.click()
    page.wait_for_function(f"() => document.querySelector('#talk .mi-talk').dataset.interview === '{first}'")
    idle(page)
    assert page.locator("#talk .mi-you").count() == 1
    filled(page, "")


def test_no_start_page_is_shown_before_it_is_known_what_was_open(page: Any) -> None:
    begin(page)
    held: list[Any] = []
    page.route("**/queue/join*", lambda route: held.append(route))
    page.reload()
    page.wait_for_selector("#begin", state="attached")
    page.wait_for_timeout(500)
    assert not page.locator("#begin").is_visible()
    for route in held:
        route.continue_()
    page.unroute("**/queue/join*")
    page.wait_for_selector("#talk .mi-line")


@pytest.mark.parametrize("how", ["pause", "debrief"])
def test_the_start_page_stays_over_a_reload(page: Any, how: str) -> None:
    begin(page)
    if how == "pause":
        page.click("#pause")
    else:
        answer(page, WEAK)
        end(page)
        page.click("#again")
    page.wait_for_selector("#begin")
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_selector("#begin")
    page.wait_for_timeout(1500)
    assert page.locator("#begin").is_visible()
    if how == "pause":
        page.click("#resume")
        page.wait_for_selector("#talk .mi-line")


def test_a_deleted_interview_leaves_the_screen_in_every_tab(page: Any) -> None:
    begin(page)
    other = page.context.new_page()
    other.set_default_timeout(READY)
    other.goto(page.url)
    other.wait_for_selector("#talk .mi-line")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("tab", name="Interview").click()
    page.wait_for_selector("#begin")
    send(other, WEAK)
    other.wait_for_selector("#begin")
    other.get_by_text("no such interview here any more").first.wait_for()


def test_the_clock_runs_on_and_never_back(page: Any) -> None:
    seconds = """() => { const [m, s] = document.querySelector('.mi-clock').textContent.split(':').map(Number);
      return 60 * m + s; }"""
    begin(page)
    page.wait_for_function(f"() => ({seconds})() >= 3")
    before = page.evaluate(seconds)
    send(page, "   ")
    told(page, "Nothing was sent.")
    page.wait_for_timeout(100)
    assert page.evaluate(seconds) >= before
    page.reload()
    page.wait_for_selector("#talk .mi-line")
    assert page.evaluate(seconds) >= before


# Ending, changing, commands


def test_ending_is_asked_first_and_nothing_is_solved_too_early(page: Any) -> None:
    begin(page, "Case-study panel")
    answer(page, WEAK)
    page.click("#end")
    page.get_by_text("End now and see the debrief? You gave 1 answer so far").wait_for()
    page.get_by_role("button", name="Go on", exact=True).click()
    page.wait_for_selector("#end-now", state="hidden")
    end(page)
    assert "What nobody told you" not in page.inner_text("#debrief")


def test_the_last_answer_can_be_changed(page: Any, own_services: Services) -> None:
    begin(page)
    answer(page, WEAK)
    page.fill(BOX, "half a thought on what follows")
    page.get_by_role("button", name="Change this answer").click()
    filled(page, WEAK)
    page.get_by_role("button", name="Leave it as it was").click()
    filled(page, "half a thought on what follows")
    page.get_by_role("button", name="Change this answer").click()
    send(page, STRONG)
    page.wait_for_function(
        "(text) => document.querySelector('#talk .mi-you .mi-said').textContent === text", arg=STRONG
    )
    idle(page)
    assert answers(own_services) == [STRONG]
    assert page.locator("#talk .mi-you").count() == 1
    filled(page, "half a thought on what follows")


def test_commands_are_done_and_are_no_answers(page: Any, own_services: Services) -> None:
    begin(page)
    send(page, "/hint")
    told(page, "Hint:")
    assert value(page) == ""
    for text in ("/nonsense", "exit", "quit"):
        send(page, text)
        told(page, f"'{text}'")
        filled(page, text)
    send(page, "/help")
    told(page, "/amend replace your last answer")
    assert "/retry" not in page.inner_text("#talk")
    answer(page, WEAK)
    send(page, "/retry")
    told(page, "open the answer and choose “Practise this again”")
    send(page, "/amend")
    filled(page, WEAK)
    page.press(BOX, "Escape")
    filled(page, "")
    send(page, "/end")
    page.wait_for_selector("#end-now")
    page.click("#stay")
    send(page, "/quit")
    page.wait_for_selector("#begin")
    assert answers(own_services) == [WEAK]


def test_commands_at_the_goodbye_are_no_last_words(page: Any, own_services: Services) -> None:
    open_more(page)
    page.get_by_label("Short: 6 answers", exact=True).check()
    begin(page, "Culture")
    for _ in range(6):
        answer(page, STRONG)
    page.wait_for_selector("#read-debrief")
    for text, words in (("/retry", "Read the debrief, open the answer"), ("/hint", "nothing is asked any more")):
        send(page, text)
        told(page, words)
    send(page, "quit")
    told(page, "'quit' was not sent")
    filled(page, "quit")
    (name,) = [summary.id for summary in own_services.interviews.store.summaries()]
    assert own_services.interviews.load(name).farewells == ()
    send(page, "/end")
    page.wait_for_selector("#verdict h2")


def test_a_command_is_not_practised(page: Any, own_services: Services) -> None:
    begin(page)
    answer(page, WEAK)
    end(page)
    page.get_by_role("button", name="Practise this now").first.click()
    for text in ("/retry", "quit"):
        page.get_by_label("Your answer, once more").fill(text)
        page.get_by_role("button", name="Compare").click()
        page.get_by_text("Commands do nothing here").wait_for()
    (name,) = [summary.id for summary in own_services.interviews.store.summaries()]
    assert own_services.interviews.load(name).turns[0].retries == ()


@pytest.mark.parametrize("text", [".", "\U0001f44d", "asdf"])
def test_what_is_no_language_is_no_answer(page: Any, own_services: Services, text: str) -> None:
    begin(page)
    answer(page, text)
    assert "Answer 1 of" in page.inner_text("#status")
    (name,) = [summary.id for summary in own_services.interviews.store.summaries()]
    turn, following = own_services.interviews.load(name).turns
    assert turn.assessment and not turn.assessment.grades
    assert following.move.action.kind == "floor"


# Files


def test_a_retry_stands_in_the_next_export(page: Any) -> None:
    begin(page)
    answer(page, WEAK)
    end(page)
    page.get_by_role("button", name="Practise this now").first.click()
    page.get_by_label("Your answer, once more").fill(STRONG)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector(".mi-compare")
    with page.expect_download() as caught:
        page.click("#save-json")
    turns = json.loads(Path(caught.value.path()).read_text(encoding="utf-8"))["turns"]
    assert turns[0]["retries"][0]["answer"] == STRONG


def test_odd_surrogates_do_not_keep_an_interview_from_beginning(page: Any) -> None:
    page.get_by_role("button", name="More").click()
    page.wait_for_selector("#cv textarea")
    page.evaluate("""() => { const area = document.querySelector('#cv textarea');
      area.value = '- Cut spoilage from 9% to 6% \\ud83d of purchases'; area.dispatchEvent(new Event('input')); }""")
    begin(page)


def test_a_cv_of_some_megabytes_is_told_about_in_the_pages_words_and_the_terminals(page: Any, tmp_path: Path) -> None:
    big, small = tmp_path / "big.txt", tmp_path / "small.txt"
    big.write_text("word " * 1_100_000, encoding="utf-8")
    small.write_text("\n" * 2_400_000 + "- Cut spoilage from 9% to 6% of purchases\n", encoding="utf-8")
    page.get_by_role("button", name="More").click()
    page.set_input_files("input[type=file]", str(big))
    page.get_by_text("5 MB").first.wait_for()
    page.set_input_files("input[type=file]", str(small))
    page.wait_for_function("() => document.querySelector('#cv textarea').value.includes('spoilage')")
