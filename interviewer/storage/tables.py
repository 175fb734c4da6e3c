"""The tables that interviews and preparations are kept in, on any database that SQLAlchemy speaks to.

The user is part of every key.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, UniqueConstraint

METADATA = MetaData()

# `count` is how many events the log holds; `summary` a projection of them (domain/summary.py), of `summary_version`.
INTERVIEWS = Table(
    "interviews",
    METADATA,
    Column("user", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("summary_version", Integer, nullable=False),
    Column("summary", LargeBinary, nullable=False),
    UniqueConstraint("user", "number"),
)
# `version` is the form that the event was written in (storage/encoding.py).
EVENTS = Table(
    "interview_events",
    METADATA,
    Column("user", String, primary_key=True),
    Column("interview", String, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
# What a candidate prepares (preparation/), a document each; `revision` grows by one whenever it is written.
PAPERS = Table(
    "papers",
    METADATA,
    Column("user", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
USES = Table(
    "question_uses",
    METADATA,
    Column("user", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("interview", String, nullable=False),
    Index("question_uses_by_interview", "user", "interview"),
)
