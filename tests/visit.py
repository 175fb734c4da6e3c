"""One candidate at a browser, with what they typed and what became of it. For the walks of test_web_walks.py.

Everything typed carries a mark of its own, so that it can be found wherever it went: to the store or into a draft.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error
from test_web import STRONG, WEAK

from interviewer.app import Interviews
from interviewer.domain.interview import Interview

BOX = "#answer textarea"
PATIENCE = 60_000  # milliseconds after which a page counts as dead
TALK = "#talk .mi-talk[data-interview]"
MARK = re.compile(r"mark-\d+-")
# Where the page stands: nothing of it is on its way, and there is something to click or to type in.
STANDS = """() => {
  const visible = (item) => item.checkVisibility({ visibilityProperty: true });
  const seen = (selector) => [...document.querySelectorAll(selector)].find(visible);
  const talk = document.querySelector("#talk .mi-talk");
  if (seen("#begin:not([disabled])")) return "start";
  if (seen("#verdict h2") && seen("#again")) return "debrief";
  if (seen("#try-again")) return "halted";
  if (seen(".mi-past") && seen("#history button")) return "history";
  const free = seen("#answer textarea:not([disabled])") && talk && !talk.querySelector(".mi-now, .mi-sent");
  if (!free || talk.lastElementChild?.matches(".mi-you")) return null;
  return talk.querySelector(".mi-line") ? (seen("#read-debrief") ? "goodbye" : "room") : null;
}"""
SHOWN = """() => [...document.querySelectorAll(
  "#talk .mi-line:not(.mi-now) .mi-said, #talk .mi-you:not(.mi-sent) .mi-said")].map((said) => said.textContent)"""
DRAFTS = """() => Object.fromEntries(Object.entries({...localStorage})
  .filter(([name]) => name.startsWith("mock-interviewer-draft/"))
  .map(([name, kept]) => [name.split("/").pop(), kept]))"""
# Keeps whether a click was refused because the interview was busy: what is told of it in the corner goes by itself.
_REFUSALS = """new MutationObserver(() => {
  const told = [...document.querySelectorAll('[data-testid="toast-body"]:not([data-seen])')];
  for (const one of told) one.dataset.seen = "yes";
  if (told.some((one) => one.textContent.includes("busy with your last click"))) window.refusedAClick = true;
}).observe(document, { childList: true, subtree: true })"""
_UNREACHED = ("net::", "Failed to load resource", "Failed to fetch", "Connection errored out", "network error")
_SLOW = {"offline": False, "latency": 400, "downloadThroughput": 60_000, "uploadThroughput": 30_000}
_FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


def marks(text: str) -> list[str]:
    return MARK.findall(text)


@dataclass
class Known:
    """Of one interview: what was answered, mark by mark, and the marks that were typed and not thrown away."""

    said: list[list[str]] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    may_change: bool = False  # whether the last answer was, or still is, to be changed


@dataclass
class Visit:
    """A browser with its tabs, and the store behind the page."""

    context: Any
    url: str
    stored: Callable[[], Interviews]
    tabs: list[Any] = field(default_factory=list)
    here: int = 0
    known: dict[str, Known] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)  # the tabs that have seen all that was done
    errors: list[str] = field(default_factory=list)
    walked: list[str] = field(default_factory=list)
    down: bool = False  # whether the server was killed: a tab finds out whenever it asks next
    leaving: bool = False
    loads: list[Any] = field(default_factory=list)  # pages that were loaded since this was last asked
    typed: int = 0

    # Tabs

    @property
    def page(self) -> Any:
        return self.tabs[self.here]

    def open_tab(self) -> None:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(_REFUSALS)
        page.on("pageerror", lambda error: self._broke(str(error)))
        page.on("console", lambda message: self._broke(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("load", lambda _: self.loads.append(page))
        self.tabs.append(page)
        self.here = len(self.tabs) - 1
        page.goto(self.url)
        self.caught_up()

    def _broke(self, what: str) -> None:
        """Note what broke in the page, unless what it asked for was cut off: by a kill, or by leaving the page."""
        if "signal is aborted" in what:  # Gradio's own stream, where a page is left
            return
        if not ((self.down or self.leaving) and any(words in what for words in _UNREACHED)):
            self.errors.append(what)

    def loaded_itself(self) -> bool:
        """Whether this tab was loaded since this was last asked, while nobody did so."""
        found = self.page in self.loads
        self.loads.clear()
        if found:
            self.walked.append("(the page loads itself)")
        return found

    def was_refused(self) -> bool:
        """Whether this tab was told, since this was last asked, that the interview is busy with another click."""
        return bool(self.page.evaluate("() => [window.refusedAClick, window.refusedAClick = false][0]"))

    def caught_up(self) -> None:
        """This tab was drawn anew; nobody else has seen what it did."""
        self.fresh.add(self.here)

    def changed(self) -> None:
        """This tab did something that the others can't know of."""
        self.fresh = {self.here}

    # What is to be seen

    def stands(self) -> str:
        """Where this tab has come to; it must come to something."""
        try:
            handle = self.page.wait_for_function(STANDS)
        except Exception as error:  # noqa: BLE001 whatever playwright raises, the page is dead
            raise AssertionError(self.told(f"a dead page ({type(error).__name__}):\n{self.sight()}")) from None
        return str(handle.json_value())

    def sight(self) -> str:
        return str(self.page.evaluate("() => document.body.innerText"))[-1500:]

    def interview(self) -> str | None:
        """The interview whose room this tab shows."""
        shown = self.page.locator(TALK)
        return shown.get_attribute("data-interview") if shown.count() and shown.is_visible() else None

    def box(self) -> str:
        return str(self.page.input_value(BOX))

    def drafts(self) -> dict[str, str]:
        """What this browser keeps of each interview."""
        return dict(self._evaluated(DRAFTS))

    def _evaluated(self, script: str) -> Any:
        """What the page says, asked again where it loads itself just then: Gradio does when it finds a server back."""
        try:
            return self.page.evaluate(script)
        except Error:
            self.page.wait_for_load_state()
            return self.page.evaluate(script)

    def is_changing(self, name: str) -> bool:
        return bool(json.loads(self.drafts().get(name, "{}")).get("changing"))

    def told(self, what: str) -> str:
        return f"{what}\nafter: {' > '.join(self.walked)}"

    # What is done

    def text(self) -> str:
        """Something to say, unlike anything said before."""
        self.typed += 1
        return f"{(WEAK, STRONG)[self.typed % 2]} That was mark-{self.typed}- of them."

    def type(self, text: str) -> None:
        """Replace what stands in the box: what it held is thrown away by the candidate."""
        name = self.interview()
        assert name
        known = self.known.setdefault(name, Known())
        known.typed -= set(marks(self.box()))
        known.typed |= set(marks(text))
        self.page.fill(BOX, text)

    def network(self, slow: bool) -> None:
        """Of this tab."""
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", _SLOW if slow else _FAST)

    # What holds

    def check(self) -> None:
        """All that must hold wherever one has come to; what is still on its way may take a moment to arrive."""
        self.stands()
        until = time.monotonic() + PATIENCE / 1000
        while found := next(self._faults(), None):
            assert time.monotonic() < until, self.told(f"{found}\n{self.sight()}")
            self.page.wait_for_timeout(200)
        assert not self.errors, self.told(f"console: {self.errors}")
        self.leaving = False
        self.loads.clear()
        for name, known in self.known.items():
            known.said, known.may_change = self._answers(name), self.is_changing(name)

    def _faults(self) -> Iterator[str]:
        drafts, held = self.drafts(), self._held()
        for name, known in self.known.items():
            state = self.stored().load(name)
            answers = self._answers(name)
            yield from _lost(known, answers, drafts.get(name, "") + held.get(name, ""), name in held)
            waiting = [turn.number for turn in state.turns if turn.line and turn.answer is None and not turn.skipped]
            if len(waiting) > 1:
                yield f"more than one open question: {waiting}"
        for name, box in held.items():
            strange = set(marks(box)) - self.known.setdefault(name, Known()).typed
            if strange and not self.is_changing(name):
                yield f"in the box of {name}, though it is of another or was sent: {strange}"
        name = self.interview()
        if name and self.here in self.fresh:
            yield from _unlike(self._evaluated(SHOWN), self.stored().load(name))

    def _held(self) -> dict[str, str]:
        """What stands in the boxes, by interview."""
        name = self.interview()
        return {name: self.box()} if name else {}

    def _answers(self, name: str) -> list[list[str]]:
        state = self.stored().load(name)
        said = [turn.answer for turn in state.turns if turn.answer is not None]
        return [marks(text) for text in [*said, *(farewell.text for farewell in state.farewells)]]


