"""A bulk critique of many lines: several at once with a model, in order, and gone on with where it was cut off."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Condition
from typing import Any

import pytest
from llm_stub import Fault, Stub, found, serving

from interviewer.app import Services

MODEL = ("--engine", "embedded", "--extractor", "llm")
PATIENCE = 180.0  # seconds after which a request that waits for others gives up, so that a failing test ends


@pytest.fixture(autouse=True)
def _warm_index(index_home: Path, shared_services: Services, own_home: Path) -> None:
    assert shared_services.resources.library.state
    shutil.copytree(index_home / "index", own_home / "index", ignore=shutil.ignore_patterns("lock"))


class Crowd:
    """A model that counts who is asked of it at the same time, and holds each until `company` are there.

    `last` names an answer that is held until all others were read.
    """

    def __init__(self, company: int = 1, last: str = "", others: int = 0, fails: str = "\0") -> None:
        self.company, self.last, self.others, self.fails = company, last, others, fails
        self.here = self.most = self.left = 0
        self.asked: list[str] = []
        self._moved = Condition()

    def __call__(self, request: dict[str, Any]) -> str | Fault:
        text = str(request["messages"])
        with self._moved:
            self.here += 1
            self.most = max(self.most, self.here)
            self.asked.append(text)
            self._moved.notify_all()
            if self.last and self.last in text:
                assert self._moved.wait_for(lambda: self.left >= self.others, PATIENCE)
            else:
                self._moved.wait_for(lambda: self.most >= self.company, PATIENCE)
            self.here -= 1
            self.left += 1
            self._moved.notify_all()
        return Fault(401, "no such key") if self.fails in text else found()

    def wait(self, asked: int) -> None:
        """Until so many requests have come."""
        with self._moved:
            assert self._moved.wait_for(lambda: len(self.asked) >= asked, PATIENCE)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    with serving(Stub()) as made:
        for name, value in (("BASE_URL", made.url), ("API_KEY", "sk-x"), ("MODEL", "stub-model")):
            monkeypatch.setenv(f"OPENAI_{name}", value)
        yield made


def answer(number: int) -> str:
    return f"I built the report number {number}x for the shop and it cut refunds from 4% to 3%."


def line(number: int, **changed: Any) -> str:
    said = {"id": f"n{number}", "round": "culture", "question": "What came of it?", "answer": answer(number)}
    return json.dumps(said | changed)


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "interviewer", "critique", *map(str, arguments)]


def run(*arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, env=os.environ | env, timeout=120, check=False
    )


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(item) for item in text.splitlines()]


def ids(text: str) -> list[str]:
    return [item["id"] for item in records(text)]


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (2, ""), done
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "env", "most"),
    [((), {}, 8), (("--jobs", "3"), {}, 3), ((), {"INTERVIEWER_CONCURRENCY": "2"}, 2), (("--jobs", "1"), {}, 1)],
)
def test_with_a_model_several_lines_are_read_at_once(
    stub: Stub, tmp_path: Path, options: tuple[str, ...], env: dict[str, str], most: int
) -> None:
    stub.value = crowd = Crowd(company=most)
    file = written(tmp_path / "in.jsonl", *map(line, range(16)))
    done = run(file, *MODEL, *options, **env)
    assert done.returncode == 0, done.stderr
    assert ids(done.stdout) == [f"n{number}" for number in range(16)]
    assert crowd.most == most


def test_the_order_is_kept_when_the_first_answer_comes_last(stub: Stub, tmp_path: Path) -> None:
    stub.value = Crowd(last=answer(0), others=7)
    done = run(written(tmp_path / "in.jsonl", *map(line, range(8))), *MODEL)
    assert done.returncode == 0, done.stderr
    assert ids(done.stdout) == [f"n{number}" for number in range(8)]


def test_a_line_is_printed_when_its_turn_has_come_and_a_failure_stops_no_other(stub: Stub, tmp_path: Path) -> None:
    stub.value = Crowd(company=8, fails=answer(3))
    file = written(tmp_path / "in.jsonl", *map(line, range(8)))
    done = run(file, *MODEL)
    assert done.returncode == 1
    assert [("error" in item) for item in records(done.stdout)] == [number == 3 for number in range(8)]


def test_what_was_done_is_not_asked_again(stub: Stub, tmp_path: Path) -> None:
    stub.value = crowd = Crowd(fails=answer(2))
    file, out = written(tmp_path / "in.jsonl", *map(line, range(4))), tmp_path / "out.jsonl"
    first = run(file, *MODEL, "--out", out)
    assert (first.returncode, first.stdout) == (1, "")
    assert "error" in records(out.read_text())[2]
    asked, crowd.fails = len(crowd.asked), "\0"
    written(file, line(0), line(1), line(2), line(3, answer=answer(33)), line(4))
    assert run(file, *MODEL, "--out", out).returncode == 0
    assert ids(out.read_text()) == ["n0", "n1", "n2", "n3", "n4"]
    again = crowd.asked[asked:]
    assert not any(answer(number) in text for text in again for number in (0, 1, 3))
    assert all(any(answer(number) in text for text in again) for number in (2, 33, 4))
    assert all("error" not in item for item in records(out.read_text()))
    asked, stood = len(crowd.asked), out.read_bytes()
    assert run(file, *MODEL, "--out", out).returncode == 0
    assert (len(crowd.asked), out.read_bytes()) == (asked, stood)


def test_wherever_the_file_is_cut_the_rest_is_graded_and_no_line_twice(tmp_path: Path) -> None:
    file, out = written(tmp_path / "in.jsonl", line(0), line(1)), tmp_path / "out.jsonl"
    assert run(file, "--out", out).returncode == 0
    whole = out.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in (1, first - 1, first, first + 200, len(whole) - 1):
        out.write_bytes(whole[:cut])
        assert run(file, "--out", out).returncode == 0
        assert out.read_bytes() == whole, cut


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_a_sound_file_and_goes_on(stub: Stub, tmp_path: Path, how: int) -> None:
    stub.value = crowd = Crowd(last=answer(4), others=1_000)
    file, out = written(tmp_path / "in.jsonl", *map(line, range(8))), tmp_path / "out.jsonl"
    process = subprocess.Popen(command(file, *MODEL, "--jobs", "2", "--out", out), stderr=subprocess.PIPE, text=True)
    crowd.wait(asked=8)  # the fifth is held, and the last has come: the first four have been read
    while not out.exists() or out.read_bytes().count(b"\n") < 4:
        assert process.poll() is None
    process.send_signal(how)
    told = process.communicate(timeout=PATIENCE)[1]
    if how == signal.SIGINT:
        assert process.returncode == 130 and "Traceback" not in told
        assert "4 of 8" in told and "goes on from there" in told
    assert ids(out.read_text()) == ["n0", "n1", "n2", "n3"]
    asked, crowd.last = len(crowd.asked), ""
    assert run(file, *MODEL, "--out", out).returncode == 0
    assert ids(out.read_text()) == [f"n{number}" for number in range(8)]
    assert not any(answer(number) in text for text in crowd.asked[asked:] for number in range(4))


def test_what_was_printed_before_ctrl_c_is_whole_and_the_way_to_go_on_is_told(stub: Stub, tmp_path: Path) -> None:
    stub.value = Crowd(last=answer(2), others=1_000)
    file = written(tmp_path / "in.jsonl", *map(line, range(4)))
    with subprocess.Popen(command(file, *MODEL), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        printed = [process.stdout.readline() for _ in range(2)]  # the third is held: these come before all is done
        process.send_signal(signal.SIGINT)
        rest, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, rest) == (130, "")
    assert ids("".join(printed)) == ["n0", "n1"]
    assert "2 of 4" in told and "--out" in told and "Traceback" not in told


def test_a_file_that_is_something_else_is_left_alone(stub: Stub, tmp_path: Path) -> None:
    file, out = written(tmp_path / "in.jsonl", line(0), line(1)), tmp_path / "out.jsonl"
    before = file.read_bytes()
    assert "the file to be graded" in refused(run(file, "--out", file))
    for foreign in ("my notes", "my notes\n", '{"id": "n0"}\n', "[1]\n", line(0)):
        out.write_text(foreign)
        assert "no result of a bulk critique" in refused(run(file, "--out", out))
        assert out.read_text() == foreign
    out.unlink()
    assert run(file, "--out", out, "--engine", "embedded").returncode == 0
    stood = out.read_bytes()
    assert "choose the engine as before" in refused(run(file, *MODEL, "--out", out))
    other = written(tmp_path / "other.jsonl", line(7), line(8))
    assert "other answers" in refused(run(other, "--out", out))
    assert (file.read_bytes(), out.read_bytes()) == (before, stood)
    assert "not a plain file" in refused(run(file, "--out", tmp_path))
    assert "no such file" in refused(run(file, "--out", tmp_path / "no" / "out.jsonl"))


@pytest.mark.parametrize("option", [("--jobs", "2"), ("--out", "x.jsonl")])
def test_one_answer_takes_no_option_of_many(option: tuple[str, str]) -> None:
    done = run("--question", "Why?", "--round", "culture", "--text", "/nowhere", *option)
    assert "JSONL file" in refused(done)


@pytest.mark.parametrize(("value", "told"), [("0", "INTERVIEWER_CONCURRENCY"), ("many", "INTERVIEWER_CONCURRENCY")])
def test_a_setting_that_is_no_number_is_told(tmp_path: Path, value: str, told: str) -> None:
    file = written(tmp_path / "in.jsonl", line(0))
    assert told in refused(run(file, INTERVIEWER_CONCURRENCY=value))
