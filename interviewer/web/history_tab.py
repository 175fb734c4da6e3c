"""The History tab: past interviews, progress, what to practise next."""

from typing import Any

import gradio as gr

from interviewer.errors import InterviewerError
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.interview_tab import InterviewTab
from interviewer.web.telling import told, unreadable

_MOST_SHOWN = 50
_STALE = """(count) => {
  document.querySelectorAll(".mi-history").forEach((list) => list.classList.add("mi-stale"));
  return count;
}"""  # a click on a list that is just being drawn anew would be lost
_SURE = """(...values) => {
  if (!confirm("Delete this interview for good?")) { throw new Error("kept"); }
  window.miForget && window.miForget(values[0]);
  return values;
}"""


def build_history(desk: Desk, fragments: Fragments, tabs: gr.Tabs, tab: InterviewTab, here: gr.Tab) -> None:
    """Lay the tab out; it is drawn anew each time it is opened."""
    opened = gr.State(0)
    here.select(lambda count: count + 1, opened, opened, js=_STALE, show_progress="hidden")

    @gr.render(inputs=[opened], triggers=[opened.change])  # type: ignore[untyped-decorator]
    def _(count: int, request: gr.Request) -> None:
        with gr.Column(elem_classes=f"mi-page mi-history mi-drawn-{count}"):  # a new class takes the stale one away
            past, barred = desk.past(request.username)
            gr.HTML(f'<h2 class="mi-title">Past interviews</h2>{fragments.history(past)}')
            for summary in past[:_MOST_SHOWN]:
                with gr.Row(elem_classes="mi-row"):
                    gr.HTML(fragments.past(summary))
                    show = gr.Button("Debrief" if summary.state == "finished" else "Resume", min_width=90, scale=0)
                    drop = gr.Button("Delete", min_width=80, scale=0)
                _connect_show(summary.id, show, tabs, tab)
                _connect_drop(summary.id, drop, tab, opened)
            for session_id, error in barred[:_MOST_SHOWN]:
                with gr.Row(elem_classes="mi-row"):
                    gr.HTML(fragments.note(unreadable(session_id, error, request.username), "error"))
                    drop = gr.Button("Delete", min_width=80, scale=0)
                _connect_drop(session_id, drop, tab, opened)


def _connect_show(session_id: str, show: gr.Button, tabs: gr.Tabs, tab: InterviewTab) -> None:
    def to_interview() -> Any:
        return gr.Tabs(selected="interview")

    show.click(to_interview, None, tabs, show_progress="hidden").then(
        tab.resume, [gr.State(session_id)], tab.outputs, show_progress="hidden", concurrency_limit=None
    )


def _connect_drop(session_id: str, drop: gr.Button, tab: InterviewTab, opened: gr.State) -> None:
    def delete(name: str, count: int, shown: str | None, request: gr.Request) -> dict[Any, Any]:
        try:
            tab.desk.delete(request.username, name)
        except InterviewerError as error:
            raise gr.Error(told(error, request.username), print_exception=False) from None
        return {opened: count + 1} | (tab.leave() if shown == name else {})

    given = [gr.State(session_id), opened, tab.stage.current]
    drop.click(delete, given, [opened, *tab.outputs], js=_SURE, show_progress="hidden")
