"""The Interview tab: set-up, room and debrief. Begins interviews, comes back to them, and connects what is clicked."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.errors import BadInput, InterviewerError, NoSuchSession
from interviewer.interview.session import Session
from interviewer.sittings import LoopSittings
from interviewer.web.debrief_view import build_debrief
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.room_handlers import RoomHandlers
from interviewer.web.room_view import RoomView, build_room
from interviewer.web.setup_view import Form, SetupView, build_setup
from interviewer.web.stage import Shown, Stage
from interviewer.web.telling import told

# In answer.js: what is sent, with the question that it answers and the answer that it changes; what became of it.
_SENDING = "(id, text) => [id, ...window.miSending(text)]"
_ASKED = "(id) => [id, window.miAsked()]"
_SENT, _BACK = "() => window.miSent()", "() => window.miBack()"
_TO_STAY = "() => window.miFocus('#stay')"
Handler = Callable[..., AsyncIterator[Shown]]


@dataclass(frozen=True)
class InterviewTab:
    """Coming to an interview, and leaving it."""

    stage: Stage

    @property
    def desk(self) -> Desk:
        return self.stage.desk

    @property
    def setup(self) -> SetupView:
        return self.stage.setup

    @property
    def outputs(self) -> list[Any]:
        return self.stage.outputs

    async def come_back(self, session_id: str | None, request: gr.Request) -> AsyncIterator[Shown]:
        """Show what this browser had open, and do what is due there; the set-up where there is nothing."""
        try:
            session = await self.stage.session(request.username, session_id)
        except InterviewerError:
            yield self.stage.start_page()
            return
        if session.state.paused:
            yield self.stage.start_page()
            return
        async for shown in self.stage.while_here(request, self.stage.opened(request.username, session)):
            yield shown

    async def resume(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        """Go on with an interview, or show its debrief."""
        try:
            session = await self.stage.session(request.username, session_id)
        except InterviewerError as error:
            raise _refused(error, request.username) from None
        self.stage.whereabouts.moved(request.session_hash)
        async for shown in self.stage.while_here(request, self.stage.opened(request.username, session)):
            yield shown

    async def begin(self, form: Form, request: gr.Request) -> AsyncIterator[Shown]:
        """A new interview: the room is on screen at once, the first question within a breath."""
        user = request.username

        def begun() -> Session:
            own = self.desk.of(user)
            return self.desk.keep(user, own.begin(own.setup(self.setup.request(form))))

        try:
            with self.desk.beginnings.taken(user):
                session = await run_sync(begun)
        except InterviewerError as error:
            raise _refused(error, user, None) from None
        try:
            run = self.desk.start(user, session, session.advance())
        except BadInput as error:
            await run_sync(self.desk.delete, user, session.id)  # nothing was asked in it yet
            raise _refused(error, user, None) from None
        self.stage.whereabouts.moved(request.session_hash)
        async for shown in self.stage.while_here(request, self.stage.followed(user, run, mine=True)):
            yield shown

    async def sit(self, loop_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        """A loop's next round begun, or its open one gone on with."""
        user = request.username

        def opened() -> Session:
            session = self.desk.keep(user, LoopSittings(self.desk.of(user)).go_on(loop_id))
            return self.desk.latest(user, session.id)  # it may have gone on in a terminal

        try:
            with self.desk.beginnings.taken(user):
                session = await run_sync(opened)
        except InterviewerError as error:
            raise _refused(error, user, None) from None
        self.stage.whereabouts.moved(request.session_hash)
        async for shown in self.stage.while_here(request, self.stage.opened(user, session)):
            yield shown

    def leave(self) -> Shown:
        """Back to the set-up; what was open stays under History."""
        return self.stage.start_page()


def build_interview(desk: Desk, fragments: Fragments, current: gr.BrowserState) -> InterviewTab:
    """Lay the tab out and connect it."""
    setup, room, debrief = build_setup(desk, fragments), build_room(), build_debrief(desk, fragments)
    stage = Stage(desk, fragments, current, setup, room, debrief)
    tab = InterviewTab(stage)
    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}  # they wait without a thread
    setup.begin.click(tab.begin, setup.inputs, tab.outputs, **quiet)
    debrief.again.click(tab.leave, None, tab.outputs, show_progress="hidden")
    _connect_room(room, RoomHandlers(stage), stage, quiet)
    return tab


def _connect_room(room: RoomView, handlers: RoomHandlers, stage: Stage, quiet: dict[str, Any]) -> None:
    outputs, current = stage.outputs, stage.current
    sent: Callable[..., Any] = room.answer.submit
    inputs = [current, room.answer, room.asked, room.changing]
    for sends in (sent, room.send.click):
        done = sends(_safe(handlers.answer, stage), inputs, outputs, trigger_mode="once", js=_SENDING, **quiet)
        done.success(None, None, None, js=_SENT)
        done.failure(None, None, None, js=_BACK)
    room.skip.click(
        _safe(handlers.skip, stage), [current, room.asked], outputs, trigger_mode="once", js=_ASKED, **quiet
    )
    room.end.click(_safe(handlers.ask_to_end, stage), [current], outputs, **quiet).then(None, None, None, js=_TO_STAY)
    room.stay.click(handlers.stay, None, outputs, **quiet)
    clicks = {
        room.hint: handlers.hint,
        room.pause: handlers.pause,
        room.stop: handlers.stop,
        room.read: handlers.read_debrief,
    }
    for button, handler in clicks.items():
        button.click(_safe(handler, stage), [current], outputs, **quiet)
    once = {room.end_now: handlers.end, room.again: handlers.try_again, room.stand_in: handlers.take_over}
    for button, handler in once.items():
        button.click(_safe(handler, stage), [current], outputs, trigger_mode="once", **quiet)


def _safe(handler: Handler, stage: Stage) -> Handler:
    """A handler whose refusals are told in a corner of the page, which stays as it is; what was deleted leaves it."""

    @wraps(handler)
    async def shown(*given: Any) -> AsyncIterator[Shown]:
        request = next(item for item in given if isinstance(item, gr.Request))
        user = request.username
        try:
            async for step in stage.while_here(request, handler(*given)):
                yield step
        except NoSuchSession as error:
            gr.Warning(told(error, user))
            yield stage.start_page()
        except InterviewerError as error:
            raise _refused(error, user) from None

    return shown


def _refused(error: InterviewerError, user: str | None, seconds: float | None = 10) -> gr.Error:
    return gr.Error(told(error, user), duration=seconds, print_exception=False)
