"""A server on loopback that speaks the OpenAI chat protocol: real HTTP, streams, scripted replies, faults on demand."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote

Script = Callable[[dict[str, Any]], "str | Fault"]
LINE = "Fine. What did that change for the people who use it?"


@dataclass(frozen=True)
class Fault:
    """Something other than a good reply.

    `status` answers with an error; `cut` breaks the connection in mid-reply; `finish` ends a whole reply with another
    reason and this `text`; `raw` sends this body as it stands; `echo` says the key back, as clear and veiled as servers
    do; `retry_after` is what the server asks a caller to wait.
    """

    status: int = 200
    code: str = "error"
    cut: bool = False
    finish: str | None = None
    raw: str | None = None
    text: str = ""
    times: int = 1
    echo: bool = False
    retry_after: str | None = None


@dataclass
class Stub:
    """What the server was asked, and what it will say: a script for lines, one for structured replies, one for checks.

    `requests` holds what was asked for lines and values; `checks` what was asked of lines.
    """

    line: Script = lambda _request: LINE
    check: Script = lambda _request: "No."
    value: Script = lambda _request: "{}"
    no_json_schema: bool = False
    no_functions: bool = False
    requests: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""

    def reply(self, request: dict[str, Any]) -> "str | Fault":
        if "You check what an interviewer" in str(request["messages"][0]["content"]):
            self.checks.append(request)
            return self.check(request)
        self.requests.append(request)
        kind = (request.get("response_format") or {}).get("type")
        if self.no_json_schema and kind == "json_schema":
            return Fault(400, "response_format json_schema is not supported")
        if self.no_functions and request.get("tools"):
            return Fault(400, "tools are not supported")
        return self.value(request) if kind or request.get("tools") else self.line(request)

    @property
    def texts(self) -> list[str]:
        """Everything that was sent here, request by request."""
        return ["\n".join(str(message["content"]) for message in request["messages"]) for request in self.requests]


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.stub.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.server.stub.paths.append(self.path)
        reply = self.server.stub.reply(body)
        if isinstance(reply, Fault):
            self._fault(reply, body)
        elif body.get("stream"):
            self._stream(reply)
        else:
            self._whole(reply, body)

    def log_message(self, *_args: object) -> None: ...

    def _fault(self, fault: Fault, body: dict[str, Any]) -> None:
        if fault.raw is not None:
            self._send(200, fault.raw.encode())
        elif fault.cut and fault.echo:
            self._stream(f"I was about to {self._echo()}", whole=False, error=self._echo())
        elif fault.cut:
            self._stream(fault.text or "I was about to", whole=False)
        elif fault.finish is not None and body.get("stream"):
            self._stream("", finish=fault.finish)
        elif fault.finish is not None:
            self._whole(fault.text, body, finish=fault.finish)
        else:
            code = self._echo() if fault.echo else fault.code
            error = {"error": {"message": code, "code": code, "type": "stub"}}
            self._send(fault.status, json.dumps(error).encode(), fault.retry_after)

    def _echo(self) -> str:
        return echoed(self.headers["authorization"])

    def _send(self, status: int, data: bytes, retry_after: str | None = None) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("retry-after" if retry_after else "retry-after-ms", retry_after or "1")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _whole(self, text: str, body: dict[str, Any], finish: str = "stop") -> None:
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if body.get("tools"):
            call = {"name": body["tools"][0]["function"]["name"], "arguments": text}
            message = {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "call-1", "type": "function", "function": call}],
            }
        data = _frame(choices=[{"index": 0, "message": message, "finish_reason": finish}], usage=_USAGE)
        self._send(200, json.dumps(data | {"object": "chat.completion"}).encode())

    def _stream(self, text: str, finish: str = "stop", whole: bool = True, error: str = "") -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for word in text.split(" "):
            self._event(_frame(choices=[{"index": 0, "delta": {"content": f"{word} "}, "finish_reason": None}]))
        if error:
            self._event({"error": {"message": error, "code": error}})
        if not whole:
            self.close_connection = True
            return
        self._event(_frame(choices=[{"index": 0, "delta": {}, "finish_reason": finish}]))
        self._event(_frame(choices=[], usage=_USAGE))
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _event(self, data: dict[str, Any]) -> None:
        self._chunk(f"data: {json.dumps(data | {'object': 'chat.completion.chunk'})}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


_USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 20,
    "total_tokens": 1020,
    "prompt_tokens_details": {"cached_tokens": 600},
}


def _frame(**more: Any) -> dict[str, Any]:
    return {"id": "stub-1", "created": 1, "model": "stub-model"} | more


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stub: Stub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stub = stub


@contextmanager
def serving(stub: Stub) -> Iterator[Stub]:
    """The stub on a free port, until the block ends."""
    server = _Server(stub)
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def headed(line: str, move: str = "m1", tell: tuple[str, ...] = (), quote: str = "") -> str:
    """A line behind the header that names its move."""
    return f"{json.dumps({'move': move, 'tell': list(tell), 'quote': quote})}\n{line}"


def found(*links: tuple[str, str], act: str = "answered", language: str = "en", quantity: str = "none") -> str:
    """A structured reply that claims these (kind, quote) pairs."""
    about = {
        "certainty": "sure", "actor": "candidate", "stance": "done", "quantity": quantity, "about": "own_work",
    }  # fmt: skip
    return json.dumps(
        {
            "act": act,
            "language": language,
            "about_measures": True,
            "about_ownership": True,
            "earlier": [],
            "evidence": [{"kind": kind, "quote": quote, **about} for kind, quote in links],
        }
    )


def echoed(authorization: str) -> str:
    """What a server may say back of a key: in full, cut, veiled, and in the encodings that logs and proxies use."""
    key = authorization.split(" ", 1)[1]
    coded = [base64.b64encode(text.encode()).decode() for text in (key, authorization, f"user:{key}")]
    forms = [
        key[:-2],
        f"{key[:6]}****{key[-4:]}",
        f"...{key[-4:]}",
        quote(key, safe=""),
        key.encode().hex(),
        key.upper(),
    ]
    return f"key {key} is unknown: {' '.join([*forms, *coded])}"


def once(fault: Fault, then: Script) -> Script:
    """The fault for the first `times` requests, then `then`."""
    left = fault.times

    def script(request: dict[str, Any]) -> str | Fault:
        nonlocal left
        left -= 1
        return fault if left >= 0 else then(request)

    return script
