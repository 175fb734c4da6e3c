"""Walks through the page by chance: whatever a candidate does or suffers, nothing is lost and there is a way on.

A seed chooses the steps; a real browser takes them at a real server, which is killed on the way. Two short walks are
taken each time, and as many longer ones as INTERVIEWER_WALKS says (make walks). Hypothesis' state machines don't serve
here: they replay a walk and give up where it goes another way, and a page that is met while it speaks goes another way
each time. So the steps that were taken are told with what was found.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import TimeoutError
from test_web import chromium
from test_web_alive import Killable, killable
from visit import BOX, PATIENCE, Known, Visit

from interviewer.app import Services
from interviewer.settings import Settings

__all__ = ["chromium", "killable"]  # fixtures
LONG = int(os.environ.get("INTERVIEWER_WALKS", "0"))
SEEDS, STEPS, MOST_KILLS = (range(LONG), 40, 3) if LONG else (range(2), 15, 1)
MOST_TABS = 2
SOON = 10_000  # milliseconds
SENDS = ("Enter", "Control+Enter", "click", "Enter twice", "click twice")
CUTS = ("reload", "back", "pause", "kill")
INTERVIEWS = ("Hiring manager", "Culture", "Case-study panel")
Step = Callable[["Candidate"], None]
STEPS_IN: dict[str, list[Step]] = {}


def step(*where: str) -> Callable[[Step], Step]:
    """What can be done where the page stands so; the oftener named, the oftener done."""

    def noted(found: Step) -> Step:
        for place in where:
            STEPS_IN.setdefault(place, []).append(found)
        return found

    return noted


class Candidate:
    """What a candidate can do, and what can happen to them."""

    def __init__(self, visit: Visit, server: Killable, chance: Random) -> None:
        self.visit, self.server, self.chance = visit, server, chance
        self.kills = 0

    def go(self, steps: int) -> None:
        """Take so many steps, and look after each whether all is as it must be."""
        self.visit.open_tab()
        for _ in range(steps):
            found = self.visit.stands()
            try:
                self.chance.choice(STEPS_IN[found] + STEPS_IN["anywhere"])(self)
            except TimeoutError as error:
                raise AssertionError(self.visit.told(f"{error}\n{self.visit.sight()}")) from None
            self.visit.check()

    def did(self, *what: Any) -> Any:
        """Note a step, and give the tab in which it is done."""
        self.visit.walked.append(" ".join(map(str, what)))
        return self.visit.page

    # Beginning and coming back

    @step("start", "start", "start")
    def begins(self) -> None:
        name = self.chance.choice(INTERVIEWS)
        page = self.did("begins", name)
        page.locator("#round label", has_text=name).click()
        self._clicked("#begin")
        self._left("start", "#begin")
        started = self.visit.interview()
        assert started, self.visit.told("Begin led to no room")
        assert started not in self.visit.known, self.visit.told("Begin led to an old interview")
        self.visit.known[started] = Known()

    @step("start")
    def resumes(self) -> None:
        page = self.visit.page
        if page.locator("#resume").is_visible():
            self.did("resumes")
            self._clicked("#resume")
            self._left("start", "#resume")

    @step("start", "room", "debrief", "goodbye")
    def opens_one_from_history(self) -> None:
        page = self.visit.page
        if not self.visit.known:
            return
        page.get_by_role("tab", name="History").click()
        self.visit.page.wait_for_selector("#history .mi-days .mi-past")
        shown = page.get_by_role("button", name="Resume").or_(page.get_by_role("button", name="Debrief"))
        shown.first.wait_for()
        chosen = self.chance.randrange(shown.count())
        self.did("opens from History the interview", chosen)
        shown.nth(chosen).click()
        self._left("history")

    @step("debrief")
    def goes_back_to_the_start(self) -> None:
        self.did("goes back to the start").click("#again")
        self._left("debrief")

    def _clicked(self, selector: str) -> None:
        """Click what a page that loads itself just then may take away, because the click before had arrived."""
        button = self.visit.page.locator(selector)
        try:
            button.click(timeout=SOON)
        except TimeoutError:
            if button.is_visible():
                raise

    def _left(self, before: str, click: str = "") -> None:
        """Wait until the tab shows something else than before; what it shows is drawn anew.

        `click` is clicked again where it was refused, because the interview was busy, or was lost: Gradio loads a page
        anew when it finds a killed server back.
        """
        page, since = self.visit.page, time.monotonic()
        until = since + PATIENCE / 1000
        while self.visit.stands() == before:
            offered = click != "#resume" or page.locator(click).is_visible()
            if not offered and time.monotonic() - since > SOON / 1000:
                break  # what was offered ended meanwhile: there is nothing to resume
            if click and (self.visit.was_refused() or self.visit.loaded_itself()):
                self._clicked(click)
                page.wait_for_timeout(500)
            assert time.monotonic() < until, self.visit.told(f"nothing came after '{before}'\n{self.visit.sight()}")
            page.wait_for_timeout(100)
        self.visit.changed()

    # Talking

    @step("room", "room")
    def types_half_a_draft(self) -> None:
        self.did("types")
        self.visit.type(f"Half a thou {self.visit.text()}")

    @step("room", "room", "room", "goodbye")
    def sends(self) -> None:
        how = self.chance.choice(SENDS)
        self.did("sends by", how)
        self._answered(self._send(how))

    @step("room", "room", "room", "goodbye")
    def sends_and_is_cut_off(self) -> None:
        how, wait, cut = self.chance.choice(SENDS), self.chance.choice((0, 60, 150, 400, 900)), self.chance.choice(CUTS)
        page = self.did("sends by", how, "and after", wait, "ms suffers a", cut)
        self._send(how)
        self.visit.changed()
        page.wait_for_timeout(wait)
        self._suffer(cut)

    def _send(self, how: str) -> str:
        """Send what stands in the box, or something new; what that was."""
        page = self.visit.page
        if not self.visit.box() or self.chance.random() < 0.5:
            self.visit.type(self.visit.text())
        text = self.visit.box()
        for _ in range(2 if how.endswith("twice") else 1):
            if how.startswith("click"):
                page.click("#send")
            else:
                page.press(BOX, how.split()[0])
        return text

    def _answered(self, text: str) -> None:
        """What was sent is taken, or refused for a reason that is told."""
        self.visit.page.wait_for_timeout(100)
        if self.visit.stands() in ("room", "goodbye"):
            self.visit.page.wait_for_function(
                f"(text) => document.querySelector('{BOX}').value !== text"
                " || document.querySelector('#talk .mi-outside') || !document.querySelector('#talk').checkVisibility()",
                arg=text,
            )
        self.visit.changed()

    @step("room", "room")
    def changes_the_last_answer(self) -> None:
        page, name = self.visit.page, self.visit.interview()
        if not name or not page.locator(".mi-change").is_visible():
            return
        then = self.chance.choice(("sends it", "leaves it", "reloads"))
        self.did("changes the last answer and", then)
        if not self.visit.is_changing(name):
            page.click(".mi-change")
        page.wait_for_selector("#changing", state="visible")
        self.visit.known[name].may_change = True
        self.visit.type(self.visit.text())
        if then == "sends it":
            text = self.visit.box()
            page.click("#send")
            self._answered(text)
        elif then == "leaves it":
            self.visit.known[name].typed -= {f"mark-{self.visit.typed}-"}
            page.click("#keep-it")
        else:
            self._suffer("reload")

    @step("room")
    def steps_out(self) -> None:
        what = self.chance.choice(("hint", "skip"))
        self.did("asks for a", what).click(f"#{what}")
        self.visit.page.wait_for_timeout(300)
        self.visit.stands()
        self.visit.changed()

    @step("halted")
    def tries_again(self) -> None:
        self.did("tries again").click("#try-again")
        self._left("halted")

    # Leaving

    @step("room")
    def pauses(self) -> None:
        self.did("pauses").click("#pause")
        self._left("room", "#pause")

    @step("room")
    def nearly_ends(self) -> None:
        page = self.did("nearly ends")
        page.click("#end")
        page.click("#stay")
        page.wait_for_selector("#end-now", state="hidden")

    @step("room")
    def ends(self) -> None:
        page = self.did("ends")
        page.click("#end")
        page.click("#end-now")
        self._left("room")

    @step("goodbye", "goodbye")
    def reads_the_debrief(self) -> None:
        self.did("reads the debrief").click("#read-debrief")
        self._left("goodbye")

    # What happens to a page

    @step("anywhere")
    def suffers(self) -> None:
        what = self.chance.choice(("reload", "back", "kill"))
        self.did("suffers a", what)
        self._suffer(what)

    def _suffer(self, what: str) -> None:
        page = self.visit.page
        if what == "pause":
            page.click("#pause")
            self._left("room", "#pause")
            return
        self.visit.leaving = True
        if what == "kill":
            self._killed()
        if what == "back":
            page.go_back()
            page.go_forward()
        else:
            page.reload()
        self.visit.caught_up()

    @step("anywhere")
    def suffers_a_kill_and_does_not_notice(self) -> None:
        if self.kills < MOST_KILLS:
            self.did("suffers a kill unnoticed")
            self._killed()

    def _killed(self) -> None:
        if self.kills < MOST_KILLS:
            self.kills += 1
            self.visit.down = True
            self.server.kill()
            self.server.start()

    @step("anywhere")
    def has_another_network(self) -> None:
        slow = self.chance.random() < 0.5
        self.did("has a", "slow" if slow else "fast", "network")
        self.visit.network(slow)

    @step("anywhere", "anywhere")
    def goes_to_another_tab(self) -> None:
        if len(self.visit.tabs) < MOST_TABS:
            self.did("opens a tab")
            self.visit.open_tab()
            return
        self.visit.here = 1 - self.visit.here
        self.did("goes to tab", self.visit.here)
        self.visit.page.bring_to_front()


@pytest.fixture
def behind(own_home: Path, shared_services: Services) -> Services:
    """The store that the killed and started server keeps."""
    made = Settings(home=own_home, pack=shared_services.settings.pack, threads=1)
    return Services(made, resources=shared_services.resources)


@pytest.mark.parametrize("number", SEEDS)
def test_whatever_happens_nothing_is_lost_and_there_is_a_way_on(
    number: int, chromium: Any, killable: Killable, behind: Services
) -> None:
    context = chromium.new_context(viewport={"width": 1100, "height": 800})
    Candidate(Visit(context, killable.url, lambda: behind.interviews), killable, Random(number)).go(STEPS)
    context.close()
