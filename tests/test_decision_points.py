"""The suite `decision-points`: interviews frozen behind an answer, and what the one line that follows is worth."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llm_stub import Stub, found, headed, serving
from test_conversation import ASKS_AGAIN, candidate_with

from evals.harness.commands import RunOptions, remarks, run_and_write
from evals.harness.context import EvalCase, EvalContext, Outcome
from evals.harness.run import Run
from evals.harness.suite import SUITES, load_suites
from evals.harness.task import tasks
from evals.reports.freeze_points import chosen, freeze, newly_owed, play
from evals.tasks.decision_points import FOLDER, cases
from evals.tasks.frozen import Frozen, frozen, load_frozen, texts_of, write_frozen
from evals.tasks.reactive import Reactive, stored
from interviewer.app import Services
from interviewer.domain.events import Started
from interviewer.errors import BadInput

MEASURES = ("flaw", "back", "decisive", "held")
PRESSES = "Who decided that, in the end?"
UNFIT = "Good answer, well done. You should mention the money next time."


@pytest.fixture(scope="module")
def candidate() -> Reactive:
    return candidate_with()


@pytest.fixture(scope="module")
def talk(shared_services: Services, candidate: Reactive) -> Any:
    return play(candidate, EvalContext(shared_services))


def stopped(talk: Any, *after: int) -> Frozen:
    return frozen("kim", talk.events, after)


def judged(context: EvalContext, talk: Any, after: int, **changes: Any) -> Outcome:
    interview = stopped(talk, after)
    data = {"candidate": stored(candidate_with(**changes)), "version": interview.header.version}
    events = texts_of(interview.until(after))
    return tasks()["decision-points"].judge(EvalCase(f"kim/{after}", "kim", {**data, "events": events}), context)


def with_model(services: Services, stub: Stub) -> EvalContext:
    settings = services.settings.model_copy(update={"base_url": stub.url, "model": "stub-model", "key": "sk-test"})
    return EvalContext(Services(settings, resources=services.resources), "llm")


# Freezing


def test_what_is_newly_owed_is_found_behind_the_answer_that_owes_it(candidate: Reactive, talk: Any) -> None:
    owed = newly_owed(candidate, talk)
    assert owed[0] >= {("flaw", ""), ("decisive", "")}
    assert owed[3] >= {("back", "repeat")}
    assert all(measure != "known" for items in owed.values() for measure, _ in items)


TURNS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.dictionaries(
        st.integers(0, 11),
        st.frozensets(st.tuples(st.sampled_from(MEASURES), st.sampled_from(["", "why"])), min_size=1),
        max_size=6,
    ),
)


@given(TURNS, st.integers(1, 3))
def test_as_many_as_there_are_and_no_more_than_that_are_chosen_of_each(turns: dict[str, Any], most: int) -> None:
    picked = chosen(turns, most)
    assert {name: len(places) for name, places in picked.items()} == {
        name: min(most, len(own)) for name, own in turns.items() if own
    }
    assert all(set(places) <= turns[name].keys() and list(places) == sorted(places) for name, places in picked.items())


def test_what_was_taken_least_is_taken_next() -> None:
    flaw, back = frozenset({("flaw", "")}), frozenset({("back", "why")})
    assert chosen({"a": {0: flaw}, "b": {0: flaw, 5: back}}, most=1) == {"a": (0,), "b": (5,)}


def test_what_is_written_is_read_back_and_holds_nothing_of_the_critics(talk: Any, tmp_path: Path) -> None:
    interview = stopped(talk, 1, 3)
    path = write_frozen(interview, tmp_path)
    assert load_frozen(tmp_path) == [interview]
    told = path.read_text(encoding="utf-8")
    assert "assessed" not in told and "debriefed" not in told
    last = json.loads(told.splitlines()[-1])
    assert (last["kind"], last["turn"]) == ("answer_read", 3)


def test_freezing_anew_leaves_no_old_point_behind(services: Services, candidate: Reactive, tmp_path: Path) -> None:
    (tmp_path / "gone.jsonl").write_text("old\n", encoding="utf-8")
    (told,) = freeze([candidate], EvalContext(services), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kim.jsonl"]
    assert "behind turn" in told and len(load_frozen(tmp_path)[0].header.after) == 2


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "the record"),
        (['{"candidate":"kim","version":3,"after":[]}'], "after"),
        (['{"candidate":"kim","version":3,"after":[0]}'], "the first event is no start"),
        (['{"candidate":"kim","version":3,"after":[0]}', "{}"], "event 1 can't be read"),
        (['{"candidate":"kim","version":99,"after":[0]}', "{}"], "newer version"),
    ],
)
def test_a_file_that_holds_no_frozen_interview_is_named(lines: list[str], told: str, tmp_path: Path) -> None:
    (tmp_path / "kim.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput, match=told if lines else "kim.jsonl:1"):
        load_frozen(tmp_path)


def test_a_stop_behind_an_answer_that_is_not_there_is_refused(talk: Any, tmp_path: Path) -> None:
    interview = stopped(talk, 1)
    header = interview.header.model_copy(update={"after": (1, 9)})
    write_frozen(Frozen(header, interview.events), tmp_path)
    with pytest.raises(BadInput, match="turn 9, which is not in it"):
        load_frozen(tmp_path)
    with pytest.raises(BadInput, match="freeze_points"):
        load_frozen(tmp_path / "nowhere")


# Judging


@pytest.mark.parametrize("after", [0, 1, 3])
def test_the_embedded_engine_says_what_it_said_in_the_talk(services: Services, talk: Any, after: int) -> None:
    outcome = judged(EvalContext(services), talk, after)
    assert outcome.talk[-1][1] == talk.state.turns[after + 1].line
    assert outcome.shown["line"].endswith(talk.state.turns[after + 1].line)
    assert outcome.values["own"] == 1.0 and outcome.values["model"] == 0.0 and outcome.values["calls"] == 0.0


def test_every_measure_has_its_values(services: Services, talk: Any) -> None:
    outcome = judged(EvalContext(services), talk, 3)
    (suite,) = load_suites(["decision-points"])
    assert {name for measure in suite.measures for name in measure.of} <= outcome.values.keys()
    assert outcome.values["back.due"] == 1.0 and ASKS_AGAIN in outcome.shown["before"]


def test_a_model_is_asked_for_the_line_and_for_nothing_else(services: Services, talk: Any) -> None:
    with serving(Stub(line=lambda _request: PRESSES)) as stub:
        outcome = judged(with_model(services, stub), talk, 0)
    assert outcome.shown["line"].endswith(PRESSES)
    assert (outcome.values["flaw.due"], outcome.values["flaw.met"]) == (1.0, 1.0)
    assert (outcome.values["decisive.due"], outcome.values["decisive.met"]) == (1.0, 0.0)
    assert len(stub.requests) == 1 and "We won 45 per cent." in stub.texts[0]
    assert outcome.values["calls"] == len(stub.requests) + len(stub.checks)
    assert outcome.values["tokens_in"] == 1000.0 * outcome.values["calls"]


def test_a_line_in_the_model_s_place_is_counted_apart(services: Services, talk: Any) -> None:
    with serving(Stub(line=lambda _request: UNFIT)) as stub:
        outcome = judged(with_model(services, stub), talk, 0)
    values = outcome.values
    assert (values["own"], values["fallback"], values["model"], values["model.own"]) == (0.0, 1.0, 1.0, 0.0)
    assert values["flaw.due"] == values["decisive.due"] == values["own.paid"] == values["own.foul"] == 0.0
    assert UNFIT not in outcome.shown["line"] and "replaced" in outcome.shown["notes"]


@pytest.mark.parametrize("first", [(), (headed(UNFIT),)])
def test_a_line_that_was_said_again_is_the_model_s_own(services: Services, talk: Any, first: tuple[str, ...]) -> None:
    said = iter([*first, headed(PRESSES)])
    with serving(Stub(line=lambda _request: next(said))) as stub:
        values = judged(with_model(services, stub), talk, 0).values
    assert (values["own"], values["model.own"], values["flaw.met"]) == (1.0, 1.0, 1.0)
    assert values["model.corrected"] == float(bool(first))


def test_an_answer_that_the_candidate_does_not_give_any_more_asks_for_freezing(services: Services, talk: Any) -> None:
    opening = [{"text": "Another story.", "tag": "claim"}, {"text": "It was 4.5 in the end.", "tag": "late"}]
    with pytest.raises(BadInput, match=r"does not say any more.*We won 45.*freeze_points"):
        judged(EvalContext(services), talk, 0, opening=opening)


# The shipped points


def test_the_shipped_points_are_about_forty_small_and_of_every_measure_and_round(services: Services) -> None:
    interviews = load_frozen(SUITES / FOLDER)
    found = cases(SUITES)
    assert 40 <= len(found) <= 56
    assert sum(path.stat().st_size for path in (SUITES / FOLDER).iterdir()) < 600_000
    rounds = {event.setup.round for item in interviews for event in item.events if isinstance(event, Started)}
    assert rounds == {"hiring-manager", "culture", "case-panel"}  # those of a loop came later and have none yet
    due = {case.id: tasks()["decision-points"].judge(case, EvalContext(services)).values for case in found[::4]}
    assert all(any(values[f"{name}.due"] for name in MEASURES) for values in due.values())


# Recordings


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    with serving(Stub(line=lambda _request: PRESSES, value=lambda _request: found(("decision", "I chose")))) as made:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-the-test")
        monkeypatch.setenv("OPENAI_BASE_URL", made.url)
        monkeypatch.setenv("OPENAI_MODEL", "stub-model")
        yield made


def run(tmp_path: Path, name: str, **changes: Any) -> Run:
    plain = {"suites": ("decision-points",), "engine": "llm", "limit": 4, "jobs": 1, "home": tmp_path / "home"}
    return run_and_write(RunOptions(**{**plain, "out": tmp_path / name, **changes}), lambda *_: None)[0]


def test_lines_are_recorded_once_replayed_without_a_key_and_missing_ones_are_told(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stub.jsonl"
    recorded = run(tmp_path, "a", record=file)
    asked = len(stub.requests)
    assert len(recorded.results) == 4 and asked >= 4
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name)
    replayed = run(tmp_path, "b", replay=file)
    assert [item.values for item in replayed.results] == [item.values for item in recorded.results]
    assert [item.shown for item in replayed.results] == [item.shown for item in recorded.results]
    assert len(stub.requests) == asked
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    missed = run(tmp_path, "c", replay=file)
    assert len(missed.results) < 4 and not missed.header.broken
    assert any(f"{len(missed.header.stale)} cases are stale" in line for line in remarks(missed))
    assert len(stub.requests) == asked
