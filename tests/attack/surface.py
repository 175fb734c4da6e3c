"""What can be attacked, as the running application tells it: every route, every event, every input."""

import json
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.routing import BaseRoute, Mount, Route

PATIENCE = 60.0  # seconds for one reply on a loaded machine


def routes_of(routes: list[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route, mounted ones too; parameters are filled in."""
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(list(getattr(route.app, "routes", route.routes) or []), before + route.path)
        elif hasattr(route, "original_router"):  # how FastAPI keeps a router that was included
            yield from routes_of(route.original_router.routes, before)
        elif isinstance(route, Route):
            path = before + route.path
            for name in route.param_convertors:
                path = path.replace(f"{{{name}:path}}", "x").replace(f"{{{name}}}", "x")
            for method in sorted(route.methods or {"GET"}):
                yield method, path


@dataclass(frozen=True)
class Event:
    """One event of the page: its number, its name, of what kind its inputs are and what stands in them."""

    index: int
    name: str
    kinds: tuple[str, ...]
    usual: tuple[Any, ...]

    def filled(self, text: str = "", session: str | None = None) -> list[Any]:
        """What a browser would send: this text in every box, and the interview that it has open."""
        given = {"textbox": text, "browserstate": session}
        return [given.get(kind, value) for kind, value in zip(self.kinds, self.usual, strict=True)]


@dataclass
class Caller:
    """Somebody who speaks to the page's queue without a browser."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    session: str = field(default_factory=lambda: uuid.uuid4().hex[:11])
    rendered: dict[int, Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, headers=self.headers, cookies=self.cookies, timeout=PATIENCE)

    def sign_in(self, name: str, password: str) -> int:
        return self.client.post("/login", data={"username": name, "password": password}).status_code

    def events(self) -> list[Event]:
        """Every event that the page names, and those that it has drawn for this session since."""
        config = self.client.get("/config").raise_for_status().json()
        return [*_events(config).values(), *self.rendered.values()]

    def event(self, name: str) -> Event:
        return next(item for item in self.events() if item.name == name)

    def join(self, index: int, data: list[Any], **more: Any) -> httpx.Response:
        body = {"fn_index": index, "data": data, "session_hash": self.session, **more}
        return self.client.post("/gradio_api/queue/join", json=body)

    def listen(self, session: str | None = None) -> list[dict[str, Any]]:
        """The messages of a session, up to the end of what it waits for."""
        messages: list[dict[str, Any]] = []
        asked = {"session_hash": session or self.session}
        with self.client.stream("GET", "/gradio_api/queue/data", params=asked) as reply:
            if reply.status_code != 200:
                return []
            for line in reply.iter_lines():
                if line.startswith("data:"):
                    messages.append(json.loads(line[5:]))
                    if messages[-1]["msg"] in ("close_stream", "unexpected_error"):
                        break
        return messages

    def send(self, index: int, data: list[Any]) -> list[dict[str, Any]]:
        """Run an event to its end; what it draws is known from then on."""
        self.join(index, data).raise_for_status()
        messages = self.listen()
        for message in messages:
            drawn = (message.get("output") or {}).get("render_config")
            if drawn:
                self.rendered.update(_events(drawn))
        return messages


def _events(config: dict[str, Any]) -> dict[int, Event]:
    parts = {item["id"]: item for item in config["components"]}
    found = {}
    for item in config["dependencies"]:
        inputs = [parts.get(place, {"type": "unknown", "props": {}}) for place in item["inputs"]]
        kinds = tuple(part["type"] for part in inputs)
        usual = tuple(part["props"].get("value") for part in inputs)
        found[item["id"]] = Event(item["id"], str(item["api_name"]), kinds, usual)
    return found


def interviewed(caller: Caller, text: str = "I moved the cut-off by an hour.") -> str:
    """An interview up to its debrief, and its id; all that is drawn on the way is there to be attacked."""
    messages = caller.send(caller.event("begin").index, caller.event("begin").filled())
    session = next(m["output"]["data"][0] for m in messages if (m.get("output") or {}).get("data"))
    for name in ("answer", "end"):
        caller.send(caller.event(name).index, caller.event(name).filled(text, session))
    for event in caller.events():
        if event.kinds == ("state",):  # whatever is drawn anew when something else changed
            caller.send(event.index, [None])
    return session


def raw(url: str, request: bytes) -> tuple[int, str]:
    """What the server says to these very bytes: status, and all the rest; 0 where it only hangs up."""
    host, port = httpx.URL(url).host, httpx.URL(url).port
    with socket.create_connection((host, port or 80), timeout=PATIENCE) as door:
        door.sendall(request)
        reply = b""
        while part := door.recv(65536):
            reply += part
    text = reply.decode("latin-1")
    return (int(text.split(" ", 2)[1]) if text.startswith("HTTP/") else 0), text
