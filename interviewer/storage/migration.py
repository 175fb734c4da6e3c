"""Brings a database of version 1 up to date: its logs are taken over as they are, word for word.

Version 1 had a file for each user and named nobody in it, kept no summaries, and found out what was asked before by
replaying every log.
"""

from collections.abc import Iterator

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, String, Table, cast, insert, select

from interviewer.domain.summary import questions_used
from interviewer.storage.reading import Row, records
from interviewer.storage.tables import EVENTS, INTERVIEWS, USES

_OLD = MetaData()
OLD_SESSIONS = Table("sessions", _OLD, Column("id", String, primary_key=True), Column("number", Integer))
_OLD_EVENTS = Table(
    "events",
    _OLD,
    Column("session", String, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("at", String),
    Column("body", String),
)


def bring_up_to_date(connection: Connection, user: str) -> None:
    """Move everything into today's tables, as `user`'s; to be called in a transaction."""
    for interview, number in connection.execute(select(OLD_SESSIONS).order_by(OLD_SESSIONS.c.number)).all():
        rows = list(_old_rows(connection, interview))
        if not rows:  # killed before its first event was written
            continue
        connection.execute(insert(EVENTS), [{"user": user, "interview": interview, **row._asdict()} for row in rows])
        connection.execute(
            insert(INTERVIEWS).values(
                user=user, id=interview, number=number, count=len(rows), summary_version=0, summary=b""
            )
        )
        used = dict.fromkeys(_asked(rows), number)
        for question in used:
            connection.execute(insert(USES).values(user=user, question=question, number=number, interview=interview))
    _OLD.drop_all(connection)


def _old_rows(connection: Connection, interview: str) -> Iterator[Row]:
    body = cast(_OLD_EVENTS.c.body, LargeBinary)  # as bytes: what is not text is the event's own fault
    query = select(_OLD_EVENTS.c.sequence, _OLD_EVENTS.c.at, body).where(_OLD_EVENTS.c.session == interview)
    for sequence, at, held in connection.execute(query.order_by(_OLD_EVENTS.c.sequence)):
        yield Row(sequence, 1, at, held)


def _asked(rows: list[Row]) -> Iterator[str]:
    """What was asked, as far as the log can be read."""
    try:
        for record in records(rows):
            yield from questions_used(record)
    except ValueError:
        return
