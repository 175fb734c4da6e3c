"""Interviews stopped at a candidate's answer, as files: the events that the product stores, in the product's own form.

What was said, decided and read until then is kept as it was, whatever the interviewer would say today, so a frozen
interview outlives changes of policy, lines and prompts. Left out is what nobody who says the next line goes by: the
critics' grades, and evidence too unlikely to be asked about. Each answer counts as assessed, so nothing is asked of the
critics again. Knows no measure.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from evals.harness.reading import Record, checked, json_of, text_of
from interviewer.domain.assessment import Assessment
from interviewer.domain.events import AnswerGiven, AnswerRead, Assessed, Event, LineSaid, MoveChosen, Started
from interviewer.domain.evidence import Evidence, Reading
from interviewer.errors import BadInput
from interviewer.storage.encoding import EVENT_VERSION, Encoder

_KEPT = (Started, MoveChosen, LineSaid, AnswerGiven, AnswerRead)
_HARDLY = 0.15  # evidence of an answer, or its withdrawal, that is less likely is not asked about
_LIKELY = 0.5  # of earlier evidence, which stands with its own answer already, only what may be quoted again
_USUAL = {  # of a piece of evidence; not written, as reading it back puts it there
    name: field.default.value
    for name, field in Evidence.model_fields.items()
    if name in ("actor", "stance", "quantity", "about")
}


class Header(Record):
    """The first line of a file.

    Attributes:
        candidate: id of the reactive candidate whose answers these are.
        version: the form of the events (`interviewer.storage.encoding`); older ones are brought up to date.
        after: the turns behind whose answer the interview is stopped.
    """

    candidate: str
    version: int = EVENT_VERSION
    after: tuple[int, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Frozen:
    """One interview up to the last of its stops."""

    header: Header
    events: tuple[Event, ...]

    def until(self, turn: int) -> tuple[Event, ...]:
        """The events up to the reading of that turn's answer."""
        return tuple(event for event in self.events if getattr(event, "turn", -1) <= turn)


def frozen(candidate: str, events: Iterable[Event], after: Sequence[int]) -> Frozen:
    """What the next line hangs on, of an interview that was played."""
    kept = [event for event in events if isinstance(event, _KEPT) and getattr(event, "turn", -1) <= max(after)]
    return Frozen(Header(candidate=candidate, after=tuple(after)), tuple(map(_thinned, kept)))


def _thinned(event: Event) -> Event:
    if not isinstance(event, AnswerRead):
        return event
    return event.model_copy(update={"reading": _telling(event.reading, event.turn)})


def _telling(reading: Reading, turn: int) -> Reading:
    """The reading of that turn's answer without what is hardly there."""
    evidence = (
        item for item in reading.evidence if item.probability >= (_HARDLY if item.span.turn == turn else _LIKELY)
    )
    references = (item for item in reading.references if item.withdrawn >= _HARDLY)
    return reading.model_copy(update={"evidence": tuple(evidence), "references": tuple(references)})


def assessed(events: Iterable[Event]) -> list[Event]:
    """The events with a bare assessment of each answer that was read."""
    found: list[Event] = []
    for event in events:
        found.append(event)
        if isinstance(event, AnswerRead):
            found.append(Assessed(turn=event.turn, assessment=Assessment(reading=event.reading, grades=())))
    return found


def texts_of(events: Iterable[Event]) -> list[str]:
    """Each event as one line of JSON, as it is kept."""
    encoder, lines = Encoder(), []
    for event in events:
        lines.append(_without_the_usual(encoder.text(event)))
        encoder.note(event)
    return lines


def _without_the_usual(text: str) -> str:
    body = json.loads(text)
    if reading := body.get("reading"):
        reading["evidence"] = [
            {name: held for name, held in item.items() if _USUAL.get(name) != held} for item in reading["evidence"]
        ]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def events_of(lines: Iterable[str], version: int, where: str) -> tuple[Event, ...]:
    """The events of such lines; `where` names their place in an error.

    Raises:
        BadInput: a line is no event, or of a newer version; or the first is no start.
    """
    encoder, events = Encoder(), list[Event]()
    for number, line in enumerate(lines, start=1):
        try:
            events.append(encoder.decode(line.encode(), version))
        except ValueError as error:
            raise BadInput(f"{where}: event {number} can't be read: {error}; freeze the points anew") from None
    if not events or not isinstance(events[0], Started):
        raise BadInput(f"{where}: the first event is no start; freeze the points anew")
    return tuple(events)


def write_frozen(interview: Frozen, folder: Path) -> Path:
    """Write it as CANDIDATE.jsonl: the header, then an event a line."""
    path = folder / f"{interview.header.candidate}.jsonl"
    lines = [interview.header.model_dump_json(), *texts_of(interview.events)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def load_frozen(folder: Path) -> list[Frozen]:
    """All frozen interviews of a folder, by the candidate's id.

    Raises:
        BadInput: there are none, or one has a mistake.
    """
    found = [_load(path) for path in sorted(folder.glob("*.jsonl"))]
    if not found:
        raise BadInput(f"{folder}: no frozen interviews here; make some: python -m evals.reports.freeze_points")
    return found


def _load(path: Path) -> Frozen:
    first, *lines = [line for line in text_of(path).split("\n") if line] or [""]
    header = checked(Header, json_of(first, f"{path}:1"), f"{path}:1")
    interview = Frozen(header, events_of(lines, header.version, str(path)))
    answered = {event.turn for event in interview.events if isinstance(event, AnswerRead)}
    if lost := sorted(set(header.after) - answered):
        raise BadInput(f"{path}: it shall stop behind the answer of turn {lost[0]}, which is not in it; freeze it anew")
    return interview
