"""Keeps each interview as an append-only event log in SQLite. The only room that knows SQLAlchemy.

An event is on disk when `append` returns (WAL, full synchronisation): kill the process then, and nothing is lost.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import LargeBinary, cast, delete, exists, func, insert, literal, select
from sqlalchemy.exc import IntegrityError

from interviewer.domain.base import Value
from interviewer.domain.events import Event, Recorded, Started, event_adapter
from interviewer.domain.interview import Interview, replay
from interviewer.errors import BadInput, InvariantError, NoSuchSession, StoreError
from interviewer.storage.database import EVENTS, SESSIONS, open_database, told


class Summary(Value):
    """One line about a stored interview."""

    id: str
    started_at: datetime
    round: str
    unit: str | None
    answers: int
    state: str
    verdict: str | None


class Store:
    """All interviews of one user.

    Args:
        path: the database file, or None for a store in memory that ends with the process.
        home: the folder that the file's own folder lies in, if it is not that folder itself.

    Attributes:
        sealed: why nothing can be kept here, only read; None where it can.

    Raises:
        StoreError: the file or its folder can't be used.
    """

    def __init__(self, path: Path | None, home: Path | None = None) -> None:
        self._path = path
        with told(path):
            opened = open_database(path, home)
        self._engine = opened.engine
        self.sealed = opened.sealed

    def check_writable(self) -> None:
        """Nothing may be asked, or taken, that could not be kept.

        Raises:
            StoreError: this store can only be read.
        """
        if self.sealed:
            raise StoreError(
                f"{self._path} can be read, but nothing can be kept there ({self.sealed}); set INTERVIEWER_HOME to a "
                "writable folder on a disk with room"
            )

    def create(self, started: Started) -> "SessionLog":
        """Open a new interview whose first event is `started`: both are written, or neither.

        Raises:
            StoreError: it could not be kept.
        """
        self.check_writable()
        session_id = secrets.token_hex(4)
        number = select(func.coalesce(func.max(SESSIONS.c.number), 0) + 1).scalar_subquery()
        with told(self._path), self._engine.begin() as connection:
            connection.execute(insert(SESSIONS).values(id=session_id, number=number))
            connection.execute(insert(EVENTS).values(**_row(session_id, _recorded(0, started))))
        return SessionLog(self, session_id, 1)

    def resume(self, session_id: str) -> tuple["SessionLog", Interview]:
        """An interview's log, to go on from, and its state.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: it can't be read.
        """
        state = self.load(session_id)
        return SessionLog(self, session_id, state.count), state

    def load(self, session_id: str) -> Interview:
        """The state of an interview, replayed from its events.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: it can't be read.
        """
        try:
            return replay(self.events(session_id))
        except InvariantError as error:
            raise self._unreadable(session_id, str(error)) from None

    def events(self, session_id: str) -> list[Recorded]:
        """The whole log of one interview.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: an event can't be read by this version, or is missing.
        """
        self._check_name(session_id)
        body = cast(EVENTS.c.body, LargeBinary).label("body")  # as bytes: what is not text is the event's own fault
        query = select(EVENTS.c.sequence, EVENTS.c.at, body).where(EVENTS.c.session == session_id)
        with told(self._path), self._engine.connect() as connection:
            rows = connection.execute(query.order_by(EVENTS.c.sequence)).all()
        if not rows:
            raise self._missing(session_id)
        records = []
        for number, row in enumerate(rows):
            if row.sequence != number:
                raise self._unreadable(session_id, f"event {number} is missing")
            try:
                event = event_adapter.validate_json(row.body)
                records.append(Recorded(sequence=number, at=row.at, event=event))
            except ValidationError as error:
                reason = error.errors(include_url=False)[0]["msg"]
                raise self._unreadable(session_id, f"event {number}: {reason}") from None
        return records

    def interviews(self) -> Iterator[tuple[str, Interview | StoreError]]:
        """Every interview with its state, the newest first; one that can't be read bars no other and says why."""
        with told(self._path), self._engine.connect() as connection:
            ids = connection.execute(select(SESSIONS.c.id).order_by(SESSIONS.c.number.desc())).scalars().all()
        for session_id in ids:
            try:
                yield session_id, self.load(session_id)
            except StoreError as error:
                yield session_id, error
            except NoSuchSession:  # deleted meanwhile, or never begun by an earlier version that was killed then
                continue

    def summaries(self) -> list[Summary]:
        """All interviews that can be read, the newest first."""
        return [summary_of(name, found) for name, found in self.interviews() if isinstance(found, Interview)]

    def usage(self) -> dict[str, int]:
        """For each main question and case, the ordinal (from 1) of the last interview that used it."""
        used: dict[str, int] = {}
        states = [found for _, found in self.interviews() if isinstance(found, Interview)]
        for number, state in enumerate(reversed(states), start=1):
            used.update({thread.question: number for thread in state.threads})
            if state.plan.case:
                used[state.plan.case] = number
        return used

    def check_holds(self, session_id: str) -> None:
        """It may be one that can't be read.

        Raises:
            NoSuchSession: there is none of that id.
        """
        self._check_name(session_id)
        with told(self._path), self._engine.connect() as connection:
            if connection.execute(select(EVENTS.c.sequence).where(EVENTS.c.session == session_id)).first() is None:
                raise self._missing(session_id)

    def delete(self, session_id: str) -> None:
        """Remove an interview for good, also one that can't be read.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: the disk did not take it.
        """
        self.check_holds(session_id)
        self.check_writable()
        with told(self._path), self._engine.begin() as connection:
            connection.execute(delete(EVENTS).where(EVENTS.c.session == session_id))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.id == session_id))

    def close(self) -> None:
        self._engine.dispose()

    def _append(self, session_id: str, record: Recorded) -> None:
        self.check_writable()
        try:
            with told(self._path), self._engine.begin() as connection:
                row = _row(session_id, record)
                kept = exists().where(SESSIONS.c.id == session_id)  # it may have been deleted elsewhere meanwhile
                values = select(*(literal(value).label(name) for name, value in row.items())).where(kept)
                written = connection.execute(insert(EVENTS).from_select(list(row), values)).rowcount
        except IntegrityError:
            raise BadInput(
                f"interview '{session_id}' went on in another window; close that one, then resume this one"
            ) from None
        if not written:
            raise self._missing(session_id)

    def _check_name(self, session_id: str) -> None:
        if not session_id.isascii():  # no id of ours; and an unpaired surrogate can't even be looked for
            raise self._missing(session_id)

    def _missing(self, session_id: str) -> NoSuchSession:
        return NoSuchSession(f"no interview '{session_id}' here; see 'interviewer sessions list'")

    def _unreadable(self, session_id: str, reason: str) -> StoreError:
        return StoreError(
            f"interview '{session_id}' in {self._path} can't be read ({reason}); open it with the version that wrote "
            f"it, or remove it with 'interviewer sessions delete {session_id}'"
        )


class SessionLog:
    """The log of one interview, open for appending."""

    def __init__(self, store: Store, session_id: str, count: int) -> None:
        self._store = store
        self.session_id = session_id
        self._count = count

    def append(self, event_: Event) -> Recorded:
        """Write one event; it is on disk when this returns.

        Raises:
            BadInput: the same interview was continued elsewhere meanwhile.
            StoreError: the disk did not take it.
        """
        record = _recorded(self._count, event_)
        self._store._append(self.session_id, record)
        self._count += 1
        return record


def _recorded(sequence: int, event: Event) -> Recorded:
    return Recorded(sequence=sequence, at=datetime.now(UTC), event=event)


def _row(session_id: str, record: Recorded) -> dict[str, Any]:
    body = event_adapter.dump_json(record.event).decode()
    return {"session": session_id, "sequence": record.sequence, "at": record.at.isoformat(), "body": body}


def summary_of(session_id: str, state: Interview) -> Summary:
    """One line about an interview."""
    return Summary(
        id=session_id,
        started_at=state.started_at,
        round=state.setup.round,
        unit=state.setup.unit,
        answers=state.answers,
        state="finished" if state.debrief else "paused" if state.paused else "open",
        verdict=state.debrief.verdict.value if state.debrief else None,
    )
