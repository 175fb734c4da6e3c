"""What is known of how one model at one server wants to be asked, and what a refusal teaches. Sends nothing.

A server that refuses a field names it. It is left out or put otherwise from then on; what was learnt is kept for the
next interview, by address and model, and holds no key.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.forms import METHODS, Method
from interviewer.private_files import replace_private

ROOM = 6_000  # tokens for the thoughts of a model that reasons, beyond what it is to say
_CAPS = ("max_tokens", "max_completion_tokens")
_FIELDS = ("temperature", "stream_options", "reasoning_effort", "tool_choice")
_KEYWORDS = ("additionalProperties", "maxItems", "strict")
_QUOTED_KEYWORDS = ("title", "description", "enum", "default")  # words of every sentence, unless they are quoted
_AT_MOST = re.compile(r"(?i)(?:at most|maximum(?: \w+)? (?:is|of)|up to|<=|less than or equal to|, ) ?(\d{2,9})\b")
_NO_STREAM = re.compile(r"(?i)verified to stream|\bstream(?:ing)?\b\W{0,3}(?:is |are )?(?:not|un|isn't)\s*support")
_NO_SYSTEM = re.compile(r"(?i)\bsystem (?:role|messages?|prompts?)\b.{0,30}\bnot support|\bunknown role.{0,9}system")


class Dialect(BaseModel):
    """How a model at a server is asked.

    Attributes:
        refused: the fields that it does not take.
        keywords: those of a schema that it does not take.
        unthinking: whether it has to be told not to think where the reply is not streamed.
        streams: whether it streams.
        system: whether it takes a system message.
        largest: the largest cap that it takes.
        method: the way of asking for a value that works; None where it was not found out.
        reasons: whether the model thinks before it speaks, and so needs room.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    refused: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    unthinking: bool = False
    streams: bool = True
    system: bool = True
    largest: int | None = None
    method: Method | None = None
    reasons: bool = False

    @property
    def methods(self) -> tuple[Method, ...]:
        """The ways of asking for a value, the one that is known to work first."""
        return tuple(dict.fromkeys((self.method, *METHODS))) if self.method else METHODS

    def fields(self, endpoint: Endpoint, cap: int, temperature: float, streamed: bool) -> dict[str, Any]:
        """The fields of a request, but for the messages and the form."""
        options = endpoint.options
        order = _CAPS if endpoint.base_url else _CAPS[::-1]
        caps = {name: min(cap, self.largest or cap) for name in order if name not in self.refused}
        fields: dict[str, Any] = dict([next(iter(caps.items()))]) if caps else {}
        fields["temperature"] = temperature if options.temperature is None else options.temperature
        if options.reasoning_effort:
            fields["reasoning_effort"] = options.reasoning_effort
        if streamed:
            fields["stream_options"] = {"include_usage": True}
        elif self.unthinking:
            fields["enable_thinking"] = False
        return {name: value for name, value in fields.items() if name not in self.refused} | options.extra_body


def taught(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect:
    """The dialect after a refusal of what was sent; the same where the sentence teaches nothing."""
    lessons = (_of_caps, _of_thinking, _of_fields, _of_keywords)
    for lesson in lessons:
        learnt = lesson(dialect, said, sent)
        if learnt != dialect:
            return learnt
    if dialect.streams and sent.get("stream") and _NO_STREAM.search(said):
        return dialect.model_copy(update={"streams": False})
    if _NO_SYSTEM.search(said):
        return dialect.model_copy(update={"system": False})
    return dialect


def _of_caps(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect:
    name = next((name for name in _CAPS if name in sent), None)
    if name is None or not any(_names(cap, said) for cap in _CAPS):
        return dialect
    limits = [int(number) for number in _AT_MOST.findall(said) if int(number) < sent[name]]
    if limits:
        return dialect.model_copy(update={"largest": max(limits)})
    return dialect.model_copy(update={"refused": dialect.refused | {name}})


def _of_thinking(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect:
    """Qwen's: a reply that is not streamed must not be thought about."""
    named = re.search(r"(?i)enable[_ ]thinking", said)
    return dialect.model_copy(update={"unthinking": True}) if named and "enable_thinking" not in sent else dialect


def _of_fields(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect:
    named = {name for name in _FIELDS if name in sent and _names(name, said)}
    return dialect.model_copy(update={"refused": dialect.refused | named})


def _of_keywords(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect:
    """Keywords that the sentence names; the bounds, where it only says that no grammar came of the schema."""
    form = json.dumps([sent.get("response_format"), sent.get("tools")])
    named = {name for name in _KEYWORDS if _names(name, said)}
    named |= {name for name in _QUOTED_KEYWORDS if f'"{name}"' in said or f"'{name}'" in said}
    named |= {"maxItems"} if "grammar" in said.lower() else set()
    return dialect.model_copy(update={"keywords": dialect.keywords | {name for name in named if f'"{name}"' in form}})


def _names(name: str, said: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said))


class Known:
    """The dialect of one endpoint, shared by all who ask there; kept in the endpoint's file of notes, if it has one."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._name = f"{endpoint.url} {endpoint.model}"
        self._path = endpoint.notes
        self._lock = Lock()
        try:
            self.dialect = Dialect.model_validate(_kept(self._path).get(self._name, {}))
        except ValidationError:
            self.dialect = Dialect()

    def learn(self, lesson: Callable[[Dialect], Dialect], for_good: bool = True) -> None:
        """Go by what the lesson makes of the dialect from now on, and with `for_good` in later interviews too.

        A lesson and no dialect, because a line and a reading may be asked for, and refused, at the same time.
        """
        with self._lock:
            dialect = lesson(self.dialect)
            if dialect == self.dialect:
                return
            self.dialect = dialect
            if self._path and for_good:
                notes = _kept(self._path) | {self._name: dialect.model_dump(mode="json", exclude_defaults=True)}
                _keep(self._path, notes)


def _kept(path: Path | None) -> dict[str, Any]:
    try:
        notes = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError):
        return {}  # none yet, or spoilt: it is found out anew
    return notes if isinstance(notes, dict) else {}


def _keep(path: Path, notes: Mapping[str, Any]) -> None:
    try:
        replace_private(path, json.dumps(notes, indent=1, sort_keys=True).encode())
    except OSError:
        return  # a read-only home: it is found out anew next time
