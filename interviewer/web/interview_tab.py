"""The Interview tab: set-up, room and debrief, of which one is shown. Turns clicks into calls of the session."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.domain.interview import Interview, Turn
from interviewer.errors import BadInput, InterviewerError, ProviderError
from interviewer.interview.session import Session, Update
from interviewer.web.debrief_view import DebriefView, build_debrief
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.room_view import RoomView, build_room
from interviewer.web.running import BackgroundRun
from interviewer.web.setup_view import Form, SetupView, build_setup
from interviewer.web.telling import sentence, told

_SENDING = "(id, text) => [id, window.miSending(text)]"  # in page.js: notes what was sent
Shown = dict[Any, Any]  # values by component, as Gradio takes them; what is not named stays


@dataclass(frozen=True)
class InterviewTab:
    """The three views and what they share."""

    desk: Desk
    fragments: Fragments
    current: gr.BrowserState
    setup: SetupView
    room: RoomView
    debrief: DebriefView

    @property
    def views(self) -> tuple[gr.Column, ...]:
        return self.setup.column, self.room.column, self.debrief.column

    @property
    def outputs(self) -> list[Any]:
        """What a handler of this tab may set: which view is shown, and what stands in the room. No order counts."""
        room = self.room
        return [self.current, self.debrief.session, *self.views, room.talk, room.status, room.margin, room.rescue]

    # Coming and going

    async def come_back(self, session_id: str | None, request: gr.Request) -> AsyncIterator[Shown]:
        """Show what this browser had open, and do what is due there; the set-up where there is nothing."""
        try:
            session = await run_sync(self.desk.latest, request.username, session_id)
        except InterviewerError:
            yield self._setup()
            return
        async for shown in self._opened(request.username, session):
            yield shown

    async def resume(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        """Go on with an interview, or show its debrief."""
        with _telling(request.username):
            session = await run_sync(self.desk.latest, request.username, session_id)
        async for shown in self._opened(request.username, session):
            yield shown

    async def begin(self, form: Form, request: gr.Request) -> AsyncIterator[Shown]:
        """A new interview: the first question is on screen within a breath."""
        user = request.username

        def begun() -> Session:
            setup = self.desk.services.setup(self.setup.request(form))
            return self.desk.keep(user, self.desk.of(user).begin(setup))

        with _telling(user, None), self.desk.beginnings.taken(user):
            session = await run_sync(begun)
        try:
            run = self.desk.start(user, session, session.advance())
        except BadInput as error:
            await run_sync(self.desk.delete, user, session.id)  # nothing was asked in it yet
            raise _refused(error, user, None) from None
        async for shown in self._followed(user, run, mine=True):
            yield shown

    def leave(self) -> Shown:
        """Back to the set-up; what was open stays under History."""
        return self._setup()

    # In the room

    async def answer(self, session_id: str, text: str, request: gr.Request) -> AsyncIterator[Shown]:
        """The question that it answers must have been heard to its end: nothing is sent while somebody speaks."""
        session = await self._session(session_id, request)
        if session.state.open_turn and not text.strip():
            yield self._room(session, notes=["Nothing was sent. Type an answer, or use Hint, Skip, Pause or End."])
            return
        heard = session.state.open_turn
        updates = _answered(session, text, heard.number if heard else None)
        async for shown in self._done(request.username, session, updates, patient=heard is not None):
            yield shown

    async def skip(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        session = await self._session(session_id, request)
        async for shown in self._done(request.username, session, session.skip()):
            yield shown

    async def hint(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        session = await self._session(session_id, request)
        async for shown in self._done(request.username, session, (session.hint() for _ in range(1))):
            yield shown

    async def pause(self, session_id: str, request: gr.Request) -> Shown:
        session = await self._session(session_id, request)
        with _telling(request.username):
            await self.desk.done(request.username, session, _paused(session))
        return self._setup()

    async def end(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        session = await self._session(session_id, request)
        async for shown in self._done(request.username, session, session.end()):
            yield shown

    async def take_over(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        """The embedded engine goes on wherever the model fails, because the user said so."""
        session = await self._session(session_id, request)
        session.fallback.allowed = True
        async for shown in self._done(request.username, session, session.advance()):
            yield shown

    # What is shown

    async def _opened(self, user: str | None, session: Session) -> AsyncIterator[Shown]:
        """An interview as a page that is opened finds it: whatever is due is done, or already being done."""
        if session.state.debrief:
            yield self._debrief(session)
            return
        begun = self.desk.run_of(user, session)
        others = begun if begun and not begun.over.is_set() else None
        try:
            if others is None:
                await self.desk.free(user, session)
            run = others or self.desk.start(user, session, session.advance())
            async for shown in self._followed(user, run, mine=others is None):
                yield shown
        except BadInput as error:
            yield self._room(session, notes=[f"{told(error, user)} Then load the page again."])

    async def _done(
        self, user: str | None, session: Session, updates: Iterable[Update], patient: bool = True
    ) -> AsyncIterator[Shown]:
        """Do what was clicked, after what is being said; a refusal leaves the page as it is."""
        with _telling(user):
            await self.desk.free(user, session, patient)
            run = self.desk.start(user, session, updates)
        async for shown in self._followed(user, run, mine=True):
            yield shown

    async def _followed(self, user: str | None, run: BackgroundRun, mine: bool) -> AsyncIterator[Shown]:
        """Show what is done as it is done: words as they are said, then where that leaves the interview.

        The interview is let go only once that is shown: what a second click brings must be shown after it.
        """
        try:
            async for _ in self.desk.watch(user, run):
                yield self._room(run.session, run.speaking)
            yield self._left(run, user)
        except BadInput as error:
            yield self._room(
                run.session, notes=[f"{told(error, user)} The interview goes on; load the page again to see it."]
            )
        finally:
            if mine:
                run.shown.set()

    def _left(self, run: BackgroundRun, user: str | None) -> Shown:
        """Where something that is over leaves the interview."""
        if isinstance(run.error, ProviderError):
            return self._room(run.session, notes=[f"{sentence(str(run.error))} Your answers are safe."], rescue=True)
        if run.error is not None:
            return self._room(run.session, notes=[told(run.error, user)])
        return self._debrief(run.session) if run.session.state.debrief else self._room(run.session)

    def _setup(self) -> Shown:
        return self._shown(self.setup.column, None)

    def _room(
        self,
        session: Session,
        speaking: tuple[str, str] | None = None,
        notes: Iterable[str] = (),
        rescue: bool = False,
    ) -> Shown:
        state, room = session.state, self.room
        return self._shown(room.column, session) | {
            room.talk: self.fragments.transcript(session.id, state, speaking, tuple(notes)),
            room.status: self.fragments.status(state, speaking),
            room.margin: self.fragments.margin(_last_assessed(state)),
            room.rescue: gr.update(visible=rescue),
        }

    def _debrief(self, session: Session) -> Shown:
        return self._shown(self.debrief.column, session) | {self.debrief.session: session.id}

    def _shown(self, view: gr.Column, session: Session | None) -> Shown:
        """One of the views, on this interview or on none; the debrief is empty until it is drawn."""
        shown: Shown = {column: gr.update(visible=column is view) for column in self.views}
        return shown | {self.current: session.id if session else None, self.debrief.session: None}

    async def _session(self, session_id: str, request: gr.Request) -> Session:
        with _telling(request.username):
            return await run_sync(self.desk.session, request.username, session_id)


def build_interview(desk: Desk, fragments: Fragments, current: gr.BrowserState) -> InterviewTab:
    """Lay the tab out and connect it."""
    setup = build_setup(desk, fragments)
    room = build_room()
    debrief = build_debrief(desk, fragments)
    tab = InterviewTab(desk, fragments, current, setup, room, debrief)
    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}  # they wait without a thread
    setup.begin.click(tab.begin, setup.inputs, tab.outputs, **quiet)
    sent: Callable[..., Any] = room.answer.submit
    for sends in (sent, room.send.click):
        sends(tab.answer, [current, room.answer], tab.outputs, trigger_mode="once", js=_SENDING, **quiet)
    room.skip.click(tab.skip, [current], tab.outputs, trigger_mode="once", **quiet)
    room.hint.click(tab.hint, [current], tab.outputs, **quiet)
    room.pause.click(tab.pause, [current], tab.outputs, **quiet)
    room.end.click(tab.end, [current], tab.outputs, trigger_mode="once", **quiet)
    room.stand_in.click(tab.take_over, [current], tab.outputs, trigger_mode="once", **quiet)
    debrief.again.click(tab.leave, None, tab.outputs, show_progress="hidden")
    return tab


def _answered(session: Session, text: str, heard: int | None) -> Iterator[Update]:
    """Where nothing is asked, because a model failed, what is due comes first; the text stays in its box.

    Raises:
        BadInput: the question that was heard when it was sent, of turn `heard`, is no longer open.
    """
    asked = session.state.open_turn
    if heard is not None and (asked is None or asked.number != heard):
        raise BadInput("that question was answered meanwhile, in another window perhaps; this text was not sent")
    yield from session.answer(text) if asked else session.advance()


def _paused(session: Session) -> Iterator[Update]:
    if session.state.ended is None:
        yield session.pause()


def _refused(error: InterviewerError, user: str | None, seconds: float | None = 10) -> gr.Error:
    return gr.Error(told(error, user), duration=seconds, print_exception=False)


@contextmanager
def _telling(user: str | None, seconds: float | None = 10) -> Iterator[None]:
    """What can't be done is told in a corner of the page, for so long; the page stays as it is."""
    try:
        yield
    except InterviewerError as error:
        raise _refused(error, user, seconds) from None


def _last_assessed(state: Interview) -> Turn | None:
    return next((turn for turn in reversed(state.turns) if turn.assessment and turn.assessment.findings), None)
