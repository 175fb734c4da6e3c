"""The room: the talk, the answer box, and the ways to step outside the role."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from interviewer.domain.interview import Interview
from interviewer.domain.sanitizing import LONGEST_ANSWER

_HOLD = (
    '<p class="mi-outside" id="hold" role="status" hidden>'
    "They are still speaking; your text stays. Send it when they have finished.</p>"
)
_CHANGING = (
    '<p class="mi-outside" id="changing" role="status" hidden>You are changing your last answer; the question after it '
    'is taken back. <button type="button" class="mi-link" id="keep-it">Leave it as it was</button></p>'
)
_PINNED = '<button type="button" id="pinned" title="Go to the question" hidden><span></span></button>'
_LEFT = f'<p class="mi-small" id="left" data-most="{LONGEST_ANSWER}" role="status" hidden></p>'
_ENTER = (
    '<label class="mi-choice"><input type="checkbox" id="enter-sends"> Enter sends '
    '<span class="mi-small">(Shift-Enter breaks the line, Ctrl-Enter always sends)</span></label>'
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
    again: gr.Button
    stand_in: gr.Button
    ending: gr.Row
    ending_told: gr.HTML
    end_now: gr.Button
    stay: gr.Button
    stop: gr.Button
    asked: gr.Number
    changing: gr.Number
    goodbye: gr.Column
    read: gr.Button

    def goodbye_of(self, state: Interview) -> dict[Any, Any]:
        """Once goodbye is said, the way to the debrief; the style sheet then hides what is for an open interview."""
        over = state.closing is not None and state.debrief is not None
        return {self.goodbye: gr.update(visible=over)}


def build_room() -> RoomView:
    """Lay the room out: what is needed to talk fits the window whatever its size (room.js), the rest stands below."""
    with gr.Column(visible=False, elem_classes="mi-page", elem_id="room") as column:
        with gr.Column(elem_id="fitted"):
            status = gr.HTML(elem_id="status")
            talk = gr.HTML(elem_id="talk")
            gr.HTML(_PINNED, elem_id="pin-place")
            rescue, again, stand_in = _rescue()
            ending, ending_told, end_now, stay = _ending()
            answer = gr.Textbox(
                label="Your answer",
                placeholder="Speak as you would in the room.",
                lines=1,
                max_lines=10,
                show_label=False,
                elem_id="answer",
            )
            gr.HTML(_LEFT + _HOLD + _CHANGING, elem_id="told-here")
            with gr.Row(elem_classes="mi-actions", elem_id="actions"):
                send = gr.Button("Send", variant="primary", elem_id="send", min_width=72)
                hint = gr.Button("Hint", elem_id="hint", min_width=54)
                skip = gr.Button("Skip", elem_id="skip", min_width=54)
                pause = gr.Button("Pause", elem_id="pause", min_width=54)
                end = gr.Button("End", elem_id="end", min_width=54)
            goodbye, read = _goodbye()
        gr.HTML(_ENTER)
        shown = gr.Checkbox(False, label="Show the coach’s margin", elem_id="show-margin")
        margin = gr.HTML(visible=False, elem_id="margin")
        stop = gr.Button("Stop waiting", elem_id="stop")  # not seen: clicked by the one beside who thinks
        asked, changing = gr.Number(visible=False), gr.Number(visible=False)  # filled by answer.js as a text is sent
    shown.change(lambda on: gr.update(visible=on), shown, margin, show_progress="hidden")
    return RoomView(
        column=column,
        talk=talk,
        status=status,
        margin=margin,
        answer=answer,
        send=send,
        hint=hint,
        skip=skip,
        pause=pause,
        end=end,
        rescue=rescue,
        again=again,
        stand_in=stand_in,
        ending=ending,
        ending_told=ending_told,
        end_now=end_now,
        stay=stay,
        stop=stop,
        asked=asked,
        changing=changing,
        goodbye=goodbye,
        read=read,
    )


def _rescue() -> tuple[gr.Row, gr.Button, gr.Button]:
    """The ways on where the model fails."""
    with gr.Row(visible=False, elem_id="rescue") as rescue:
        gr.HTML(
            '<p class="mi-warn">Try again, or let the embedded engine take over wherever the model fails; '
            "every such line is marked in the export.</p>"
        )
        again = gr.Button("Try again", elem_id="try-again", size="md", min_width=110, scale=0)
        stand_in = gr.Button("Go on with the embedded engine", size="md", min_width=270, scale=0)
    return rescue, again, stand_in


def _ending() -> tuple[gr.Row, gr.HTML, gr.Button, gr.Button]:
    """The question before an interview is ended."""
    with gr.Row(visible=False, elem_id="ending") as ending:
        told = gr.HTML()
        end_now = gr.Button("End now", elem_id="end-now", size="md", min_width=110, scale=0)
        stay = gr.Button("Go on", elem_id="stay", size="md", min_width=90, scale=0)
    return ending, told, end_now, stay


def _goodbye() -> tuple[gr.Column, gr.Button]:
    """The way from the goodbye to the debrief."""
    with gr.Column(visible=False, elem_id="goodbye") as goodbye:
        gr.HTML('<p class="mi-small">The interview is over. You may ask them something still, in the box above.</p>')
        read = gr.Button("Read the debrief", variant="primary", elem_id="read-debrief", min_width=160)
    return goodbye, read
