"""What a model's server is sent goes there and nowhere else, and no key or password is ever shown or kept."""

import base64
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from llm_stub import Fault, Stub, echoed, found, serving
from wire_stub import Line, Wire, answering

import evals.tasks  # noqa: F401  (makes the tasks known to the harness)
from evals.harness.commands import RunOptions, run_and_write
from interviewer.domain.setup import EngineSelection
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.disclosure import notice
from interviewer.engines.llm.endpoint import Endpoint, proxy_for
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.redaction import HIDDEN, redacted
from interviewer.engines.llm.schemas import WordedAdvice
from interviewer.engines.selection import endpoint_of
from interviewer.errors import ProviderError, SetupError, Unreachable
from interviewer.settings import Settings, load_settings

KEY = "sk-canary-Zq83hfK2mWp0LxT5"
PROMPT = Rendered("You are an interviewer.", "Ask.")
ANSWER = "I noticed that 6% of milk orders were cancelled, and cancellations fell from 6.1% to 3.9%."
LINKS = found(("finding", "I noticed that 6% of milk orders were cancelled"))
_WATCHED = """
import sys
log = sys.argv[1]
def watch(event, told):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        place = told[1] if event == "socket.connect" else told[:2] if event == "socket.getaddrinfo" else told[1]
        with open(log, "a") as file:
            print(event, place, file=file)
sys.addaudithook(watch)
import interviewer.cli.main as command
sys.argv = ["interviewer", *sys.argv[2:]]
command.main()
"""


def spy(line: Line) -> None:
    line.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")


@contextmanager
def spies(*names: str) -> Iterator[dict[str, Wire]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(answering(spy)) for name in names}


def tempting(spied: dict[str, Wire]) -> dict[str, str]:
    """Everything in the environment by which SDKs send what they send elsewhere, or something more."""
    tracing, address, proxy = (spied[name].url.removesuffix("/v1") for name in ("tracing", "address", "proxy"))
    return {
        **dict.fromkeys(("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"), "true"),
        **dict.fromkeys(("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER"), "true"),
        **dict.fromkeys(("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"), tracing),
        **dict.fromkeys(("TRACELOOP_BASE_URL", "CHROMA_OTEL_COLLECTION_ENDPOINT"), tracing),
        **dict.fromkeys(("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY", "TRACELOOP_API_KEY"), "lsv2_pt_nobodys"),
        "CHROMA_OTEL_GRANULARITY": "all",
        "ANONYMIZED_TELEMETRY": "True",
        **dict.fromkeys(("OPENAI_API_BASE", "LANGSMITH_GATEWAY"), f"{address}/v1"),
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "OPENAI_PROXY"), proxy),
        "OPENAI_ORG_ID": "org-spy",
        "OPENAI_PROJECT_ID": "proj-spy",
        "OPENAI_ADMIN_KEY": "sk-admin-spy",
        "OPENAI_CUSTOM_HEADERS": "X-Spy: spy\nAuthorization: Bearer spy",
        "OPENAI_DEFAULT_HEADERS": '{"X-Spy": "spy"}',
    }


