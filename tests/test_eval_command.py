"""The eval suites through the command, with a model on loopback; what a program and a person get to see."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from llm_stub import serving
from obedient import obedient

from evals.harness.commands import RunOptions, run_and_write
from evals.tasks.lines import Spoken, faults, secrets_of
from interviewer.app import Services
from interviewer.packs import Pack


def interviewer(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "200"} | (env or {}),
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def rubric_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the quickest suite."""
    out = tmp_path_factory.mktemp("run")
    run_and_write(RunOptions(suites=("rubric",), out=out, home=out / "home"), lambda *_: None)
    return out


def test_the_rubrics_own_hints_are_a_leak(shared_services: Services) -> None:
    pack: Pack = shared_services.pack
    for dimension in pack.rubric.dimensions:
        for link in dimension.links:
            if len(link.hint.split()) > 8:
                spoken = Spoken(link.hint, "x", ("x",), ())
                assert "rubric_leak" in faults(spoken, secrets_of(pack)), link.hint


@pytest.mark.parametrize("spoil", ["cut", "field", "empty"])
def test_a_spoilt_run_is_refused_and_nothing_of_it_counted(rubric_run: Path, tmp_path: Path, spoil: str) -> None:
    lines = (rubric_run / "run.jsonl").read_text(encoding="utf-8").splitlines()
    broken = {
        "cut": lines[:-3],
        "field": [lines[0], *(line.replace('"cluster"', '"clusters"') for line in lines[1:])],
        "empty": [],
    }[spoil]
    path = tmp_path / "run.jsonl"
    path.write_text("\n".join(broken), encoding="utf-8")
    done = interviewer("eval", "gate", "--run", str(path))
    assert done.returncode == 2
    assert done.stdout == ""
    assert {"cut": "promises 44 results, the file holds 41", "field": "cluster: field required", "empty": "empty"}[
        spoil
    ] in done.stderr


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "inspect_ai.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'inspect_ai'\", name='inspect_ai')", encoding="utf-8"
    )
    done = interviewer("eval", "run", "rubric", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 2
    assert "pip install -e '.[evals]'" in done.stderr


def test_one_word_of_a_prompt_is_found_to_make_it_worse(tmp_path: Path) -> None:
    """A whole comparison of two folders of prompts, against a model on loopback that does what the prompt says."""
    shutil.copytree("prompts", tmp_path / "now")
    shutil.copytree("prompts", tmp_path / "then")
    path = tmp_path / "now" / "interviewer-line.md"
    prompt = path.read_text(encoding="utf-8")
    path.write_text(prompt.replace("there is something to say", "there is nothing to say"), encoding="utf-8")
    with serving(obedient()) as stub:
        done = interviewer(
            "eval", "compare", str(tmp_path / "then"), str(tmp_path / "now"), "conduct",
            "--engine", "llm", "--model", "obedient", "--limit", "5", "--json", "--out", str(tmp_path / "out"),
            env={"OPENAI_BASE_URL": stub.url},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["verdict"] == "worse"
    assert [row["measure"] for row in found["changes"] if row["verdict"] == "worse"] == ["tied"]
    report = (tmp_path / "out" / "comparison.md").read_text(encoding="utf-8")
    assert "+- Where there is nothing to say to what was said, one or two sentences;" in report
    assert "http" not in (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8").replace(stub.url, "")


def test_a_run_is_the_same_from_the_cache_and_says_so(tmp_path: Path) -> None:
    options = RunOptions(suites=("rubric",), out=tmp_path / "one", home=tmp_path)
    first, _ = run_and_write(options, lambda *_: None)
    second, _ = run_and_write(options, lambda *_: None)
    assert not any(result.cached for result in first.results)
    assert all(result.cached for result in second.results)
    assert [r.values for r in first.results] == [r.values for r in second.results]


def test_a_model_must_be_set_up_before_it_is_judged() -> None:
    done = interviewer("eval", "run", "rubric", "--engine", "llm")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "no language model is set up" in done.stderr


def test_inspects_log_holds_the_talk_that_took_place(tmp_path: Path) -> None:
    from inspect_ai.log import read_eval_log

    run_and_write(RunOptions(suites=("conduct",), limit=1, out=tmp_path / "run", home=tmp_path), lambda *_: None)
    again, _ = run_and_write(
        RunOptions(suites=("conduct",), limit=1, out=tmp_path / "again", home=tmp_path), lambda *_: None
    )
    assert all(result.cached for result in again.results)
    logs = [read_eval_log(str(next((tmp_path / name / "logs").iterdir()))) for name in ("run", "again")]
    talks = [[(message.role, message.text) for message in (log.samples or [])[0].messages] for log in logs]
    assert len(talks[0]) > 6 and {role for role, _ in talks[0]} == {"assistant", "user"}
    assert talks[0] == talks[1]  # also where the result came from the cache
    shown = again.results[0].shown["transcript"]
    assert all(text.partition(": ")[2][:40] in shown for role, text in talks[0] if role == "assistant")
