"""Holds the interviews that are open in the page, each under its user. Knows no widget.

Every user has a store of their own: nobody can reach another's interview, whatever id they know.
"""

import asyncio
import hashlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from threading import Lock, RLock

from interviewer.app import Interviews, Services
from interviewer.domain.summary import Summary
from interviewer.engines.llm.fallback import Fallback
from interviewer.errors import BadInput, InterviewerError, NoSuchSession, Unreachable
from interviewer.interview.session import Session, Update
from interviewer.storage.archive import removed
from interviewer.web.running import BackgroundRun, Places

_LOOK = 0.04  # seconds between two looks at what goes on
_SIGN = 2.0  # seconds after which a page is asked whether somebody is still there
_MOST_OPEN = 200  # sessions kept in memory; an older one is read again from its log
_BUSY = "the interview is still busy with your last click; wait a moment and try again"
_STOPPED = "you stopped waiting"
_NO_THREAD = "the server can't take on anything more just now; try again in a minute"
# What is told where no place is left: of one's own, of everybody's.
_BEGINNINGS = (
    "two interviews of yours are just beginning; wait for one of them, then begin this one",
    "too many interviews are just beginning; try again in a minute",
)
_FILES = (
    "a file of yours is still being read; wait until it is done, then load this one",
    "too many files are being read just now; try again in a minute",
)
_LOOKUPS = (
    "the model's server is still being asked; wait for its answer",
    "too many people ask the model's server just now; try again in a minute",
)
_ONLOOKERS = (
    "you have too many windows open that wait for an interview; close some of them and try again",
    "too many people are waiting for their interviews just now; try again in a minute",
)
_WAITING = (
    "four interviews of yours are waiting for the language model; wait until one of them goes on",
    "too many interviews are waiting for the language model just now; try again in a minute",
)
_GOING_ON = (
    "sixteen interviews of yours are going on; wait until one of them comes to a question",
    "too many interviews are going on just now; try again in a minute",
)


