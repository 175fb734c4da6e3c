"""The History tab: past interviews, progress, what to practise next."""

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from interviewer.errors import InterviewerError
from interviewer.web.desk import Desk
from interviewer.web.fragments import Barred, Fragments
from interviewer.web.interview_tab import InterviewTab
from interviewer.web.keeping import build_keeping
from interviewer.web.stage import Shown
from interviewer.web.telling import told, unreadable
from interviewer.web.working import named

# A button of our own HTML becomes an event that says which interview it is about (history.js asks before a deletion).
_CHOSEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open], [data-delete]");
  if (!button) return;
  if (button.dataset.open) trigger("choose", { interview: button.dataset.open });
  else if (window.miMayDelete(button)) trigger("discard", { interview: button.dataset.delete });
});"""


def build_history(desk: Desk, fragments: Fragments, tabs: gr.Tabs, tab: InterviewTab, here: gr.Tab) -> None:
    """Lay the tab out; the list is made anew each time it is opened. history.js puts it in order by local days."""
    with gr.Column(elem_classes="mi-page") as page:
        listed = gr.HTML(elem_id="history", js_on_load=_CHOSEN)

    def shown(request: gr.Request) -> str:
        return _listed(desk, fragments, request.username)

    with page:
        build_keeping(desk, shown, listed)

    async def chosen(event: gr.EventData, request: gr.Request) -> AsyncIterator[Shown]:
        led: Shown = {tabs: gr.Tabs(selected="interview")}
        async for step in tab.resume(named(event, "interview"), request):
            yield led | step
            led = {}  # whoever goes elsewhere meanwhile is not called back

    def discarded(event: gr.EventData, current: str | None, request: gr.Request) -> Shown:
        name = named(event, "interview")
        try:
            desk.delete(request.username, name)
        except InterviewerError as error:
            raise gr.Error(told(error, request.username), print_exception=False) from None
        return {listed: shown(request)} | (tab.leave() if current == name else {})

    quiet: dict[str, Any] = {"show_progress": "hidden"}
    here.select(shown, None, listed, **quiet)
    listed.choose(chosen, None, [tabs, *tab.outputs], concurrency_limit=None, **quiet)
    listed.discard(discarded, [tab.stage.current], [listed, *tab.outputs], **quiet)


def _listed(desk: Desk, fragments: Fragments, user: str | None) -> str:
    try:
        past, barred = desk.past(user)
    except InterviewerError as error:
        return fragments.note(told(error, user), "error")
    return fragments.history(past, [Barred(name, unreadable(name, error, user)) for name, error in barred])
