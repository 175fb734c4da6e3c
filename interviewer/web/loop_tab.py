"""The Loop tab: several rounds for one job laid out and sat one by one, and the committee's memo at the end."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from interviewer.app import Interviews
from interviewer.domain.loop import LoopWish
from interviewer.domain.setup import DEFAULT_TURNS
from interviewer.interview.request import InterviewRequest
from interviewer.loop.keeping import next_step
from interviewer.report.memo import memo_of
from interviewer.sittings import LoopSittings
from interviewer.web.announced import announced
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.interview_tab import InterviewTab
from interviewer.web.prepared import LoopShown, PreparedFragments
from interviewer.web.setup_view import ANY, LENGTHS
from interviewer.web.stage import Shown
from interviewer.web.working import done, named

# A button of our own HTML becomes an event that says which loop, or which interview of it, it is about.
_CHOSEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-sit], button[data-memo], button[data-open], button[data-drop]");
  if (!button) return;
  const { sit, memo, open, drop } = button.dataset;
  const kept = "Remove this loop for good? Its interviews stay under History, with their notes of each other.";
  if (sit) trigger("sit", { loop: sit });
  else if (memo) trigger("memo", { loop: memo });
  else if (open) trigger("choose", { interview: open });
  else if (confirm(kept)) trigger("discard", { loop: drop });
});"""
_TO_MEMO = """() => setTimeout(() => {
  const title = document.querySelector("#loop-memo .mi-title");
  title?.scrollIntoView({ block: "start" });
  title?.focus({ preventScroll: true });
}, 150)"""  # after Gradio has drawn it


def build_loop(desk: Desk, fragments: Fragments, tabs: gr.Tabs, tab: InterviewTab, here: gr.Tab) -> None:
    """Lay the tab out; the loops are drawn anew each time it is opened."""
    own_fragments = PreparedFragments(desk.services.pack)
    with gr.Column(elem_classes="mi-page"):
        gr.HTML(own_fragments.about("loop"))
        listed = gr.HTML(elem_id="loops", js_on_load=_CHOSEN)
        memo = gr.HTML(elem_id="loop-memo", min_height=0)
        form = _build_form(desk, fragments)

    def shown(own: Interviews) -> str:
        return own_fragments.loops(_shown(own))

    async def drawn(request: gr.Request) -> Shown:
        return {listed: await done(desk, request, shown), memo: ""}

    async def laid_out(given: dict[Any, Any], request: gr.Request) -> Shown:
        def beginning(own: Interviews) -> Shown:
            wish = form.wish(given)
            own.setup(InterviewRequest(**dict(wish)))  # refused here rather than at the first round
            own.loops.begin(wish, datetime.now(UTC).date(), form.rounds(given))
            return {listed: shown(own), memo: ""}

        return await done(desk, request, beginning)

    async def removed(event: gr.EventData, request: gr.Request) -> Shown:
        def removing(own: Interviews) -> Shown:
            own.loops.remove(named(event, "loop"))
            return {listed: shown(own), memo: ""}

        return await done(desk, request, removing)

    async def met(event: gr.EventData, request: gr.Request) -> str:
        def meeting(own: Interviews) -> str:
            loop, decision = LoopSittings(own).committee(named(event, "loop"))
            return own_fragments.memo(loop.id, memo_of(loop, decision, own.resources.pack))

        return await done(desk, request, meeting)

    async def sat(event: gr.EventData, request: gr.Request) -> AsyncIterator[Shown]:
        led: Shown = {tabs: gr.Tabs(selected="interview")}
        async for step in tab.sit(named(event, "loop"), request):
            yield led | step
            led = {}  # whoever goes elsewhere meanwhile is not called back

    async def read(event: gr.EventData, request: gr.Request) -> AsyncIterator[Shown]:
        led: Shown = {tabs: gr.Tabs(selected="interview")}
        async for step in tab.resume(named(event, "interview"), request):
            yield led | step
            led = {}

    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    here.select(drawn, None, [listed, memo], **quiet)
    form.begin.click(laid_out, form.inputs, [listed, memo], trigger_mode="once", **quiet)
    listed.discard(removed, None, [listed, memo], **quiet)
    listed.memo(met, None, memo, **quiet).then(None, None, None, js=_TO_MEMO)
    listed.sit(sat, None, [tabs, *tab.outputs], trigger_mode="once", **quiet)
    listed.choose(read, None, [tabs, *tab.outputs], **quiet)


@dataclass(frozen=True)
class _Form:
    """What a new loop is laid out with; `ticked` are the boxes of the rounds, by id, in the order of a loop."""

    ticked: dict[str, gr.Checkbox]
    unit: gr.Radio
    level: gr.Radio
    turns: gr.Radio
    prepared: gr.Checkbox
    begin: gr.Button

    @property
    def inputs(self) -> set[Any]:
        return {*self.ticked.values(), self.unit, self.level, self.turns, self.prepared}

    def wish(self, given: dict[Any, Any]) -> LoopWish:
        """What all rounds have in common, by the values of the inputs."""
        unit = None if given[self.unit] == ANY else given[self.unit]
        return LoopWish(unit=unit, level=given[self.level], turns=given[self.turns], prepared=given[self.prepared])

    def rounds(self, given: dict[Any, Any]) -> list[str]:
        """The rounds that are ticked."""
        return [name for name, box in self.ticked.items() if given[box]]


def _build_form(desk: Desk, fragments: Fragments) -> _Form:
    """Single boxes for the rounds: the perimeter lets plain values through and no lists."""
    pack, leaves = desk.services.pack, announced(desk.services)
    names = {item.id: item.name for item in pack.manifest.rounds}
    usual = pack.loop.rounds if pack.loop else tuple(names)
    with gr.Accordion("Lay out a new loop", open=False, elem_id="loop-new"):
        gr.HTML('<p class="mi-small">Rounds, 4 to 6 of them:</p>')
        with gr.Row(elem_id="loop-rounds"):
            order = dict.fromkeys((*usual, *names))
            ticked = {name: gr.Checkbox(name in usual, label=names[name], min_width=150) for name in order}
        with gr.Row():
            units = [("Any", ANY), *((item.name, item.id) for item in pack.manifest.units)]
            unit = gr.Radio(units, value=ANY, label="Unit")
            level = gr.Radio([("Senior", "senior"), ("Mid-level", "mid")], value="senior", label="Level")
            turns = gr.Radio(LENGTHS, value=DEFAULT_TURNS, label="Length of each round")
        prepared = gr.Checkbox(label="With what I keep under Prepare: my CV, and the job that it is for", value=False)
        if leaves.leaves:
            gr.HTML(fragments.notice(leaves.full))
        begin = gr.Button("Lay it out", variant="primary", min_width=110, elem_id="loop-begin")
    return _Form(ticked, unit, level, turns, prepared, begin)


def _shown(own: Interviews) -> list[LoopShown]:
    """Every loop with the state of its rounds, the newest first."""
    sat, loops = LoopSittings(own).summaries(), own.loops
    return [LoopShown(loop, next_step(loop, sat), sat) for loop in reversed(loops.all())]
