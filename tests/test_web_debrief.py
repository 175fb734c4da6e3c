"""The debrief in a real browser: its first screen holds what counts, the rest opens one by one."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from browser import Served
from test_web import READY, STRONG, WEAK, chromium, drawn, own_services, served

from interviewer.app import Services
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.report.wording import asked_in

__all__ = ["chromium", "own_services", "served"]  # fixtures
SIZES = {"desktop": (1366, 650), "phone": (390, 844)}
FIRST = (".mi-verdict", ".mi-fixes .mi-button", ".mi-strong li", ".mi-plot svg")


@pytest.fixture
def panel(own_services: Services) -> Session:
    """A panel's interview of twelve answers, of all kinds."""
    setup = own_services.setup(InterviewRequest(round="case-panel", turns=12, seed=3))
    session = own_services.interviews.begin(setup, fixed_choice=True)
    list(session.advance())
    said = cycle((WEAK, STRONG, "What is the budget?", "We decided together, and the dashboard was green."))
    while not session.state.ended:
        list(session.answer(next(said)))
    assert session.state.debrief and len(session.state.debrief.fixes) == 3
    return session


@pytest.fixture(params=SIZES)
def debrief(request: pytest.FixtureRequest, chromium: Any, served: Served, panel: Session) -> Iterator[Any]:
    """The debrief, as it is opened from the History, at a desktop's and at a phone's size."""
    width, height = SIZES[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(READY)
    page.goto(served.url)
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Debrief").click()
    drawn(page)
    yield page
    context.close()


def test_the_first_screen_holds_what_counts(debrief: Any, panel: Session) -> None:
    debrief.wait_for_timeout(500)  # styles and fonts are in place
    height = debrief.viewport_size["height"]
    for selector in FIRST:
        found = debrief.locator(selector)
        for number in range(found.count()):
            box = found.nth(number).bounding_box()
            assert box and box["y"] + box["height"] <= height, f"{selector} {number} ends at {box}"
    assert debrief.locator(".mi-fixes .mi-button").count() == 3
    assert debrief.evaluate("() => document.documentElement.scrollHeight") < 4 * height
    assert debrief.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_one_answer_is_open_at_a_time_and_contents_lead_there(debrief: Any, panel: Session) -> None:
    answers = debrief.locator(".mi-answer")
    assert answers.count() == sum(turn.answer is not None for turn in panel.state.turns)
    for number in (0, 2):
        answers.nth(number).locator("> summary").click()
    assert debrief.locator(".mi-answer[open]").count() == 1
    assert answers.nth(2).get_attribute("open") is not None
    debrief.get_by_role("link", name="Panel").click()
    debrief.wait_for_selector("#panel[open] li")


def test_a_fix_is_practised_on_its_own_answer(debrief: Any, panel: Session) -> None:
    assert panel.state.debrief
    fix = panel.state.debrief.fixes[1]
    debrief.locator(".mi-fixes .mi-button").nth(1).click()
    box = debrief.get_by_label("Your answer, once more")
    box.wait_for()
    turn = next(turn for turn in panel.state.turns if turn.number == fix.turn)
    assert box.input_value() == turn.answer
    assert turn.line and asked_in(turn.line) in debrief.inner_text("#practice")
    debrief.wait_for_function("() => document.activeElement.matches('#practice textarea')")
