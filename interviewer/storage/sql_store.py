"""Keeps each interview as an append-only event log in a database, with a summary brought forward beside it.

An event is on disk when `append` returns (WAL, full synchronisation): kill the process then, and nothing is lost.
Event, summary and what was asked are written in one transaction, or not at all. The statements are SQLAlchemy's own,
so that another database is a matter of its engine.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, LargeBinary, cast, delete, exists, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from interviewer.domain.events import Event, Recorded, Started
from interviewer.domain.interview import Interview, replay
from interviewer.domain.summary import SUMMARY_VERSION, Summary, followed, questions_used, summary_of_start
from interviewer.errors import BadInput, InvariantError, NoSuchSession, StoreError
from interviewer.storage.encoding import EVENT_VERSION, Encoder
from interviewer.storage.reading import Row, records
from interviewer.storage.sql_papers import SqlPapers
from interviewer.storage.sqlite import database_errors, delete_from_copy, empty_journal, open_database
from interviewer.storage.tables import EVENTS, INTERVIEWS, USES

_TRIES = 5  # where two interviews of one user are begun at once, a database may let only one have the next number


class SqlStore:
    """All interviews of one user (`protocol.InterviewStore`).

    Args:
        path: the database file, or None for a store in memory that ends with the process.
        user: whose interviews these are; nobody in particular's where it is empty.
        home: the folder that the file's own folder lies in, if it is not that folder itself.

    Raises:
        StoreError: the file or its folder can't be used.
    """

    def __init__(self, path: Path | None, user: str = "", home: Path | None = None) -> None:
        self._path = path
        self._user = user
        with database_errors(path):
            opened = open_database(path, user, home)
        self._engine = opened.engine
        self.sealed = opened.sealed

    @property
    def papers(self) -> SqlPapers:
        return SqlPapers(self._engine, self._path, self._user, self.check_writable)

    def check_writable(self) -> None:
        if self.sealed:
            raise StoreError(
                f"{self._path} can be read, but nothing can be kept there ({self.sealed}); set INTERVIEWER_HOME to a "
                "writable folder on a disk with room"
            )

    def create(self, started: Started) -> "SqlLog":
        self.check_writable()
        log = SqlLog(self, secrets.token_hex(4), Encoder())
        for attempt in range(1, _TRIES + 1):
            try:
                log.append(started)
                break
            except BadInput:
                if attempt == _TRIES:
                    raise
        return log

    def restore(self, interview_id: str, records: Sequence[Recorded]) -> None:
        self.check_writable()
        encoder, summary = Encoder(), None
        try:
            with database_errors(self._path), self._engine.begin() as connection:
                for record in records:
                    summary = followed(summary, record) if summary else summary_of_start(interview_id, record)
                    self._write_in(connection, interview_id, record, encoder.encode(record.event), summary)
                    encoder.note(record.event)
        except IntegrityError:
            raise BadInput(f"there is an interview '{interview_id}' already; delete it first") from None

    def resume(self, interview_id: str) -> tuple["SqlLog", Interview]:
        encoder = Encoder()
        found = self._read(interview_id, encoder)
        state = self._replayed(interview_id, found)
        return SqlLog(self, interview_id, encoder, len(found), _summarised(interview_id, found)), state

    def load(self, interview_id: str) -> Interview:
        return self._replayed(interview_id, self.events(interview_id))

    def events(self, interview_id: str) -> list[Recorded]:
        return self._read(interview_id, Encoder())

    def count(self, interview_id: str) -> int:
        self._check_name(interview_id)
        with database_errors(self._path), self._engine.connect() as connection:
            count = connection.execute(select(INTERVIEWS.c.count).where(*self._named(interview_id))).scalar()
        if count is None:
            raise self._missing(interview_id)
        return int(count)

    def listing(self, newest: int | None = None) -> Iterator[tuple[str, Summary | StoreError]]:
        packed = cast(INTERVIEWS.c.summary, LargeBinary)  # whatever stands there
        wanted = select(INTERVIEWS.c.id, INTERVIEWS.c.summary_version, packed)
        wanted = wanted.where(INTERVIEWS.c.user == self._user).order_by(INTERVIEWS.c.number.desc()).limit(newest)
        with database_errors(self._path), self._engine.connect() as connection:
            rows = connection.execute(wanted).all()
        for interview_id, version, summary in rows:
            try:
                yield interview_id, _unpacked(version, summary) or self._made_anew(interview_id)
            except StoreError as error:
                yield interview_id, error
            except NoSuchSession:  # deleted meanwhile
                continue

    def summaries(self, newest: int | None = None) -> list[Summary]:
        return [found for _, found in self.listing(newest) if isinstance(found, Summary)]

    def usage(self) -> dict[str, int]:
        last = select(USES.c.question, func.max(USES.c.number)).where(USES.c.user == self._user)
        with database_errors(self._path), self._engine.connect() as connection:
            return {use[0]: use[1] for use in connection.execute(last.group_by(USES.c.question))}

    def check_holds(self, interview_id: str) -> None:
        self.count(interview_id)

    def delete(self, interview_id: str) -> None:
        self.check_holds(interview_id)
        self.check_writable()
        if self._path:
            with database_errors(self._path):
                delete_from_copy(self._path, interview_id)
        with database_errors(self._path), self._engine.begin() as connection:
            for table in (EVENTS, USES):
                connection.execute(delete(table).where(table.c.user == self._user, table.c.interview == interview_id))
            connection.execute(delete(INTERVIEWS).where(*self._named(interview_id)))
        empty_journal(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    # What a log writes

    def _write(self, interview_id: str, record: Recorded, body: bytes, summary: Summary) -> None:
        """One event with all that follows from it.

        Raises:
            BadInput: the log is longer than `record` knows, or somebody else took the number.
            NoSuchSession: the interview was deleted meanwhile.
            StoreError: the disk did not take it.
        """
        self.check_writable()
        try:
            with database_errors(self._path), self._engine.begin() as connection:
                self._write_in(connection, interview_id, record, body, summary)
        except IntegrityError:
            raise self._continued_elsewhere(interview_id) from None

    def _write_in(
        self, connection: Connection, interview_id: str, record: Recorded, body: bytes, summary: Summary
    ) -> None:
        if record.sequence == 0:
            self._insert(connection, interview_id, summary)
        elif not self._bring_forward(connection, interview_id, record.sequence, summary):
            raise self._behind(connection, interview_id)
        row = {"interview": interview_id, "sequence": record.sequence, "version": EVENT_VERSION}
        values = {"at": record.at.isoformat(), "body": body}
        connection.execute(insert(EVENTS).values(user=self._user, **row, **values))
        for question in questions_used(record):
            self._note_use(connection, interview_id, question)

    def _insert(self, connection: Connection, interview_id: str, summary: Summary) -> None:
        """The number is given by the database, in the statement that writes it."""
        own = INTERVIEWS.c.user == self._user
        number = select(func.coalesce(func.max(INTERVIEWS.c.number), 0) + 1).where(own).scalar_subquery()
        kept = {"count": 1, "summary_version": SUMMARY_VERSION, "summary": _packed(summary)}
        connection.execute(insert(INTERVIEWS).values(user=self._user, id=interview_id, number=number, **kept))

    def _bring_forward(self, connection: Connection, interview_id: str, sequence: int, summary: Summary) -> bool:
        """Whether the log was just so long: the check and the writing are one statement."""
        due = update(INTERVIEWS).where(*self._named(interview_id), INTERVIEWS.c.count == sequence)
        kept = {"count": sequence + 1, "summary_version": SUMMARY_VERSION, "summary": _packed(summary)}
        return connection.execute(due.values(**kept)).rowcount == 1

    def _note_use(self, connection: Connection, interview_id: str, question: str) -> None:
        number = select(INTERVIEWS.c.number).where(*self._named(interview_id)).scalar_subquery()
        use = {"user": self._user, "question": question, "number": number, "interview": interview_id}
        known = exists().where(USES.c.user == self._user, USES.c.question == question, USES.c.interview == interview_id)
        values = (number if name == "number" else literal(value) for name, value in use.items())
        connection.execute(insert(USES).from_select(list(use), select(*values).where(~known)))

    # What is read

    def _read(self, interview_id: str, encoder: Encoder) -> list[Recorded]:
        self._check_name(interview_id)
        body = cast(EVENTS.c.body, LargeBinary)  # whatever stands there: what is no event is that event's own fault
        wanted = select(EVENTS.c.sequence, EVENTS.c.version, EVENTS.c.at, body)
        own = (EVENTS.c.user == self._user, EVENTS.c.interview == interview_id)
        with database_errors(self._path), self._engine.connect() as connection:
            rows = connection.execute(wanted.where(*own).order_by(EVENTS.c.sequence)).all()
        if not rows:
            raise self._missing(interview_id)
        try:
            return list(records((Row(*row) for row in rows), encoder))
        except ValueError as error:
            raise self._unreadable(interview_id, str(error)) from None

    def _replayed(self, interview_id: str, found: list[Recorded]) -> Interview:
        try:
            return replay(found)
        except InvariantError as error:
            raise self._unreadable(interview_id, str(error)) from None

    def _made_anew(self, interview_id: str) -> Summary:
        """The summary of a log that none was kept of by this version, kept from now on."""
        found = self.events(interview_id)
        self._replayed(interview_id, found)  # a log that breaks its own rules has none
        summary = _summarised(interview_id, found)
        if not self.sealed:
            self._keep(interview_id, len(found), summary)
        return summary

    def _keep(self, interview_id: str, count: int, summary: Summary) -> None:
        due = update(INTERVIEWS).where(*self._named(interview_id), INTERVIEWS.c.count == count)
        with database_errors(self._path), self._engine.begin() as connection:
            connection.execute(due.values(summary_version=SUMMARY_VERSION, summary=_packed(summary)))

    def _named(self, interview_id: str) -> tuple[Any, Any]:
        return INTERVIEWS.c.user == self._user, INTERVIEWS.c.id == interview_id

    def _behind(self, connection: Connection, interview_id: str) -> BadInput | NoSuchSession:
        there = connection.execute(select(INTERVIEWS.c.count).where(*self._named(interview_id))).scalar()
        return self._missing(interview_id) if there is None else self._continued_elsewhere(interview_id)

    def _continued_elsewhere(self, interview_id: str) -> BadInput:
        return BadInput(f"interview '{interview_id}' went on in another window; close that one, then resume this one")

    def _check_name(self, interview_id: str) -> None:
        if not interview_id.isascii():  # no id of ours; and an unpaired surrogate can't even be looked for
            raise self._missing(interview_id)

    def _missing(self, interview_id: str) -> NoSuchSession:
        return NoSuchSession(f"no interview '{interview_id}' here; see 'interviewer sessions list'")

    def _unreadable(self, interview_id: str, reason: str) -> StoreError:
        return StoreError(
            f"interview '{interview_id}' in {self._path} can't be read ({reason}); open it with the version that "
            f"wrote it, or remove it with 'interviewer sessions delete {interview_id}'"
        )


class SqlLog:
    """The log of one interview (`protocol.EventLog`); `count` is how many events it knows of."""

    def __init__(
        self, store: SqlStore, interview_id: str, encoder: Encoder, count: int = 0, summary: Summary | None = None
    ) -> None:
        self.interview_id = interview_id
        self._store = store
        self._encoder = encoder
        self._count = count
        self._summary = summary

    def append(self, event: Event) -> Recorded:
        record = Recorded(sequence=self._count, at=datetime.now(UTC), event=event)
        before = self._summary
        summary = summary_of_start(self.interview_id, record) if before is None else followed(before, record)
        self._store._write(self.interview_id, record, self._encoder.encode(event), summary)
        self._encoder.note(event)
        self._count += 1
        self._summary = summary
        return record


def _summarised(interview_id: str, found: list[Recorded]) -> Summary:
    summary = summary_of_start(interview_id, found[0])
    for record in found[1:]:
        summary = followed(summary, record)
    return summary


def _unpacked(version: int, summary: bytes) -> Summary | None:
    """None where it is another version's, or damaged: the log says all that it said."""
    with suppress(ValidationError):
        return Summary.model_validate_json(summary) if version == SUMMARY_VERSION else None
    return None


def _packed(summary: Summary) -> bytes:
    return summary.model_dump_json(exclude_defaults=True).encode()
