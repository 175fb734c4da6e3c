"""The one way out to the model's server: whom a call reaches, what goes along, how long and how much may come back.

The SDKs take addresses, headers, keys and proxies from the environment, follow redirects and wait for each byte anew.
Whatever they ask for, here it goes to the endpoint that was announced, with its key and a few plain headers, and ends
when the call's time or size is used up. The SDKs are never told the key, so that no log or error of theirs can hold it.
"""

import json
import re
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpcore2
import httpx2

from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.faults import web_page
from interviewer.errors import BadReply, InvariantError, Unreachable

LARGEST = 8_000_000  # bytes that may come back to one call: long thoughts, streamed word by word, take a fifth of it
_PIECE = 16_384
_PROXIES = ("http", "https", "socks5", "socks5h")
_END = re.compile(rb"(?:^|\n)data: ?\[DONE\]")
_TOLD = ("host", "accept", "content-type", "content-length", "transfer-encoding", "connection", "user-agent")


class Bounds:
    """How long one call may still take, and how much may still come back, over all its tries."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._host = endpoint.host
        self._end = time.monotonic() + endpoint.timeout
        self._bytes = LARGEST
        self.ended = False  # whether the stream of this try came to its own end

    @property
    def left(self) -> float:
        """Seconds."""
        return self._end - time.monotonic()

    def seconds(self) -> float:
        """Seconds, for a thing to be waited for.

        Raises:
            httpcore2.TimeoutException: none are left.
        """
        left = self.left
        if left <= 0:
            raise httpcore2.ReadTimeout("the call's time is used up")
        return left

    def count(self, came: bytes) -> bytes:
        """Pass on what came.

        Raises:
            BadReply: it is more than a reply can be.
        """
        self._bytes -= len(came)
        if self._bytes < 0:
            raise BadReply(f"{self._host} sent more than {LARGEST:,} bytes and was cut off; try another model")
        return came


def client(endpoint: Endpoint, bounds: Bounds) -> httpx2.Client:
    """The client for one call; closing it closes its connections, whatever state they are in.

    Raises:
        Unreachable: the environment names a proxy of a kind that can't be used.
    """
    scheme = urlsplit(endpoint.proxy or "http:").scheme
    if scheme not in _PROXIES:
        raise Unreachable(
            f"{endpoint.host} is behind the {scheme} proxy {endpoint.way}, and only {', '.join(_PROXIES)} are known; "
            "name another in HTTPS_PROXY, or the host in NO_PROXY"
        )
    return httpx2.Client(transport=_Transport(endpoint, bounds), trust_env=False, timeout=endpoint.timeout)


def no_client() -> httpx2.AsyncClient:
    """For where an SDK wants a client that is never used: it can't send."""
    return httpx2.AsyncClient(transport=httpx2.AsyncBaseTransport(), trust_env=False)


class _Transport(httpx2.HTTPTransport):
    def __init__(self, endpoint: Endpoint, bounds: Bounds) -> None:
        super().__init__(verify=_certificates(endpoint.local), proxy=endpoint.proxy)
        self._pool._network_backend = _Backend(bounds)  # no argument leads there
        self._endpoint = endpoint
        self._bounds = bounds

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        reply = super().handle_request(self._stripped(request))
        problem = self._problem(reply)
        if problem:
            reply.close()
            raise problem
        kind = reply.headers.get("content-type", "")
        if reply.status_code == 200 and "json" in kind:
            reply.read()
            reply.status_code = _status(reply.content)
        else:
            reply.stream = _Watched(reply.stream, self._bounds)
        return reply

    def _stripped(self, request: httpx2.Request) -> httpx2.Request:
        """The request with the endpoint's proof of who asks, and nothing that the environment added."""
        endpoint = self._endpoint
        if not _within(request.url, httpx2.URL(endpoint.url)):
            raise InvariantError(f"a request was about to go elsewhere than to {endpoint.url}; nothing was sent")
        headers = {name: value for name, value in request.headers.items() if name in _TOLD}
        headers |= {"accept-encoding": "identity", **endpoint.proof}
        url = request.url.copy_with(query=endpoint.query.encode() or None)
        return httpx2.Request(
            request.method, url, headers=headers, stream=request.stream, extensions=request.extensions
        )

    def _problem(self, reply: httpx2.Response) -> Unreachable | BadReply | None:
        host = self._endpoint.host
        if reply.has_redirect_location:
            return Unreachable(
                f"{host} sends callers on to another address, where nothing was sent; set OPENAI_BASE_URL to the "
                "address that is meant"
            )
        if reply.headers.get("content-encoding", "identity") != "identity":
            return BadReply(f"{host} sent a packed reply, which was not asked for; try another server")
        if reply.status_code == 200 and "text/html" in reply.headers.get("content-type", ""):
            return web_page(self._endpoint)
        return None


class _Watched(httpx2.SyncByteStream):
    """A stream, watched for its own end: a gateway may leave out why a reply ended, and none leaves out that."""

    def __init__(self, stream: object, bounds: Bounds) -> None:
        assert isinstance(stream, httpx2.SyncByteStream)
        self._stream = stream
        self._bounds = bounds

    def __iter__(self) -> Iterator[bytes]:
        tail = b""
        for part in self._stream:
            tail = (tail + part)[-max(len(part) + 16, 32) :]
            self._bounds.ended = self._bounds.ended or bool(_END.search(tail))
            yield part

    def close(self) -> None:
        self._stream.close()


def _status(body: bytes) -> int:
    """The status that a body has earned: some servers put an error into a 200."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return 200
    error = told.get("error") if isinstance(told, dict) and not told.get("choices") else None
    if not error:
        return 200
    code = str(error.get("code") or error.get("status") or "") if isinstance(error, dict) else ""
    if code.isdigit() and 400 <= int(code) < 600:
        return int(code)
    return 404 if "endpoint" in str(error).lower() else 500


def _within(url: httpx2.URL, announced: httpx2.URL) -> bool:
    """Whether it is the announced server and a path below; both are parsed, so that it is one however it is written."""
    place, meant = ((one.scheme, one.raw_host, one.port) for one in (url, announced))
    return place == meant and url.raw_path.startswith(announced.raw_path.rstrip(b"/") + b"/")


@cache
def _certificates(local: bool) -> ssl.SSLContext:
    """Whom to trust; costs too much to be made for each call. SSL_CERT_FILE and SSL_CERT_DIR count, as elsewhere."""
    return httpx2.create_ssl_context(trust_env=not local)


class _Backend(httpcore2.NetworkBackend):
    """Connects, and hands out connections, that keep within the bounds."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 the call's own time counts
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first of the host's addresses that takes one; they share the time."""
        try:
            addresses = [found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        for place, address in enumerate(addresses, start=1):
            share = self._bounds.seconds() / (len(addresses) - place + 1)
            try:
                stream = self._plain.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(addresses):
                    raise
            else:
                return _Stream(stream, self._bounds)
        raise httpcore2.ConnectError(f"{host} has no address")


class _Stream(httpcore2.NetworkStream):
    def __init__(self, plain: httpcore2.NetworkStream, bounds: Bounds) -> None:
        self._plain = plain
        self._bounds = bounds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._bounds.count(self._plain.read(max_bytes, self._bounds.seconds()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        for start in range(0, len(buffer), _PIECE):
            self._plain.write(buffer[start : start + _PIECE], self._bounds.seconds())

    def close(self) -> None:
        self._plain.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        return _Stream(self._plain.start_tls(ssl_context, server_hostname, self._bounds.seconds()), self._bounds)

    def get_extra_info(self, info: str) -> Any:
        return self._plain.get_extra_info(info)
