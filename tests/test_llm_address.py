"""However an address is written, it is the one that is called; what is no secret in it hides no word of a reply."""

import json
from contextlib import suppress

import pytest
from llm_stub import Stub, found, serving
from wire_stub import Line, answering

from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.redaction import HIDDEN, redacted
from interviewer.engines.llm.schemas import FoundEvidence, WordedAdvice
from interviewer.engines.llm.wire import Bounds, client
from interviewer.errors import InvariantError, ProviderError

KEY = "sk-canary-Zq83hfK2mWp0LxT5"
PROMPT = Rendered("You are an interviewer.", "Ask.")
LINE = "Which user metric did the growth and retention team quote?"


@pytest.mark.parametrize(
    "written", ["http://LocalHost:{}/v1", "HTTP://127.0.0.1:{}/v1/", "http://127.0.0.1:{}/a/../v1"]
)
def test_an_address_may_be_written_in_any_way(written: str) -> None:
    with serving(Stub()) as stub:
        port = stub.url.rpartition(":")[2].removesuffix("/v1")
        assert Chat(Endpoint(KEY, written.format(port), "m", 5.0)).text(PROMPT).text
    assert stub.paths == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("http://model.invalid:80/v1", b"POST http://model.invalid/v1/chat/completions"),
        ("http://Bücher.invalid/v1", b"POST http://xn--bcher-kva.invalid/v1/chat/completions"),
        ("http://model.invalid/ü 1", b"POST http://model.invalid/%C3%BC%201/chat/completions"),
        ("http://model.invalid", b"POST http://model.invalid/chat/completions"),
        ("https://model.invalid:443/v1", b"CONNECT model.invalid:443"),
    ],
)
def test_a_remote_address_too(written: str, called: bytes) -> None:
    def refuse(line: Line) -> None:
        line.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")

    with answering(refuse) as proxy:
        endpoint = Endpoint(KEY, written, "m", 5.0, proxy=f"http://127.0.0.1:{proxy.port}")
        with suppress(ProviderError):
            Chat(endpoint).text(PROMPT)
    assert proxy.received[0].startswith(called)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://localhost:{other}/v1/x",
        "http://127.0.0.1:{port}/v1/x",
        "https://localhost:{port}/v1/x",
        "http://localhost:{port}/v1",
        "http://localhost:{port}/v11/x",
        "http://localhost:{port}/v1/../x",
        "http://localhost.invalid:{port}/v1/x",
        "http://localhost:{port}@127.0.0.1:{port}/v1/x",
        "http://localhost/v1/x",
    ],
)
def test_another_address_is_called_by_nobody(elsewhere: str) -> None:
    with serving(Stub()) as stub:
        port = int(stub.url.rpartition(":")[2].removesuffix("/v1"))
        endpoint = Endpoint(KEY, f"http://LocalHost:{port}/v1", "m", 5.0)
        with client(endpoint, Bounds(endpoint)) as http, pytest.raises(InvariantError, match="nothing was sent"):
            http.post(elsewhere.format(port=port, other=port + 1), json={})
    assert stub.requests == []


def test_an_address_that_cannot_be_called_is_told() -> None:
    with pytest.raises(ProviderError, match="OPENAI_BASE_URL"):
        Chat(Endpoint(KEY, "http://ﬀ.invalid/v1", "m", 5.0)).text(PROMPT)


PLAIN = [
    "http://user:{key}@",
    "http://quote:{key}@",
    "http://growth@",
    "http://|?tenant=growth",
    "http://|?q=customer-retention-growth",
]


def address(stub: Stub, written: str) -> str:
    """The stub's, with what stands before the host, and after a bar what stands behind the path."""
    before, _, behind = written.format(key=KEY).partition("|")
    return stub.url.replace("http://", before) + behind


@pytest.mark.parametrize("written", PLAIN)
def test_what_is_no_secret_hides_no_word(written: str) -> None:
    with serving(Stub(line=lambda _: LINE, value=lambda _: found(("finding", LINE)))) as stub:
        chat = Chat(Endpoint(KEY, address(stub, written), "m", 5.0))
        assert chat.text(PROMPT).text.strip() == LINE
        value = chat.value(PROMPT, FoundEvidence).value
    assert value and value.evidence[0].quote == LINE


@pytest.mark.parametrize("secret", ["quote", "finding", "answered", "evidence"])
def test_a_secret_that_is_a_word_leaves_the_reply_its_form(secret: str) -> None:
    with serving(Stub(value=lambda _: found(("finding", f"We {secret} it.")))) as stub:
        chat = Chat(Endpoint(KEY, stub.url.replace("//", f"//user:{secret}@"), "m", 5.0))
        value = chat.value(PROMPT, FoundEvidence).value
    assert value and value.act == "answered"
    assert [(link.kind, link.quote) for link in value.evidence] == [("finding", f"We {HIDDEN} it.")]


@pytest.mark.parametrize(
    "written",
    [
        "http://user:{secret}@",
        "http://{secret}@",
        "http://|?x={secret}",
        *(
            f"http://|?{name}=abc12"
            for name in ("key", "api_key", "apiKey", "subscription-key", "code", "sig", "Token")
        ),
    ],
)
def test_what_is_a_secret_is_hidden_everywhere(written: str) -> None:
    secret = "Zq83hfK2mWp0LxT5w" if "{secret}" in written else "abc12"
    told = f"I know {secret} well. Why?"
    advice = json.dumps({"finding": 0, "fits": True, "why": told, "next_step": "x"})
    with serving(Stub(line=lambda _: told, value=lambda _: advice)) as stub:
        chat = Chat(Endpoint("none", address(stub, written.replace("{secret}", secret)), "m", 5.0))
        assert chat.text(PROMPT).text.strip() == f"I know {HIDDEN} well. Why?"
        value = chat.value(PROMPT, WordedAdvice).value
        assert value and value.why == f"I know {HIDDEN} well. Why?"
        stub.value = lambda _: json.dumps({"why": told})
        assert secret not in repr(chat.value(PROMPT, WordedAdvice))


@pytest.mark.parametrize(
    "text", ["**risk-adjusted** margin", "risk-adjusted...", "task-level…", "SK-II... sold", "**fixT5x"]
)
def test_words_that_begin_or_end_like_a_key_stay(text: str) -> None:
    assert redacted(text, [KEY]) == text


@pytest.mark.parametrize("veiled", ["sk-...", "sk-ca****xT5", "SK-CANA…", "****LxT5", "...0LxT5"])
def test_a_veiled_key_is_hidden(veiled: str) -> None:
    assert redacted(f"no key ({veiled}) here", [KEY]) == f"no key ({HIDDEN}) here"