def called(program: str, log: Path, *arguments: str, answers: str, env: dict[str, str]) -> tuple[set[int], str]:
    """The ports that a run of the command called, or asked the addresses of; and what went wrong with it."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(log), *arguments],
        input=answers, capture_output=True, text=True, env=os.environ | env, timeout=300, check=False,
    )  # fmt: skip
    lines = log.read_text().splitlines() if log.exists() else []
    assert all(re.search(r"127\.0\.0\.1|localhost|/", line) for line in lines), lines
    ports = {int(port) for line in lines for port in re.findall(r"', (\d+)", line)}
    return ports, done.stderr if done.returncode else ""


@pytest.mark.parametrize(
    "command",
    [
        "chat --round culture --turns 2 --seed 7 --engine llm --coach llm --answers - --cv {cv} --role analyst",
        "critique --round culture --question Why? --text - --engine llm --coach llm",
        "eval run conduct --engine llm --limit 2 --no-cache --out {out}",
        "chat --round culture --turns 1 --seed 7 --engine embedded --answers - --cv {cv}",
        "search revenue --round culture",
    ],
    ids=["chat", "critique", "eval", "embedded", "search"],
)
def test_bytes_go_to_the_announced_host_alone(command: str, tmp_path: Path, index_home: Path) -> None:
    (tmp_path / "cv.txt").write_text("Cut late parcels from 9% to 6%.")
    arguments = command.format(cv=tmp_path / "cv.txt", out=tmp_path / "out").split()
    with serving(Stub(value=lambda _request: LINKS)) as stub, spies("tracing", "address", "proxy") as spied:
        own = {"INTERVIEWER_HOME": str(index_home), "OPENAI_BASE_URL": stub.url, "OPENAI_API_KEY": KEY}
        env = tempting(spied) | own | {"OPENAI_MODEL": "stub-model"}
        allowed = {int(stub.url.rsplit(":", 1)[1].removesuffix("/v1"))} if "llm" in arguments else set[int]()
        ports, problem = called(_WATCHED, tmp_path / "log", *arguments, answers=f"{ANSWER}\n\n{ANSWER}\n", env=env)
    assert {name: wire.received for name, wire in spied.items()} == {"tracing": [], "address": [], "proxy": []}
    assert ports == allowed
    assert not problem
    assert bool(stub.requests) == bool(allowed)
    for headers in stub.headers:
        assert headers["authorization"] == f"Bearer {KEY}"
        assert "spy" not in json.dumps(headers), headers
        assert not any(name.lower().startswith("x-") for name in headers), headers


def test_without_an_address_it_is_openais_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def lookup(host: str, *_more: object, **_named: object) -> list[Any]:
        asked.append(str(host))
        raise socket.gaierror("no network in a test")

    with spies("tracing", "address", "proxy") as spied:
        for name, value in tempting(spied).items():
            if "PROXY" not in name.upper():
                monkeypatch.setenv(name, value)
        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        endpoint = endpoint_of(load_settings())
        assert endpoint and "https://api.openai.com/v1" in notice(endpoint, EngineSelection(voice="llm"))
        with pytest.raises(Unreachable):
            Chat(endpoint).text(PROMPT)
    assert set(asked) == {"api.openai.com"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("ask", ["text", "value"])
def test_a_redirect_is_not_followed(status: int, ask: str) -> None:
    with spies("elsewhere") as spied:

        def redirect(line: Line) -> None:
            line.send(f"HTTP/1.1 {status} Moved\r\nlocation: {spied['elsewhere'].url}/x\r\ncontent-length: 0\r\n\r\n")

        with answering(redirect) as wire:
            chat = Chat(Endpoint(KEY, wire.url, "m", 5.0))
            with pytest.raises(Unreachable, match=r"another address.*OPENAI_BASE_URL"):
                chat.text(PROMPT) if ask == "text" else chat.value(PROMPT, WordedAdvice)
            assert len(wire.received) == 1
        assert spied["elsewhere"].received == []


def test_a_proxy_stands_before_remote_hosts_only_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with spies("proxy") as spied:
        proxy = f"http://user:{KEY}@127.0.0.1:{spied['proxy'].port}"
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy)
            monkeypatch.delenv(name.upper(), raising=False)
        for url in ("http://127.0.0.1:1/v1", "http://localhost/v1", "http://[::1]:8080/v1", "http://127.9.9.9/v1"):
            assert proxy_for(url) is None
        endpoint = endpoint_of(Settings(key="k", base_url="http://model.invalid/v1", timeout=5.0))
        assert endpoint is not None
        told = notice(endpoint, EngineSelection(voice="llm"))
        assert f"through the proxy 127.0.0.1:{spied['proxy'].port}" in told and "not encrypted" in told
        assert not traces(told)
        with pytest.raises(ProviderError):
            Chat(endpoint).text(PROMPT)
        assert spied["proxy"].received[0].startswith(b"POST http://model.invalid/v1/chat/completions")
        monkeypatch.setenv("no_proxy", "model.invalid")
        assert proxy_for("http://model.invalid/v1") is None


def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", f"socks4://user:{KEY}@127.0.0.1:1080")
    endpoint = endpoint_of(Settings(key="k", base_url="http://model.invalid/v1"))
    assert endpoint is not None
    with pytest.raises(Unreachable, match=r"socks4 proxy 127\.0\.0\.1:1080.*NO_PROXY") as raised:
        Chat(endpoint).text(PROMPT)
    assert not traces(str(raised.value))


def traces(text: str | bytes) -> list[str]:
    """The pieces of the key that stand in a text, in any of the forms that servers and logs use."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    coded = [base64.b64encode(part.encode()).decode().rstrip("=") for part in (KEY, f"Bearer {KEY}", f"user:{KEY}")]
    whole = [KEY, KEY.encode().hex(), *(code[12:-2] for code in coded)]
    pieces = {form[at : at + 8] for form in whole for at in range(len(form) - 7)} | {
        f"****{KEY[-4:]}",
        f"...{KEY[-4:]}",
    }
    return [piece for piece in pieces if piece.lower() in text.lower()]


