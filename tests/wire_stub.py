"""A server on loopback below HTTP: it reads a request, then does to the connection what a test says.

It keeps what it was sent, and whether the caller hung up.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

Doing = Callable[["Line"], None]
JSON = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
STREAM = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
_LONGEST = 15.0  # seconds; a caller that never hangs up fails its test, and does not stop the others


class HungUp(Exception):
    """The caller is gone."""


@dataclass
class Line:
    """One connection, as the server sees it."""

    socket: socket.socket
    over: Event

    def send(self, data: bytes | str) -> None:
        try:
            self.socket.sendall(data.encode() if isinstance(data, str) else data)
        except OSError as error:
            raise HungUp from error

    def drip(self, piece: bytes | str, every: float = 0.05) -> None:
        """The piece again and again, until the caller hangs up or the test is over."""
        while not self.hung_up(every):
            self.send(piece)
        raise HungUp

    def hold(self) -> None:
        """Say nothing more."""
        while not self.hung_up(0.05):
            pass
        raise HungUp

    def hung_up(self, wait: float) -> bool:
        self.socket.settimeout(wait)
        try:
            return self.over.is_set() or self.socket.recv(65_536) == b""
        except TimeoutError:
            return False
        except OSError:
            return True


@dataclass
class Wire:
    """What came, and how often the caller hung up first."""

    received: list[bytes] = field(default_factory=list)
    hung_up: Event = field(default_factory=Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@contextmanager
def answering(doing: Doing) -> Iterator[Wire]:
    """A server that reads each request whole, then does this."""
    wire, over, threads = Wire(), Event(), list[Thread]()
    with socket.create_server(("127.0.0.1", 0)) as server:
        wire.port = server.getsockname()[1]
        server.settimeout(0.05)

        def accept() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    connection, _ = server.accept()
                    thread = Thread(target=_serve, args=(connection, doing, wire, over), daemon=True)
                    threads.append(thread)
                    thread.start()

        listening = Thread(target=accept, daemon=True)
        listening.start()
        try:
            yield wire
        finally:
            over.set()
            for thread in (listening, *threads):
                thread.join(_LONGEST)


def _serve(connection: socket.socket, doing: Doing, wire: Wire, over: Event) -> None:
    with connection:
        connection.settimeout(_LONGEST)
        with suppress(OSError):
            wire.received.append(_request(connection))
        try:
            doing(Line(connection, over))
        except HungUp:
            if not over.is_set():
                wire.hung_up.set()


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    while len(body) < int(lengths[0] if lengths else 0):
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body
