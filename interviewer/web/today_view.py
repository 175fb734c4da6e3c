"""What is due today, and the day of the real interview: the first thing of the Prepare tab."""

from datetime import UTC, datetime, timedelta
from typing import Any

import gradio as gr

from interviewer.app import Interviews
from interviewer.web.desk import Desk
from interviewer.web.outcomes_view import build_outcomes
from interviewer.web.prepared import PreparedFragments
from interviewer.web.working import day_of, done

_A_DAY = timedelta(days=1)  # somewhere it is still yesterday


def build_today(desk: Desk, fragments: PreparedFragments, opened_by: tuple[gr.Tab, ...]) -> None:
    """Lay it out; it is drawn anew each time it is opened."""
    shown = gr.HTML(elem_id="today")
    with gr.Row(elem_classes="mi-search"):
        day = gr.Textbox(
            label="The day of your real interview", placeholder="2026-12-31", max_lines=1, elem_id="plan-day", scale=4
        )
        keep = gr.Button("Keep", elem_id="plan-keep", scale=0, min_width=90)

    build_outcomes(desk, fragments, opened_by)

    def due(own: Interviews) -> tuple[str, str]:
        known = own.preparation.day()
        return fragments.today(own.today(datetime.now(UTC)), own.progress()), known.isoformat() if known else ""

    async def drawn(request: gr.Request) -> tuple[str, str]:
        return await done(desk, request, due)

    async def kept(text: str, request: gr.Request) -> tuple[str, str]:
        def keeping(own: Interviews) -> tuple[str, str]:
            own.preparation.set_day(day_of(text), datetime.now(UTC) - _A_DAY)
            return due(own)

        return await done(desk, request, keeping)

    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    for tab in opened_by:
        tab.select(drawn, None, [shown, day], **quiet)
    for event in (keep.click, day.submit):
        event(kept, [day], [shown, day], trigger_mode="once", **quiet)