def _lost(known: Known, answers: list[list[str]], kept: str, in_room: bool) -> Iterator[str]:
    """What was acknowledged stands where it stood, and each text typed in one place alone.

    Whether what was on its way arrived, a browser sees when the interview's room is shown; until then it keeps it too.
    """
    before, flat = known.said, [mark for answer in answers for mark in answer]
    grown = answers[: len(before)] == before and len(answers) <= len(before) + 1
    replaced = known.may_change and len(answers) == len(before) and answers[:-1] == before[:-1]
    if not (grown or replaced):
        yield f"what was said is no longer what it was: {before} has become {answers}"
    if len(flat) != len(set(flat)):
        yield f"something is stored twice: {answers}"
    for mark in known.typed:
        if mark not in flat and mark not in kept:
            yield f"{mark} is lost: it is neither in the store ({answers}) nor in a draft ({kept})"
        if in_room and mark in flat and mark in kept:
            yield f"{mark} is in the store and still in a draft: {kept}"


def _unlike(shown: list[str], state: Interview) -> Iterator[str]:
    """Where the page's talk is not the log's."""
    held = [text for turn in state.turns if turn.line for text in (turn.line, turn.answer) if text is not None]
    held += [text for item in state.farewells for text in (item.text, item.reply) if text]
    pairs = [[" ".join(text.split()) for text in texts] for texts in (shown, held)]
    if pairs[0] != pairs[1]:
        yield f"the page shows {shown}\nthe store holds {held}"
