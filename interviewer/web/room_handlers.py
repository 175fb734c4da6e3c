"""What is done in the room: each click and each text as calls of the session, or a refusal that loses nothing."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.errors import BadInput, ProviderError
from interviewer.interview.commands import Command, command_in, command_list
from interviewer.interview.ending import end_question
from interviewer.interview.session import Session, Update
from interviewer.web.stage import Shown, Stage
from interviewer.web.telling import told

_IN_PAGE = [command for command in Command if command is not Command.RETRY]  # of that the debrief tells
_AT_GOODBYE = (Command.END, Command.QUIT, Command.HELP)
_NOTHING = "Nothing was sent. Type an answer, or use Hint, Skip, Pause or End."
_STALE = "That question was answered meanwhile, in another window perhaps. Your text was not sent: it is in the box."
_NO_ANSWER_YET = "There is no answer to change yet."
_RETRY = (
    "Here you try an answer again in the debrief, when the interview is over: open the answer and choose “Practise "
    "this again”. To replace your last answer now, use /amend or “Change this answer” below it."
)
_RETRY_NOW = "Read the debrief, open the answer there and choose “Practise this again”."
_OVER = "The interview is over and nothing is asked any more. Ask them something, or read the debrief."


@dataclass(frozen=True)
class RoomHandlers:
    """Each is called with what the page has open; `asked` is the turn whose question the page shows, None for none."""

    stage: Stage

    async def answer(
        self, session_id: str, text: str, asked: float | None, changing: float | None, request: gr.Request
    ) -> AsyncIterator[Shown]:
        """Take a text for what it is: a command, the last answer anew (`changing` is its turn), or an answer."""
        user = request.username
        session = await self.stage.session(user, session_id)
        yield self.stage.ending(None)
        try:
            command = command_in(text, _AT_GOODBYE if session.state.closing else _IN_PAGE)
        except BadInput as error:
            yield self.stage.in_room(session, notes=[told(error, user)], refused=True)
            return
        if session.state.closing:
            steps = self._when_over(session, command[0]) if command else self._farewell(user, session, text)
        elif command:
            steps = self._commanded(user, session, *command)
        elif session.state.open_turn and not text.strip():
            steps = self._noted(session, _NOTHING, refused=True)
        elif changing is not None:
            steps = self._changed(user, session, text, changing)
        else:
            steps = self._answered(user, session, text, asked)
        async for shown in steps:
            yield shown

    async def read_debrief(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        yield self.stage.debriefed(await self.stage.session(request.username, session_id))

    async def skip(self, session_id: str, asked: float | None, request: gr.Request) -> AsyncIterator[Shown]:
        session = await self.stage.session(request.username, session_id)
        async for shown in self._skipped(request.username, session, asked):
            yield shown

    async def hint(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        session = await self.stage.session(request.username, session_id)
        async for shown in self.stage.done(request.username, session, _hinted(session)):
            yield shown

    async def pause(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        session = await self.stage.session(request.username, session_id)
        async for shown in self._paused(request.username, session):
            yield shown

    async def ask_to_end(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        """Nobody ends an interview by a slip of the hand: it is asked first, in the page."""
        session = await self.stage.session(request.username, session_id)
        yield self.stage.ending(end_question(session.state))

    async def stay(self) -> AsyncIterator[Shown]:
        yield self.stage.ending(None)

    async def end(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        session = await self.stage.session(request.username, session_id)
        yield self.stage.ending(None)
        async for shown in self.stage.done(request.username, session, session.end()):
            yield shown

    # Where nothing comes

    async def stop(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        """Wait no longer: the answer stays, and what is due can be taken up again."""
        session = await run_sync(self.stage.desk.stop_waiting, request.username, session_id)
        async for shown in self.stage.opened(request.username, session):
            yield shown

    async def try_again(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        session = await run_sync(self.stage.desk.stop_waiting, request.username, session_id)
        async for shown in self.stage.done(request.username, session, session.advance()):
            yield shown

    async def take_over(self, session_id: str, request: gr.Request) -> AsyncIterator[Shown]:
        """The embedded engine goes on wherever the model fails, because the user said so."""
        session = await run_sync(self.stage.desk.stop_waiting, request.username, session_id)
        session.fallback.allowed = True
        halt = self.stage.desk.halt_of(request.username, session)
        if isinstance(halt, ProviderError):
            session.fallback.take(halt)
        async for shown in self.stage.done(request.username, session, session.advance()):
            yield shown

    # What a text is

    async def _farewell(self, user: str | None, session: Session, text: str) -> AsyncIterator[Shown]:
        """Something said at the goodbye is answered; nothing said leads on."""
        if not text.strip():
            yield self.stage.debriefed(session)
            return
        async for shown in self.stage.done(user, session, session.say_farewell(text)):
            yield shown

    async def _answered(
        self, user: str | None, session: Session, text: str, asked: float | None
    ) -> AsyncIterator[Shown]:
        """The question that it answers must be the open one, heard to its end. Where none is, what is due is done."""
        heard = session.state.open_turn
        if asked is not None and (heard is None or heard.number != asked):
            steps = self.stage.opened(user, session, (_STALE,), refused=True)
        else:
            updates = _to(session, text, heard.number if heard else None)
            steps = self.stage.done(user, session, updates, patient=heard is not None)
        async for shown in steps:
            yield shown

    async def _changed(self, user: str | None, session: Session, text: str, turn: float) -> AsyncIterator[Shown]:
        """The last answer anew, if it is still the last one."""
        last = session.state.last_answered
        if last and last.number == turn and session.state.ended is None:
            steps = self.stage.done(user, session, session.amend(text))
        else:
            steps = self.stage.opened(user, session, (_STALE,), refused=True)
        async for shown in steps:
            yield shown

    async def _skipped(self, user: str | None, session: Session, asked: float | None) -> AsyncIterator[Shown]:
        heard = session.state.open_turn
        stale = asked is not None and heard is not None and heard.number != asked
        steps = self.stage.opened(user, session) if stale else self.stage.done(user, session, session.skip())
        async for shown in steps:
            yield shown

    async def _paused(self, user: str | None, session: Session) -> AsyncIterator[Shown]:
        await self.stage.desk.done(user, session, _pausing(session))
        yield self.stage.start_page()

    async def _noted(self, session: Session, note: str, refused: bool = False) -> AsyncIterator[Shown]:
        yield self.stage.in_room(session, notes=[note], refused=refused)

    def _commanded(self, user: str | None, session: Session, command: Command, text: str) -> AsyncIterator[Shown]:
        last = session.state.last_answered
        match command:
            case Command.HINT:
                return self.stage.done(user, session, _hinted(session))
            case Command.SKIP:
                return self.stage.done(user, session, session.skip())
            case Command.AMEND if last is None:
                return self._noted(session, _NO_ANSWER_YET)
            case Command.AMEND if text:
                return self.stage.done(user, session, session.amend(text))
            case Command.AMEND:
                return self._changing(session)
            case Command.PAUSE | Command.QUIT:
                return self._paused(user, session)
            case Command.END:
                return self._asked_to_end(session)
            case Command.RETRY:
                return self._noted(session, _RETRY)
            case Command.HELP:
                return self._noted(session, f"{command_list(_IN_PAGE)}.")

    async def _when_over(self, session: Session, command: Command) -> AsyncIterator[Shown]:
        """A command at the goodbye."""
        match command:
            case Command.END:
                yield self.stage.debriefed(session)
            case Command.PAUSE | Command.QUIT:
                yield self.stage.start_page()
            case Command.HELP | Command.RETRY:
                note = _RETRY_NOW if command is Command.RETRY else f"{_OVER} {command_list(_AT_GOODBYE)}."
                yield self.stage.in_room(session, notes=[note])
            case _:
                yield self.stage.in_room(session, notes=[_OVER])

    async def _changing(self, session: Session) -> AsyncIterator[Shown]:
        yield self.stage.in_room(session, changing=True)

    async def _asked_to_end(self, session: Session) -> AsyncIterator[Shown]:
        yield self.stage.ending(end_question(session.state))


def _to(session: Session, text: str, heard: int | None) -> Iterator[Update]:
    """Where nothing is asked, because a model failed, what is due comes first; the text stays in its box.

    Raises:
        BadInput: the question that was heard when it was sent, of turn `heard`, is no longer open.
    """
    asked = session.state.open_turn
    if heard is not None and (asked is None or asked.number != heard):
        raise BadInput("that question was answered meanwhile, in another window perhaps; this text was not sent")
    yield from session.answer(text) if asked else session.advance()


def _hinted(session: Session) -> Iterator[Update]:
    yield session.hint()


def _pausing(session: Session) -> Iterator[Update]:
    if session.state.ended is None:
        yield session.pause()