def test_the_search_would_find_it() -> None:
    assert all(traces(part) for part in echoed(f"Bearer {KEY}").split()[1:] if part not in ("is", "unknown:"))


ECHOES = [
    *(Fault(status, echo=True) for status in (400, 429, 500)),
    Fault(cut=True, echo=True),
    Fault(finish="stop", text=f"I know {KEY}."),
    Fault(finish="length", text=f"{KEY} {{"),
    Fault(raw=f"no JSON, but {KEY}"),
]


def echoing(first: Fault | None = None) -> Stub:
    """A server that answers each request with the next way of saying the key back."""
    turns = itertools.cycle([first] if first else [f"I see {KEY}. What did that change for the people?", *ECHOES])
    spoken = json.dumps({"why": f"Nobody knows {KEY}.", "next_step": f"Say {KEY[:12]}."})
    values = itertools.cycle([first] if first else [*ECHOES, spoken, found(("finding", KEY), language=KEY)])
    return Stub(line=lambda _request: next(turns), value=lambda _request: next(values))


def command(home: Path, url: str, *arguments: str, answers: str = "", **more: str) -> tuple[bytes, int]:
    env = os.environ | {"INTERVIEWER_HOME": str(home), "OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY} | more
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=answers.encode(), capture_output=True, env=env, timeout=300, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr, done.returncode


def kept(folder: Path) -> dict[str, list[str]]:
    """The files below a folder that hold pieces of the key, with the pieces; what is packed is looked into."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    texts = {str(path): path.read_bytes() for path in files}
    for path in files:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                texts |= {f"{path}:{name}": packed.read(name) for name in packed.namelist()}
    return {name: told for name, text in texts.items() if (told := traces(text))}


@pytest.mark.parametrize("first", [None, Fault(401, echo=True)], ids=["many", "401"])
def test_a_key_that_is_said_back_is_neither_shown_nor_kept(
    first: Fault | None, tmp_path: Path, index_home: Path
) -> None:
    options = ("chat", "--round", "culture", "--turns", "7", "--engine", "llm", "--coach", "llm", "--answers", "-")
    with serving(echoing(first)) as stub:
        url = stub.url.replace("//", f"//user:{KEY}@") if first else stub.url
        shown, status = command(index_home, url, *options, "--fallback", answers=f"{ANSWER}\n\n" * 7)
        assert status == 0, shown
        assert not traces(shown), shown.decode()
        session = json.loads(command(index_home, url, "sessions", "list", "--json")[0])[0]["id"]
        for form in ("html", "json"):
            command(index_home, url, "sessions", "export", session, "--format", form, "--out", str(tmp_path / form))
            assert (tmp_path / form).stat().st_size
        shown, status = command(index_home, url, *options, answers=ANSWER)
        assert status == 2 and b"interviewer:" in shown, shown.decode()
        assert not traces(shown), shown.decode()
    assert stub.requests
    assert kept(tmp_path) == kept(index_home) == {}


def test_an_evals_logs_and_cache_hold_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = itertools.cycle([f"I see {KEY}. What did that change for the people?"] * 20 + [Fault(400, echo=True)])
    model = Stub(line=lambda _request: next(lines), value=lambda _request: found(("finding", KEY), language=KEY))
    with serving(model) as stub:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", stub.url)
        options = RunOptions(suites=("conduct",), engine="llm", limit=4, out=tmp_path / "out", home=tmp_path)
        run_and_write(options, lambda *_: None)
    assert stub.requests
    assert any((tmp_path / "cache").rglob("*")) and any((tmp_path / "out").rglob("*.eval"))
    assert kept(tmp_path) == {}
    assert not traces("".join(capfd.readouterr()))


@pytest.mark.parametrize("fault", [*ECHOES, Fault(401, echo=True), Fault(403, echo=True), Fault(404, echo=True)])
def test_no_traceback_holds_the_key(fault: Fault) -> None:
    with serving(Stub(line=lambda _request: fault, value=lambda _request: fault)) as stub:
        chat = Chat(Endpoint(KEY, stub.url, "m", 5.0))
        for ask in (lambda: chat.text(PROMPT), lambda: chat.value(PROMPT, WordedAdvice)):
            try:
                reply: object = ask()
            except ProviderError as error:
                reply = "".join(traceback.format_exception(error))
            assert not traces(repr(reply)), repr(reply)


ADDRESSES: list[Callable[[str], str]] = [
    lambda url: url.replace("//", f"//user:{KEY}@"),
    lambda url: url.replace("//", f"//{KEY}@"),
    lambda url: f"{url}?api_key={KEY}&version=1",
    lambda url: url.replace("//", f"//user:{KEY}@") + f"/?api_key={KEY}#x",
]


@pytest.mark.parametrize("secretly", ADDRESSES)
def test_what_an_address_carries_is_used_and_not_shown(
    secretly: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Stub()) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", secretly(stub.url))
        settings = load_settings()
        endpoint = endpoint_of(settings)
        assert endpoint
        Chat(endpoint).text(PROMPT)
        assert stub.paths[-1].partition("?")[0] == "/v1/chat/completions"
        proof = stub.headers[-1]["authorization"].partition(" ")[2]
        assert KEY in stub.paths[-1] + base64.b64decode(proof + "==").decode("latin-1")
        for shown in (
            endpoint.url,
            repr(endpoint),
            notice(endpoint, EngineSelection(voice="llm")),
            repr(settings),
            str(settings),
        ):
            assert not traces(shown), shown


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_doctor_shows_an_address_without_its_secrets(form: tuple[str, ...], index_home: Path) -> None:
    shown, _ = command(index_home, f"http://user:{KEY}@127.0.0.1:9/v1?api_key={KEY}", "doctor", *form, COLUMNS="400")
    assert b"http://127.0.0.1:9/v1" in shown
    assert not traces(shown)


@pytest.mark.parametrize(
    "wrong",
    [f"user:{KEY}@host/v1", f"ftp://user:{KEY}@host", f"http://[::1/{KEY}", f"http://user:{KEY}@", f"http://h:{KEY}/"],
)
def test_an_address_that_is_none_is_refused_without_its_secrets(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", wrong)
    with pytest.raises(SetupError, match="OPENAI_BASE_URL") as raised:
        load_settings()
    assert not traces("".join(traceback.format_exception(raised.value)))


@pytest.mark.parametrize("wrong", [f"{KEY}\u2026", f"{KEY} {KEY}", f"{KEY}\nx"])
def test_a_key_that_no_header_can_hold_is_refused_unshown(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", wrong)
    with pytest.raises(SetupError, match="OPENAI_API_KEY") as raised:
        load_settings()
    assert not traces("".join(traceback.format_exception(raised.value)))


def test_what_is_no_secret_stays() -> None:
    text = 'The interviewer asked about {"quote": "6% of milk orders"}, İstanbul, 我发现 and https://a.example/x?y=1.'
    assert redacted(text, [KEY, "none", "abc"]) == text
    assert redacted(text, []) == text
    assert redacted(f"a {KEY} b", [KEY]) == f"a {HIDDEN} b"
    assert redacted("the pass1 and pass12", ["pass1"]) == f"the {HIDDEN} and pass12"
