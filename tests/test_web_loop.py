"""The Loop tab in a real browser: laid out, sat in the room, the memo read, and nobody else's to be had."""

from datetime import date
from typing import Any

import pytest
from browser import serving
from test_exports import PASSWORDS, get, signed_in, temporary
from test_loop import ASSIGNED, SHORT, STRONG, sat_through
from test_web import answer, chromium, drawn, idle, own_services, page, served

from interviewer.app import Services
from interviewer.domain.loop import LoopWish
from interviewer.sittings import LoopSittings
from interviewer.web.desk import Desk
from interviewer.web.people import hashed

__all__ = ["chromium", "own_services", "page", "served", "temporary"]  # fixtures


def to_loop(page: Any) -> None:
    page.get_by_role("tab", name="Loop").click()
    page.wait_for_selector("#loop-new")


def test_a_loop_is_laid_out_sat_and_gone_on_with(page: Any, own_services: Services) -> None:
    to_loop(page)
    page.get_by_text("No loop is laid out yet").wait_for()
    page.get_by_role("button", name="Lay out a new loop").click()
    page.get_by_role("checkbox", name="Theory").uncheck()
    page.get_by_role("radio", name="Short: 6 answers").last.check()
    page.click("#loop-begin")
    page.wait_for_selector("#loops button[data-sit]")
    (loop,) = own_services.interviews.loops.all()
    assert [step.round for step in loop.steps] == ["recruiter", "production", "case-panel", "culture", "director"]
    page.click("#loops button[data-sit]")
    page.wait_for_selector("#talk .mi-line")
    idle(page)
    answer(page, STRONG)
    (summary,) = own_services.interviews.of_this_pack()
    assert (summary.round, summary.answers) == ("recruiter", 1)
    page.reload()
    page.wait_for_selector("#talk .mi-you")
    to_loop(page)
    page.get_by_text("open, 1 answer so far").wait_for()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_selector("#talk .mi-you")
    assert own_services.interviews.of_this_pack() == [summary]


def test_too_few_rounds_are_refused_in_a_sentence(page: Any, own_services: Services) -> None:
    to_loop(page)
    page.get_by_role("button", name="Lay out a new loop").click()
    for name in ("Theory", "Production code", "Culture"):
        page.get_by_role("checkbox", name=name).uncheck()
    page.click("#loop-begin")
    page.get_by_text("A loop has 4 to 6 different rounds; 3 were given").wait_for()
    assert own_services.interviews.loops.all() == []


def test_the_memo_is_read_saved_and_a_debrief_opened_from_it(page: Any, own_services: Services) -> None:
    sittings = LoopSittings(own_services.interviews)
    loop = sittings.own.loops.begin(LoopWish(turns=2), date(2026, 11, 28), SHORT, seed=3)
    hostile = f"{ASSIGNED} <img src=x onerror='window.hacked = 1'>"
    sat_through(sittings, loop.id, lambda _, number: STRONG if number else hostile)
    to_loop(page)
    page.get_by_role("button", name="memo").click()
    page.get_by_text("How they voted, before anything was said").wait_for()
    assert page.evaluate("window.hacked") is None
    assert page.locator("#loop-memo q").count() > len(SHORT)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as Markdown").click()
    assert saved.value.suggested_filename == f"memo-{loop.id}.md"
    page.locator("#loops button[data-open]").first.click()
    drawn(page)
    to_loop(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove the loop").click()
    page.get_by_text("No loop is laid out yet").wait_for()
    assert len(own_services.interviews.of_this_pack()) == len(SHORT)


@pytest.mark.usefixtures("temporary")
def test_nobody_gets_another_users_memo(services: Services) -> None:
    people = {name: hashed(password) for name, password in PASSWORDS.items()}
    with serving(services, people) as served:
        sittings = LoopSittings(Desk(services).of("ann"))
        loop = sittings.own.loops.begin(LoopWish(turns=1), date(2026, 11, 28), SHORT, seed=3)
        ann, bo = (signed_in(served, name) for name in PASSWORDS)
        assert "once every round is finished" in ann.get(f"/export/memo-{loop.id}.md").text
        sat_through(sittings, loop.id, lambda *_: STRONG)
        assert ann.get(f"/export/memo-{loop.id}.md").text.startswith("# The committee")
        assert ann.get(f"/export/memo-{loop.id}.docx").status_code == 404
        assert bo.get(f"/export/memo-{loop.id}.md").status_code == 404
        assert get(f"{served.url}/export/memo-{loop.id}.md").status_code == 401
