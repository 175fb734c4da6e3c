"""A model's replies, kept by the hash of the whole request: recorded once with a key, replayed without one.

A server on loopback stands between the product and the model, so that what is replayed has gone through the product's
own way out and back: streams, forms, faults. A request that was never recorded, because a prompt or an answer changed,
is answered with an error that names the case stale; it never falls back on another reply. Samples beyond the first
have addresses, and so keys, of their own: a replay is no fresh sample.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from evals.harness.reading import Record, checked, json_of
from evals.harness.run import STALE
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.faults import map_errors
from interviewer.engines.llm.wire import Bounds, client
from interviewer.errors import BadInput, ProviderError


class Header(Record):
    """The first line of a file: which model spoke."""

    model: str
    note: str = ""


class Kept(Record):
    """One reply, as it came; `asked` are the first words of the request, for people who look at a difference."""

    key: str
    status: int
    type: str
    body: str
    asked: str = ""


@dataclass
class Recordings:
    """A file of replies; `source` is whom to ask where one is missing, None replays only.

    Attributes:
        missing: how often a reply was asked for that was never recorded.
    """

    path: Path
    header: Header
    source: Endpoint | None = None
    missing: int = 0
    _kept: dict[str, Kept] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def reply(self, sample: str, path: str, request: bytes) -> Kept:
        """The reply to a request: kept, or asked for now and kept, or the word that there is none."""
        key = key_of(sample, path, request)
        known = self._kept.get(key)
        if known is None and self.source is not None:
            known = self._asked(self.source, key, path, request)
        if known is None:
            with self._lock:
                self.missing += 1
            told = f"{STALE} in {self.path.name}: the prompt or the case changed since; record it again with --record"
            return _failure(key, 424, told, STALE)
        return known

    def _asked(self, source: Endpoint, key: str, path: str, request: bytes) -> Kept:
        try:
            with map_errors(source), client(source, Bounds(source)) as http:
                came = http.post(source.url + path, content=request, headers={"content-type": "application/json"})
                body, type_ = came.read().decode("utf-8", "replace"), came.headers.get("content-type", "")
        except ProviderError as error:
            return _failure(key, 502, str(error))
        asked = json.loads(request)["messages"][-1]["content"][:80]
        kept = Kept(key=key, status=came.status_code, type=type_, body=source.hide(body), asked=asked)
        if came.status_code == 200:  # what failed is no reply of the model's
            with self._lock:
                if key in self._kept:  # another asked the same at the same time: one reply is played to both
                    return self._kept[key]
                self._kept[key] = kept
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(kept.model_dump_json() + "\n")
        return kept


def _failure(key: str, status: int, told: str, code: str | None = None) -> Kept:
    body = json.dumps({"error": {"message": told, "code": code}})
    return Kept(key=key, status=status, type="application/json", body=body)


def key_of(sample: str, path: str, request: bytes) -> str:
    """The hash of all that a reply depends on: the whole request, in whatever order its fields were written."""
    body = json.dumps(json.loads(request), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{sample}\n{path}\n{body}".encode()).hexdigest()[:32]


def load_recordings(path: Path) -> Recordings:
    """The replies of a file.

    Raises:
        BadInput: there is none, or a line is no reply.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; name a file of recordings, or make one with --record") from None
    if not lines[0]:
        raise BadInput(f"{path}: no recordings in it; make some with --record")
    header = checked(Header, json_of(lines[0], f"{path}:1"), f"{path}:1")
    found = Recordings(path, header)
    for number, line in enumerate(lines[1:], start=2):
        if not line:  # behind the last line's end
            continue
        kept = checked(Kept, json_of(line, f"{path}:{number}"), f"{path}:{number}")
        found._kept[kept.key] = kept
    return found


def open_for_recording(path: Path, source: Endpoint) -> Recordings:
    """The replies of a file, made where it is missing; what is missing in it is asked of `source`.

    Raises:
        BadInput: it holds another model's replies.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Header(model=source.model).model_dump_json() + "\n", encoding="utf-8")
    found = load_recordings(path)
    if found.header.model != source.model:
        raise BadInput(f"{path} holds replies of '{found.header.model}', not of '{source.model}'; name another file")
    found.source = source
    return found


@contextmanager
def serving(recordings: Recordings) -> Iterator[str]:
    """A server on loopback that replies from the recordings; gives its address, to which `/SAMPLE/v1` is added."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers.get("content-length", 0)))
            _, sample, _, rest = self.path.split("/", 3)
            kept = recordings.reply(sample, f"/{rest}", request)
            body = kept.body.encode()
            self.send_response(kept.status)
            self.send_header("content-type", kept.type or "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
