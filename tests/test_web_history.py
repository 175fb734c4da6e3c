"""The History in a real browser: by day in the reader's time, older months folded, one list for hundreds."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from test_web import WEAK, answer, begin, chromium, end, own_services, page, served
from test_web_layout import laptop

from interviewer.app import Services
from interviewer.interview.request import InterviewRequest
from interviewer.storage import sql_store

__all__ = ["chromium", "laptop", "own_services", "page", "served"]  # fixtures
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # a Friday; in Shanghai half past eleven at night
MANY = 300


@pytest.fixture
def many(own_services: Services, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Interviews nine hours apart, the last one now; the times at which they began."""

    class Clock(datetime):
        at = NOW

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return cls.at

    monkeypatch.setattr(sql_store, "datetime", Clock)
    setup = own_services.setup(InterviewRequest(round="culture", seed=1))
    began = [NOW - timedelta(hours=9 * number) for number in reversed(range(MANY))]
    for at in began:
        Clock.at = at
        own_services.interviews.begin(setup, fixed_choice=True)
    return began


def opened(page: Any) -> None:
    page.clock.set_fixed_time(NOW)
    page.get_by_role("tab", name="History").click()
    page.wait_for_selector("#history .mi-days .mi-past time[data-local]")


def test_hundreds_stand_under_their_days_and_old_months_are_folded(laptop: Any, many: list[datetime]) -> None:
    opened(laptop)
    there = [at.astimezone(ZoneInfo("Asia/Shanghai")) for at in reversed(many)]
    days = list(dict.fromkeys(at.date() for at in there if at.month == 11))
    names = ["Today", "Yesterday", *(f"{day:%A}, {day.day} {day:%B}" for day in days[2:])]
    assert laptop.locator(".mi-days > .mi-day > h3").all_inner_texts() == names
    assert laptop.locator(".mi-past").count() == MANY
    assert laptop.locator(".mi-past:visible").count() == sum(at.month == 11 for at in there)
    october = sum(at.month == 10 for at in there)
    fold = laptop.locator(".mi-month > summary").first
    assert fold.inner_text() == f"October 2026 ({october} interviews)"
    fold.press("Enter")
    laptop.get_by_role("heading", name="Saturday, 31 October").wait_for()
    times = laptop.locator(".mi-day").first.locator("time").all_inner_texts()
    assert times == [f"{at:%H:%M}" for at in there if at.date() == there[0].date()]


def test_a_deleted_one_leaves_focus_and_open_months_as_they_were(laptop: Any, many: list[datetime]) -> None:
    opened(laptop)
    laptop.locator(".mi-month > summary").first.press("Enter")
    asked: list[str] = []
    laptop.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    button = laptop.get_by_role("button", name="Delete").nth(1)
    name = button.get_attribute("data-delete")
    button.press("Enter")
    laptop.wait_for_function(f"() => document.querySelectorAll('.mi-days .mi-past').length === {MANY - 1}")
    assert "Today: Culture 14:30" in asked[0]
    laptop.wait_for_function("() => document.activeElement === document.querySelectorAll('#history [data-delete]')[1]")
    assert laptop.locator(f'[data-delete="{name}"]').count() == 0
    assert laptop.locator(".mi-month").first.evaluate("(fold) => fold.open")


def test_a_row_tells_answers_and_verdict_and_leads_to_the_debrief(page: Any) -> None:
    begin(page)
    answer(page, WEAK)
    end(page)
    verdict = page.locator("#verdict h2").evaluate("(title) => title.firstChild.textContent")
    page.get_by_role("tab", name="History").click()
    told = page.locator(".mi-days .mi-past")
    told.wait_for()
    assert f"1 answer · {verdict.lower()}" in told.inner_text()
    page.get_by_role("tab", name="Interview").click()
    page.click("#again")
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Debrief").press("Enter")
    page.wait_for_selector("#verdict h2")
