"""What is in sight: the start page and the room at a laptop's, a phone's and a keyboard's size, by hand and by key."""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from browser import Served, serving
from playwright.sync_api import TimeoutError
from test_web import READY, STRONG, WEAK, answer, begin, chromium, end, idle, open_more, own_services, page, served

from interviewer.app import Services
from interviewer.domain.sanitizing import LONGEST_ANSWER
from interviewer.errors import Unreachable
from interviewer.web.people import hashed

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
BOX = "#answer textarea"
LAPTOP, PHONE, KEYBOARD = (1366, 650), (390, 844), (390, 500)


@pytest.fixture
def laptop(chromium: Any, served: Served) -> Iterator[Any]:
    yield from _opened(chromium, served, LAPTOP)


@pytest.fixture
def phone(chromium: Any, served: Served) -> Iterator[Any]:
    yield from _opened(chromium, served, PHONE, has_touch=True, is_mobile=True)


def _opened(chromium: Any, served: Served, size: tuple[int, int], **how: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, timezone_id="Asia/Shanghai", **how)
    opened = context.new_page()
    opened.set_default_timeout(READY)
    opened.goto(served.url)
    opened.wait_for_selector("#begin")
    yield opened
    context.close()


def in_sight(page: Any, *selectors: str) -> None:
    """Each comes to lie within the window as it stands, whole, as soon as the layout has settled."""
    outside = """(selectors) => selectors.map((selector) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      const within = box && box.width && box.left >= 0 && box.right <= innerWidth + 1
        && box.top >= 0 && box.bottom <= innerHeight + 1;
      return within ? null : `${selector} ${JSON.stringify(box)} in ${innerWidth}x${innerHeight} from ${scrollY}`;
    }).filter(Boolean)"""
    try:
        page.wait_for_function(f"(selectors) => !({outside})(selectors).length", arg=list(selectors), polling=100)
    except TimeoutError:
        raise AssertionError(
            "\n".join([*page.evaluate(outside, list(selectors)), page.inner_text("#fitted")])
        ) from None


def settled(page: Any) -> None:
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")


@pytest.mark.parametrize("where", ["laptop", "phone"])
def test_begin_and_all_rounds_are_seen_without_scrolling(where: str, request: pytest.FixtureRequest) -> None:
    opened = request.getfixturevalue(where)
    in_sight(opened, "#round label:nth-of-type(1)", "#round label:nth-of-type(3)", "#begin")
    in_sight(opened, "#round label:nth-of-type(7)")
    assert "25 min" in opened.inner_text("#round label:nth-of-type(2)")
    opened.get_by_role("radio", name="Theory").check()
    opened.get_by_text("why a method works, where it stops").wait_for()
    in_sight(opened, "#begin")


def test_the_head_tells_where_words_go_in_plain_words(laptop: Any) -> None:
    assert laptop.inner_text(".mi-engine summary") == "Nothing leaves this machine"
    laptop.click(".mi-engine summary")
    laptop.get_by_text("played by the program itself").wait_for()
    assert not re.search(r"[A-Z]+_[A-Z]+", laptop.inner_text("header"))


@pytest.mark.parametrize("where", ["laptop", "phone"])
def test_what_a_dimension_means_is_told_on_hover_and_on_touch(where: str, request: pytest.FixtureRequest) -> None:
    opened = request.getfixturevalue(where)
    meaning = opened.locator("#mi-term-ownership")
    assert not meaning.is_visible()
    term = opened.get_by_role("button", name="Ownership")
    term.tap() if where == "phone" else term.hover()
    meaning.wait_for()
    assert meaning.inner_text() == "Who moved the work?"


def test_a_group_of_choices_is_one_tab_stop_and_arrows_choose(laptop: Any) -> None:
    laptop.wait_for_function(
        "() => new Set([...document.querySelectorAll('#round input')].map((b) => b.name)).size === 1"
    )
    laptop.get_by_role("radio", name=re.compile("^Hiring manager")).focus()
    laptop.keyboard.press("ArrowDown")
    laptop.wait_for_selector(".mi-people .mi-face")
    laptop.get_by_text("Meng Qiulan runs operations").wait_for()
    laptop.keyboard.press("Tab")
    assert laptop.evaluate("() => !document.activeElement.closest('#round')")


@pytest.mark.parametrize("size", [LAPTOP, PHONE, KEYBOARD])
def test_the_room_fits(phone: Any, size: tuple[int, int]) -> None:
    begin(phone, "Case-study panel")
    for text in (WEAK, STRONG):
        phone.fill(BOX, text)
        phone.click("#send")
        phone.wait_for_function(f"() => document.querySelectorAll('#talk .mi-you').length > {0 if text == WEAK else 1}")
        idle(phone)
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    in_sight(phone, ".mi-speaker", ".mi-count", ".mi-clock", "#talk", BOX, "#send", "#end")
    assert phone.locator("#talk").bounding_box()["height"] >= 150
    phone.fill(BOX, STRONG * 3)
    settled(phone)
    in_sight(phone, ".mi-speaker", ".mi-clock", "#talk", BOX, "#send")


