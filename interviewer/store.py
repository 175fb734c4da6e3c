"""Keeps each interview as an append-only event log in SQLite. The only room that knows SQLAlchemy.

An event is on disk when `append` returns (WAL, full synchronisation): kill the process then, and nothing is lost.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, delete, event, insert, select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.pool import StaticPool

from interviewer.domain.base import Value
from interviewer.domain.events import SCHEMA_VERSION, Event, Recorded, Started, event_adapter
from interviewer.domain.interview import Interview, replay
from interviewer.errors import BadInput, NoSuchSession, StoreError

_metadata = MetaData()
_sessions = Table(
    "sessions",
    _metadata,
    Column("id", String, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
)
_events = Table(
    "events",
    _metadata,
    Column("session", String, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("body", String, nullable=False),
)


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

    Raises:
        StoreError: the file or its folder can't be used.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        with self._errors():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._engine = _engine(path)
            self._check_version()
            _metadata.create_all(self._engine)

    def create(self, started: Started) -> "SessionLog":
        """Open a new interview whose first event is `started`."""
        with self._errors(), self._engine.begin() as connection:
            numbers = connection.execute(select(_sessions.c.number)).scalars().all()
            session_id = secrets.token_hex(4)
            connection.execute(insert(_sessions).values(id=session_id, number=max(numbers, default=0) + 1))
        log = SessionLog(self, session_id, 0)
        log.append(started)
        return log

    def resume(self, session_id: str) -> tuple["SessionLog", Interview]:
        """An interview's log, to go on from, and its state.

        Raises:
            NoSuchSession: there is none of that id.
        """
        state = self.load(session_id)
        return SessionLog(self, session_id, state.count), state

    def load(self, session_id: str) -> Interview:
        """The state of an interview, replayed from its events."""
        return replay(self.events(session_id))

    def events(self, session_id: str) -> list[Recorded]:
        """The whole log of one interview.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: an event can't be read by this version.
        """
        query = select(_events).where(_events.c.session == session_id).order_by(_events.c.sequence)
        with self._errors(), self._engine.connect() as connection:
            rows = connection.execute(query).all()
        if not rows:
            raise NoSuchSession(f"no interview '{session_id}' here; see 'interviewer sessions list'")
        try:
            return [
                Recorded(sequence=row.sequence, at=row.at, event=event_adapter.validate_json(row.body)) for row in rows
            ]
        except ValidationError as error:
            raise StoreError(
                f"{self._path}: interview '{session_id}' holds an event that this version can't read "
                f"({error.errors(include_url=False)[0]['msg']}); open it with the version that wrote it"
            ) from None

    def summaries(self) -> list[Summary]:
        """All interviews, the newest first."""
        with self._errors(), self._engine.connect() as connection:
            ids = connection.execute(select(_sessions.c.id).order_by(_sessions.c.number.desc())).scalars().all()
            begun = set(connection.execute(select(_events.c.session).distinct()).scalars().all())
        return [_summary(session_id, self.load(session_id)) for session_id in ids if session_id in begun]

    def usage(self) -> dict[str, int]:
        """For each main question and case, the ordinal (from 1) of the last interview that used it."""
        used: dict[str, int] = {}
        for number, summary in enumerate(reversed(self.summaries()), start=1):
            state = self.load(summary.id)
            used.update({thread.question: number for thread in state.threads})
            if state.plan.case:
                used[state.plan.case] = number
        return used

    def delete(self, session_id: str) -> None:
        """Remove an interview for good.

        Raises:
            NoSuchSession: there is none of that id.
        """
        self.events(session_id)
        with self._errors(), self._engine.begin() as connection:
            connection.execute(delete(_events).where(_events.c.session == session_id))
            connection.execute(delete(_sessions).where(_sessions.c.id == session_id))

    def close(self) -> None:
        self._engine.dispose()

    def _append(self, session_id: str, record: Recorded) -> None:
        body = event_adapter.dump_json(record.event).decode()
        values = {"session": session_id, "sequence": record.sequence, "at": record.at.isoformat(), "body": body}
        try:
            with self._errors(), self._engine.begin() as connection:
                connection.execute(insert(_events).values(**values))
        except IntegrityError:
            raise BadInput(
                f"interview '{session_id}' went on in another window; close that one, then resume this one"
            ) from None

    def _check_version(self) -> None:
        with self._engine.begin() as connection:
            found = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
            if found > SCHEMA_VERSION:
                raise StoreError(
                    f"{self._path} was written by a newer version (schema {found}, this one reads {SCHEMA_VERSION}); "
                    "update mock-interviewer"
                )
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except (DatabaseError, sqlite3.DatabaseError) as error:
            cause = str(getattr(error, "orig", error)).lower()
            if "malformed" in cause or "not a database" in cause or "corrupt" in cause:
                raise StoreError(
                    f"{self._path} is damaged ({cause}); move it aside and start anew, or restore a backup of it"
                ) from None
            raise StoreError(f"{self._path} can't be used ({cause}); check the disk and its permissions") from None
        except OSError as error:
            raise StoreError(
                f"{error.filename or self._path}: {error.strerror}; set INTERVIEWER_HOME to a writable folder"
            ) from None


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
        record = Recorded(sequence=self._count, at=datetime.now(UTC), event=event_)
        self._store._append(self.session_id, record)
        self._count += 1
        return record


def _engine(path: Path | None) -> Engine:
    if path is None:
        return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _durable(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    return engine


def _summary(session_id: str, state: Interview) -> Summary:
    return Summary(
        id=session_id,
        started_at=state.started_at,
        round=state.setup.round,
        unit=state.setup.unit,
        answers=state.answers,
        state="finished" if state.debrief else "paused" if state.paused else "open",
        verdict=state.debrief.verdict.value if state.debrief else None,
    )