@dataclass
class Desk:
    """The parts, and who sits at them."""

    services: Services
    beginnings: Places = field(default_factory=lambda: Places(2, 16, *_BEGINNINGS))
    files: Places = field(default_factory=lambda: Places(1, 4, *_FILES))
    lookups: Places = field(default_factory=lambda: Places(1, 4, *_LOOKUPS))
    _onlookers: Places = field(default_factory=lambda: Places(16, 128, *_ONLOOKERS))
    _waiting: Places = field(default_factory=lambda: Places(4, 32, *_WAITING))
    _going_on: Places = field(default_factory=lambda: Places(16, 64, *_GOING_ON))
    _users: dict[str, Interviews] = field(default_factory=dict)
    _open: dict[tuple[str, str], Session] = field(default_factory=dict)
    _runs: dict[tuple[str, str], BackgroundRun] = field(default_factory=dict)
    _halts: dict[tuple[str, str], InterviewerError] = field(default_factory=dict)  # why nothing is asked there
    _lock: RLock = field(default_factory=RLock)  # held for moments: the page's event loop takes it too
    _opening: defaultdict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))  # held while a store is opened

    def of(self, user: str | None) -> Interviews:
        """The user's interviews, in a store of their own. Nobody in particular has the terminal's.

        The first call opens the store, which may take a while: call it in a thread.
        """
        if not user:
            return self.services.interviews
        if user in self._users:
            return self._users[user]
        with self._lock:
            opening = self._opening[user]
        with opening:  # the user's own: where one store is slow to open, nobody else waits
            if user not in self._users:
                self._users[user] = self.services.interviews_of(token(user))
            return self._users[user]

    def keep(self, user: str | None, session: Session) -> Session:
        """Remember an interview that was begun or resumed; there is one object for it, however many ask at once."""
        with self._lock:
            idle = [key for key in self._open if key not in self._runs]
            for key in idle[: max(0, len(self._open) + 1 - _MOST_OPEN)]:
                del self._open[key]
            return self._open.setdefault((user or "", session.id), session)

    def session(self, user: str | None, session_id: str | None) -> Session:
        """The open interview, or the stored one.

        Raises:
            NoSuchSession: this user has none of that id.
        """
        if not session_id or not isinstance(session_id, str):  # it comes from a browser
            raise NoSuchSession("no interview is open; begin one, or choose one under History")
        with self._lock:
            known = self._open.get((user or "", session_id))
        return known or self.keep(user, self.of(user).resume(session_id))

    def latest(self, user: str | None, session_id: str | None) -> Session:
        """The interview as its log has it: it may have gone on elsewhere meanwhile, in a terminal.

        Raises:
            NoSuchSession: this user has none of that id.
        """
        session = self.session(user, session_id)
        known = session.state.count
        elsewhere = self.of(user).store.count(session.id) != known
        with self._lock:
            if elsewhere and session.state.count == known and self.run_of(user, session) is None:
                self._open.pop((user or "", session.id), None)
        return self.session(user, session_id)

    # What goes on

    def run_of(self, user: str | None, session: Session) -> BackgroundRun | None:
        """What this interview is busy with."""
        with self._lock:
            run = self._runs.get((user or "", session.id))
            return run if run and run.holds else None

    def start(self, user: str | None, session: Session, updates: Iterable[Update]) -> BackgroundRun:
        """Let an interview go on; it does, whether or not somebody looks.

        Raises:
            BadInput: it is busy, or too much goes on already.
        """
        run = BackgroundRun(session, updates)
        places = self._waiting if session.state.setup.selection.roles else self._going_on
        with self._lock:
            if self.run_of(user, session) is not None:
                raise BadInput(_BUSY)
            places.take(user)
            self._runs = {key: other for key, other in self._runs.items() if other.holds}
            self._runs[(user or "", session.id)] = run
        try:
            run.start(lambda: self._over(user, run, places))
        except RuntimeError:
            with self._lock:
                del self._runs[(user or "", session.id)]
            places.leave(user)
            raise BadInput(_NO_THREAD) from None
        return run

    def _over(self, user: str | None, run: BackgroundRun, places: Places) -> None:
        places.leave(user)
        if not run.given_up.is_set():
            self._halt(user, run.session, run.error)

    def _halt(self, user: str | None, session: Session, error: InterviewerError | None) -> None:
        """Keep why nothing is asked where something is due, for whoever opens the interview anew."""
        key = (user or "", session.id)
        with self._lock:
            self._halts.pop(key, None)
            if error and session.is_due:
                self._halts[key] = error

    def halt_of(self, user: str | None, session: Session) -> InterviewerError | None:
        """Why nothing is asked in an interview, though something is due: what failed, or that nobody waited."""
        with self._lock:
            return self._halts.get((user or "", session.id))

    def stop_waiting(self, user: str | None, session_id: str) -> Session:
        """Give up what is waited for. Its thread keeps its place and its session; the log is taken up by another."""
        session = self.session(user, session_id)
        run = self.run_of(user, session)
        if run is None or not run.is_waiting:
            return session
        run.give_up(Unreachable(_STOPPED))
        with self._lock:
            self._runs.pop((user or "", session.id), None)
            self._open.pop((user or "", session.id), None)
        fresh = self.keep(user, self.of(user).resume(session_id, Fallback(session.fallback.allowed)))
        self._halt(user, fresh, run.error)
        return fresh

    async def free(self, user: str | None, session: Session, patient: bool = True) -> None:
        """Wait, without a thread, for the line that is being said; not for a model that says nothing.

        Raises:
            BadInput: it is busy for longer than that.
        """
        if self.run_of(user, session) is None:
            return
        with self._onlookers.taken(user):
            while run := self.run_of(user, session):
                if not (run.over.is_set() or (patient and run.soon_over)):
                    raise BadInput(_BUSY)
                await asyncio.sleep(_LOOK)

    async def watch(self, user: str | None, run: BackgroundRun) -> AsyncIterator[None]:
        """Come back whenever there is something new to show of it, and now and then, until it is over.

        Raises:
            BadInput: too many look on already.
        """
        with self._onlookers.taken(user):
            seen, since = -1, time.monotonic()
            while not run.over.is_set():
                if run.steps != seen or time.monotonic() - since > _SIGN:
                    seen, since = run.steps, time.monotonic()
                    yield
                await asyncio.sleep(_LOOK)

    async def done(self, user: str | None, session: Session, updates: Iterable[Update]) -> None:
        """Have something done to an interview, and wait for its end without a thread.

        Raises:
            InterviewerError: why it could not be done.
        """
        await self.free(user, session)
        run = self.start(user, session, updates)
        try:
            async for _ in self.watch(user, run):
                pass
        finally:
            run.shown.set()
        if run.error:
            raise run.error

    # What is stored

    def past(self, user: str | None) -> tuple[list[Summary], list[tuple[str, InterviewerError]]]:
        """The user's interviews, the newest first; then those that can't be shown, with the reason."""
        own, past, barred = self.of(user), list[Summary](), list[tuple[str, InterviewerError]]()
        for name, found in own.store.listing():
            try:
                if not isinstance(found, Summary):
                    raise found
                own.check_pack(name, found.pack)
                past.append(found)
            except InterviewerError as error:
                barred.append((name, error))
        return past, barred

    def delete(self, user: str | None, session_id: str) -> None:
        """Remove an interview for good.

        Raises:
            BadInput: it is going on.
        """
        with self._lock:
            run = self._runs.get((user or "", session_id))
            if run and not run.over.is_set():
                raise BadInput(_BUSY)
            self._open.pop((user or "", session_id), None)
            self._halts.pop((user or "", session_id), None)
        self.of(user).store.delete(session_id)

    def remove_all(self, user: str | None) -> str:
        """Remove every interview of the user and all that they prepared; what was removed, in a sentence.

        Raises:
            BadInput: an interview is going on.
        """
        own = user or ""
        with self._lock:
            if any(not run.over.is_set() for (whose, _), run in self._runs.items() if whose == own):
                raise BadInput(_BUSY)
            for open_ in (self._open, self._halts):
                for key in [key for key in open_ if key[0] == own]:
                    del open_[key]
        return f"Removed: {removed(self.of(user).store).told}."


def token(user: str | None) -> str:
    """A name for a user that tells nothing about them: of their folder, and of what their browser keeps."""
    return hashlib.sha256((user or "").encode()).hexdigest()[:16]