def test_that_a_model_failed_is_told_beside_who_speaks_and_in_that_interview_only(
    phone: Any, own_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(phone)

    def broken(*_: object) -> Iterator[str]:
        raise Unreachable("stub.example, model 'm': no connection; check that it runs")
        yield ""

    monkeypatch.setattr(type(own_services.resources.parts.voice), "say", broken)
    phone.fill(BOX, WEAK)
    phone.click("#send")
    phone.wait_for_selector("#talk .mi-outside")
    monkeypatch.undo()
    phone.get_by_role("button", name="Go on with the embedded engine").click()
    phone.wait_for_function("() => document.querySelectorAll('#talk .mi-line').length > 1")
    idle(phone)
    in_sight(phone, ".mi-speaker", ".mi-count", ".mi-stood-in", BOX, "#send")
    end(phone)
    phone.click("#again")
    begin(phone)
    assert not phone.locator(".mi-stood-in").count()


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_the_goodbye_fits_and_its_words_are_seen(phone: Any, size: tuple[int, int]) -> None:
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    open_more(phone)
    phone.get_by_label("Short: 6 answers", exact=True).check()
    phone.evaluate("() => scrollTo(0, 100)")
    begin(phone, "Case-study panel")
    for _ in range(6):
        count = phone.locator("#talk .mi-you").count()
        phone.fill(BOX, STRONG)
        phone.click("#send")
        phone.wait_for_function(f"() => document.querySelectorAll('#talk .mi-you').length > {count}")
        idle(phone)
    phone.locator("#read-debrief").wait_for()
    in_sight(phone, ".mi-speaker", "#talk", BOX, "#send", "#read-debrief")
    assert not phone.locator("#pinned").is_visible()
    room, read = (phone.locator(item).bounding_box() for item in ("#fitted", "#read-debrief"))
    assert room["y"] + room["height"] - read["y"] - read["height"] < 20
    phone.fill(BOX, "What happens next?")
    phone.click("#send")
    phone.wait_for_function("() => document.querySelector('#talk .mi-line:last-child:not(.mi-now)')")
    assert phone.locator("#talk .mi-line").count() == phone.locator("#talk .mi-line .mi-face").count()


def test_what_is_long_on_its_way_is_not_sent_again(page: Any) -> None:
    begin(page)
    page.route("**/queue/join*", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.fill(BOX, WEAK)
    page.press(BOX, "Enter")
    page.wait_for_selector("#talk .mi-you")
    idle(page)
    assert page.locator('[data-testid="toast-body"]').count() == 0
    assert page.locator("#talk .mi-you").count() == 1


def test_the_standing_question_stays_in_sight(phone: Any) -> None:
    begin(phone)
    for text in (WEAK, STRONG, WEAK):
        count = phone.locator("#talk .mi-you").count()
        phone.fill(BOX, text)
        phone.click("#send")
        phone.wait_for_function(f"() => document.querySelectorAll('#talk .mi-you').length > {count}")
        idle(phone)
    settled(phone)
    assert not phone.locator("#pinned").is_visible()
    phone.evaluate("() => { document.querySelector('#talk').scrollTop = 0 }")
    phone.locator("#pinned").wait_for()
    in_sight(phone, "#pinned")
    assert phone.inner_text("#pinned") == phone.locator("#talk .mi-line .mi-said").last.inner_text()
    phone.click("#pinned")
    phone.locator("#pinned").wait_for(state="hidden")


def test_the_panel_is_told_apart_and_who_speaks_is_marked(laptop: Any) -> None:
    begin(laptop, "Case-study panel")
    assert laptop.locator(".mi-table .mi-face").count() == 3
    assert laptop.locator(".mi-table .mi-speaks").count() == 1
    picture = "(faces) => faces.map((face) => getComputedStyle(face).backgroundImage)"
    assert len(set(laptop.locator(".mi-table .mi-face").evaluate_all(picture))) == 3
    assert laptop.inner_text(".mi-speaker") in laptop.locator("#talk .mi-who").last.inner_text()


def test_the_case_and_what_was_told_stay_open_while_one_answers(laptop: Any) -> None:
    begin(laptop, "Case-study panel")
    for _ in range(4):
        if "The case" in laptop.inner_text("#file summary"):
            break
        answer(laptop, STRONG)
    laptop.click("#file summary")
    brief = laptop.inner_text("#file p >> nth=0")
    assert brief in laptop.inner_text("#talk")
    answer(laptop, "What is the deadline, and how much money is there?")
    laptop.wait_for_timeout(200)
    assert laptop.locator("#file").evaluate("(fold) => fold.open")
    in_sight(laptop, "#file", BOX, "#send")


# The keyboard


def test_enter_sends_unless_one_chooses_otherwise_and_the_choice_is_kept(page: Any) -> None:
    begin(page)
    assert page.locator("#enter-sends").is_checked()
    page.uncheck("#enter-sends")
    page.fill(BOX, "One line")
    page.press(BOX, "Enter")
    page.type(BOX, "and another")
    assert page.input_value(BOX) == "One line\nand another"
    page.reload()
    page.wait_for_selector("#talk .mi-line")
    page.wait_for_function("() => document.querySelector('#enter-sends').dataset.set")
    assert not page.locator("#enter-sends").is_checked()
    page.wait_for_function(f"() => document.querySelector('{BOX}').value === 'One line\\nand another'")
    page.press(BOX, "Control+Enter")
    page.wait_for_selector("#talk .mi-you")
    idle(page)
    assert page.inner_text("#talk .mi-you .mi-said") == "One line\nand another"


def test_enter_breaks_the_line_on_a_touch_device(phone: Any) -> None:
    begin(phone)
    assert not phone.locator("#enter-sends").is_checked()
    phone.fill(BOX, "One line")
    phone.press(BOX, "Enter")
    assert phone.input_value(BOX) == "One line\n"
    assert phone.locator("#talk .mi-you").count() == 0


def test_how_many_characters_are_left_is_told_when_there_are_few(page: Any) -> None:
    begin(page)
    page.fill(BOX, "a" * 14_999)
    settled(page)
    assert not page.locator("#left").is_visible()
    page.fill(BOX, "a" * (LONGEST_ANSWER - 1))
    page.get_by_text("1 character left").wait_for()
    page.fill(BOX, "a" * (LONGEST_ANSWER + 12))
    page.get_by_text("12 characters too many; shorten it before you send it.").wait_for()


def test_focus_goes_where_a_view_begins(page: Any) -> None:
    begin(page)
    page.wait_for_function(f"() => document.activeElement === document.querySelector('{BOX}')")
    answer(page, WEAK)
    end(page)
    page.wait_for_function("() => document.activeElement === document.querySelector('#verdict h2')")


# Coming back


def test_what_is_not_finished_is_offered_on_the_start_page(page: Any) -> None:
    assert not page.locator("#resume").is_visible()
    begin(page, "Culture")
    answer(page, WEAK)
    page.click("#pause")
    page.wait_for_selector("#begin")
    page.get_by_role("button", name="Resume: Culture, 1 answer so far").click()
    page.wait_for_selector("#talk .mi-you")
    idle(page)
    end(page)
    page.click("#again")
    page.wait_for_selector("#begin")
    page.locator("#resume").wait_for(state="hidden")


def test_history_tells_round_and_local_time_and_no_id(laptop: Any, own_services: Services) -> None:
    begin(laptop, "Culture")
    laptop.click("#pause")
    laptop.wait_for_selector("#begin")
    laptop.get_by_role("tab", name="History").click()
    laptop.wait_for_selector(".mi-day .mi-past time[data-local]")
    (summary,) = own_services.interviews.store.summaries()
    there = summary.started_at.astimezone(ZoneInfo("Asia/Shanghai"))
    told = laptop.inner_text(".mi-past")
    assert told == f"Culture\n{there:%H:%M} · 0 answers · open"
    assert laptop.inner_text(".mi-day h3") == "Today"
    assert summary.id not in laptop.inner_text("#history")


def test_where_words_go_is_seen_before_the_first_is_sent(chromium: Any, services: Services) -> None:
    address = {"key": "k", "base_url": "https://model.example/v1", "model": "sonata"}
    settings = services.settings.model_copy(update=address)
    with serving(Services(settings, resources=services.resources)) as served:
        for opened in _opened(chromium, served, LAPTOP):
            assert opened.inner_text(".mi-engine summary") == "sonata plays, at model.example"
            assert "https://model.example/v1 plays" in opened.inner_text("#setup .mi-outside")
            in_sight(opened, "#begin")


def test_who_signed_in_can_sign_out_from_the_room(chromium: Any, services: Services) -> None:
    with serving(services, {"ann": hashed("correct horse")}) as served:
        opened = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
        opened.set_default_timeout(READY)
        opened.goto(served.url)
        opened.fill("#username", "ann")
        opened.fill("#password", "correct horse")
        opened.get_by_role("button", name="Sign in").click()
        begin(opened)
        settled(opened)
        in_sight(opened, BOX, "#send", ".mi-sign-out button")
        opened.get_by_role("button", name="Sign out").click()
        opened.wait_for_selector("#password")
        opened.context.close()
