"""The debrief: the verdict first, then each answer with its evidence, Retry and Disagree under each, and export."""

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.domain.events import RetryAssessed
from interviewer.domain.interview import Turn
from interviewer.errors import InterviewerError
from interviewer.interview.session import Session, Update
from interviewer.report.export import FORMATS
from interviewer.web.desk import Desk
from interviewer.web.exports import address_of
from interviewer.web.fragments import Fragments
from interviewer.web.setup_view import Form
from interviewer.web.telling import told

_FORMAT_NAMES = {"md": "Markdown", "html": "HTML", "pdf": "PDF", "json": "JSON"}
_NOT_APPLICABLE = "not applicable"
_LEVELS = ["0", "1", "2", "3", "4", _NOT_APPLICABLE]


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
    gr.HTML(fragments.verdict(document, session.state), elem_id="verdict")
    with gr.Row(elem_classes="mi-actions"):
        for name in FORMATS:
            gr.Button(
                f"Save as {_FORMAT_NAMES.get(name, name)}",
                link=address_of(session.id, name),
                elem_id=f"save-{name}",
                min_width=110,
            )
    turns = {turn.number: turn for turn in session.state.turns}
    for part in document.turns:
        turn = turns[part.number]
        gr.HTML(fragments.turn(part, turn.assessment))
        if turn.answer is not None:
            _draw_controls(desk, fragments, session.id, turn)
    gr.HTML(fragments.closing(document))


def _draw_controls(desk: Desk, fragments: Fragments, session_id: str, turn: Turn) -> None:
    _draw_retry(desk, fragments, session_id, turn)
    _draw_objection(desk, fragments, session_id, turn)


def _draw_retry(desk: Desk, fragments: Fragments, session_id: str, turn: Turn) -> None:
    number = turn.number
    with gr.Accordion("Retry this answer", open=False, elem_id=f"retry-{number}", elem_classes="mi-more"):
        text = gr.Textbox(label="Your answer, once more", value=turn.answer, lines=4, max_lines=14, interactive=True)
        again = gr.Button("Compare", variant="primary")
        result = gr.HTML()

    async def retry(new: str, request: gr.Request) -> str:
        assessed: list[RetryAssessed] = []

        def trying(session: Session) -> Iterator[Update]:
            for update in session.retry(number, new):
                if isinstance(update, RetryAssessed) and update.turn == number:
                    assessed.append(update)
                yield update

        try:
            session = await run_sync(desk.session, request.username, session_id)
            await desk.done(request.username, session, trying(session))
        except InterviewerError as error:
            return fragments.note(told(error, request.username), "error")
        return fragments.comparison(assessed[-1].comparison, assessed[-1].assessment)

    again.click(retry, text, result, show_progress="minimal", concurrency_limit=None)


def _draw_objection(desk: Desk, fragments: Fragments, session_id: str, turn: Turn) -> None:
    with gr.Accordion("I disagree with a grade", open=False, elem_classes="mi-more"):
        graded = [grade.dimension for grade in turn.assessment.grades] if turn.assessment else []
        names = [(desk.services.pack.rubric.dimension(item).name, item) for item in graded]
        dimension = gr.Dropdown(names, label="Dimension", value=graded[0] if graded else None, interactive=True)
        level = gr.Radio(_LEVELS, label="What you would give", value="3", interactive=True)
        reason = gr.Textbox(label="Why, in a sentence", interactive=True)
        keep = gr.Button("Keep my objection")
        kept = gr.HTML()

    async def dispute(form: Form, request: gr.Request) -> str:
        given = None if form[level] == _NOT_APPLICABLE else int(form[level])
        try:
            session = await run_sync(desk.session, request.username, session_id)
            objection = (session.dispute(turn.number, form[dimension], given, form[reason]) for _ in range(1))
            await desk.done(request.username, session, objection)
        except InterviewerError as error:
            return fragments.note(told(error, request.username), "error")
        return fragments.note("Kept with this answer, for the next round of labelling. The verdict stays.")

    keep.click(dispute, {dimension, level, reason}, kept, show_progress="hidden", concurrency_limit=None)
