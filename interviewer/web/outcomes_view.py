"""Real interviews, noted afterwards: a fold of the Today part of the Prepare tab."""

from datetime import UTC, datetime, timedelta
from typing import Any

import gradio as gr

from interviewer.app import Interviews
from interviewer.errors import BadInput
from interviewer.preparation.outcomes import RESULTS
from interviewer.web.desk import Desk
from interviewer.web.prepared import PreparedFragments
from interviewer.web.stage import Shown
from interviewer.web.working import day_of, done, named

_ANY = "any"
_CHOSEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-outcome]");
  if (button && confirm("Remove this interview for good?")) trigger("discard", { outcome: button.dataset.outcome });
});"""  # a button of our own HTML becomes an event that says which interview it is about
_A_DAY = timedelta(days=1)  # somewhere it is tomorrow already


def build_outcomes(desk: Desk, fragments: PreparedFragments, opened_by: tuple[gr.Tab, ...]) -> None:
    """Lay it out; the list is drawn anew each time it is opened."""
    rounds = [("None of these", _ANY), *((item.name, item.id) for item in desk.services.pack.manifest.rounds)]
    with gr.Accordion("How did a real interview go?", open=False, elem_id="outcomes"):
        listed = gr.HTML(elem_id="outcome-list", js_on_load=_CHOSEN, min_height=0)
        with gr.Row():
            day = gr.Textbox(label="Its day", placeholder="2026-12-03", max_lines=1, elem_id="outcome-day")
            result = gr.Radio([(item.capitalize(), item) for item in RESULTS], value="waiting", label="Result")
        like = gr.Radio(rounds, value=_ANY, label="Most like which round here?")
        asked = gr.Textbox(label="What did they ask? (optional)", lines=2, max_lines=8, elem_id="outcome-asked")
        wrong = gr.Textbox(
            label="What did the rehearsals get wrong about it? (optional)",
            lines=2,
            max_lines=8,
            elem_id="outcome-wrong",
        )
        keep = gr.Button("Keep", variant="primary", min_width=90, elem_id="outcome-keep")

    def shown(own: Interviews) -> str:
        return fragments.outcomes(own.outcomes.compared(own.of_this_pack()))

    async def drawn(request: gr.Request) -> str:
        return await done(desk, request, shown)

    async def kept(form: dict[Any, Any], request: gr.Request) -> Shown:
        def keeping(own: Interviews) -> Shown:
            on = day_of(form[day])
            if on is None:
                raise BadInput("there is no day; give it as 2026-12-03")
            chosen = None if form[like] == _ANY else form[like]
            latest = (datetime.now(UTC) + _A_DAY).date()
            own.outcomes.note(on, form[result], latest, chosen, form[asked], form[wrong])
            return {listed: shown(own), day: "", asked: "", wrong: ""}

        return await done(desk, request, keeping)

    async def removed(event: gr.EventData, request: gr.Request) -> str:
        def removing(own: Interviews) -> str:
            own.outcomes.remove(named(event, "outcome"))
            return shown(own)

        return await done(desk, request, removing)

    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    for tab in opened_by:
        tab.select(drawn, None, listed, **quiet)
    keep.click(kept, {day, result, like, asked, wrong}, [listed, day, asked, wrong], trigger_mode="once", **quiet)
    listed.discard(removed, None, listed, **quiet)
