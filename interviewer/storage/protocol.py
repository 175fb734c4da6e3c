"""What the product asks of a place that keeps interviews. SQLite stands behind it today (`sql_store`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.events import Event, Recorded, Started
from interviewer.domain.interview import Interview
from interviewer.domain.summary import Summary
from interviewer.errors import StoreError


class EventLog(Protocol):
    """The log of one interview, open for appending."""

    @property
    def interview_id(self) -> str: ...

    def append(self, event: Event) -> Recorded:
        """Write one event; it is kept for good when this returns.

        Raises:
            BadInput: the same interview was continued elsewhere meanwhile: its log is longer than this one knows.
            NoSuchSession: it was deleted meanwhile.
            StoreError: it could not be kept.
        """
        ...


@dataclass(frozen=True)
class Paper:
    """A document as it is kept; `revision` says how often it was written."""

    id: str
    revision: int
    body: bytes


class Papers(Protocol):
    """What one user prepares, as documents of several kinds; what they mean is nobody's matter here."""

    def all(self, kind: str) -> list[Paper]:
        """Every document of the kind, in the order in which they were first kept.

        Raises:
            StoreError: they can't be read.
        """
        ...

    def everything(self) -> list[tuple[str, Paper]]:
        """Every document with its kind, in the order in which they were first kept.

        Raises:
            StoreError: they can't be read.
        """
        ...

    def put(self, kind: str, paper: Paper) -> Paper:
        """Keep a document, a new one with revision 0, and return it with its next revision.

        Raises:
            BadInput: it was changed or removed in another window meanwhile.
            StoreError: it could not be kept.
        """
        ...

    def remove(self, kind: str, id: str) -> None:
        """Remove a document for good; nothing happens where there is none.

        Raises:
            StoreError: the disk did not take it.
        """
        ...


class InterviewStore(Protocol):
    """All interviews of one user, whose name is part of every key: nobody can name another's.

    Attributes:
        sealed: why nothing can be kept here, only read; None where it can.
        papers: what the user prepares, kept in the same place.
    """

    sealed: str | None

    @property
    def papers(self) -> Papers: ...

    def check_writable(self) -> None:
        """Nothing may be asked, or taken, that could not be kept.

        Raises:
            StoreError: this store can only be read.
        """
        ...

    def create(self, started: Started) -> EventLog:
        """Open a new interview whose first event is `started`: both are written, or neither.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def restore(self, interview_id: str, records: Sequence[Recorded]) -> None:
        """Keep a whole log under an id of its own, as the newest interview: all of it, or nothing.

        Raises:
            BadInput: there is an interview of that id.
            StoreError: it could not be kept.
        """
        ...

    def resume(self, interview_id: str) -> tuple[EventLog, Interview]:
        """An interview's log, to go on from, and its state.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: it can't be read.
        """
        ...

    def load(self, interview_id: str) -> Interview:
        """The state of an interview, replayed from its events.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: it can't be read.
        """
        ...

    def events(self, interview_id: str) -> list[Recorded]:
        """The whole log of one interview.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: an event can't be read by this version, or is missing.
        """
        ...

    def count(self, interview_id: str) -> int:
        """How many events its log holds.

        Raises:
            NoSuchSession: there is none of that id.
        """
        ...

    def listing(self, newest: int | None = None) -> Iterator[tuple[str, Summary | StoreError]]:
        """Every interview in a line, the newest first, or the `newest` so many.

        No log is read, unless it is one that no summary was kept of yet. One that can't be read bars no other and
        says why.
        """
        ...

    def summaries(self, newest: int | None = None) -> list[Summary]:
        """The interviews that can be read, the newest first."""
        ...

    def usage(self) -> dict[str, int]:
        """For each main question and case, the number of the last interview that used it; numbers only grow."""
        ...

    def check_holds(self, interview_id: str) -> None:
        """It may be one that can't be read.

        Raises:
            NoSuchSession: there is none of that id.
        """
        ...

    def delete(self, interview_id: str) -> None:
        """Remove an interview for good, also one that can't be read.

        Raises:
            NoSuchSession: there is none of that id.
            StoreError: the disk did not take it.
        """
        ...

    def close(self) -> None: ...
