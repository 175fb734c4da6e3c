"""A chat server on loopback that answers as a function says: whole or streamed, with thoughts, faults, odd bodies."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What a server answers: a message, or an error's body with its status."""

    content: str = ""
    reasoning: str = ""
    tool: str | None = None
    finish: str | None = "stop"
    status: int = 200
    raw: str | None = None
    kind: str = "application/json"
    thought: int = 0  # tokens of reasoning


@dataclass
class Server:
    """A server of one kind: its name, where it listens, and what it was asked.

    Attributes:
        behave: what it answers; is given itself, and the request.
        path: what an address ends with, and the query behind it.
    """

    name: str
    behave: Callable[["Server", Body], Reply]
    path: str = "/v1"
    query: str = ""
    model: str = "stub-model"
    requests: list[Body] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, body: Body) -> Reply:
        self.requests.append(body)
        wanted = f"{self.path}/chat/completions" + (f"?{self.query}" if self.query else "")
        return self.behave(self, body) if path == wanted else refusal(404, "Resource not found")

    def first(self, count: int = 1) -> bool:
        """Whether this is one of the first requests."""
        return len(self.requests) <= count


def refusal(status: int, message: str, **more: Any) -> Reply:
    """An error as OpenAI words it."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None} | more
    return Reply(status=status, raw=json.dumps({"error": error}))


def prompt_of(body: Body) -> str:
    return "\n".join(str(message["content"]) for message in body["messages"])


class _Handler(BaseHTTPRequestHandler):
    server: "_Http"
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        reply = self.server.stub.answer(self.path, body)
        if reply.raw is not None:
            self._send(reply.status, reply.raw.encode(), reply.kind)
        elif body.get("stream"):
            self._stream(reply, body)
        else:
            self._send(200, json.dumps(_whole(reply, body)).encode(), reply.kind)

    def log_message(self, *_args: object) -> None: ...

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("retry-after-ms", "1")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, reply: Reply, body: Body) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        deltas = [{"role": "assistant", "content": ""}]
        deltas += [{"content": "", "reasoning_content": word} for word in re.findall(r"\S+\s*", reply.reasoning)]
        deltas += [{"content": word} for word in re.findall(r"\s*\S+", reply.content)]
        for delta in deltas:
            self._event({"index": 0, "delta": delta, "finish_reason": None})
        if reply.finish:
            self._event({"index": 0, "delta": {}, "finish_reason": reply.finish})
        if (body.get("stream_options") or {}).get("include_usage"):
            self._chunk(_data(_frame("chat.completion.chunk", choices=[], usage=_usage(reply, body))))
        self._chunk("data: [DONE]\n\n")
        self._chunk("")

    def _event(self, choice: Body) -> None:
        self._chunk(_data(_frame("chat.completion.chunk", choices=[choice])))

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


def _whole(reply: Reply, body: Body) -> Body:
    message: Body = {"role": "assistant", "content": reply.content}
    if reply.reasoning:
        message["reasoning_content"] = reply.reasoning
    if reply.tool is not None:
        name = body["tools"][0]["function"]["name"]
        call = {"id": "call-1", "type": "function", "function": {"name": name, "arguments": reply.tool}}
        message |= {"content": None, "tool_calls": [call]}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    return _frame("chat.completion", choices=[choice], usage=_usage(reply, body))


def _usage(reply: Reply, body: Body) -> Body:
    sent, came = len(prompt_of(body)) // 4, len(reply.content + (reply.tool or "")) // 4 + reply.thought
    details = {"completion_tokens_details": {"reasoning_tokens": reply.thought}} if reply.thought else {}
    return {"prompt_tokens": sent, "completion_tokens": came, "total_tokens": sent + came} | details


def _frame(kind: str, **more: Any) -> Body:
    return {"id": "stub-1", "created": 1, "model": "stub-model", "object": kind} | more


def _data(frame: Body) -> str:
    return f"data: {json.dumps(frame)}\n\n"


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stub: Server) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stub = stub

    def handle_error(self, *_args: object) -> None: ...  # a caller that hangs up is no news


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """The server on a free port, until the block ends."""
    http = _Http(server)
    query = f"?{server.query}" if server.query else ""
    server.url = f"http://127.0.0.1:{http.server_port}{server.path}{query}"
    thread = Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
