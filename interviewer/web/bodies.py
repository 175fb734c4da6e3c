"""What a browser may send: bounded, and for an event plain values only. Knows HTTP and JSON, no component."""

import json
from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from interviewer.web.uploads import upload_of

LARGEST_EVENT = 2_000_000  # bytes; the text of a CV is the longest that is sent
LARGEST_UPLOAD = 12_000_000  # one file and what stands around it; whoever reads it says what is too large
LARGEST_FORM = 8_000


def bounded(receive: Receive, most: int) -> Receive:
    """The same body, which ends with status 413 where it is longer than that."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, f"More than {most:,} bytes; send less.")
        return message

    return limited


async def whole(receive: Receive) -> bytes:
    """A body, from its first byte to its last."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "The request broke off.")
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


class Incoming:
    """A request's messages as they come; knows whether there are more."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._more = True

    async def __call__(self) -> Message:
        message = await self._receive()
        self._more = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def drain(self) -> None:
        """Take in what is still being sent, within bounds: who is cut off in the middle does not read the answer."""
        taken = 0
        while self._more and taken < LARGEST_EVENT:
            taken += len((await self()).get("body", b""))


def replayed(body: bytes, receive: Receive) -> Receive:
    """A body that was read already, for whoever reads it next."""
    rest = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return rest.pop() if rest else await receive()

    return again


def event_of(body: bytes, own: Callable[[str], str]) -> dict[str, Any]:
    """An event as the page sends it, made anew: nothing that was not looked at gets further.

    Raises:
        HTTPException: 400 or 422, when it is not of that form or holds more than plain values and uploads.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400, "An event is a JSON object.") from None
    if not isinstance(sent, dict):
        sent = {}
    data, index = sent.get("data"), sent.get("fn_index")
    if type(index) is not int or not isinstance(data, list):
        raise HTTPException(422, "An event names its fn_index and a list of data.")
    trigger = sent.get("trigger_id")
    return {
        "data": [_plain(value, place) for place, value in enumerate(data)],
        "fn_index": index,
        "trigger_id": trigger if type(trigger) is int else None,
        "event_data": _event_data(sent.get("event_data")),
        "session_hash": own(sent.get("session_hash") or ""),
    }


def _plain(value: Any, place: int) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if upload := upload_of(value):
        return upload
    raise HTTPException(422, f"Input {place} holds neither text nor a plain value nor an upload.")


def _event_data(value: Any) -> Any:
    """What a click tells besides: flat and plain, or left out."""
    if not isinstance(value, dict):
        return None
    return {key: item for key, item in value.items() if item is None or isinstance(item, str | int | float)}
