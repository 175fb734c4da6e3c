"""Opens the file that the event logs are kept in: for writing, else for reading. Knows no event, only tables.

An interview's number is given by the database itself, in the statement that writes it. A file that can't be written
(a read-only home, a full disk) is read as it stands; where that would hide what waits in its journal, it is refused.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Column, Engine, Integer, MetaData, String, Table, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from interviewer.domain.events import SCHEMA_VERSION
from interviewer.errors import StoreError
from interviewer.private_files import private_file, private_folder, tighten

_metadata = MetaData()
SESSIONS = Table(
    "sessions",
    _metadata,
    Column("id", String, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
)
EVENTS = Table(
    "events",
    _metadata,
    Column("session", String, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("body", String, nullable=False),
)
_SIDES = ("-wal", "-shm", "-journal")  # what SQLite keeps beside the file, with the file's own rights
_WAIT = 10.0  # seconds for another process's lock
Unusable = (OSError, OperationalError, sqlite3.OperationalError)


@dataclass(frozen=True)
class Opened:
    """A database that is open. `sealed` says why it can only be read; None where it can be written."""

    engine: Engine
    sealed: str | None = None


def open_database(path: Path | None, home: Path | None = None) -> Opened:
    """Open the file, made where it is missing; `home` is what its folder lies in, the folder itself unless given.

    Raises:
        StoreError: it was written by a newer version, or its journal can't be read.
        OSError, DatabaseError: it can't be used.
    """
    if path is None:
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        _prepare(engine, path)
        return Opened(engine)
    try:
        _close_to_others(path, home or path.parent)
        engine = _writing(path)
        _prepare(engine, path)
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
        return Opened(reading, sealed=cause_of(error))


def cause_of(error: BaseException) -> str:
    """The disk's or SQLite's own words."""
    said = error.strerror if isinstance(error, OSError) else getattr(error, "orig", error)
    return str(said).lower()


@contextmanager
def told(path: Path | None) -> Iterator[None]:
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
    private_folder(home, known={"index", "users", path.name, *(path.name + side for side in _SIDES)})
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

    return engine


def _prepare(engine: Engine, path: Path | None) -> None:
    """Make the tables, in one transaction that nobody else can come into; it fails where nothing can be written."""
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        _check_version(int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0), path)
        _metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


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
            _check_version(int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0), path)
            connection.exec_driver_sql("SELECT 1 FROM sessions, events LIMIT 1")
    except OperationalError as error:
        if "no such table" in cause_of(error):  # the disk was full before anything was kept
            raise
        return None
    return engine
