"""Drills: sums made anew each time, checked by code, due again when they fade."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs import with_a_mistake
from terminal import interviewer, refused
from test_web import chromium, own_services, page, served

from interviewer.app import Services
from interviewer.errors import BadInput, PackError
from interviewer.preparation.drills import Drills, Exercise
from interviewer.preparation.schedule import GOOD

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
NAMES = ("break-even", "relative-change", "page-budget", "request-cost", "precision", "kept-income")


@pytest.fixture
def drills(services: Services) -> Drills:
    return services.interviews.drills


@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10_000))
def test_every_exercise_holds_its_numbers_and_its_answer_is_judged_right(
    name: str, seed: int, shared_services: Services
) -> None:
    found = shared_services.interviews.drills.exercise(name, seed)
    assert not re.search(r"[{}]|\bnan\b|\binf\b", found.text + found.worked) and found.answer > 0
    assert found == shared_services.interviews.drills.exercise(name, seed)
    assert found.judge(f"I get {found.answer:,.4f}") == "right"
    assert found.judge(f"about {found.answer * 1.01:.4f}, I think") == "right"
    assert found.judge(f"{found.answer * 1.3:.4f}") == "wrong"


@pytest.mark.parametrize(
    ("said", "judged"),
    [
        ("25", "right"),
        ("twenty-five", "right"),
        ("from 8 to 6, so 2 points, that is 25 per cent", "right"),
        ("About 25: 2.4 against 7.2 of a hundred claims", "right"),
        ("from 25 to 6 is 19", "wrong"),
        ("2", "wrong"),
        ("0.25", "another scale"),
        ("25 ms", "right"),
        ("25.", "right"),
        ("25 million yuan", "right"),
        ("25 yuan per 1,000 requests", "right"),
        ("25 in a hundred", "right"),
        ("No idea, sorry", "no number"),
        ("", "no number"),
    ],
)
def test_what_is_said_is_judged_by_its_last_number(said: str, judged: str) -> None:
    assert Exercise("x", "x", "x", 25.0, "x").judge(said) == judged


def test_what_was_right_comes_later_each_time_and_what_was_wrong_comes_soon(drills: Drills) -> None:
    waits, now = [], NOW
    for _ in range(3):
        card = drills.done("break-even", True, 20.0, now)
        waits.append(card.due - now)
        now = card.due
    assert timedelta(hours=12) < waits[0] < waits[1] < waits[2]
    wrong = drills.done("break-even", False, 20.0, now)
    assert wrong.due - now < waits[2] and [tried.right for tried in wrong.tries] == [True, True, True, False]


def test_what_is_due_comes_first_and_of_that_what_is_for_a_weak_spot(drills: Drills) -> None:
    assert all(item.is_due(NOW) for item in drills.listed(NOW))
    first = drills.listed(NOW, weak={"constraint"})[0]
    assert first.drill.id == "page-budget"
    drills.done("page-budget", True, 20.0, NOW)
    order = [item.drill.id for item in drills.listed(NOW, weak={"constraint"})]
    assert order[0] == "limit-first" and order[-1] == "page-budget"
    assert set(order) == {*NAMES, *(talk.id for talk in drills.talks.all())}
    for name in order:
        drills.schedule.done(name, GOOD, 20.0, NOW)
    soonest = drills.listed(NOW, weak={"constraint"})
    assert [item.at for item in soonest] == sorted(item.at for item in soonest if item.at)
    later = NOW + timedelta(days=60)
    assert "constraint" in drills.listed(later, weak={"constraint"})[0].drill.links


def test_an_unknown_drill_is_told_with_the_known_ones(drills: Drills) -> None:
    for wrong in (lambda: drills.exercise("nonsense", 1), lambda: drills.done("nonsense", True, 1.0, NOW)):
        with pytest.raises(BadInput, match="there are: break-even"):
            wrong()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('formula = "precision"', 'formula = "recall"', "'recall' does not exist"),
        ("{machines} machines", "{servers} machines", "{servers} is not filled in"),
        ('links = ["constraint"]', 'links = ["constraints"]', "'constraints' does not exist"),
    ],
)
def test_a_pack_whose_drills_name_what_is_not_there_says_where(
    services: Services, tmp_path: Path, before: str, after: str, told: str
) -> None:
    with pytest.raises(PackError, match=rf"drills\.toml.*{re.escape(told)}"):
        with_a_mistake(services.settings.pack, tmp_path / "pack", "drills.toml", before, after)


def test_the_terminal_asks_judges_and_remembers(tmp_path: Path, services: Services) -> None:
    answer = services.interviews.drills.exercise("precision", 5).answer
    asked = interviewer(
        tmp_path,
        "drill",
        "precision",
        "--seed",
        "5",
        "--answers",
        "-",
        "-n",
        "2",
        typed=f"{answer:.1f}\nno idea\n7\n/stop",
    )
    assert asked.returncode == 0 and asked.stdout.count("It comes again on") == 2
    assert asked.stdout.startswith("Right.") and "That holds no number." in asked.stderr
    listed = [json.loads(line) for line in interviewer(tmp_path, "drill", "--json").stdout.splitlines()]
    assert next(item for item in listed if item["id"] == "precision")["tries"] == 2
    refused(tmp_path, "drill", "nonsense")


def test_the_page_asks_judges_once_and_goes_on(page: Any, own_services: Services) -> None:
    page.get_by_role("tab", name="Prepare").click()
    page.get_by_role("tab", name="Drills").click()
    page.wait_for_selector("#drill h3")
    page.fill("#drill-answer input, #drill-answer textarea", "no idea")
    page.click("#drill-check")
    page.get_by_text("That holds no number").wait_for()
    page.fill("#drill-answer input, #drill-answer textarea", "7")
    page.click("#drill-check")
    page.get_by_text("It comes again on").wait_for()
    page.click("#drill-check")
    page.get_by_text("That one was judged already").wait_for()
    asked = page.inner_text("#drill h3")
    page.click("#drill-next")
    page.wait_for_function("(was) => document.querySelector('#drill h3').innerText !== was", arg=asked)
    assert sum(len(item.tries) for item in own_services.interviews.drills.listed(NOW)) == 1
