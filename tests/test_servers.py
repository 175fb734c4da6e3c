"""Models' servers with manners of their own, over the wire: stubs on loopback of what people really have."""

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from chat_server import Body, Reply, Server, refusal, serving
from servers import SERVERS, started
from wire_stub import Line, answering

from evals.reports.servers import DOWN, play
from interviewer.app import Services
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.dialect import Known
from interviewer.engines.llm.endpoint import Endpoint, Options
from interviewer.engines.llm.faults import Refused
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.reasoning import parted
from interviewer.engines.llm.schemas import WordedAdvice
from interviewer.engines.selection import endpoint_of
from interviewer.errors import BadReply, ProviderError, SetupError
from interviewer.settings import Settings, load_settings

KEY = "sk-canary-Zq83hfK2mWp0LxT5"
PROMPT = Rendered("You are an interviewer.", "Ask.")
LINE = "What did that change?"
ADVICE = json.dumps({"finding": 0, "fits": True, "why": "Nobody can weigh it.", "next_step": "Say what it moved."})
Behave = Callable[[Server, Body], Reply]


@pytest.mark.parametrize("name", [name for name in SERVERS if name != DOWN])
def test_a_whole_interview_is_the_models_own(name: str, shared_services: Services, tmp_path: Path) -> None:
    with started(name) as server:
        played = play(server, shared_services, tmp_path)
    assert played.passed, played
    assert played.calls <= 7 * played.answers, "what was found out is found out once"


def test_a_server_that_is_down_says_so_in_one_line_and_loses_nothing(shared_services: Services, tmp_path: Path) -> None:
    with started(DOWN) as server:
        played = play(server, shared_services, tmp_path)
    assert "can't be reached" in played.said and "\n" not in played.said
    assert played.kept


def endpoint(server: Server, **more: object) -> Endpoint:
    return replace(Endpoint(KEY, server.url, server.model, 10.0), **more)


@pytest.fixture
def serve() -> Iterator[Callable[[Behave], Server]]:
    """Servers that behave so, until the test is over."""
    opened = []

    def begin(behave: Behave) -> Server:
        opened.append(serving(Server("stub", behave)))
        return opened[-1].__enter__()

    yield begin
    for item in opened:
        item.__exit__(None, None, None)


Serve = Callable[[Behave], Server]


def line(_server: Server, _body: Body) -> Reply:
    return Reply(LINE)


THOUGHTS = [
    "<think>Hm. What to ask?</think>{}",
    "<think>\n\n</think>\n\n{}",
    "<THINKING>Hm.</THINKING>{}",
    "Hm, what to ask?\n</think>\n{}",
    "[THINK]Hm.[/THINK]{}",
    "◁think▷Hm.◁/think▷{}",
    "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>{}",
    "<think>One.</think><think>Two.</think>{}",
]


@pytest.mark.parametrize("written", THOUGHTS)
def test_thoughts_are_neither_said_nor_read(written: str, serve: Serve) -> None:
    def think(_server: Server, body: Body) -> Reply:
        return Reply(written.format(LINE if body.get("stream") else ADVICE))

    chat = Chat(endpoint(serve(think)))
    assert chat.text(PROMPT).text == LINE
    value = chat.value(PROMPT, WordedAdvice).value
    assert value and value.next_step == "Say what it moved."


def test_thoughts_without_an_end_are_no_words() -> None:
    assert parted("<think>I was about to") == ("", "I was about to")
    assert parted("I think a < b, and c > d.") == ("I think a < b, and c > d.", "")


def test_thoughts_are_counted_where_the_server_counts_nothing(serve: Serve) -> None:
    def think(_server: Server, body: Body) -> Reply:
        if "stream_options" in body:
            return refusal(400, "Unknown field: stream_options")
        return Reply(LINE, reasoning="so and so " * 200)

    usage = Chat(endpoint(serve(think))).text(PROMPT).usage
    assert usage.estimated and usage.output_tokens > 400
    assert usage.calls == 2, "a refused request is a call too"


def test_a_value_that_holds_a_mark_is_left_whole(serve: Serve) -> None:
    said = json.dumps({"finding": 0, "fits": True, "why": "They wrote </think> there.", "next_step": "Ask."})
    value = Chat(endpoint(serve(lambda _server, _body: Reply(said)))).value(PROMPT, WordedAdvice).value
    assert value and value.why == "They wrote </think> there."


def eaten(_server: Server, body: Body) -> Reply:
    """A model whose thoughts take all that it may say."""
    return Reply("", reasoning="Hm. " * 50, finish="length", thought=int(body["max_tokens"]))


