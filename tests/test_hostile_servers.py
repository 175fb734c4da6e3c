"""What a model's server can send to do harm: numbers, dates, bodies and letters that no honest one sends."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx2
import openai
import pytest
from chat_server import Body, Reply, Server, refusal, serving

from interviewer.engines.llm.catalog import _names
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.faults import of_status
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.schemas import WordedAdvice
from interviewer.errors import BadReply, ProviderError

PROMPT = Rendered("You are an interviewer.", "Ask.")
STEERING = "\x1b]0;owned\x07\x1b[2J"  # renames a terminal's window and wipes it
HALF = "\ud800"  # half a character, which no file can hold
Serve = Callable[[Reply], Endpoint]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """The endpoint of a server that answers everything so, until the test is over."""
    opened = []

    def begin(reply: Reply) -> Endpoint:
        opened.append(serving(Server("stub", lambda _server, _body: reply)))
        return Endpoint("sk-canary-Zq83hfK2mWp0LxT5", opened[-1].__enter__().url, "stub-model", 10.0)

    yield begin
    for item in opened:
        item.__exit__(None, None, None)


def whole(content: str, **more: object) -> Reply:
    message: Body = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    frame = {"id": "x", "created": 1, "model": "m", "object": "chat.completion", "choices": [choice]}
    return Reply(raw=json.dumps(frame | more))


def advice(why: str) -> str:
    return json.dumps({"finding": 0, "fits": True, "why": why, "next_step": "Say what it moved."})


@pytest.mark.parametrize("told", [-1, "many", 1.5, 10**400], ids=["below none", "a word", "a half", "without end"])
def test_a_count_of_tokens_that_is_none_is_counted_anew(told: object, serve: Serve) -> None:
    usage = {"prompt_tokens": told, "completion_tokens": 1, "total_tokens": 1}
    reply = Chat(serve(whole(advice("Nobody can weigh it."), usage=usage))).value(PROMPT, WordedAdvice)
    assert reply.value and reply.usage.estimated and 0 < reply.usage.input_tokens < 1_000


def test_nothing_that_steers_a_terminal_and_no_half_letter_is_said(serve: Serve) -> None:
    line = Chat(serve(Reply(f"What did {STEERING}{HALF}that change?"))).text(PROMPT).text
    assert line == "What did ]0;owned[2Jthat change?"
    value = Chat(serve(whole(advice(f"Nobody {STEERING}can.")))).value(PROMPT, WordedAdvice).value
    assert value and "\x1b" not in value.why


def test_nothing_that_steers_a_terminal_and_no_half_letter_stands_in_a_message(serve: Serve) -> None:
    with pytest.raises(ProviderError, match="bad") as raised:
        Chat(serve(refusal(401, f"bad {STEERING}{HALF}key"))).text(PROMPT)
    assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    "said",
    [
        {"detail": [{"loc": 5, "msg": "x"}]},
        {"error": {"message": "max_tokens at most " + "9" * 5_000}},
        {"error": {"message": "max_tokens at most 00"}},
    ],
)
def test_a_refusal_of_any_shape_is_an_error_of_ours(said: Body, serve: Serve) -> None:
    with pytest.raises(ProviderError):
        Chat(serve(Reply(status=400, raw=json.dumps(said)))).text(PROMPT)


@pytest.mark.parametrize("named", ["nan", "-5", "1 Jan 99999999999999999999 00:00:00 GMT", "soon", "", "1e999"])
def test_a_time_to_wait_that_is_none_is_no_crash(named: str) -> None:
    request = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")
    refused = httpx2.Response(429, headers={"retry-after": named}, request=request)
    error = of_status(openai.APIStatusError("no", response=refused, body=None), Endpoint("none"))
    assert error.wait is not None and error.wait >= 0


ENDLESS = {
    "thoughts that begin and never end": "<think>" * 60_000,
    "a fence behind which only lines follow": "```" + "\n" * 60_000 + "x",
}
_PARTED = """
import sys
from interviewer.engines.llm.forms import value_in
from interviewer.engines.llm.schemas import WordedAdvice
assert value_in(sys.stdin.read(), WordedAdvice)[0] is None
"""


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_reply_made_to_keep_the_reader_busy_is_read_in_no_time(text: str) -> None:
    """Each takes minutes where the time grows with the square of the length."""
    subprocess.run([sys.executable, "-c", _PARTED], input=text, text=True, timeout=25, check=True)


def test_a_list_of_models_nested_without_end_is_none() -> None:
    with pytest.raises(BadReply, match="sent no list of models"):
        _names(b"[" * 200_000, Endpoint("none"))


def test_a_models_name_steers_no_terminal() -> None:
    (name,) = _names(json.dumps([f"gpt{STEERING}"]).encode(), Endpoint("none"))
    assert name.isprintable()
