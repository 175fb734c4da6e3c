"""Events as they are kept, and back: compact, each in the form of a version, older ones brought up to today's.

What a log says already is not written again: a reading that the policy went by is not repeated in the assessment, and
words that stand in an answer are kept as their place in it. A body is JSON, compressed where that makes it shorter.

Version 1 wrote every event out in full, under other names. Version 2 (rooms by question): `links` became `evidence`,
`reader` `extractor`, `work` `model_call`, `cast` `selection`; excerpts are named, not copied; the rest as above.
"""

import json
import zlib
from typing import Any

from interviewer.domain.events import Event, event_adapter

EVENT_VERSION = 3  # since 2 there are farewells, further moves, and lines with a move of their own; nothing changed
_RENAMED = {"links": "evidence", "reader": "extractor", "work": "model_call", "cast": "selection"}
_OPEN = "applicable"  # its keys are dimensions of a pack, which may have any name
_PLACE = {"turn", "start", "end"}
_ZLIB = b"\x78"  # the first byte of what zlib makes; JSON begins with a brace


class Encoder:
    """Writes the events of one log in their order, or reads them: it knows what the log said before.

    Raises:
        ValueError: a body is no event of this log.
    """

    def __init__(self) -> None:
        self._answers: dict[int, str] = {}
        self._readings: dict[int, dict[str, Any]] = {}

    def encode(self, event: Event) -> bytes:
        """The event's body, as of `EVENT_VERSION`; `note` it once it is kept."""
        text = self.text(event).encode()
        packed = zlib.compress(text, 9)
        return packed if len(packed) < len(text) else text

    def text(self, event: Event) -> str:
        """The event's body before it is compressed: one line of JSON, which `decode` takes as well."""
        body = self._shortened(event_adapter.dump_python(event, mode="json"))
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

    def decode(self, body: bytes, version: int) -> Event:
        """The event of a body that was written by `version`."""
        if version > EVENT_VERSION:
            raise ValueError("it was written by a newer version")
        if body[:1] == _ZLIB:
            try:
                body = zlib.decompress(body)
            except zlib.error as error:
                raise ValueError(f"it can't be unpacked: {error}") from None
        found = json.loads(body.decode())
        if not isinstance(found, dict):
            raise ValueError("it is no event")
        whole = self._whole(found if version >= EVENT_VERSION else upgraded(found, version))
        event = event_adapter.validate_python(whole)
        self._note(whole)
        return event

    def note(self, event: Event) -> None:
        """Remember what later events need not say again."""
        self._note(event_adapter.dump_python(event, mode="json"))

    def _note(self, whole: dict[str, Any]) -> None:
        match whole.get("kind"):
            case "answer_given" | "answer_amended":
                self._answers[whole["turn"]] = whole["text"]
            case "answer_read":
                self._readings[whole["turn"]] = whole["reading"]

    def _shortened(self, whole: dict[str, Any]) -> dict[str, Any]:
        if whole["kind"] == "assessed" and whole["assessment"]["reading"] == self._readings.get(whole["turn"]):
            kept = {name: held for name, held in whole["assessment"].items() if name != "reading"}
            whole = whole | {"assessment": kept}
        return dict(self._by_place(whole))

    def _whole(self, body: dict[str, Any]) -> dict[str, Any]:
        whole = dict(self._in_words(body))
        assessment = whole.get("assessment")
        if whole.get("kind") == "assessed" and isinstance(assessment, dict) and "reading" not in assessment:
            whole["assessment"] = assessment | {"reading": self._readings.get(whole["turn"])}
        return whole

    def _by_place(self, value: Any) -> Any:
        """Without what stands in an answer at the place that is given, and without what is not there at all."""
        if isinstance(value, list):
            return [self._by_place(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == _PLACE | {"text"} and self._at(value) == value["text"]:
            return {name: value[name] for name in ("turn", "start", "end")}
        return {name: self._by_place(held) for name, held in value.items()}

    def _in_words(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._in_words(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == _PLACE and self._at(value) is not None:
            return value | {"text": self._at(value)}
        return {name: self._in_words(held) for name, held in value.items()}

    def _at(self, place: dict[str, Any]) -> str | None:
        answer = self._answers.get(place["turn"])
        return None if answer is None else answer[place["start"] : place["end"]]


def upgraded(body: dict[str, Any], version: int) -> dict[str, Any]:
    """An event of an earlier version in today's form, step by step."""
    if version < 2:
        body = _to_version_2(body)
    return body


def _to_version_2(body: dict[str, Any]) -> dict[str, Any]:
    body = dict(_renamed(body))
    if "passages" in body:
        body["passages"] = [{"id": item["id"], "score": item["score"]} for item in body["passages"]]
    assessment = body.get("assessment")
    if isinstance(assessment, dict):
        body["assessment"] = {name: held for name, held in assessment.items() if name != "passages"}
    return body


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {_RENAMED.get(key, key): held if key == _OPEN else _renamed(held) for key, held in value.items()}
    return renamed | {"role": "extractor"} if renamed.get("role") == "reader" else renamed
