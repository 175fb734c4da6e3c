"""Keeps what a candidate prepares beside their interviews (`protocol.Papers`)."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, delete, func, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from interviewer.errors import BadInput
from interviewer.storage.protocol import Paper
from interviewer.storage.sqlite import database_errors, empty_journal
from interviewer.storage.tables import PAPERS


class SqlPapers:
    """The documents of one user.

    Args:
        check_writable: raises where nothing can be kept.
    """

    def __init__(self, engine: Engine, path: Path | None, user: str, check_writable: Callable[[], None]) -> None:
        self._engine = engine
        self._path = path
        self._user = user
        self._check_writable = check_writable

    def all(self, kind: str) -> list[Paper]:
        wanted = select(PAPERS.c.id, PAPERS.c.revision, PAPERS.c.body).order_by(PAPERS.c.number)
        with database_errors(self._path), self._engine.connect() as connection:
            if not inspect(connection).has_table(PAPERS.name):  # a file of before, that can only be read
                return []
            rows = connection.execute(wanted.where(PAPERS.c.user == self._user, PAPERS.c.kind == kind)).all()
        return [Paper(*row) for row in rows]

    def everything(self) -> list[tuple[str, Paper]]:
        wanted = select(PAPERS.c.kind, PAPERS.c.id, PAPERS.c.revision, PAPERS.c.body).order_by(PAPERS.c.number)
        with database_errors(self._path), self._engine.connect() as connection:
            if not inspect(connection).has_table(PAPERS.name):  # a file of before, that can only be read
                return []
            rows = connection.execute(wanted.where(PAPERS.c.user == self._user)).all()
        return [(kind, Paper(*row)) for kind, *row in rows]

    def put(self, kind: str, paper: Paper) -> Paper:
        self._check_writable()
        after = Paper(paper.id, paper.revision + 1, paper.body)
        named = (PAPERS.c.user == self._user, PAPERS.c.kind == kind, PAPERS.c.id == paper.id)
        try:
            with database_errors(self._path), self._engine.begin() as connection:
                if paper.revision == 0:
                    own = PAPERS.c.user == self._user
                    number = select(func.coalesce(func.max(PAPERS.c.number), 0) + 1).where(own).scalar_subquery()
                    values = {"user": self._user, "kind": kind, "id": paper.id, "number": number}
                    connection.execute(insert(PAPERS).values(**values, revision=1, body=paper.body))
                    return after
                due = update(PAPERS).where(*named, PAPERS.c.revision == paper.revision)
                written = connection.execute(due.values(revision=after.revision, body=paper.body)).rowcount
        except IntegrityError:
            written = 0
        if written != 1:
            raise BadInput("this was changed in another window meanwhile; look at it again, then change it")
        return after

    def remove(self, kind: str, id: str) -> None:
        self._check_writable()
        gone = delete(PAPERS).where(PAPERS.c.user == self._user, PAPERS.c.kind == kind, PAPERS.c.id == id)
        with database_errors(self._path), self._engine.begin() as connection:
            connection.execute(gone)
        empty_journal(self._engine)
