"""Bulk critique, and every other door for text, fed with what nobody should write: each line stands for itself."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from interviewer.app import Services

ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
GOOD = {"round": "culture", "question": "What came of it?", "answer": "Refunds fell from 4% to 3%."}


@pytest.fixture(autouse=True)
def _warm_index(index_home: Path, shared_services: Services, own_home: Path) -> None:
    assert shared_services.resources.library.state
    shutil.copytree(index_home / "index", own_home / "index", ignore=shutil.ignore_patterns("lock"))


def run(*arguments: str | bytes, stdin: bytes = b"", env: dict[str, str] | None = None) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=stdin,
        capture_output=True,
        env=os.environ | {"NO_COLOR": "1"} | (env or {}),
        timeout=120,
        check=False,
    )


def strictly(line: str) -> Any:
    """Read as another language's reader would: no NaN, and no unpaired surrogate."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    json.dumps(json.loads(line), ensure_ascii=False).encode()
    return json.loads(line, parse_constant=refuse)


def item(**changed: Any) -> bytes:
    return json.dumps(GOOD | changed).encode()


def raw(name: str, value: str) -> bytes:
    """A line whose field `name` is written as it stands."""
    rest = json.dumps({key: text for key, text in (GOOD | {"id": "x"}).items() if key != name})
    return f'{{"{name}": {value}, {rest[1:]}'.encode()


def said(*follow_ups: Any) -> str:
    """Turns, each with this follow_up; None: without."""
    turn = {"question": GOOD["question"], "answer": GOOD["answer"]}
    return json.dumps([turn | ({} if value is None else {"follow_up": value}) for value in follow_ups])


# what is written; the id that names its result (None: the line's number); a word of the error (None: graded)
LINES: list[tuple[bytes, Any, str | None]] = [
    (item(id="first"), "first", None),
    (raw("id", '"\\ud800"'), None, "id"),
    (raw("answer", '"a \\ud800 b"'), "x", "answer"),
    (raw("question", '"\\udfff?"'), "x", "question"),
    (raw("round", '"\\ud800"'), "x", "round"),
    (raw("id", "1" * 5000), None, "digits"),
    (raw("id", "1" * 4000), int("1" * 4000), None),
    (raw("id", "1e400"), None, "id"),
    (raw("id", "-1e400"), None, "id"),
    (raw("id", "NaN"), None, "NaN"),
    (raw("id", "Infinity"), None, "Infinity"),
    (raw("id", "1.5"), 1.5, "id"),
    (raw("id", "null"), None, "id"),
    (raw("id", "true"), True, "id"),
    (raw("id", '["a"]'), None, "id"),
    (raw("id", '{"a": 1e400}'), None, "id"),
    (raw("id", "[" * 900 + "]" * 900), None, "id"),
    (b"[" * 200_000, None, "nested"),
    (b'{"id": ' * 50_000, None, "nested"),
    (raw("answer", '"one", "answer": "two"'), None, "twice"),
    (b"\xef\xbb\xbf" + item(id="marked"), "marked", None),
    (b"\x00\x00\x00", None, "JSON"),
    (item(id="nul", answer="Refunds fell\x00 from 4% to 3%."), "nul", None),
    (b"{\xff}", None, "UTF-8"),
    (b'{"id": "latin", "answer": "caf\xe9"}', None, "UTF-8"),
    (item(id="huge", answer="x" * 10_000_000), "huge", "characters"),
    (item(id="asked", question="x" * 10_000_000), "asked", "characters"),
    (item(id="where", round="x" * 10_000_000), "where", "characters"),
    *((raw(name, value), "x", name) for name in ("round", "question", "answer") for value in ("null", "7", "[]", "{}")),
    (raw("turns", "7"), "x", "turns"),
    (raw("turns", '[{"question": "Q?"}]'), "x", "turns.0.answer"),
    (raw("turns", '["Q?"]'), "x", "turns.0"),
    (raw("turns", "null"), "x", "turns"),
    (raw("turns", said(None, None)), "x", "turns.1: follow_up is missing"),
    (raw("turns", said(None, True, None)), "x", "turns.2: follow_up is missing"),
    (raw("turns", said(None, "yes")), "x", "turns.1.follow_up"),
    (raw("turns", said(True)), "x", "turns.0: follow_up"),
    (raw("turns", said(False, True, False)), "x", None),
    (raw("threads", f"[{said(None)}], \"turns\": {said(None)}"), "x", "one of them"),
    (raw("threads", said(None)), "x", "threads.0"),
    (raw("threads", '[[{"question": "Q?"}]]'), "x", "threads.0.0.answer"),
    (raw("threads", f"[{said(None, None)}, {said(None)}]"), "x", None),
    (raw("follow_up", '"perhaps"'), "x", "follow_up"),
    (b"7", None, "the line"),
    (b"null", None, "the line"),
    (b'"text"', None, "the line"),
    (item(id="caf\u00e9 \U0001f600", answer="Refunds fell from 4% to 3%. \U0001f600"), "caf\u00e9 \U0001f600", None),
    (item(id="last"), "last", None),
]  # fmt: skip


@pytest.mark.parametrize("env", [{}, ASCII], ids=["UTF-8", "ASCII"])
def test_every_line_gets_its_own_result_in_order(env: dict[str, str]) -> None:
    done = run("critique", "-", stdin=b"\n".join(line for line, _, _ in LINES), env=env)
    assert done.returncode == 1 and b"Traceback" not in done.stderr, done.stderr[-2000:]
    records = [strictly(line) for line in done.stdout.decode("ascii" if env else "utf-8").split("\n") if line]
    assert len(records) == len(LINES)
    for number, ((_, name, wrong), record) in enumerate(zip(LINES, records, strict=True), start=1):
        assert record.get("id", record.get("line")) == (number if name is None else name), record
        assert ("error" in record) == (wrong is not None), record
        if wrong:
            assert wrong in record["error"] and len(record["error"]) < 300
            assert record["error"].startswith(f"line {number}: ")


