"""The comment under a pull request: short, the verdict first, and honest about what it can't tell."""

from collections.abc import Callable
from pathlib import Path

import pytest

import evals.tasks  # noqa: F401
from evals.harness.commands import RunOptions, run_and_write
from evals.harness.pull_request import MOST_LINES, comment
from evals.harness.run import Result, Run, write_run
from evals.harness.versions import compare_versions


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = tmp_path_factory.mktemp("evals")
    return run_and_write(RunOptions(suites=("rubric",), out=home / "run", home=home), lambda *_: None)[0]


def _comment(run: Run, tmp_path: Path, change: Callable[[int, Result], Result | None], **header: object) -> str:
    changed = [new for number, item in enumerate(run.results) if (new := change(number, item)) is not None]
    head = run.header.model_copy(update={"label": "now", "results": len(changed), **header})
    write_run(run, tmp_path / "a")
    write_run(Run(header=head, results=tuple(changed)), tmp_path / "b")
    found = compare_versions(str(tmp_path / "a"), str(tmp_path / "b"), RunOptions(), lambda *_: None)
    return comment(found)


def _wrong(result: Result) -> Result:
    values = {name: 0.0 if value == 1.0 else value for name, value in result.values.items()}
    return result.model_copy(update={"values": values, "shown": {"given": "no | <b> @all [x](http://y)"}})


def test_what_got_worse_stands_first_with_the_cases_that_changed(run: Run, tmp_path: Path) -> None:
    text = _comment(run, tmp_path, lambda number, item: _wrong(item) if number < 30 else item)
    lines = text.splitlines()
    assert lines[0].startswith("**Worse by more than luck.**") and "`now`" in lines[0]
    assert len(lines) <= MOST_LINES and lines[2].startswith("| measure |")
    assert "🔴 worse" in lines[4]
    assert text.count("\n**rubric/") == 3
    assert "no \\| &lt;b> @\u200ball \\[x\\](http" in text  # no table is broken, nobody called, nothing linked


def test_what_did_not_move_is_said_in_a_line(run: Run, tmp_path: Path) -> None:
    text = _comment(run, tmp_path, lambda _number, item: item)
    assert text.splitlines()[0].startswith("**No measure moved by more than luck.**")
    assert "None of 3 measures moved at all." in text and "|" not in text


def test_a_single_flip_is_no_verdict_and_few_cases_are_no_data(run: Run, tmp_path: Path) -> None:
    text = _comment(run, tmp_path, lambda number, item: _wrong(item) if number == 0 else item)
    assert "can't tell" in text and "🔴" not in text
    few = _comment(run, tmp_path, lambda number, item: _wrong(item) if number < 3 else None)
    assert "insufficient data (3 cases)" in few


def test_a_stale_baseline_stale_replies_and_what_it_cost_are_named(run: Run, tmp_path: Path) -> None:
    def dearer(number: int, item: Result) -> Result:
        changes: dict[str, object] = {"values": {**item.values, "calls": 4.0, "tokens_in": 1000.0}}
        return item.model_copy(update=changes | ({"digest": "other"} if number < 5 else {}))

    failed = {"rubric/x": "no recording of this request in y"}
    text = _comment(run, tmp_path, dearer, failed=failed)
    assert "the baseline is stale for 5 cases (5 altered" in text
    assert "1 cases are stale" in text and "Cost: calls 0 →" in text
