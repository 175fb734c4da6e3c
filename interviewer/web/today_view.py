"""What is due today, and the day of the real interview: the first thing of the Prepare tab."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.errors import BadInput, InterviewerError
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.telling import told

_A_DAY = timedelta(days=1)  # somewhere it is still yesterday


def build_today(desk: Desk, fragments: Fragments, opened_by: tuple[gr.Tab, ...]) -> None:
    """Lay it out; it is drawn anew each time it is opened."""
    shown = gr.HTML(elem_id="today")
    with gr.Row(elem_classes="mi-search"):
        day = gr.Textbox(
            label="The day of your real interview", placeholder="2026-12-31", max_lines=1, elem_id="plan-day", scale=4
        )
        keep = gr.Button("Keep", elem_id="plan-keep", scale=0, min_width=90)

    def due(user: str | None) -> tuple[str, str]:
        own = desk.of(user)
        past, _ = desk.past(user)
        found = own.preparation.today(past, own.weak_links(), datetime.now(UTC))
        known = own.preparation.day()
        return fragments.today(found, own.progress()), known.isoformat() if known else ""

    async def drawn(request: gr.Request) -> tuple[str, str]:
        return await _done(request, lambda: due(request.username))

    async def kept(text: str, request: gr.Request) -> tuple[str, str]:
        def keeping() -> tuple[str, str]:
            desk.of(request.username).preparation.set_day(_day(text), datetime.now(UTC) - _A_DAY)
            return due(request.username)

        return await _done(request, keeping)

    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    for tab in opened_by:
        tab.select(drawn, None, [shown, day], **quiet)
    for event in (keep.click, day.submit):
        event(kept, [day], [shown, day], trigger_mode="once", **quiet)


async def _done(request: gr.Request, work: Any) -> tuple[str, str]:
    try:
        found: tuple[str, str] = await run_sync(work)
    except InterviewerError as error:
        raise gr.Error(told(error, request.username), print_exception=False) from None
    return found


def _day(text: str) -> date | None:
    """The day that is typed; None where the box was emptied.

    Raises:
        BadInput: it is none.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput("that is no day; give it as 2026-12-31, or empty the box") from None
