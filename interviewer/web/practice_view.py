"""What a candidate does with an answer of the debrief: try it again and compare, or disagree with a grade.

There is one panel for each, opened for whichever answer was chosen: a panel under every answer would make a page of
twelve answers slow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync
from markupsafe import escape

from interviewer.app import Interviews
from interviewer.domain.events import RetryAssessed
from interviewer.domain.interview import Turn
from interviewer.errors import BadInput, InterviewerError
from interviewer.interview.commands import command_in
from interviewer.interview.session import Session, Update
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.setup_view import Form
from interviewer.web.telling import told
from interviewer.web.working import done, given

_NOT_APPLICABLE = "not applicable"
_NO_COMMANDS = "Commands do nothing here, and nothing was compared. Type your answer once more, or close this."
_LEVELS = ["0", "1", "2", "3", "4", _NOT_APPLICABLE]
_LEAD_TO = """() => setTimeout(() => {{
  const panel = document.getElementById("{0}");
  panel?.scrollIntoView({{ block: "start" }});
  panel?.querySelector("textarea, input")?.focus({{ preventScroll: true }});
}}, 150)"""  # after Gradio has drawn the panel


@dataclass(frozen=True)
class _Retry:
    panel: gr.Column
    about: gr.HTML
    text: gr.Textbox
    result: gr.HTML
    turn: gr.State


@dataclass(frozen=True)
class _Objection:
    panel: gr.Column
    about: gr.HTML
    dimension: gr.Dropdown
    kept: gr.HTML
    turn: gr.State


@dataclass(frozen=True)
class Practice:
    """Both panels of one interview's debrief."""

    desk: Desk
    fragments: Fragments
    session_id: str
    retry: _Retry
    objection: _Objection

    def opened_by(self, shown: gr.HTML) -> None:
        """Let the buttons in `shown` open the panels: it triggers `practise` and `disagree` with a turn's number."""
        retry, objection = self.retry, self.objection
        panels = [retry.panel, objection.panel]
        quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
        outputs = [*panels, retry.about, retry.text, retry.result, retry.turn]
        shown.practise(self._practise, None, outputs, **quiet).then(None, None, None, js=_LEAD_TO.format("practice"))
        shown.keep(self._keep, None, None, **quiet)
        outputs = [*panels, objection.about, objection.dimension, objection.kept, objection.turn]
        shown.disagree(self._disagree, None, outputs, **quiet).then(None, None, None, js=_LEAD_TO.format("objection"))

    async def _practise(self, chosen: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        turn = await self._turn(chosen, request)
        about = self.fragments.practised(turn)
        return gr.update(visible=True), gr.update(visible=False), about, turn.answer, "", turn.number

    async def _disagree(self, chosen: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        turn = await self._turn(chosen, request)
        graded = [grade.dimension for grade in turn.assessment.grades] if turn.assessment else []
        names = [(self.desk.services.pack.rubric.dimension(item).name, item) for item in graded]
        dimension = gr.update(choices=names, value=graded[0] if graded else None)
        about = self.fragments.disputed(turn)
        return gr.update(visible=False), gr.update(visible=True), about, dimension, "", turn.number

    async def _keep(self, chosen: gr.EventData, request: gr.Request) -> None:
        """Put what was told up to this answer into the story bank."""
        turn = await self._turn(chosen, request)

        def kept(own: Interviews) -> str:
            return own.stories.keep(own.load(self.session_id), self.session_id, turn.number).title

        title = await done(self.desk, request, kept)
        gr.Info(f"Kept as a story: “{escape(title)}”. You find it under Prepare, Stories.")

    async def _turn(self, chosen: gr.EventData, request: gr.Request) -> Turn:
        """The answered turn that a button names; what comes from a browser may name none."""
        try:
            session = await run_sync(self.desk.session, request.username, self.session_id)
            return _answered(session, given(chosen, "turn"))
        except InterviewerError as error:
            raise gr.Error(told(error, request.username), print_exception=False) from None


def build_practice(desk: Desk, fragments: Fragments, session_id: str) -> Practice:
    """Lay both panels out, closed."""
    return Practice(
        desk,
        fragments,
        session_id,
        _build_retry(desk, fragments, session_id),
        _build_objection(desk, session_id, fragments),
    )


def _build_retry(desk: Desk, fragments: Fragments, session_id: str) -> _Retry:
    with gr.Column(visible=False, elem_id="practice", elem_classes="mi-more") as panel:
        turn = gr.State(None)
        about = gr.HTML()
        text = gr.Textbox(label="Your answer, once more", lines=4, max_lines=14, interactive=True)
        with gr.Row(elem_classes="mi-actions"):
            again = gr.Button("Compare", variant="primary", min_width=110)
            close = gr.Button("Close", min_width=90)
        result = gr.HTML()

    async def retry(number: int | None, new: str, request: gr.Request) -> str:
        assessed: list[RetryAssessed] = []

        def trying(session: Session) -> Iterator[Update]:
            for update in session.retry(_answered(session, number).number, new):
                if isinstance(update, RetryAssessed) and update.turn == number:
                    assessed.append(update)
                yield update

        try:
            if _is_command(new):
                return fragments.note(_NO_COMMANDS, "error")
            session = await run_sync(desk.session, request.username, session_id)
            await desk.done(request.username, session, trying(session))
        except InterviewerError as error:
            return fragments.note(told(error, request.username), "error")
        return fragments.comparison(assessed[-1].comparison, assessed[-1].assessment)

    again.click(retry, [turn, text], result, show_progress="minimal", concurrency_limit=None)
    _closes(close, panel)
    return _Retry(panel, about, text, result, turn)


def _build_objection(desk: Desk, session_id: str, fragments: Fragments) -> _Objection:
    with gr.Column(visible=False, elem_id="objection", elem_classes="mi-more") as panel:
        turn = gr.State(None)
        about = gr.HTML()
        dimension = gr.Dropdown([], label="Dimension", interactive=True)
        level = gr.Radio(_LEVELS, label="What you would give", value="3", interactive=True)
        reason = gr.Textbox(label="Why, in a sentence", interactive=True)
        with gr.Row(elem_classes="mi-actions"):
            keep = gr.Button("Keep my objection", min_width=110)
            close = gr.Button("Close", min_width=90)
        kept = gr.HTML()

    async def dispute(form: Form, request: gr.Request) -> str:
        given = None if form[level] == _NOT_APPLICABLE else int(form[level])
        try:
            session = await run_sync(desk.session, request.username, session_id)
            number = _answered(session, form[turn]).number
            objection = (session.dispute(number, form[dimension], given, form[reason]) for _ in range(1))
            await desk.done(request.username, session, objection)
        except InterviewerError as error:
            return fragments.note(told(error, request.username), "error")
        return fragments.note("Kept with this answer, for the next round of labelling. The verdict stays.")

    keep.click(dispute, {turn, dimension, level, reason}, kept, show_progress="hidden", concurrency_limit=None)
    _closes(close, panel)
    return _Objection(panel, about, dimension, kept, turn)


def _is_command(text: str) -> bool:
    """Whether a text was meant for the room, where commands are done or refused; it is no answer."""
    try:
        return command_in(text) is not None
    except BadInput:
        return True


def _closes(button: gr.Button, panel: gr.Column) -> None:
    button.click(lambda: gr.update(visible=False), None, panel, show_progress="hidden")


def _answered(session: Session, number: object) -> Turn:
    """The turn of that number.

    Raises:
        BadInput: there is none, or it was not answered.
    """
    found = next((turn for turn in session.state.turns if turn.number == number and turn.answer is not None), None)
    if found is None:
        raise BadInput("that answer is not in this interview; load the page again and choose one")
    return found