def test_a_model_that_reasons_gets_more_room_and_then_the_message_names_the_cap(serve: Serve) -> None:
    server = serve(eaten)
    with pytest.raises(BadReply, match=r"6,400 tokens; raise INTERVIEWER_MAX_TOKENS"):
        Chat(endpoint(server)).text(PROMPT)
    assert [body["max_tokens"] for body in server.requests] == [400, 6_400]


def test_a_cap_that_was_set_is_kept(serve: Serve) -> None:
    server = serve(eaten)
    with pytest.raises(BadReply, match=r"900 tokens; raise INTERVIEWER_MAX_TOKENS"):
        Chat(endpoint(server, options=Options(max_tokens=900))).text(PROMPT)
    assert [body["max_tokens"] for body in server.requests] == [900]


REFUSED = {
    "max_tokens": "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
    "temperature": "Unsupported value: 'temperature' does not support 0.5. Only the default (1) value is supported.",
    "stream_options": "stream_options: extra fields not permitted",
    "reasoning_effort": "Unrecognized request argument supplied: reasoning_effort",
}


@pytest.mark.parametrize("field", REFUSED)
def test_a_refused_field_is_left_out_from_then_on(field: str, serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda _server, body: refusal(400, REFUSED[field]) if field in body else Reply(LINE))
    place = endpoint(server, notes=tmp_path / "servers.json", options=Options(reasoning_effort="low"))
    chat = Chat(place, temperature=0.5)
    assert chat.text(PROMPT).text == LINE
    assert [field in body for body in server.requests] == [True, False]
    assert Chat(place, temperature=0.5, known=Known(place)).text(PROMPT).text == LINE
    assert [field in body for body in server.requests] == [True, False, False]
    other = replace(place, model="another")
    Chat(other, temperature=0.5).text(PROMPT)
    assert field in server.requests[3], "another model may take it"


def test_a_cap_under_another_name_is_sent_under_it(serve: Serve) -> None:
    server = serve(lambda _s, body: refusal(400, REFUSED["max_tokens"]) if "max_tokens" in body else Reply(LINE))
    Chat(endpoint(server)).text(PROMPT)
    assert server.requests[1]["max_completion_tokens"] == 400


def test_a_cap_that_is_too_large_is_lowered(serve: Serve) -> None:
    def small(_server: Server, body: Body) -> Reply:
        told = "Invalid max_tokens value, the valid range of max_tokens is [1, 256]"
        return refusal(400, told) if body["max_tokens"] > 256 else Reply(LINE)

    assert Chat(endpoint(serve(small))).text(PROMPT).text == LINE


def test_a_server_without_system_messages_or_streams_is_asked_without(serve: Serve) -> None:
    def bare(_server: Server, body: Body) -> Reply:
        if body["messages"][0]["role"] == "system":
            return refusal(400, "System role not supported")
        if body.get("stream"):
            return refusal(400, "Your organization must be verified to stream this model.", param="stream")
        return Reply(LINE)

    server = serve(bare)
    assert Chat(endpoint(server)).text(PROMPT).text == LINE
    assert server.requests[-1]["messages"] == [{"role": "user", "content": "You are an interviewer.\n\nAsk."}]


def test_a_refusal_that_stays_shows_the_servers_own_sentence_without_the_key(serve: Serve) -> None:
    server = serve(lambda _server, _body: refusal(400, f"top_k must be 7 for {KEY}"))
    with pytest.raises(Refused, match=r"top_k must be 7.*INTERVIEWER_EXTRA_BODY \(you send top_k\)") as raised:
        Chat(endpoint(server, options=Options(extra_body={"top_k": 3}))).text(PROMPT)
    assert KEY[:12] not in str(raised.value) + raised.value.said
    assert len(server.requests) == 1


def test_a_server_that_refuses_everything_is_not_asked_for_ever(serve: Serve) -> None:
    server = serve(lambda _server, _body: refusal(400, " ".join(REFUSED.values())))
    with pytest.raises(Refused):
        Chat(endpoint(server)).text(PROMPT)
    assert len(server.requests) <= 8


def test_what_is_known_of_a_server_is_kept_privately_and_without_the_key(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda _s, body: refusal(400, f"{KEY}: no 'temperature'") if "temperature" in body else Reply(LINE))
    notes = tmp_path / "servers.json"
    server.query = f"api_key={KEY}"
    Chat(endpoint(server, base_url=f"{server.url}?api_key={KEY}", notes=notes)).text(PROMPT)
    assert KEY[:12] not in notes.read_text()
    assert stat.S_IMODE(notes.stat().st_mode) == 0o600


