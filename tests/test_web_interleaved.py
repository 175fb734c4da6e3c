"""Two users and two sessions of one of them at the same time, step by step in an order of chance: each sees, keeps and
changes what is theirs alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from browser import serving
from test_web import READY, STRONG, WEAK, chromium, end, idle, open_more, own_services
from test_web_alive import BOX, PEOPLE, sign_in, value

from interviewer.app import Interviews, Services
from interviewer.web.desk import token
from interviewer.web.people import hashed

__all__ = ["chromium", "own_services"]  # fixtures
EVERYTHING = """() => document.documentElement.outerHTML
  + [...document.querySelectorAll('textarea')].map((box) => box.value)
  + JSON.stringify([{...localStorage}, {...sessionStorage}])"""


@dataclass
class Seat:
    """Somebody at a browser of their own, with words that nobody else knows."""

    user: str
    secret: str
    page: Any
    round: str

    @property
    def said(self) -> list[str]:
        return [f"{text} Only {self.secret} says so." for text in (WEAK, STRONG)]

    @property
    def draft(self) -> str:
        return f"Half a thought of {self.secret}"

    def steps(self, folder: Path) -> Iterator[None]:
        """An interview up to a draft, broken off after each thing that is clicked or typed, also while they speak."""
        page = self.page
        cv = folder / f"{self.secret}.txt"
        cv.write_text(f"- Cut the losses of {self.secret} from 9% to 6% of purchases\n", encoding="utf-8")
        open_more(page)
        page.locator("#round label", has_text=self.round).click()
        yield
        page.set_input_files("input[type=file]", str(cv))
        yield
        page.wait_for_function("(name) => document.querySelector('#cv textarea').value.includes(name)", arg=self.secret)
        page.click("#begin")
        yield
        page.wait_for_selector("#talk .mi-line")
        idle(page)
        for number, text in enumerate(self.said, start=1):
            page.fill(BOX, text)
            yield
            page.press(BOX, "Enter")
            yield
            page.wait_for_function(f"() => document.querySelectorAll('#talk .mi-you').length === {number}")
            idle(page)
        page.fill(BOX, self.draft)
        yield


@pytest.fixture
def seats(chromium: Any, own_services: Services) -> Iterator[list[Seat]]:
    """Ann at a laptop and at another, Bo at his; all signed in."""
    contexts = [chromium.new_context() for _ in range(3)]
    with serving(own_services, {name: hashed(word) for name, word in PEOPLE.items()}) as served:
        found = []
        who = (("ann", "Aldebaran", "Hiring"), ("ann", "Antares", "Culture"), ("bo", "Betelgeuse", "Case-study"))
        for context, (user, secret, round_name) in zip(contexts, who, strict=True):
            page = context.new_page()
            page.set_default_timeout(READY)
            sign_in(page, served.url, user)
            found.append(Seat(user, secret, page, round_name))
        yield found
        for context in contexts:
            context.close()


def kept_of(services: Services, user: str) -> Interviews:
    return services.interviews_of(token(user))


def interleaved(seats: list[Seat], chance: Random, folder: Path) -> None:
    going = [seat.steps(folder) for seat in seats]
    while going:
        one = chance.choice(going)
        if next(one, seats) is seats:  # at its end
            going.remove(one)


@pytest.mark.parametrize("number", range(2))
def test_nobody_sees_or_changes_what_is_anothers(
    number: int, seats: list[Seat], own_services: Services, tmp_path: Path
) -> None:
    interleaved(seats, Random(number), tmp_path)
    ids = {}
    for seat in seats:
        others = [other.secret for other in seats if other is not seat]
        seat.page.reload()
        seat.page.wait_for_selector("#talk .mi-you")
        idle(seat.page)
        seat.page.wait_for_function(f"(text) => document.querySelector('{BOX}').value === text", arg=seat.draft)
        assert seat.page.locator("#talk .mi-you .mi-said").all_inner_texts() == seat.said
        everything = seat.page.evaluate(EVERYTHING)
        assert not [secret for secret in others if secret in everything]
        ids[seat.secret] = seat.page.get_attribute("#talk .mi-talk", "data-interview")
    for seat in seats:
        state = kept_of(own_services, seat.user).load(ids[seat.secret])
        assert [turn.answer for turn in state.turns if turn.answer is not None] == seat.said
        assert state.setup.cv
        assert seat.secret in state.setup.cv
        history_holds(seat, sum(other.user == seat.user for other in seats))
    exports_are_ones_own(seats, ids)
    deleting_takes_only_ones_own(seats, ids, own_services)


def history_holds(seat: Seat, count: int) -> None:
    """One's own interviews, of all one's sessions, and no other."""
    seat.page.get_by_role("tab", name="History").click()
    seat.page.wait_for_selector("#history .mi-days .mi-past")
    assert seat.page.locator(".mi-past").count() == count
    seat.page.get_by_role("tab", name="Interview").click()
    seat.page.wait_for_selector("#talk .mi-line")
    assert value(seat.page) == seat.draft


def exports_are_ones_own(seats: list[Seat], ids: dict[str, Any]) -> None:
    """Each file holds its own interview; another user's is not to be had, by nobody's address."""
    for seat in seats:
        end(seat.page)
        with seat.page.expect_download() as caught:
            seat.page.click("#save-json")
        text = Path(caught.value.path()).read_text(encoding="utf-8")
        assert [other.secret for other in seats if other.secret in text] == [seat.secret]
        for other in seats:
            reply = seat.page.context.request.get(caught.value.url.replace(ids[seat.secret], ids[other.secret]))
            assert reply.ok == (other.user == seat.user)
            assert (other.secret in reply.text()) == reply.ok


def deleting_takes_only_ones_own(seats: list[Seat], ids: dict[str, Any], services: Services) -> None:
    """Ann deletes all that she sees; Bo's is still there, and so is what he has on screen."""
    ann, bo = seats[0].page, seats[-1]
    ann.on("dialog", lambda dialog: dialog.accept())
    ann.get_by_role("tab", name="History").click()
    for left in (1, 0):
        ann.wait_for_selector("#history .mi-days .mi-past")
        ann.get_by_role("button", name="Delete").first.click()
        ann.wait_for_function(f"() => document.querySelectorAll('.mi-past').length === {left}")
    assert kept_of(services, "ann").store.summaries() == []
    assert [summary.id for summary in kept_of(services, "bo").store.summaries()] == [ids[bo.secret]]
    bo.page.reload()
    bo.page.wait_for_selector("#verdict h2")
    assert bo.page.locator(".mi-answer").count() == 2
