"""Recorded replies of a model: asked for once, replayed without a key, stale when what was asked has changed."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from chat_server import Body, Reply, Server
from chat_server import serving as chat_serving
from llm_stub import LINE, Stub, found, serving

import evals.tasks  # noqa: F401
from evals.harness.commands import RunOptions, remarks, run_and_write
from evals.harness.recordings import Header, Kept, key_of, load_recordings, open_for_recording
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.errors import BadInput

OPTIONS = RunOptions(suites=("conduct",), engine="llm", limit=2, jobs=1)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    with serving(Stub(value=lambda _request: found(("decision", "I chose")))) as made:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-the-test")
        monkeypatch.setenv("OPENAI_BASE_URL", made.url)
        monkeypatch.setenv("OPENAI_MODEL", "stub-model")
        yield made


def _run(tmp_path: Path, name: str, **changes: object) -> tuple[dict[str, dict[str, float | None]], list[str]]:
    options = RunOptions(**{**vars(OPTIONS), "out": tmp_path / name, "home": tmp_path / "home", **changes})
    run, _ = run_and_write(options, lambda *_: None)
    numbers = {result.case: {k: v for k, v in result.values.items() if "seconds" not in k} for result in run.results}
    return numbers, remarks(run)


def test_what_was_recorded_is_replayed_word_for_word_without_a_key(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "replies" / "stub.jsonl"
    recorded, _ = _run(tmp_path, "a", record=file)
    asked = len(stub.requests)
    assert asked > 4 and len(recorded) == 2
    assert "sk-secret" not in file.read_text(encoding="utf-8")
    again, _ = _run(tmp_path, "b", record=file)
    assert again == recorded and len(stub.requests) == asked  # nothing was missing, so nobody was asked
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name)
    replayed, told = _run(tmp_path, "c", replay=file)
    assert replayed == recorded and len(stub.requests) == asked
    assert not any("stale" in line for line in told)


def test_a_second_sample_is_never_a_replay_of_the_first(stub: Stub, tmp_path: Path) -> None:
    file = tmp_path / "stub.jsonl"
    _run(tmp_path, "a", record=file, limit=1)
    once = len(stub.requests)
    _run(tmp_path, "b", record=file, limit=1, samples=2)
    assert len(stub.requests) > once


def test_what_has_changed_is_stale_and_counts_in_nothing(stub: Stub, tmp_path: Path) -> None:
    file = tmp_path / "stub.jsonl"
    _run(tmp_path, "a", record=file)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:1]) + "\n", encoding="utf-8")  # as after a change of every prompt
    before = len(stub.requests)
    numbers, told = _run(tmp_path, "b", replay=file)
    assert numbers == {} and len(stub.requests) == before
    assert sum("2 cases are stale" in line for line in told) == 1


def test_a_key_is_of_the_whole_request_and_of_nothing_else() -> None:
    one = json.dumps({"model": "m", "messages": [{"role": "user", "content": LINE}], "temperature": 0}).encode()
    other = json.dumps({"temperature": 0, "messages": [{"content": LINE, "role": "user"}], "model": "m"}).encode()
    assert key_of("1", "/chat/completions", one) == key_of("1", "/chat/completions", other)
    warm = one.replace(b'"temperature": 0', b'"temperature": 1')
    keys = {key_of("1", "/x", one), key_of("2", "/x", one), key_of("1", "/y", one), key_of("1", "/x", warm)}
    assert len(keys) == 4


def test_a_file_that_is_none_or_another_models_is_refused(stub: Stub, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--record"):
        load_recordings(tmp_path / "nothing.jsonl")
    (tmp_path / "bad.jsonl").write_text('{"model": "stub-model"}\n{"key": 1}\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"bad\.jsonl:2"):
        load_recordings(tmp_path / "bad.jsonl")
    (tmp_path / "other.jsonl").write_text('{"model": "another"}\n', encoding="utf-8")
    with pytest.raises(BadInput, match="holds replies of 'another'"):
        _run(tmp_path, "a", record=tmp_path / "other.jsonl")
    with pytest.raises(BadInput, match="leave --record or --replay out"):
        _run(tmp_path, "a", record=tmp_path / "x.jsonl", replay=tmp_path / "x.jsonl")


def test_a_reply_that_holds_what_ends_a_line_elsewhere_is_read_back(tmp_path: Path) -> None:
    """JSON leaves U+2028 and U+0085 as they are, and `str.splitlines` parts a line at them."""
    reply = Kept(key="k", status=200, type="text/event-stream", body="one\u2028two\u0085three")
    file = tmp_path / "stub.jsonl"
    file.write_text(f"{Header(model='m').model_dump_json()}\n{reply.model_dump_json()}\n", encoding="utf-8")
    assert load_recordings(file)._kept == {"k": reply}


def test_two_that_ask_the_same_at_once_get_the_one_reply_that_is_kept(tmp_path: Path) -> None:
    both = Barrier(2, timeout=20)

    def differing(server: Server, _body: Body) -> Reply:
        number = len(server.requests)
        both.wait()
        return Reply(f"Reply number {number}.")

    request = json.dumps({"model": "m", "messages": [{"role": "user", "content": "Ask."}]}).encode()
    with chat_serving(Server("stub", differing)) as server, ThreadPoolExecutor(2) as pool:
        kept = open_for_recording(tmp_path / "r.jsonl", Endpoint("key", server.url, "m"))
        got = list(pool.map(lambda _: kept.reply("1", "/chat/completions", request).body, range(2)))
    (again,) = load_recordings(tmp_path / "r.jsonl")._kept.values()
    assert got == [again.body] * 2
    assert len((tmp_path / "r.jsonl").read_text(encoding="utf-8").split("\n")) == 3


def test_a_model_that_cannot_be_reached_while_recording_is_named_and_nothing_is_kept(tmp_path: Path) -> None:
    request = json.dumps({"model": "m", "messages": [{"role": "user", "content": "Ask."}]}).encode()
    nobody = Endpoint("key", "http://127.0.0.1:1/v1", "m", 2.0)
    reply = open_for_recording(tmp_path / "r.jsonl", nobody).reply("1", "/chat/completions", request)
    assert reply.status == 502 and "can't be reached" in reply.body
    assert load_recordings(tmp_path / "r.jsonl")._kept == {}


def test_the_shipped_replies_answer_todays_prompts_and_the_lines_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this finds most of them stale, record anew (CONTRIBUTING): the gate would guard a model's path no more."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)
    shipped = Path("evals/recordings/decision-points.jsonl")
    found, _ = _run(tmp_path, "a", suites=("decision-points",), limit=None, jobs=2, model="strong", replay=shipped)
    assert len(found) > 24
    assert sum(values["model.own"] or 0 for values in found.values()) >= 0.95 * len(found)
    assert sum(values["own.foul"] or 0 for values in found.values()) <= 0.05 * len(found)
