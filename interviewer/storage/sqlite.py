"""Opens the SQLite file that interviews are kept in: for writing, else for reading.

A file that can't be written (a read-only home, a full disk) is read as it stands; where that would hide what waits in
its journal, it is refused. A file of an earlier version is copied beside itself, then brought up to date.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from interviewer.errors import StoreError
from interviewer.private_files import private_file, private_folder, tighten
from interviewer.storage.migration import OLD_SESSIONS, bring_up_to_date
from interviewer.storage.tables import METADATA

SCHEMA_VERSION = 2
_SIDES = ("-wal", "-shm", "-journal")  # what SQLite keeps beside the file, with the file's own rights
_BACKUP = ".version-1"  # ends the name of the copy that is kept of a file before it is brought up to date
_WAIT = 10.0  # seconds for another process's lock
Unusable = (OSError, OperationalError, sqlite3.OperationalError)


@dataclass(frozen=True)
class Opened:
    """A database that is open. `sealed` says why it can only be read; None where it can be written."""

    engine: Engine
    sealed: str | None = None


def open_database(path: Path | None, user: str, home: Path | None = None) -> Opened:
    """Open the file, made where it is missing.

    Args:
        path: None for a database in memory, which ends with the process.
        user: whose interviews a file of version 1 holds: it named nobody.
        home: what the file's folder lies in, the folder itself unless given.

    Raises:
        StoreError: it was written by a newer version, or its journal can't be read.
        OSError, DatabaseError: it can't be used.
    """
    if path is None:
        engine = _in_memory()
        _prepare(engine, path, user)
        return Opened(engine)
    try:
        _close_to_others(path, home or path.parent)
        engine = _writing(path)
        _back_up_if_old(path)
        _prepare(engine, path, user)
        return Opened(engine)
    except Unusable as error:
        if not path.is_file() or "locked" in cause_of(error):
            raise
        try:
            reading = _reading(path)
        except OperationalError:
            raise error from None
        if reading is None:
            raise
        return Opened(_readable(reading, path, user), sealed=cause_of(error))


def cause_of(error: BaseException) -> str:
    """The disk's or SQLite's own words."""
    said = error.strerror if isinstance(error, OSError) else getattr(error, "orig", error)
    return str(said).lower()


@contextmanager
def database_errors(path: Path | None) -> Iterator[None]:
    """Every error of the disk's and the database's as one sentence, which names the file."""
    try:
        yield
    except IntegrityError:
        raise
    except (DatabaseError, sqlite3.DatabaseError) as error:
        cause = cause_of(error)
        if "malformed" in cause or "not a database" in cause or "corrupt" in cause:
            raise StoreError(
                f"{path} is damaged ({cause}); move it aside and start anew, or restore a backup of it"
            ) from None
        raise StoreError(f"{path} can't be used ({cause}); check the disk and its permissions") from None
    except OSError as error:
        raise StoreError(
            f"{error.filename or path}: {error.strerror}; set INTERVIEWER_HOME to a writable folder"
        ) from None


def _close_to_others(path: Path, home: Path) -> None:
    """File, folder and what leads there from `home` are their owner's only, also where they were laxer before."""
    sides = {path.name + side for side in (*_SIDES, _BACKUP)}
    private_folder(home, known={"index", "users", "servers.json", "agreement.json", path.name} | sides)
    for part in path.parent.relative_to(home).parts:
        home /= part
        private_folder(home)
    private_file(path)
    for side in _SIDES:
        tighten(path.with_name(path.name + side))


def _writing(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def _durable(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only let go of

    return engine


def _in_memory() -> Engine:
    return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def _prepare(engine: Engine, path: Path | None, user: str) -> None:
    """Make the tables, in one transaction that nobody else can come into; it fails where nothing can be written."""
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        _check_version(_version(connection), path)
        METADATA.create_all(connection)
        if inspect(connection).has_table(OLD_SESSIONS.name):
            bring_up_to_date(connection, user)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)


def _back_up_if_old(path: Path) -> None:
    """A copy of a file that is about to be brought up to date: what a new version does wrong costs nobody anything.

    Raises:
        OSError, sqlite3.Error: it can't be kept; nothing was changed.
    """
    with closing(sqlite3.connect(path, timeout=_WAIT)) as old:
        if old.execute("PRAGMA user_version").fetchone()[0] != 1:
            return
        copy = path.with_name(path.name + _BACKUP)
        part = copy.with_name(f".{copy.name}.{os.getpid()}")
        try:
            private_file(part)
            with closing(sqlite3.connect(part)) as new:
                old.backup(new)
                still_old = new.execute("PRAGMA user_version").fetchone()[0] == 1
            if still_old:  # else another process was faster, and has kept its own copy
                part.replace(copy)
        finally:
            part.unlink(missing_ok=True)


def delete_from_copy(path: Path, interview: str) -> None:
    """A deleted interview's log stands in no copy of ours either; later rounds of its loop keep their notes of it.

    Raises:
        sqlite3.Error: the copy can't be written.
    """
    copy = path.with_name(path.name + _BACKUP)
    if not copy.is_file():
        return
    with closing(sqlite3.connect(copy, timeout=_WAIT)) as old, old:
        old.execute("PRAGMA secure_delete = ON")
        old.execute("DELETE FROM events WHERE session = ?", (interview,))
        old.execute("DELETE FROM sessions WHERE id = ?", (interview,))


def empty_journal(engine: Engine) -> None:
    """Take what was deleted out of the journal too; where another process reads just then, its end does."""
    with suppress(OperationalError), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _readable(engine: Engine, path: Path, user: str) -> Engine:
    """A file that can't be brought up to date where it is, because it can't be written, is in memory."""
    with engine.connect() as connection:
        if _version(connection) == SCHEMA_VERSION:
            return engine
        memory = _in_memory()
        with closing(memory.raw_connection()) as copy:
            source: Any = connection.connection.driver_connection
            source.backup(copy.driver_connection)
    _prepare(memory, path, user)
    return memory


def _check_version(found: int, path: Path | None) -> None:
    if found > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was written by a newer version (schema {found}, this one reads {SCHEMA_VERSION}); "
            "update mock-interviewer"
        )


def _reading(path: Path) -> Engine | None:
    """The file as it can be read; None where it can't be either.

    SQLite reads a journal beside the file only where its index can be written, or was left there. Without both, the
    file alone is read as one that does not change: right only where no journal waits.
    """
    engine = _read_as(path, "mode=ro")
    if engine is not None:
        return engine
    journal = path.with_name(f"{path.name}-wal")
    if journal.exists() and journal.stat().st_size:
        raise StoreError(
            f"{path} can't be read without {journal.name} beside it, which needs a writable folder; "
            "copy both to one and set INTERVIEWER_HOME to it"
        )
    return _read_as(path, "immutable=1")


def _read_as(path: Path, how: str) -> Engine | None:
    address = f"{path.absolute().as_uri()}?{how}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, timeout=_WAIT, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    try:
        with engine.connect() as connection:
            _check_version(version := _version(connection), path)
            tables = "interviews, interview_events" if version == SCHEMA_VERSION else "sessions, events"
            connection.exec_driver_sql(f"SELECT 1 FROM {tables} LIMIT 1")
    except OperationalError as error:
        if "no such table" in cause_of(error):  # the disk was full before anything was kept
            raise
        return None
    return engine
