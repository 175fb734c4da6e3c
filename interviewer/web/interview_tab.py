"""The Interview tab: set-up, room and debrief, of which one is shown. Turns clicks into calls of the session."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from interviewer.casting import Wish
from interviewer.domain.interview import Interview, Turn
from interviewer.errors import BadInput, InterviewerError, NoSuchSession, ProviderError
from interviewer.session import LinePiece, Session, Update
from interviewer.web.debrief_view import DebriefView, build_debrief
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.room_view import RoomView, build_room
from interviewer.web.setup_view import ANY, SetupView, build_setup

_PACE = 0.02  # seconds a word: as fast as one reads
Shown = tuple[Any, ...]


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
    def outputs(self) -> list[Any]:
        """What every handler of this tab sets: which view is shown, and what stands in the room."""
        room = self.room
        return [
            self.current,
            self.setup.column,
            room.column,
            self.debrief.column,
            room.talk,
            room.status,
            room.margin,
            room.answer,
            room.rescue,
            self.debrief.session,
        ]

    def engine_line(self) -> str:
        made = self.desk.workshop
        told = made.notice(made.cast(Wish()))
        return told or "Embedded engine: nothing leaves this machine. For a language model, set OPENAI_API_KEY."

    # Coming and going

    def come_back(self, session_id: str | None, request: gr.Request) -> Shown:
        """Show what this browser had open; the set-up where there is nothing."""
        try:
            session = self.desk.session(request.username, session_id)
        except InterviewerError:
            return self._setup()
        return self._debrief(session) if session.state.ended else self._room(session)

    def begin(
        self,
        round_id: str,
        unit: str,
        level: str,
        turns: int,
        focus: str,
        role: str,
        project: str,
        cv: str,
        request: gr.Request,
    ) -> Iterator[Shown]:
        """A new interview: the first question is on screen within a breath."""
        try:
            made = self.desk.of(request.username)
            setup = made.setup(
                round_id,
                unit=None if unit == ANY else unit,
                level=level,
                turns=int(turns),
                focus=None if focus == ANY else focus,
                role=role,
                project=project,
                cv=cv,
            )
            session = self.desk.keep(request.username, made.begin(setup))
        except InterviewerError as error:
            raise gr.Error(str(error), duration=None) from None
        yield from self._follow(session, session.go_on())

    def resume(self, session_id: str, request: gr.Request) -> Iterator[Shown]:
        """Go on with an interview, or show its debrief."""
        session = self._session(session_id, request)
        if session.state.debrief:
            yield self._debrief(session)
        else:
            yield from self._follow(session, session.go_on())

    def leave(self) -> Shown:
        """Back to the set-up; what was open stays under History."""
        return self._setup()

    # In the room

    def answer(self, session_id: str, text: str, request: gr.Request) -> Iterator[Shown]:
        session = self._session(session_id, request)
        if not text.strip():
            yield self._room(session, notes=["Nothing was sent. Type an answer, or use Hint, Skip, Pause or End."])
            return
        yield from self._follow(session, session.answer(text))

    def skip(self, session_id: str, request: gr.Request) -> Iterator[Shown]:
        session = self._session(session_id, request)
        yield from self._follow(session, session.skip())

    def hint(self, session_id: str, text: str, request: gr.Request) -> Shown:
        session = self._session(session_id, request)
        try:
            with self.desk.alone_with(session):
                session.hint()
        except InterviewerError as error:
            return self._room(session, notes=[str(error)], draft=text)
        return self._room(session, draft=text)

    def pause(self, session_id: str, request: gr.Request) -> Shown:
        session = self._session(session_id, request)
        with self.desk.alone_with(session):
            if session.state.ended is None:
                session.pause()
        return self._setup()

    def end(self, session_id: str, request: gr.Request) -> Iterator[Shown]:
        session = self._session(session_id, request)
        yield from self._follow(session, session.end())

    def take_over(self, session_id: str, request: gr.Request) -> Iterator[Shown]:
        """The embedded engine goes on wherever the model fails, because the user said so."""
        self.desk.of(request.username).fallback.allowed = True
        session = self._session(session_id, request)
        yield from self._follow(session, session.go_on())

    # What is shown

    def _follow(self, session: Session, updates: Iterable[Update]) -> Iterator[Shown]:
        """Show updates as they come: words as they are said, then where that leaves the interview.

        The interview is let go only once that is shown: what a second click brings must be shown after it.
        """
        try:
            with self.desk.alone_with(session):
                yield from self._spoken(session, updates)
                yield self._debrief(session) if session.state.ended else self._room(session, draft="")
        except ProviderError as error:
            yield self._room(session, notes=[f"{error}. Your answers are safe."], rescue=True)
        except BadInput as error:
            yield self._room(session, notes=[str(error)], draft=gr.skip())

    def _spoken(self, session: Session, updates: Iterable[Update]) -> Iterator[Shown]:
        line: list[str] = []
        for update in updates:
            if not isinstance(update, LinePiece):
                line = []
                continue
            line.append(update.text)
            yield self._room(session, speaking=(update.speaker, "".join(line)), draft="")
            time.sleep(_PACE)

    def _setup(self) -> Shown:
        return self._shown("setup", None)

    def _room(
        self,
        session: Session,
        speaking: tuple[str, str] | None = None,
        notes: Iterable[str] = (),
        draft: Any = None,
        rescue: bool = False,
    ) -> Shown:
        state = session.state
        return self._shown(
            "room",
            session,
            talk=self.fragments.transcript(state, speaking, tuple(notes)),
            status=self.fragments.status(state),
            margin=self.fragments.margin(_last_assessed(state)),
            answer=gr.skip() if draft is None else draft,
            rescue=gr.update(visible=rescue),
        )

    def _debrief(self, session: Session) -> Shown:
        return self._shown("debrief", session)

    def _shown(self, view: str, session: Session | None, **parts: Any) -> Shown:
        """All outputs in their order; what is not given stays."""
        visible = {name: gr.update(visible=name == view) for name in ("setup", "room", "debrief")}
        return (
            session.id if session else None,
            visible["setup"],
            visible["room"],
            visible["debrief"],
            *(parts.get(name, gr.skip()) for name in ("talk", "status", "margin", "answer", "rescue")),
            session.id if session and view == "debrief" else None,
        )

    def _session(self, session_id: str, request: gr.Request) -> Session:
        try:
            return self.desk.session(request.username, session_id)
        except NoSuchSession as error:
            raise gr.Error(str(error)) from None


def build_interview(desk: Desk, fragments: Fragments, current: gr.BrowserState) -> InterviewTab:
    """Lay the tab out and connect it."""
    setup = build_setup(desk.workshop.pack, fragments)
    room = build_room()
    debrief = build_debrief(desk, fragments)
    tab = InterviewTab(desk, fragments, current, setup, room, debrief)
    forget = "() => { window.miForget && window.miForget(); }"
    setup.begin.click(tab.begin, setup.inputs, tab.outputs, show_progress="hidden")
    sent: Callable[..., Any] = room.answer.submit
    for sends in (sent, room.send.click):
        sends(tab.answer, [current, room.answer], tab.outputs, show_progress="hidden", trigger_mode="once").then(
            None, None, None, js=forget
        )
    room.skip.click(tab.skip, [current], tab.outputs, show_progress="hidden", trigger_mode="once")
    room.hint.click(tab.hint, [current, room.answer], tab.outputs, show_progress="hidden")
    room.pause.click(tab.pause, [current], tab.outputs, show_progress="hidden")
    room.end.click(tab.end, [current], tab.outputs, show_progress="hidden", trigger_mode="once")
    room.stand_in.click(tab.take_over, [current], tab.outputs, show_progress="hidden", trigger_mode="once")
    debrief.again.click(tab.leave, None, tab.outputs, show_progress="hidden")
    return tab


def _last_assessed(state: Interview) -> Turn | None:
    return next((turn for turn in reversed(state.turns) if turn.assessment and turn.assessment.findings), None)
