"""The stage: set-up, room and debrief, of which one is shown; and an interview as it goes on, shown as it is done."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.domain.interview import Interview, Turn
from interviewer.errors import BadInput, InterviewerError, NoSuchSession
from interviewer.interview.session import Session, Update
from interviewer.web.debrief_view import DebriefView
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.room_view import RoomView
from interviewer.web.running import BackgroundRun
from interviewer.web.setup_view import SetupView
from interviewer.web.telling import told
from interviewer.web.whereabouts import Whereabouts

Shown = dict[Any, Any]  # values by component, as Gradio takes them; what is not named stays
_NO_INTERVIEW = "-"  # the id of none; Gradio keeps nothing empty in a browser, and an old id would stay there
_SAFE = "Nothing that you said is lost."


@dataclass(frozen=True)
class Stage:
    """The three views and what they share."""

    desk: Desk
    fragments: Fragments
    current: gr.BrowserState
    setup: SetupView
    room: RoomView
    debrief: DebriefView
    whereabouts: Whereabouts = field(default_factory=Whereabouts)

    @property
    def views(self) -> tuple[gr.Column, ...]:
        return self.setup.column, self.room.column, self.debrief.column

    @property
    def outputs(self) -> list[Any]:
        """What a handler may set: which view is shown, and what stands in the room. No order counts."""
        room = self.room
        said = [room.talk, room.status, room.margin]
        return [
            self.current,
            self.debrief.session,
            *self.views,
            *said,
            room.rescue,
            room.goodbye,
            room.ending,
            room.ending_told,
        ]

    async def session(self, user: str | None, session_id: str | None) -> Session:
        """The interview as its log has it.

        Raises:
            NoSuchSession: this user has none of that id.
        """
        return await run_sync(self.desk.latest, user, session_id)

    # What goes on

    async def while_here(self, request: gr.Request, steps: AsyncIterator[Shown]) -> AsyncIterator[Shown]:
        """Show what is done for as long as this page is not led to another interview; what goes on there goes on."""
        since = self.whereabouts.of(request.session_hash)
        async for shown in steps:
            if self.whereabouts.of(request.session_hash) != since:
                yield {self.outputs[0]: gr.skip()}  # Gradio draws what an event showed last once more when it ends
                return
            yield shown

    async def opened(
        self, user: str | None, session: Session, notes: tuple[str, ...] = (), refused: bool = False
    ) -> AsyncIterator[Shown]:
        """An interview as a page that is opened finds it: what is due is done, or being done, unless it failed."""
        if session.state.debrief:
            yield self.debriefed(session)
            return
        begun = self.desk.run_of(user, session)
        others = begun if begun and not begun.over.is_set() else None
        halt = self.desk.halt_of(user, session)
        if halt and others is None:
            yield self.halted(user, session, halt)
            return
        try:
            if others is None:
                await self.desk.free(user, session)
            run = others or self.desk.start(user, session, session.advance())
            async for shown in self.followed(user, run, others is None, notes, refused):
                yield shown
        except BadInput as error:
            yield self.in_room(session, notes=[f"{told(error, user)} Then load the page again."])

    async def done(
        self, user: str | None, session: Session, updates: Iterable[Update], patient: bool = True
    ) -> AsyncIterator[Shown]:
        """Do what was clicked, after what is being said.

        Raises:
            BadInput: it can't be done now; the page stays as it is.
        """
        await self.desk.free(user, session, patient)
        run = self.desk.start(user, session, updates)
        async for shown in self.followed(user, run, mine=True):
            yield shown

    async def followed(
        self, user: str | None, run: BackgroundRun, mine: bool, notes: tuple[str, ...] = (), refused: bool = False
    ) -> AsyncIterator[Shown]:
        """Show what is done as it is done: words as they are said, then where that leaves the interview.

        The interview is let go only once that is shown: what a second click brings must be shown after it.
        """
        try:
            async for _ in self.desk.watch(user, run):
                yield self.going_on(user, run)
            yield self.left(run, user, notes, refused)
        except BadInput as error:
            going_on = f"{told(error, user)} The interview goes on; load the page again to see it."
            yield self.in_room(run.session, notes=[going_on])
        finally:
            if mine:
                run.shown.set()

    # What is shown

    def going_on(self, user: str | None, run: BackgroundRun) -> Shown:
        """While something is done there is always somebody who speaks, or is about to."""
        speaking = run.speaking or self._about_to_speak(run.session.state)
        halted = self.desk.halt_of(user, run.session) is not None and run.is_waiting
        return self.in_room(run.session, speaking, rescue=halted)

    def left(self, run: BackgroundRun, user: str | None, notes: tuple[str, ...] = (), refused: bool = False) -> Shown:
        """Where something that is over leaves the interview.

        Raises:
            NoSuchSession: it was deleted meanwhile.
        """
        session = run.session
        if isinstance(run.error, NoSuchSession):
            raise run.error
        if run.error is not None and session.is_due:
            return self.halted(user, session, run.error)
        if run.error is not None:
            return self.in_room(session, notes=[told(run.error, user), *notes], refused=True)
        over = session.state.debrief and not session.state.closing
        return self.debriefed(session) if over else self.in_room(session, notes=notes, refused=refused)

    def halted(self, user: str | None, session: Session, why: InterviewerError) -> Shown:
        """Nothing is asked though something is due: what failed, and the ways on."""
        return self.in_room(session, notes=[f"{told(why, user)} {_SAFE}"], rescue=True)

    def start_page(self) -> Shown:
        return self._shown(self.setup.column, None) | self.ending(None)

    def in_room(
        self,
        session: Session,
        speaking: tuple[str, str] | None = None,
        notes: Iterable[str] = (),
        rescue: bool = False,
        refused: bool = False,
        changing: bool = False,
    ) -> Shown:
        """The room. `refused`: what was sent last goes back into its box; `changing`: the last answer goes there."""
        state, room = session.state, self.room
        return self._shown(room.column, session) | {
            room.talk: self.fragments.transcript(session.id, state, speaking, tuple(notes), refused, changing),
            room.status: self.fragments.status(state, speaking, _stood_in_for(session)),
            room.margin: self.fragments.margin(_last_assessed(state)),
            room.rescue: gr.update(visible=rescue),
            **room.goodbye_of(state),
        }

    def debriefed(self, session: Session) -> Shown:
        return self._shown(self.debrief.column, session) | {self.debrief.session: session.id} | self.ending(None)

    def ending(self, question: str | None) -> Shown:
        """Whether it is asked if the interview shall end."""
        told_here = self.fragments.ending(question) if question else ""
        return {self.room.ending: gr.update(visible=question is not None), self.room.ending_told: told_here}

    def _shown(self, view: gr.Column, session: Session | None) -> Shown:
        """One of the views, on this interview or on none; the debrief is empty until it is drawn."""
        shown: Shown = {column: gr.update(visible=column is view) for column in self.views}
        known = session.id if session else _NO_INTERVIEW
        return shown | {self.current: known, self.debrief.session: None}

    def _about_to_speak(self, state: Interview) -> tuple[str, str] | None:
        """Whoever is next to say something, as far as that can be told; nobody where it is the candidate's turn."""
        if state.open_turn or state.debrief:
            return None
        speakers = self.desk.services.pack.round(state.setup.round).speakers
        return (state.turns[-1].move.speaker if state.turns else speakers[0], "")


def _stood_in_for(session: Session) -> bool:
    """Whether the embedded engine plays where a model failed."""
    said = next((turn for turn in reversed(session.state.turns) if turn.line), None)
    return session.fallback.gone is not None or bool(said and said.voice and said.voice.outcome == "failed")


def _last_assessed(state: Interview) -> Turn | None:
    return next((turn for turn in reversed(state.turns) if turn.assessment and turn.assessment.findings), None)
