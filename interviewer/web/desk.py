"""Holds the interviews that are open in the page, each under its user. Knows no widget.

Every user has a store of their own: nobody can reach another's interview, whatever id they know.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from interviewer.build import Workshop
from interviewer.domain.interview import Interview
from interviewer.errors import BadInput, InterviewerError, NoSuchSession
from interviewer.session import Session

_LONGEST_WAIT = 120.0  # seconds
_MOST_OPEN = 200  # sessions kept in memory; an older one is read again from its log


@dataclass
class Desk:
    """The parts, and who sits at them."""

    workshop: Workshop
    _users: dict[str, Workshop] = field(default_factory=dict)
    _open: dict[tuple[str, str], Session] = field(default_factory=dict)
    _turns: dict[str, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, user: str | None) -> Workshop:
        """The user's own workshop: shared parts, a store of their own. Nobody in particular has the terminal's."""
        if not user:
            return self.workshop
        with self._lock:
            if user not in self._users:
                folder = hashlib.sha256(user.encode()).hexdigest()[:16]
                self._users[user] = self.workshop.with_store(
                    self.workshop.settings.home / "users" / folder / "sessions.sqlite3"
                )
            return self._users[user]

    def keep(self, user: str | None, session: Session) -> Session:
        """Remember an interview that was begun or resumed."""
        with self._lock:
            while len(self._open) >= _MOST_OPEN:
                self._open.pop(next(iter(self._open)))
            self._open[(user or "", session.id)] = session
        return session

    def session(self, user: str | None, session_id: str | None) -> Session:
        """The open interview, or the stored one.

        Raises:
            NoSuchSession: this user has none of that id.
        """
        if not session_id:
            raise NoSuchSession("no interview is open; begin one, or choose one under History")
        with self._lock:
            known = self._open.get((user or "", session_id))
        return known or self.keep(user, self.of(user).resume(session_id))

    @contextmanager
    def alone_with(self, session: Session) -> Iterator[None]:
        """Nobody else moves this interview meanwhile: a second click waits for the line that is being said.

        A plain lock, because a page's generator may be resumed by another thread than the one that began it.
        """
        with self._lock:
            turn = self._turns.setdefault(session.id, Lock())
        if not turn.acquire(timeout=_LONGEST_WAIT):
            raise BadInput("the interview is still busy with your last click; wait a moment and try again")
        try:
            yield
        finally:
            turn.release()

    def past(self, user: str | None) -> tuple[list[tuple[str, Interview]], list[tuple[str, InterviewerError]]]:
        """The user's interviews, the newest first; then those that can't be shown, with the reason."""
        made, past, barred = self.of(user), list[tuple[str, Interview]](), list[tuple[str, InterviewerError]]()
        for name, found in made.store.interviews():
            try:
                if not isinstance(found, Interview):
                    raise found
                made.check_pack(name, found)
                past.append((name, found))
            except InterviewerError as error:
                barred.append((name, error))
        return past, barred

    def delete(self, user: str | None, session_id: str) -> None:
        """Remove an interview for good."""
        self.of(user).store.delete(session_id)
        with self._lock:
            self._open.pop((user or "", session_id), None)
