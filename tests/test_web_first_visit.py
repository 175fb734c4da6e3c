"""What a first visitor stumbled over once: folds that say whether they are open, what leads on, numbers that agree."""

import re
from typing import Any

import pytest
from test_web import STRONG, WEAK, answer, begin, chromium, end, open_more, own_services, page, served
from test_web_debrief import debrief, panel
from test_web_layout import in_sight, laptop, phone

from interviewer.app import Services
from interviewer.interview.session import Session
from interviewer.report.reasons import why

__all__ = ["chromium", "debrief", "laptop", "own_services", "page", "panel", "phone", "served"]  # fixtures


def test_begin_is_the_first_stop_after_the_rounds(laptop: Any) -> None:
    laptop.wait_for_function(
        "() => new Set([...document.querySelectorAll('#round input')].map((b) => b.name)).size === 1"
    )
    laptop.get_by_role("radio", name=re.compile("^Hiring manager")).focus()
    laptop.keyboard.press("Tab")
    assert laptop.evaluate("() => document.activeElement.id") == "begin"


def test_a_fold_says_whether_it_is_open(laptop: Any) -> None:
    more = laptop.get_by_role("button", name=re.compile("^More"))
    laptop.wait_for_selector("#more [aria-expanded=false]")
    more.press("Enter")
    laptop.wait_for_selector("#more [aria-expanded=true]")


def test_the_question_stays_in_sight_when_the_window_turns_narrow(laptop: Any) -> None:
    begin(laptop, "Case-study panel")
    for text in (WEAK, STRONG):
        answer(laptop, text)
    laptop.set_viewport_size({"width": 390, "height": 844})
    in_sight(laptop, "#talk .mi-line:last-of-type")
    laptop.locator("#pinned").wait_for(state="hidden")


def test_at_the_goodbye_one_button_leads_on(page: Any) -> None:
    open_more(page)
    page.get_by_label("Short: 6 answers", exact=True).check()
    begin(page)
    for _ in range(6):
        answer(page, WEAK)
    page.wait_for_selector("#read-debrief")
    ground = "getComputedStyle(document.querySelector('{}')).backgroundColor"
    page.wait_for_function(f"() => {ground.format('#send')} === 'rgba(0, 0, 0, 0)'")
    assert page.evaluate(ground.format("#read-debrief")) != "rgba(0, 0, 0, 0)"


def test_grades_say_of_what_they_are(debrief: Any, panel: Session) -> None:
    first = debrief.locator(".mi-answer .mi-grades .mi-level").first
    assert re.fullmatch(r"[A-Z][\w ]+: [0-4]", first.get_attribute("aria-label") or "")
    wide = debrief.viewport_size["width"] >= 900
    assert first.locator(".mi-of").is_visible() is wide
    assert debrief.locator(".mi-legend").is_visible() is not wide


def test_the_page_tells_local_time_and_no_id(debrief: Any, panel: Session) -> None:
    debrief.locator("#guide > summary").click()
    debrief.wait_for_selector("#guide time[data-local]")
    assert panel.id not in debrief.inner_text("#debrief")
    assert "UTC" not in debrief.inner_text("#guide")


def test_a_long_question_leaves_the_box_in_sight(debrief: Any, panel: Session) -> None:
    debrief.locator('.mi-answer [data-practise="1"]').evaluate("(button) => button.click()")
    debrief.wait_for_function("() => document.activeElement.matches('#practice textarea')")
    in_sight(debrief, "#practice textarea", "#practice button.primary")


@pytest.mark.parametrize("where", ["laptop", "phone"])
def test_what_is_searched_for_stays_on_one_line_beside_its_button(where: str, request: pytest.FixtureRequest) -> None:
    opened = request.getfixturevalue(where)
    opened.get_by_role("tab", name="Guide").click()
    box, button = opened.locator("#guide-query input"), opened.locator("#guide-search")
    box.fill("what counts as a business metric in a marketplace")
    at, beside = box.bounding_box(), button.bounding_box()
    assert abs(at["y"] + at["height"] - beside["y"] - beside["height"]) < 4
    results = opened.locator("#guide-results .mi-entry").first.bounding_box()
    assert beside["x"] + beside["width"] <= results["x"] + results["width"] + 1


def test_numbers_of_one_are_said_as_one(page: Any) -> None:
    begin(page, "Culture")
    answer(page, WEAK)
    page.click("#end")
    page.get_by_text("You gave 1 answer so far").wait_for()
    page.click("#stay")
    end(page)
    page.locator("#guide > summary").click()
    assert re.search(r"\b1 question and \d", page.inner_text("#guide"))
    assert not re.search(r"\b1 (question|follow-up|answer|interview)s\b", page.inner_text("#debrief"))


def test_the_reason_agrees_with_the_plot(own_services: Services, panel: Session) -> None:
    """Where the last answer is not what counts, both numbers are told; a full level is nobody's weak point."""
    assert panel.state.debrief
    headline = [trend for trend in panel.state.debrief.trends if trend.headline]
    weakest = min(headline, key=lambda trend: trend.last)
    told = why(panel.state.debrief, own_services.pack)
    assert f"level {weakest.last} of 4" in told
    assert (f"last answer: {weakest.levels[-1]})" in told) is (weakest.last != weakest.levels[-1])
    full = tuple(trend.model_copy(update={"last": 4, "levels": (4,)}) for trend in panel.state.debrief.trends)
    assert "weakest" not in why(panel.state.debrief.model_copy(update={"trends": full}), own_services.pack)