@pytest.mark.parametrize("spoilt", ["", "[1]", '{"x', "{}", "null"])
def test_spoilt_notes_are_found_out_anew(spoilt: str, serve: Serve, tmp_path: Path) -> None:
    notes = tmp_path / "servers.json"
    notes.write_text(spoilt)
    assert Chat(endpoint(serve(line), notes=notes)).text(PROMPT).text == LINE


def test_the_way_of_asking_for_a_value_that_works_is_found_out_once(serve: Serve, tmp_path: Path) -> None:
    def prose(_server: Server, body: Body) -> Reply:
        if body.get("tools"):
            return refusal(400, "tools are not supported")
        shown = '"next_step"' in body["messages"][0]["content"]
        return Reply(f"Here you are:\n```json\n{ADVICE}\n```\nAnything else?" if shown else "It was fine.")

    server = serve(prose)
    place = endpoint(server, notes=tmp_path / "servers.json")
    first = Chat(place).value(PROMPT, WordedAdvice)
    assert first.value and first.usage.calls == len(server.requests) == 3
    assert Chat(place).value(PROMPT, WordedAdvice).value
    assert len(server.requests) == 4


def test_a_stream_that_ends_with_its_mark_is_whole_and_another_is_not(serve: Serve) -> None:
    assert Chat(endpoint(serve(lambda _server, _body: Reply(LINE, finish=None)))).text(PROMPT).text == LINE

    def stops(told: Line) -> None:
        delta = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        delta |= {"choices": [{"index": 0, "delta": {"content": "[DONE] I say. data: [DONE]"}, "finish_reason": None}]}
        told.send(f"HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {json.dumps(delta)}\n\n")

    with answering(stops) as wire, pytest.raises(ProviderError, match="broke off"):
        Chat(Endpoint(KEY, wire.url, "m", 10.0)).text(PROMPT)


@pytest.mark.parametrize("finish", ["length", "stop", None])
def test_a_line_that_is_cut_in_mid_sentence_is_asked_for_again(finish: str | None, serve: Serve) -> None:
    server = serve(lambda server, _body: Reply("And what did", finish=finish) if server.first() else Reply(LINE))
    assert Chat(endpoint(server)).text(PROMPT).text == LINE


def test_a_line_that_is_always_cut_is_never_said(serve: Serve) -> None:
    server = serve(lambda _server, _body: Reply("And what did", finish="length"))
    with pytest.raises(BadReply, match=r"mid-sentence.*INTERVIEWER_MAX_TOKENS"):
        Chat(endpoint(server)).text(PROMPT)
    assert len(server.requests) <= 4


PAGE = Reply(raw="<!DOCTYPE html><html><head><title>Welcome</title></head></html>", kind="text/html")
LM_STUDIO = Reply(raw='{"error": "Unexpected endpoint or method. (POST /chat/completions)"}')
SAID = [
    (refusal(401, "Incorrect API key provided"), "/v1", "Incorrect API key.*OPENAI_API_KEY"),
    (refusal(402, "Insufficient Balance"), "/v1", "Insufficient Balance.*add credit"),
    (refusal(403, "Country, region, or territory not supported"), "/v1", "does not serve this country or region"),
    (refusal(403, "no access to this project"), "/v1", "no access to this project.*permissions"),
    (refusal(404, "Not Found"), "", "/v1"),
    (refusal(404, "The model `m` does not exist"), "/v1", "OPENAI_MODEL"),
    (PAGE, "", r"web page.*OPENAI_BASE_URL.*/v1"),
    (PAGE, "/v1", r"web page.*OPENAI_BASE_URL"),
    (LM_STUDIO, "", "probably http.*/v1"),
    (Reply(raw='{"error": {"code": 402, "message": "Add credits"}}'), "/v1", "Add credits.*add credit"),
    (Reply(status=502, raw=f"<html><body>Bad {KEY} gateway</body></html>", kind="text/html"), "/v1", "502 .*gateway"),
]


@pytest.mark.parametrize(("reply", "path", "told"), SAID)
@pytest.mark.parametrize("ask", ["text", "value"])
def test_each_refusal_says_what_to_do(reply: Reply, path: str, told: str, ask: str, serve: Serve) -> None:
    server = serve(lambda _server, _body: reply)
    server.path = path
    chat = Chat(endpoint(server, base_url=server.url.removesuffix("/v1") + path))
    with pytest.raises(ProviderError, match=told) as raised:
        chat.text(PROMPT) if ask == "text" else chat.value(PROMPT, WordedAdvice)
    assert KEY[:12] not in str(raised.value) and "<" not in str(raised.value)
    assert len(server.requests) <= 3


