"""The room: the talk, the answer box, and the ways to step outside the role."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from interviewer.domain.interview import Interview

_TALK = 440  # pixels; one height throughout, or the buttons would move from under the pointer while words come
_HOLD = (
    '<p class="mi-outside" id="hold" role="status" hidden>'
    "They are still speaking; your text stays. Send it when they have finished.</p>"
)


@dataclass(frozen=True)
class RoomView:
    column: gr.Column
    talk: gr.HTML
    status: gr.HTML
    margin: gr.HTML
    answer: gr.Textbox
    send: gr.Button
    hint: gr.Button
    skip: gr.Button
    pause: gr.Button
    end: gr.Button
    rescue: gr.Row
    stand_in: gr.Button
    goodbye: gr.Column
    read: gr.Button

    def goodbye_of(self, state: Interview) -> dict[Any, Any]:
        """Once goodbye is said, the way to the debrief; the style sheet then hides what is for an open interview."""
        over = state.closing is not None and state.debrief is not None
        return {self.goodbye: gr.update(visible=over)}


def build_room() -> RoomView:
    """Lay the room out."""
    with gr.Column(visible=False, elem_classes="mi-page", elem_id="room") as column:
        status = gr.HTML()
        talk = gr.HTML(elem_id="talk", min_height=_TALK, max_height=_TALK)
        with gr.Row(visible=False) as rescue:
            gr.HTML(
                '<p class="mi-warn">Nothing is lost. Try again in a moment, or let the embedded engine take over '
                "wherever the model fails; every such line is marked in the export.</p>"
            )
            stand_in = gr.Button("Go on with the embedded engine", min_width=220, scale=0)
        answer = gr.Textbox(
            label="Your answer",
            placeholder="Speak as you would in the room. Enter sends, Shift-Enter breaks the line.",
            lines=1,
            max_lines=10,
            autofocus=True,
            elem_id="answer",
        )
        gr.HTML(_HOLD)
        with gr.Row(elem_classes="mi-actions"):
            send = gr.Button("Send", variant="primary", elem_id="send", min_width=90)
            hint = gr.Button("Hint", elem_id="hint", min_width=70)
            skip = gr.Button("Skip", elem_id="skip", min_width=70)
            pause = gr.Button("Pause", elem_id="pause", min_width=70)
            end = gr.Button("End", elem_id="end", min_width=70)
        with gr.Column(visible=False, elem_id="goodbye") as goodbye:
            gr.HTML(
                '<p class="mi-small">The interview is over. You may ask them something still, in the box above.</p>'
            )
            read = gr.Button("Read the debrief", variant="primary", elem_id="read-debrief", min_width=160)
        shown = gr.Checkbox(False, label="Show the coach’s margin", elem_id="show-margin")
        margin = gr.HTML(visible=False, elem_id="margin")
    shown.change(lambda on: gr.update(visible=on), shown, margin, show_progress="hidden")
    return RoomView(column, talk, status, margin, answer, send, hint, skip, pause, end, rescue, stand_in, goodbye, read)
