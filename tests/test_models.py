"""`interviewer models`: what a server offers, in whatever manner; and what is said where it lists nothing."""

import json
import os
import subprocess
import sys

import pytest
from wire_stub import JSON, Line, answering

KEY = "sk-a-key-that-nobody-must-see"


def _models(url: str, *arguments: str, model: str = "b") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "interviewer", "models", *arguments],
        env=os.environ | {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY, "OPENAI_MODEL": model, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _replying(body: str, status: str = "200 OK") -> object:
    def reply(line: Line) -> None:
        head = JSON.replace("200 OK", status)
        line.send(f"{head}content-length: {len(body.encode())}\r\nconnection: close\r\n\r\n{body}")

    return reply


LISTS = {
    "OpenAI": {"object": "list", "data": [{"id": "b"}, {"id": "a"}]},
    "Ollama": {"models": [{"name": "b", "model": "b"}, {"name": "a"}]},
    "Gemini": {"data": [{"id": "models/b"}, {"id": "models/a"}]},
    "bare": ["b", "a"],
}


@pytest.mark.parametrize("body", LISTS.values(), ids=LISTS.keys())
def test_the_names_are_listed_and_the_one_in_use_is_marked(body: object) -> None:
    with answering(_replying(json.dumps(body))) as wire:
        done = _models(wire.url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["  a", "* b"]
    (request,) = wire.received
    assert request.startswith(b"GET /v1/models HTTP/1.1") and f"Bearer {KEY}".encode() in request


def test_json_says_where_and_what_is_in_use() -> None:
    with answering(_replying(json.dumps(LISTS["OpenAI"]))) as wire:
        found = json.loads(_models(wire.url, "--json", model="c").stdout)
    assert found == {"endpoint": wire.url, "model": "c", "offered": ["a", "b"]}


def test_a_model_that_is_not_offered_is_said() -> None:
    with answering(_replying(json.dumps(LISTS["OpenAI"]))) as wire:
        done = _models(wire.url, model="zz")
    assert done.returncode == 0 and "OPENAI_MODEL is 'zz'" in done.stderr


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ("{}", "401 Unauthorized", "check OPENAI_API_KEY"),
        ("no", "404 Not Found", "mostly in /v1"),
        ("<html>Welcome</html>", "200 OK", "not of a page"),
        ("5", "200 OK", "not of a page"),
        ("oops", "500 Oops", "status 500"),
        (json.dumps({"data": []}), "200 OK", "offers no models yet"),
    ],
)
def test_what_goes_wrong_is_a_sentence_that_says_what_to_do(body: str, status: str, told: str) -> None:
    with answering(_replying(f"{body}", status)) as wire:
        done = _models(wire.url)
    assert done.returncode == (0 if "offers no models" in told else 2)
    assert told in done.stderr.replace("\n", " ") and "Traceback" not in done.stderr and KEY not in done.stderr


def test_without_a_model_set_up_it_says_how_to(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    command = [sys.executable, "-m", "interviewer", "models"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "OPENAI_BASE_URL" in done.stderr
