"""Drills that are talked through: graded on one weakness by the critics, some of them about own work."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from terminal import interviewer
from test_web import chromium, own_services, page, served

from interviewer.app import Interviews, Services
from interviewer.errors import BadInput
from interviewer.preparation.schedule import GOOD
from interviewer.report.talks import told_of

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
WORK = "Built the arrival estimate, which cut late parcels from 9% to 6%"
DROVE = (
    "I noticed that vans waited at closed gates, which nobody had asked about. My lead was against it, so I took her "
    "forty parcels by name, and she let me move the pickups in one city; late parcels fell from 9% to 6% there."
)
GIVEN = "My lead gave me the ticket and I trained the model as asked."


@pytest.fixture
def own(services: Services) -> Interviews:
    return services.interviews


def test_what_is_about_own_work_is_asked_once_there_is_some(own: Interviews) -> None:
    assert "not-assigned" not in {item.drill.id for item in own.drills.listed(NOW)}
    with pytest.raises(BadInput, match="put one on the KPI map"):
        own.drills.talks.talk("not-assigned", 1)
    own.kpi_map.add(WORK)
    assert "not-assigned" in {item.drill.id for item in own.drills.listed(NOW)}
    talk = own.drills.talks.talk("not-assigned", 1)
    assert f'"{WORK}"' in talk.asked and "{" not in talk.asked


def test_an_answer_is_graded_on_its_one_dimension_and_comes_back_by_how_it_went(own: Interviews) -> None:
    own.kpi_map.add(WORK)
    talks = own.drills.talks
    talk = talks.talk("not-assigned", 1)
    good, poor = talks.judge(talk, DROVE), talks.judge(talk, GIVEN)
    assert good.level is not None and poor.level is not None and good.level >= 3 > poor.level
    assert poor.finding is not None and poor.finding.dimension == "ownership"
    again = talks.done(talk, poor, 60.0, NOW).due
    later = talks.done(talk, good, 60.0, again).due
    assert again > NOW and again - NOW < later - again
    (kept,) = [item for item in own.drills.listed(NOW) if item.drill.id == "not-assigned"]
    assert [tried.right for tried in kept.tries] == [False, True]
    with pytest.raises(BadInput):
        talks.judge(talk, "   ")


def test_what_is_told_of_an_answer_quotes_it_or_says_what_is_missing(own: Interviews) -> None:
    own.kpi_map.add(WORK)
    talks, pack = own.drills.talks, own.services.pack
    talk = talks.talk("not-assigned", 1)
    ownership = pack.rubric.dimension("ownership")
    told = list(told_of(talks.judge(talk, GIVEN), ownership))
    assert told[0].startswith("Ownership 1 of 4") and any(line.startswith("Missing: ") for line in told)
    nothing = list(told_of(talks.judge(talk, "Sorry, could you say that again?"), ownership))
    assert nothing == [f"Nothing in it could be graded on ownership. It asks: {ownership.question}"]


def test_every_talk_of_the_pack_can_be_asked_and_graded(own: Interviews) -> None:
    own.kpi_map.add(WORK)
    for item in own.services.pack.talks:
        talk = own.drills.talks.talk(item.id, 3)
        assert "{" not in talk.asked and own.services.pack.rubric.dimension(item.dimension)
        own.drills.talks.judge(talk, DROVE)


def test_the_terminal_asks_grades_and_remembers(tmp_path: Path) -> None:
    interviewer(tmp_path, "kpi-map", "--add", WORK, "--show")
    done = interviewer(tmp_path, "drill", "not-assigned", "-n", "1", "--answers", "-", typed=f"{DROVE}\n")
    assert WORK in " ".join(done.stderr.split()) and "Ownership" in done.stdout and "comes again on" in done.stdout
    assert "not-assigned: What nobody told you to do (due on" in interviewer(tmp_path, "drill", "--list").stdout


def test_the_page_gives_room_to_talk(page: Any, own_services: Services) -> None:
    drills = own_services.interviews.drills
    for name in (item.drill.id for item in drills.listed(NOW)):
        if name != "cut-the-plan":
            drills.schedule.done(name, GOOD, 20.0, datetime.now(UTC))
    page.get_by_role("tab", name="Prepare").click()
    page.get_by_role("tab", name="Drills").click()
    page.get_by_text("The sale begins in three weeks").wait_for()
    box = page.locator("#drill-answer textarea")
    assert box.bounding_box()["height"] > 80
    box.fill("On the day the old model runs.\nThe new features come later, and I tell marketing today what may fail.")
    page.click("#drill-check")
    page.get_by_text("It comes again on").wait_for()
    assert "Pressure and deadline" in page.inner_text("#drill-result")