def test_a_thread_is_read_together_however_it_is_told() -> None:
    first = {"question": "What came of it?", "answer": "I built the list. Refunds fell from 4% to 3%."}
    probe = {"question": "And who decided that?", "answer": "I did, and I told finance why."}
    new = {"question": "Tell me about another project.", "answer": "I fixed the nightly job."}
    talk = {"round": "culture"}
    lines = [
        talk | {"id": 1, "turns": [first, probe | {"follow_up": True}, new | {"follow_up": False}]},
        talk | {"id": 2, "threads": [[first, probe], [new]]},
        talk | {"id": 3, "threads": [[first], [probe], [new]]},
        talk | {"id": 4, **probe},
    ]
    done = run("critique", "-", stdin="\n".join(map(json.dumps, lines)).encode())
    assert done.returncode == 0, done.stdout
    by_turns, by_threads, apart, single = (strictly(line) for line in done.stdout.decode().splitlines())
    assert by_turns | {"id": 2} == by_threads
    assert by_turns["turns"][1]["grades"] != apart["turns"][1]["grades"], "the probe is read with the answer before it"
    assert apart["turns"][1]["grades"] == single["grades"]


def test_a_line_of_very_many_keys_is_told_in_good_time() -> None:
    """One that compared each key with each would take many times the time that `run` allows."""
    keys = ", ".join(f'"key{number}": 0' for number in range(200_000))
    done = run("critique", "-", stdin=f'{{{keys}, "key199999": 0}}'.encode())
    assert done.returncode == 1
    assert strictly(done.stdout.decode())["error"] == 'line 1: the key "key199999" stands in it twice; keep one'


def test_the_garbage_that_people_type_is_graded(tmp_path: Path) -> None:
    texts = ["asdf asdf qwer", "exit", "\U0001f44d", ".", "\u200b.", "\u202eabc", "a\u0301" * 200, "\x1b[2J", "\\ud800"]
    done = run("critique", "-", stdin=b"\n".join(item(id=n, answer=text) for n, text in enumerate(texts)))
    assert done.returncode == 0, done.stdout
    assert [strictly(line)["id"] for line in done.stdout.decode().split("\n") if line] == list(range(len(texts)))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"answer": "a \\ud800"}', "line 2: it holds an unpaired surrogate; remove it"),
        (b'{"answer": ' + b"1" * 5000 + b"}", "line 2: a number in it has too many digits; write it as a text"),
        (b'{"answer": ' * 100_000, "line 2: nested"),
        (b'{"answer": NaN}', "line 2: not valid JSON (NaN is no number there); write one object a line"),
        (b'{"answer": {"answer": "x"}}', 'line 2: "answer" must be a text'),
        (b'{"answer": "one", "answer": "two"}', 'line 2: the key "answer" stands in it twice; keep one'),
        (b'["answer"]', "line 2: not an answer"),
        (b'{"answer": "caf\xe9"}', "standard input: not UTF-8 at byte 34; save it as UTF-8 and try again"),
    ],
)
def test_prepared_answers_are_refused_with_their_line(line: bytes, told: str) -> None:
    done = run("chat", "--round", "culture", "--answers", "-", stdin=b'{"answer": "One."}\n' + line)
    assert (done.returncode, done.stdout) == (2, b"")
    told_last = done.stderr.decode().strip().splitlines()[-1]
    assert told in told_last and "Traceback" not in done.stderr.decode()


def test_answers_of_any_characters_are_told_on_a_terminal_of_few() -> None:
    told = '{"answer": "Caf\u00e9\u2028 \U0001f600 \u6211"}'.encode()
    done = run("chat", "--round", "culture", "--answers", "-", "--turns", "1", stdin=told, env=ASCII)
    assert done.returncode == 0, done.stderr
    done = run("chat", "--round", "culture", "--answers", "-", "--turns", "1", "--json", stdin=told, env=ASCII)
    assert strictly(done.stdout.decode("ascii"))["turns"][0]["answer"] == "Caf\u00e9\u2028 \U0001f600 \u6211"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chat", "--answers", "-", "--turns", "1", "--role", b"an\xff alyst", "--project", b"m\xff"], None),
        (["critique", "--question", b"What \xff?", "--round", "culture", "--text", "-"], "bytes that are no text"),
        (["critique", "--question", "What?", "--round", b"\xff", "--text", "-"], "unknown round '\\udcff'"),
        (["critique", "--question", "What?", "--round", "culture", "--text", b"/no/\xff"], "/no/\\udcff: no such file"),
        (["search", b"metric \xff"], None),
        (["sessions", "show", b"\xff"], "no interview '\\udcff' here"),
        (["sessions", "delete", b"\xff", "--yes"], "no interview '\\udcff' here"),
        (["chat", "--cv", b"/no/\xff.txt", "--answers", "-"], "/no/\\udcff.txt: no such file"),
        (["retry", b"\xff", "1", "--text", "-"], "no interview '\\udcff' here"),
        (["chat", "--resume", b"\xff", "--answers", "-"], "no interview '\\udcff' here"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_told_or_taken(arguments: list[str | bytes], told: str | None) -> None:
    done = run(*arguments, stdin=b"I did it.")
    if told is None:
        assert done.returncode == 0 and done.stdout, done.stderr[-1500:]
    else:
        assert (done.returncode, done.stdout) == (2, b"")
        assert told in done.stderr.decode().strip().splitlines()[-1]
