"""From the first visit to an exported PDF without a mouse: by keyboard at a desktop, by touch on a phone."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from browser import Served
from pypdf import PdfReader
from test_web import READY, STRONG, WEAK, chromium, idle, own_services, served

from interviewer.app import Services

__all__ = ["chromium", "own_services", "served"]  # fixtures
BOX = "#answer textarea"
MOST_STOPS = 60  # more tab stops than any view has between two things that one wants
# What is focused, whether it is seen, and whether it looks otherwise than without focus.
FOCUSED = """() => {
  const item = document.activeElement;
  if (item === document.body) return null;
  const near = [item, item.parentElement, item.closest("label"), item.closest(".block")].filter(Boolean);
  const looks = () => JSON.stringify(near.map((one) => {
    const { outline, outlineOffset, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(one);
    return { outline, outlineOffset, boxShadow, borderColor, backgroundColor, textDecoration };
  }));
  const focused = looks();
  item.blur();
  const plain = looks();
  item.focus({ preventScroll: true });
  const box = (item.closest("label") ?? item).getBoundingClientRect();
  return {
    what: item.outerHTML.slice(0, 120),
    marked: focused !== plain,
    inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"


@pytest.fixture
def desktop(chromium: Any, served: Served) -> Iterator[Any]:
    yield from _opened(chromium, served, viewport={"width": 1366, "height": 650})


@pytest.fixture
def phone(chromium: Any, served: Served) -> Iterator[Any]:
    yield from _opened(chromium, served, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def _opened(chromium: Any, served: Served, **how: Any) -> Iterator[Any]:
    context = chromium.new_context(**how)
    opened = context.new_page()
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.set_default_timeout(READY)
    opened.goto(served.url)
    opened.wait_for_selector("#begin")
    yield opened
    context.close()
    assert broken == []


def tab_to(page: Any, selector: str, key: str = "Tab") -> None:
    """Go by the Tab key to what is wanted; every stop on the way is marked and in sight."""
    page.locator(selector).first.wait_for()
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        page.wait_for_timeout(30)  # a stop out of sight is scrolled to
        stop = page.evaluate(FOCUSED)
        if stop is None:
            continue  # past the page's end: the browser's own part of the round
        assert stop["marked"], f"nothing shows that this has the focus: {stop['what']}"
        assert stop["inSight"], f"this has the focus out of sight: {stop['what']}"
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def focused(page: Any, selector: str) -> None:
    """The focus comes here by itself."""
    page.wait_for_function("(wanted) => document.activeElement.matches(wanted)", arg=selector)


def downloaded(page: Any, saves: Callable[[], None]) -> str:
    """The text of the PDF that this saves."""
    with page.expect_download() as caught:
        saves()
    data = Path(caught.value.path()).read_bytes()
    return " ".join(" ".join(part.extract_text() for part in PdfReader(BytesIO(data)).pages).split())


def holds_the_interview(pdf: str, services: Services) -> None:
    """The exported file has the questions that were asked and the answers that were given."""
    (summary,) = services.interviews.store.summaries()
    assert summary.round == "culture"
    turns = services.interviews.load(summary.id).turns
    assert [turn.answer for turn in turns if turn.answer is not None] == [WEAK, STRONG]
    for turn in turns[:2]:
        assert " ".join(str(turn.line).split())[:60] in pdf
    assert WEAK[:60] in pdf
    assert STRONG[:60] in pdf


def test_from_the_first_visit_to_a_pdf_by_keyboard(desktop: Any, own_services: Services) -> None:
    desktop.add_style_tag(content=STILL)
    tab_to(desktop, "#round input")
    desktop.keyboard.press("ArrowDown")
    desktop.wait_for_selector("#round label:nth-of-type(2) input:checked")
    tab_to(desktop, "#begin")
    desktop.keyboard.press("Enter")
    desktop.wait_for_selector("#talk .mi-line")
    idle(desktop)
    for number, text in enumerate((WEAK, STRONG), start=1):
        focused(desktop, BOX)
        desktop.keyboard.insert_text(text)
        desktop.keyboard.press("Enter")
        desktop.wait_for_function(f"() => document.querySelectorAll('#talk .mi-you').length === {number}")
        idle(desktop)
    tab_to(desktop, "#end")
    desktop.keyboard.press("Enter")
    focused(desktop, "#stay")
    tab_to(desktop, "#end-now", "Shift+Tab")
    desktop.keyboard.press("Space")
    focused(desktop, "#verdict h2")
    desktop.wait_for_selector(".mi-answer")
    tab_to(desktop, ".mi-fixes button")
    desktop.keyboard.press("Enter")
    focused(desktop, "#practice textarea")
    tab_to(desktop, ".mi-answer summary")
    desktop.keyboard.press("Enter")
    desktop.wait_for_selector(".mi-answer[open] mark")
    tab_to(desktop, "#save-pdf")
    holds_the_interview(downloaded(desktop, lambda: desktop.keyboard.press("Enter")), own_services)


def test_from_the_first_visit_to_a_pdf_by_touch(phone: Any, own_services: Services) -> None:
    phone.tap("#round label:nth-of-type(2)")
    phone.tap("#begin")
    phone.wait_for_selector("#talk .mi-line")
    idle(phone)
    for number, text in enumerate((WEAK, STRONG), start=1):
        phone.tap(BOX)
        phone.keyboard.insert_text(text)
        phone.tap("#send")
        phone.wait_for_function(f"() => document.querySelectorAll('#talk .mi-you').length === {number}")
        idle(phone)
    phone.tap("#end")
    phone.tap("#end-now")
    phone.tap(".mi-fixes button >> nth=0")
    focused(phone, "#practice textarea")
    phone.tap(".mi-answer summary >> nth=0")
    phone.wait_for_selector(".mi-answer[open] mark")
    phone.tap('.mi-contents a[href="#exports"]')
    holds_the_interview(downloaded(phone, lambda: phone.tap("#save-pdf")), own_services)