def test_an_error_inside_a_200_is_tried_again(serve: Serve) -> None:
    overloaded = Reply(raw='{"error": {"message": "overloaded", "code": 503}}')
    server = serve(lambda server, _body: overloaded if server.first() else Reply(LINE))
    assert Chat(endpoint(server)).text(PROMPT).text == LINE


def test_the_settings_reach_the_request(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(line)
    wanted = {"MAX_TOKENS": "777", "TEMPERATURE": "0.25", "REASONING_EFFORT": "low", "EXTRA_BODY": '{"top_k": 5}'}
    for name, value in wanted.items():
        monkeypatch.setenv(f"INTERVIEWER_{name}", value)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    place = endpoint_of(load_settings())
    assert place
    Chat(place, temperature=0.9).text(PROMPT)
    sent = server.requests[0]
    assert (sent["max_tokens"], sent["temperature"], sent["reasoning_effort"], sent["top_k"]) == (777, 0.25, "low", 5)
    assert "temperature=0.25;effort=low" in Chat(place, temperature=0.9).parameters


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXTRA_BODY", '{"messages": []}'),
        ("EXTRA_BODY", "top_k=5"),
        ("MAX_TOKENS", "0"),
        ("TEMPERATURE", "9"),
        ("REASONING_EFFORT", "very high"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"INTERVIEWER_{name}", value)
    with pytest.raises(SetupError, match=f"INTERVIEWER_{name}"):
        load_settings()


def test_a_key_among_the_further_fields_is_hidden(serve: Serve) -> None:
    secret = "hidden-word-of-mine"
    server = serve(lambda _server, _body: Reply(f"I know {secret}. Why?"))
    place = endpoint(server, options=Options(extra_body={"api_key": secret}))
    assert secret not in Chat(place).text(PROMPT).text
    assert secret not in repr(Settings(extra_body={"api_key": secret}))


def test_two_that_ask_at_once_both_learn(serve: Serve) -> None:
    server = serve(lambda _s, body: refusal(400, REFUSED["temperature"]) if "temperature" in body else Reply(LINE))
    place = endpoint(server)
    known, replies = Known(place), list[str]()
    threads = [Thread(target=lambda: replies.append(Chat(place, 0.5, known).text(PROMPT).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert replies == [LINE] * 4


@contextmanager
def socks_proxy() -> Iterator[tuple[int, list[bytes]]]:
    """A SOCKS 5 proxy for one connection: its port; the name it is asked for, and what is sent through it."""
    asked: list[bytes] = []

    def attend(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(10)
            connection.recv(16)
            connection.sendall(b"\x05\x00")  # no proof of who asks is wanted
            head = connection.recv(300)
            asked.append(head[5 : 5 + head[4]])
            connection.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
            asked.append(connection.recv(65_536))
            connection.sendall(b"HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=attend, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1], asked
        thread.join(10)


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_a_socks_proxy_is_asked_for_the_host_by_name(scheme: str) -> None:
    with socks_proxy() as (port, asked):
        place = Endpoint(KEY, "http://model.invalid/v1", "m", 5.0, proxy=f"{scheme}://127.0.0.1:{port}")
        with suppress(ProviderError):
            Chat(place).text(PROMPT)
    assert asked[0] == b"model.invalid"
    assert asked[1].startswith(b"POST /v1/chat/completions")


@pytest.mark.parametrize(("host", "sent"), [("x.openai.azure.com", True), ("azure.com.invalid", False)])
def test_azure_is_sent_the_key_under_its_own_name_and_nobody_else_is(host: str, sent: bool) -> None:
    def refuse(told: Line) -> None:
        told.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")

    with answering(refuse) as proxy:
        url = f"http://{host}/openai/deployments/m?api-version=1"
        with suppress(ProviderError):
            Chat(Endpoint(KEY, url, "m", 5.0, proxy=f"http://127.0.0.1:{proxy.port}")).text(PROMPT)
    assert (f"api-key: {KEY}".encode() in proxy.received[0]) == sent
    assert b"/openai/deployments/m/chat/completions?api-version=1" in proxy.received[0]


@pytest.mark.parametrize("reply", [refusal(400, "top_k must be 7"), Reply("And what did", finish="length")])
def test_the_command_ends_in_one_line_where_nothing_helps(reply: Reply, serve: Serve, index_home: Path) -> None:
    server = serve(lambda _server, _body: reply)
    env = os.environ | {"INTERVIEWER_HOME": str(index_home), "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
    command = [sys.executable, "-m", "interviewer", "chat", "--round", "culture", "--turns", "1", "--answers", "-"]
    done = subprocess.run(command, input="x", capture_output=True, text=True, env=env, timeout=120, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("interviewer: ")
