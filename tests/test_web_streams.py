"""What is pressed just as the page's stream of messages ends is heard, however late the page learns of that end."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest
from browser import Served, serving_app
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from test_web import READY, WEAK, begin, chromium, idle, own_services, served

from interviewer.app import Services
from interviewer.web.server import application

__all__ = ["chromium", "own_services", "served"]  # fixtures
SOON = 0.5  # seconds


class LateEnds:
    """A network on which the answer to an event overtakes the end of a stream, where both are on their way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.answered = app, asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")

        async def sent(message: Message) -> None:
            if b'"close_stream"' in message.get("body", b""):
                self.answered.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.answered.wait(), 3 * SOON)
                    await asyncio.sleep(SOON)  # so that the page has read it
            await send(message)
            if path.endswith("/queue/join"):
                self.answered.set()

        await self.app(scope, receive, sent)


@pytest.fixture
def late(chromium: Any, own_services: Services) -> Iterator[Any]:
    with serving_app(LateEnds(application(own_services, {}))) as found:
        context = chromium.new_context()
        page = context.new_page()
        page.set_default_timeout(READY / 3)
        page.goto(found.url)
        yield page
        context.close()


def test_begin_is_heard_as_a_stream_ends(late: Any) -> None:
    begin(late, "Culture")  # the choice is an event, too


def test_an_answer_is_heard_as_a_stream_ends(late: Any) -> None:
    late.wait_for_timeout(4000 * SOON)
    late.click("#begin")
    late.wait_for_selector("#talk .mi-line")
    idle(late)
    late.wait_for_timeout(4000 * SOON)
    late.click("#hint")
    late.wait_for_selector("#talk .mi-outside")
    late.fill("#answer textarea", WEAK)
    late.press("#answer textarea", "Enter")
    late.wait_for_selector("#talk .mi-you:not(.mi-sent)")
    idle(late)


def test_an_event_is_answered_once_the_end_before_it_is_known(served: Served) -> None:
    with httpx.Client(base_url=served.url, timeout=READY / 1000) as page, ThreadPoolExecutor(1) as another:
        _join(page)
        with page.stream("GET", "/gradio_api/queue/data", params={"session_hash": "x"}) as stream:
            lines = stream.iter_lines()  # the page has not hung up as long as they are kept
            assert _told(lines)[-1] == "close_stream"
            joining = another.submit(_join, page)
            with pytest.raises(TimeoutError):
                joining.result(SOON)
        joining.result()


def test_a_stream_on_which_nothing_comes_ends_at_once(served: Served) -> None:
    with httpx.Client(base_url=served.url, timeout=READY / 1000) as page:
        _join(page)
        for expected in (["process_completed", "close_stream"], ["close_stream"]):
            with page.stream("GET", "/gradio_api/queue/data", params={"session_hash": "x"}) as stream:
                assert _told(stream.iter_lines())[-2:] == expected


def _join(page: httpx.Client) -> None:
    """Send an event that needs nothing."""
    events = page.get("/config").raise_for_status().json()["dependencies"]
    index = next(item["id"] for item in events if item["api_name"] == "stay")
    body = {"fn_index": index, "data": [], "session_hash": "x"}
    page.post("/gradio_api/queue/join", json=body).raise_for_status()


def _told(lines: Iterator[str]) -> list[str]:
    """What is told up to the end of a stream."""
    found: list[str] = []
    while found[-1:] != ["close_stream"]:
        line = next(lines)
        if line.startswith("data:"):
            found.append(json.loads(line.removeprefix("data:"))["msg"])
        assert "heartbeat" not in found, "a stream that stays open"
    return found
