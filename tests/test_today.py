"""What is due today: the first thing of the Prepare tab, and what `interviewer` says without a command."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from terminal import interviewer, refused
from test_kpi_map import CHURN
from test_stories import MILK
from test_web import chromium, own_services, page, served

from interviewer.app import Services
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest
from interviewer.preparation.today import Today

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def today(services: Services) -> Today:
    return services.interviews.today(NOW)


def test_a_first_visit_is_led_in_three_steps(services: Services) -> None:
    found = today(services)
    assert found.first_visit and len(found.tasks) == 3 and found.last is None and found.until is None


def test_what_is_due_follows_what_was_done(services: Services) -> None:
    own = services.interviews
    own.kpi_map.add(CHURN)
    own.stories.write(MILK)
    own.preparation.set_day(date(2026, 12, 12), NOW)
    session = own.begin(services.setup(InterviewRequest(round="culture", turns=4, seed=7)), fixed_choice=True)
    list(session.advance())
    list(session.answer(MILK))
    found = today(services)
    told = [task.what for task in found.tasks]
    assert found.until == 15 and not found.first_visit
    assert told[0] == "Go on with Culture: 1 answer so far." and found.tasks[0].command.endswith(session.id)
    assert "4 things still to be told of your projects." in told
    assert any(task.startswith("A drill:") for task in told)
    list(session.end())
    own.drills.done("break-even", True, 10.0, NOW)
    after = today(services)
    assert after.last and after.last.round == "culture"
    assert not any("break-even" in task.command for task in after.tasks)
    assert any("Hiring manager" in task.what for task in after.tasks)


def test_the_day_of_the_interview_is_kept_changed_and_forgotten(services: Services) -> None:
    plan = services.interviews.preparation
    for day in (NOW.date(), NOW.date() + timedelta(days=9), None):
        plan.set_day(day, NOW)
        assert plan.day() == day
    with pytest.raises(BadInput, match="is over"):
        plan.set_day(NOW.date() - timedelta(days=1), NOW)
    plan.set_day(NOW.date(), NOW)
    own = services.interviews
    assert own.preparation.today((), frozenset(), NOW + timedelta(days=3)).until is None


def test_the_terminal_says_what_is_due_and_keeps_the_day(tmp_path: Path) -> None:
    assert "Three steps to begin with" in interviewer(tmp_path).stdout
    day = datetime.now(UTC).date() + timedelta(days=30)
    assert interviewer(tmp_path, "plan", day.isoformat()).returncode == 0
    assert "Your interview is in 30 days." in interviewer(tmp_path).stdout
    for wrong in (["plan"], ["plan", "soon"], ["plan", "2020-01-01"]):
        refused(tmp_path, *wrong)
    assert (
        interviewer(tmp_path, "plan", "--forget").returncode == 0
        and "Your interview" not in interviewer(tmp_path).stdout
    )


def test_the_page_shows_what_is_due_and_keeps_the_day(page: Any, own_services: Services) -> None:
    page.get_by_role("tab", name="Prepare").click()
    page.get_by_text("Three steps to begin with").wait_for()
    day = datetime.now(UTC).date() + timedelta(days=30)
    box = "#plan-day input, #plan-day textarea"
    page.fill(box, "soon")
    page.click("#plan-keep")
    page.get_by_text("That is no day").wait_for()
    page.fill(box, day.isoformat())
    page.click("#plan-keep")
    page.get_by_text("Your interview is in 30 days").wait_for()
    assert own_services.interviews.preparation.day() == day
    page.fill(box, "")
    page.click("#plan-keep")
    page.wait_for_function("() => !document.querySelector('#today').innerText.includes('in 30 days')")
    assert own_services.interviews.preparation.day() is None
