"""The debrief: a first screen that says it all, then the answers folded, the rest to read, and the exports."""

from dataclasses import dataclass

import gradio as gr

from interviewer.interview.session import Session
from interviewer.report.export import FORMATS
from interviewer.web.desk import Desk
from interviewer.web.exports import FORMAT_NAMES, address_of
from interviewer.web.fragments import Fragments
from interviewer.web.practice_view import build_practice

_CHOSEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-practise], [data-disagree], [data-keep]");
  if (!button) return;
  if (button.dataset.practise) trigger("practise", { turn: Number(button.dataset.practise) });
  else if (button.dataset.keep) trigger("keep", { turn: Number(button.dataset.keep) });
  else trigger("disagree", { turn: Number(button.dataset.disagree) });
});"""  # a button of our own HTML becomes an event that says which answer it is about


@dataclass(frozen=True)
class DebriefView:
    column: gr.Column
    session: gr.State
    again: gr.Button


def build_debrief(desk: Desk, fragments: Fragments) -> DebriefView:
    """Lay the debrief out; it is drawn anew whenever `session` names another interview."""
    with gr.Column(visible=False, elem_classes="mi-page", elem_id="debrief") as column:
        session_id = gr.State(None)

        @gr.render(inputs=[session_id])  # type: ignore[untyped-decorator]
        def _(chosen: str | None, request: gr.Request) -> None:
            if chosen:
                _draw(desk, fragments, desk.session(request.username, chosen))

        again = gr.Button("Back to the start", elem_id="again")
    return DebriefView(column, session_id, again)


def _draw(desk: Desk, fragments: Fragments, session: Session) -> None:
    document = fragments.report(session)
    first = gr.HTML(fragments.first_screen(document, session.state), elem_id="verdict", js_on_load=_CHOSEN)
    practice = build_practice(desk, fragments, session.id)
    answers = gr.HTML(fragments.answers(document, session.state), elem_id="answers", js_on_load=_CHOSEN)
    gr.HTML(fragments.background(document, session.id, session.state))
    gr.HTML('<h2 class="mi-title" id="exports">Save</h2>')
    with gr.Row(elem_classes="mi-actions"):
        for name in FORMATS:
            gr.Button(
                f"Save as {FORMAT_NAMES[name]}",
                link=address_of(session.id, name),
                elem_id=f"save-{name}",
                min_width=110,
            )
    for shown in (first, answers):
        practice.opened_by(shown)
