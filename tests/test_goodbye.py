"""The goodbye can be read before the debrief, and a question asked there is answered in role, twice at most."""

import os
import sys
from typing import Any

import pexpect
import pytest
from test_web import WEAK, answer, begin, chromium, open_more, own_services, page, served

from interviewer.app import Services
from interviewer.domain.dialogue_acts import AskedAbout
from interviewer.domain.events import FarewellSaid
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import LinePiece, Session
from interviewer.report.export import exported

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
ASKED = "What happens next?"


@pytest.fixture
def closed(services: Services) -> Session:
    """An interview that the interviewer has closed."""
    session = services.interviews.begin(services.setup(InterviewRequest(round="culture", turns=1, seed=2)))
    list(session.advance())
    list(session.answer(WEAK))
    assert session.state.closing and session.state.debrief
    return session


def test_a_closing_question_is_answered_in_role_and_graded_by_nobody(closed: Session, services: Services) -> None:
    debrief, answers = closed.state.debrief, closed.state.answers
    updates = list(closed.say_farewell(ASKED))
    persona = services.pack.personas[closed.state.turns[-1].move.speaker]
    (farewell,) = closed.state.farewells
    assert farewell.text == ASKED and farewell.reply in persona.replies[AskedAbout.NEXT_STEPS]
    spoken = "".join(update.text for update in updates if isinstance(update, LinePiece))
    assert spoken.strip() == farewell.reply
    assert (closed.state.debrief, closed.state.answers) == (debrief, answers)


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("How many people are in your team?", AskedAbout.TEAM),
        ("And what would I work on in the first weeks?", AskedAbout.FIRST_WORK),
        ("How did I do?", AskedAbout.FEEDBACK),
        ("What would the salary be, roughly?", AskedAbout.PAY),
        ("Sausages, then?", None),
    ],
)
def test_what_is_asked_decides_the_reply(
    closed: Session, services: Services, asked: str, about: AskedAbout | None
) -> None:
    list(closed.say_farewell(asked))
    persona = services.pack.personas[closed.state.turns[-1].move.speaker]
    assert closed.state.farewells[0].reply in (persona.replies[about] if about else persona.lines.cannot_tell)


def test_thanks_get_a_parting_word_and_no_line_comes_twice(closed: Session, services: Services) -> None:
    list(closed.say_farewell("Thank you, that was good."))
    persona = services.pack.personas[closed.state.turns[-1].move.speaker]
    assert closed.state.farewells[0].reply in persona.lines.close
    assert closed.state.farewells[0].reply != closed.state.turns[-1].line
    list(closed.say_farewell(ASKED))
    said = closed.state.said()
    assert len(set(said)) == len(said)


def test_they_have_left_after_two(closed: Session) -> None:
    for _ in range(2):
        list(closed.say_farewell(ASKED))
    count = closed.state.count
    with pytest.raises(BadInput, match="read the debrief"):
        list(closed.say_farewell(ASKED))
    assert closed.state.count == count


def test_nobody_asks_before_the_goodbye(services: Services) -> None:
    session = services.interviews.begin(services.setup(InterviewRequest(round="culture", turns=2, seed=2)))
    list(session.advance())
    with pytest.raises(BadInput):
        list(session.say_farewell(ASKED))
    list(session.end())
    assert session.state.closing is None  # who ends it is told no goodbye


def test_what_was_asked_is_kept_and_answered_after_a_crash(closed: Session, services: Services) -> None:
    log, _ = services.interviews.store.resume(closed.id)
    log.append(FarewellSaid(text=ASKED))
    resumed = services.interviews.resume(closed.id)
    assert resumed.state.farewells[0].reply is None
    list(resumed.advance())
    assert resumed.state.farewells[0].reply
    assert services.interviews.load(closed.id).farewells == resumed.state.farewells
    for format_ in ("md", "html", "json"):
        assert ASKED in exported(resumed.state, services.pack, closed.id, format_).decode()


def test_the_room_stays_at_the_goodbye_until_the_debrief_is_wanted(page: Any, own_services: Services) -> None:
    open_more(page)
    page.get_by_label("Short: 6 answers", exact=True).check()
    begin(page)
    for _ in range(6):
        answer(page, WEAK)
    page.wait_for_selector("#read-debrief")
    assert page.locator("#verdict").count() == 0
    assert not page.locator("#end").is_visible()
    lines = page.locator("#talk .mi-line").count()
    page.fill("#answer textarea", ASKED)
    page.click("#send")
    page.wait_for_function(f"() => document.querySelectorAll('#talk .mi-line:not(.mi-now)').length > {lines}")
    assert ASKED in page.inner_text("#talk")
    page.wait_for_timeout(1000)  # the page may send once more what it has not seen taken yet
    assert page.inner_text("#talk").count(ASKED) == 1
    page.click("#read-debrief")
    page.wait_for_selector("#verdict h2")


def test_the_terminal_waits_before_the_debrief() -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "interviewer", "chat", "--turns", "1", "--round", "culture", "--role", "analyst", "--project", "milk"],
        encoding="utf-8",
        timeout=90,
        dimensions=(40, 100),
        env=os.environ | {"PROMPT_TOOLKIT_NO_CPR": "1"},
    )
    child.expect("you>")
    child.send("I cut refunds from 4% to 3%.\r")
    child.expect("Something to ask them")
    assert "Verdict" not in child.before
    child.expect("you>")
    child.send(f"{ASKED}\r")
    child.expect("Something to ask them")
    child.expect("you>")
    child.send("\r")
    child.expect("Verdict")
    child.expect(pexpect.EOF)
