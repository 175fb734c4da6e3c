"""The start page's way back: a button to the newest interview that is not finished."""

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.domain.summary import Summary
from interviewer.errors import InterviewerError
from interviewer.web.desk import Desk
from interviewer.web.interview_tab import InterviewTab
from interviewer.web.stage import Shown


def connect_resuming(page: gr.Blocks, tab: InterviewTab, here: gr.Tab, current: gr.BrowserState) -> None:
    """Offer it whenever the start page is shown, and go there when it is clicked."""
    button = tab.setup.resume
    name = gr.State(None)
    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}

    async def offered(request: gr.Request) -> dict[Any, Any]:
        found = await run_sync(_newest_open, tab.desk, request.username)
        shown = gr.update(visible=found is not None, value=_told(tab.desk, found) if found else "")
        return {button: shown, name: found.id if found else None}

    for shows in (page.load, current.change, here.select):
        shows(offered, None, [button, name], **quiet)

    async def resumed(known: str | None, request: gr.Request) -> AsyncIterator[Shown]:
        """The interview that was offered; a server that was started anew knows no more which, and looks again."""
        found = None if known else await run_sync(_newest_open, tab.desk, request.username)
        async for step in tab.resume(known or (found.id if found else ""), request):
            yield step

    button.click(resumed, [name], tab.outputs, trigger_mode="once", **quiet)


def _newest_open(desk: Desk, user: str | None) -> Summary | None:
    try:
        past, _ = desk.past(user)
    except InterviewerError:
        return None  # where nothing can be read, History says why
    return next((summary for summary in past if summary.state != "finished"), None)


def _told(desk: Desk, found: Summary) -> str:
    name = desk.services.pack.round(found.round).name
    so_far = f", {found.answers} answer{'' if found.answers == 1 else 's'} so far" if found.answers else ""
    return f"Resume: {name}{so_far}"
