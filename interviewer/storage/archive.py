"""All that one user keeps as lines of JSON, and back into a store: to take along, and to put away.

The first line says what the file is, each further one is an interview with its whole log, or a paper. A file is read
and checked as a whole before anything of it is kept; what is there already stays as it is.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from interviewer.domain.events import Recorded
from interviewer.domain.interview import replay
from interviewer.errors import BadInput, InvariantError, StoreError
from interviewer.storage.encoding import EVENT_VERSION, upgraded
from interviewer.storage.protocol import InterviewStore, Paper

_NAME, _VERSION = "mock-interviewer", 1
_INTERVIEW_ID = re.compile(r"[0-9a-f]{8}")
_PAPER_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST_LINE = 20_000_000  # characters


class Counted(NamedTuple):
    """How many interviews and papers; `left` names those that were there already, or that can't be read."""

    interviews: int
    papers: int
    left: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Both numbers in words."""
        talks = "interview" if self.interviews == 1 else "interviews"
        papers = "paper" if self.papers == 1 else "papers"
        return f"{self.interviews} {talks} and {self.papers} {papers}"


def archived(store: InterviewStore) -> Iterator[str]:
    """Everything, the oldest first; what can't be read is no part of it (`unreadable`).

    Raises:
        StoreError: the store can't be read.
    """
    yield _line({"archive": _NAME, "version": _VERSION})
    for interview_id, found in reversed(list(store.listing())):
        if not isinstance(found, StoreError):
            events = [record.model_dump(mode="json") for record in store.events(interview_id)]
            yield _line({"interview": interview_id, "version": EVENT_VERSION, "events": events})
    for kind, paper in store.papers.everything():
        yield _line({"paper": kind, "id": paper.id, "body": json.loads(paper.body)})


def unreadable(store: InterviewStore) -> tuple[str, ...]:
    """The interviews that no archive can hold, because this version can't read them."""
    return tuple(name for name, found in store.listing() if isinstance(found, StoreError))


def restored(store: InterviewStore, lines: Iterable[str]) -> Counted:
    """Keep what an archive holds and the store does not.

    Raises:
        BadInput: it is no archive, of a newer version, or damaged; the message names the line. Nothing was kept then.
        StoreError: it could not be kept.
    """
    store.check_writable()
    interviews, papers = _checked(lines)
    there = {interview_id for interview_id, _ in store.listing()}
    known = {(kind, paper.id) for kind, paper in store.papers.everything()}
    left = [f"interview {name}" for name in interviews if name in there]
    left += [f"{kind} {name}" for kind, name in papers if (kind, name) in known]
    new = {name: records for name, records in interviews.items() if name not in there}
    fresh = {named: body for named, body in papers.items() if named not in known}
    for name, records in new.items():
        store.restore(name, records)
    for (kind, name), body in fresh.items():
        store.papers.put(kind, Paper(name, 0, body))
    return Counted(len(new), len(fresh), tuple(left))


def removed(store: InterviewStore) -> Counted:
    """Remove everything for good, also what can't be read.

    Raises:
        StoreError: the disk did not take it.
    """
    store.check_writable()
    interviews = [interview_id for interview_id, _ in store.listing()]
    papers = list(store.papers.everything())
    for interview_id in interviews:
        store.delete(interview_id)
    for kind, paper in papers:
        store.papers.remove(kind, paper.id)
    return Counted(len(interviews), len(papers))


_Papers = dict[tuple[str, str], bytes]


def _checked(lines: Iterable[str]) -> tuple[dict[str, list[Recorded]], _Papers]:
    """All interviews and papers of an archive, each in today's form and fit to be kept."""
    interviews: dict[str, list[Recorded]] = {}
    papers: _Papers = {}
    numbered = enumerate(lines, start=1)
    _check_header(next(numbered, (1, ""))[1])
    for number, line in numbered:
        if not line.strip():
            continue
        try:
            found = _object(line)
            match found:
                case {"interview": str(name), "version": int(version), "events": list(events)}:
                    interviews[name] = _records(name, version, events)
                case {"paper": str(kind), "id": str(name), "body": dict(body)} if _named(kind) and _named(name):
                    papers[kind, name] = json.dumps(body, ensure_ascii=False).encode()
                case _:
                    raise ValueError("neither an interview nor a paper")
        except (ValueError, KeyError, TypeError, AttributeError, InvariantError, RecursionError) as error:
            raise BadInput(f"line {number} of the archive can't be taken ({_short(error)}); nothing was kept") from None
    return interviews, papers


def _check_header(line: str) -> None:
    try:
        header = _object(line)
    except (ValueError, RecursionError):
        header = {}
    if header.get("archive") != _NAME:
        raise BadInput("this is no archive of mock-interviewer; give a file that 'interviewer data export' wrote")
    if header.get("version") != _VERSION:
        raise BadInput("this archive was written by a newer version; update mock-interviewer")


def _object(line: str) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        raise ValueError("too long")
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _records(interview_id: str, version: int, events: list[Any]) -> list[Recorded]:
    if not _INTERVIEW_ID.fullmatch(interview_id):
        raise ValueError("no id of an interview")
    if version > EVENT_VERSION:
        raise ValueError("written by a newer version")
    records = [
        Recorded.model_validate_json(json.dumps(item | {"event": upgraded(item["event"], version)})) for item in events
    ]
    if [record.sequence for record in records] != list(range(len(records))):
        raise ValueError("an event is missing")
    replay(records)  # a log that breaks its own rules is none
    return records


def _named(name: str) -> bool:
    return _PAPER_NAME.fullmatch(name) is not None


def _short(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return str(error.errors(include_url=False)[0]["msg"])
    return str(error) or type(error).__name__


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
