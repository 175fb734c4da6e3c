"""A call of the model ends in its time and its size, whatever the server does, and its connection with it."""

import gzip
import json
import socket
from collections.abc import Callable

import pytest
from llm_stub import Fault, Stub, once, serving
from wire_stub import JSON, STREAM, Doing, Line, answering

from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.schemas import WordedAdvice
from interviewer.errors import BadReply, ProviderError, ServerFailed, Throttled, Unreachable

PROMPT = Rendered("You are an interviewer.", "Ask.")
WORD = 'data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": "so "}, "finish_reason": null}]}\n\n'  # noqa: E501
CHUNKED = "transfer-encoding: chunked\r\n\r\n"
Ask = Callable[[Chat], object]


def line(chat: Chat) -> object:
    return chat.text(PROMPT)


def value(chat: Chat) -> object:
    return chat.value(PROMPT, WordedAdvice)


def chat(url: str, timeout: float = 1.0) -> Chat:
    return Chat(Endpoint("sk-a-key-of-nobodys", url, "stub-model", timeout))


def chunk(text: str) -> str:
    return f"{len(text):x}\r\n{text}\r\n"


def drip(head: str, piece: str) -> Doing:
    def doing(line: Line) -> None:
        line.send(head)
        line.drip(piece)

    return doing


NEVER_ENDING = {
    "silence": drip("", ""),
    "status line": drip("HTTP/1.1 200 OK", "K"),
    "headers": drip("HTTP/1.1 200 OK\r\n", "x-more: yes\r\n"),
    "continue": drip("", "HTTP/1.1 100 Continue\r\n\r\n"),
    "body of a known length": drip(f"{JSON}content-length: 900000\r\n\r\n", " "),
    "body without a length": drip(f"{JSON}\r\n", " "),
    "chunks": drip(JSON + CHUNKED, chunk(" ")),
    "an error's body": drip("HTTP/1.1 400 Bad Request\r\ncontent-length: 900000\r\n\r\n", " "),
}
NEVER_ENDING_STREAMS = {
    "comments": drip(STREAM + CHUNKED, chunk(": keep-alive\n\n")),
    "words": drip(STREAM + CHUNKED, chunk(WORD)),
    "one event": drip(f"{STREAM}\r\ndata: ", "x"),
    "after the first words": drip(STREAM + CHUNKED + chunk(WORD) * 3, ""),
}
ENDLESS = [
    pytest.param(doing, ask, id=f"{name}-{ask.__name__}")
    for name, doing in NEVER_ENDING.items()
    for ask in (line, value)
]
ENDLESS += [pytest.param(doing, line, id=name) for name, doing in NEVER_ENDING_STREAMS.items()]


@pytest.mark.parametrize(("doing", "ask"), ENDLESS)
def test_what_never_ends_is_ended(doing: Doing, ask: Ask) -> None:
    with answering(doing) as wire:
        with pytest.raises(Unreachable, match=r"within 1 second.*INTERVIEWER_TIMEOUT"):
            ask(chat(wire.url))
        assert wire.hung_up.wait(10), "the connection was left open"
        assert len(wire.received) == 1, "a call whose time is up is not begun anew"


def flood(head: str, piece: str, times: int = 4_000) -> Doing:
    def doing(line: Line) -> None:
        line.send(head)
        for _ in range(times):
            line.send(piece)
        line.hold()

    return doing


FLOODS = {
    "a huge body": flood(f"{JSON}content-length: 900000000\r\n\r\n", " " * 60_000),
    "endless chunks": flood(JSON + CHUNKED, chunk(" " * 60_000)),
    "endless headers": flood("HTTP/1.1 200 OK\r\n", "x-more: yes\r\n" * 5_000),
    "a huge error": flood("HTTP/1.1 500 Oh\r\ncontent-length: 900000000\r\n\r\n", "x" * 60_000),
}


@pytest.mark.parametrize("ask", [line, value])
@pytest.mark.parametrize("doing", FLOODS.values(), ids=FLOODS)
def test_what_is_too_large_is_cut_off(doing: Doing, ask: Ask) -> None:
    with answering(doing) as wire:
        with pytest.raises((BadReply, ServerFailed)):
            ask(chat(wire.url, timeout=20.0))
        assert wire.hung_up.wait(10), "the connection was left open"


@pytest.mark.parametrize("doing", [flood(STREAM + CHUNKED, chunk(WORD)), flood(f"{STREAM}\r\ndata: ", "x" * 60_000)])
def test_a_line_without_end_is_cut_off(doing: Doing) -> None:
    with answering(doing) as wire:
        with pytest.raises(BadReply, match="another model"):
            line(chat(wire.url, timeout=20.0))
        assert wire.hung_up.wait(10), "the connection was left open"


def test_a_value_of_more_words_than_were_asked_for_is_refused() -> None:
    long = json.dumps({"finding": 0, "fits": True, "why": "so " * 20_000, "next_step": "x"})
    with serving(Stub(value=lambda _request: long)) as stub, pytest.raises(BadReply, match="another model"):
        value(chat(stub.url, timeout=20.0))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 200_000_000, 1)
    head = f"{JSON}content-encoding: gzip\r\ncontent-length: {len(bomb)}\r\n\r\n".encode()

    def doing(line: Line) -> None:
        line.send(head + bomb)
        line.hold()

    for ask in (line, value):
        with answering(doing) as wire:
            with pytest.raises(BadReply, match="packed"):
                ask(chat(wire.url, timeout=20.0))
            assert b"accept-encoding: identity" in wire.received[0].lower()


@pytest.mark.parametrize("body", ["[" * 100_000, "null", "[]", '"x"', '{"choices": "x"}', '{"choices": [null]}', "{}"])
def test_a_body_of_another_shape_is_a_bad_reply(body: str) -> None:
    with serving(Stub(value=lambda _request: Fault(raw=body))) as stub, pytest.raises(BadReply):
        value(chat(stub.url))


def test_a_connection_that_is_not_taken_ends_in_time() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(address)
        with pytest.raises(Unreachable, match="INTERVIEWER_TIMEOUT"):
            line(chat(f"http://127.0.0.1:{address[1]}/v1"))
        for caller in waiting:
            caller.close()


@pytest.mark.parametrize("wait", ["3600", "59", "Fri, 31 Dec 2100 23:59:59 GMT"])
@pytest.mark.parametrize(("status", "kind"), [(429, Throttled), (503, ServerFailed)])
def test_a_wait_that_does_not_fit_is_not_waited_for(wait: str, status: int, kind: type[ProviderError]) -> None:
    with serving(Stub(line=lambda _request: Fault(status, retry_after=wait))) as stub:
        with pytest.raises(kind):
            line(chat(stub.url, timeout=20.0))
        assert len(stub.requests) == 1


def test_a_wait_that_fits_is_honoured() -> None:
    with serving(Stub(line=once(Fault(429, retry_after="0"), lambda _request: "What did it change?"))) as stub:
        assert "change" in line(chat(stub.url, timeout=20.0)).text  # type: ignore[attr-defined]
        assert len(stub.requests) == 2


def test_tries_share_one_time() -> None:
    """A server that lets each try take most of the time does not get three times the time."""

    def doing(line: Line) -> None:
        if not line.hung_up(0.7):
            line.send("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n")
            line.hold()

    with answering(doing) as wire:
        with pytest.raises(ProviderError):
            line(chat(wire.url))
        assert len(wire.received) <= 2
