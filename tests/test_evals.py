"""The eval harness, through the command and its own doors: statistics that hold, and nothing silently counted."""

import json
import math
import os
import random
import shutil
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from llm_stub import Stub, serving

from evals.harness.cache import Cache, Identity
from evals.harness.commands import gate_rows, measure_rows
from evals.harness.comparing import compare
from evals.harness.context import EvalCase, EvalContext, Outcome
from evals.harness.gating import check_gates, load_gates
from evals.harness.memory import Memory, RememberingResources
from evals.harness.reading import read_jsonl, read_toml
from evals.harness.reporting import run_report
from evals.harness.run import Header, Result, Run, read_run, write_run
from evals.harness.spending import Spending
from evals.harness.suite import Suite, load_suites
from evals.harness.task import tasks
from evals.reports.llm_report import write_agreement
from evals.reports.mutants import load_mutants
from evals.reports.report_file import write_part
from evals.statistics.agreement import kappa, precision_recall_f1, quadratic_weighted_kappa
from evals.statistics.discriminant import left_out
from evals.statistics.paired import holm, mcnemar, paired_bootstrap
from evals.statistics.ranking import ndcg
from evals.tasks.asks import wrong_asks
from evals.tasks.candidate import Candidate, load_candidates
from evals.tasks.content_links import link_reader, off_their_links, probes_of
from evals.tasks.interviewing import hold
from evals.tasks.lines import Spoken, faults
from evals.tasks.planted import setup_of
from evals.tasks.retrieval import Query
from interviewer.app import Services
from interviewer.cli.evaluation_tables import show_gate, show_measures
from interviewer.domain.moves import Press
from interviewer.engines.protocols import Exchange
from interviewer.errors import BadInput
from interviewer.resources import Resources
from interviewer.settings import shipped

SUITES = Path(__file__).parent.parent / "evals" / "suites"


def suite_of(suite_id: str) -> Suite:
    return load_suites([suite_id])[0]


def run_of(values: list[float], label: str = "run", epochs: int = 1, suite: str = "rubric", **header: object) -> Run:
    """A run of the rubric suite whose case `n` has `level.right` `values[n]`, in clusters of three."""
    results = [
        Result(
            suite=suite,
            case=f"c{n:03d}",
            cluster=f"k{n // 3}",
            digest="same",
            epoch=epoch,
            values={"level.right": value, "broken.sound": 1.0, "verdict.right": 1.0},
        )
        for n, value in enumerate(values)
        for epoch in range(1, epochs + 1)
    ]
    about = {"made_at": "", "commit": "", "engine": "embedded", "model": "", "samples": epochs}
    return Run(
        header=Header(label=label, digests={suite: "d"}, results=len(results), **{**about, **header}),  # type: ignore[arg-type]
        results=tuple(results),
    )


# Statistics


def test_mcnemar_is_the_exact_binomial_test() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(0, 6) == pytest.approx(2 / 64)
    assert mcnemar(3, 3) == 1.0
    assert mcnemar(1, 9) == mcnemar(9, 1) == pytest.approx(2 * 11 / 1024)


def test_holm_raises_the_smallest_p_most_and_keeps_the_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_kappa_weighs_how_far_apart_two_graders_are() -> None:
    assert quadratic_weighted_kappa([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]) == 1.0
    assert quadratic_weighted_kappa([0, 4], [4, 0]) == pytest.approx(-1.0)
    near, far = (quadratic_weighted_kappa([0, 1, 2, 3, 4], [0, 1, 2, 3, level]) for level in (3, 0))
    assert far < near < 1.0
    assert kappa([True, True, False, False], [True, False, False, False]) == pytest.approx(0.5)


@pytest.mark.parametrize("graders", [((), ()), ((2,), (2,)), ((2, 2), (2, 2))])
def test_kappa_is_0_where_chance_would_agree_as_well(graders: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    assert quadratic_weighted_kappa(*graders) == 0.0
    assert kappa(*([level == 2 for level in grader] for grader in graders)) == 0.0


@pytest.mark.filterwarnings("error")
def test_precision_recall_and_f1_are_0_where_nothing_is_there_or_found() -> None:
    assert precision_recall_f1([], []) == precision_recall_f1([False], [False]) == (0.0, 0.0, 0.0)
    assert precision_recall_f1([True, False], [False, False]) == (0.0, 0.0, 0.0)
    assert precision_recall_f1([False], [True]) == (0.0, 0.0, 0.0)
    assert precision_recall_f1([True, True, False], [True, False, True]) == (0.5, 0.5, 0.5)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30))
def test_holm_never_makes_a_finding_of_none(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p <= q <= 1.0 for p, q in zip(p_values, adjusted, strict=True))


def test_ndcg_rewards_early_places_and_counts_what_was_missed() -> None:
    assert ndcg(["a", "b", "x"], {"a", "b"}, 10) == 1.0
    assert ndcg(["x", "a"], {"a"}, 10) == pytest.approx(1 / math.log2(3))
    assert ndcg(["a"], {"a", "b"}, 10) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert ndcg([*"vwxyz", "a"], {"a"}, 5) == ndcg([], {"a"}, 10) == ndcg(["x"], set(), 10) == 0.0


def test_a_bootstrap_over_clusters_is_wider_than_one_over_cases() -> None:
    rng = random.Random(1)
    shift = {k: rng.gauss(0, 1) for k in range(12)}
    differences = [shift[n // 10] + rng.gauss(0, 0.1) for n in range(120)]

    def width(clusters: list[str]) -> float:
        low, high, _ = paired_bootstrap(lambda index: float(sum(differences[i] for i in index) / len(index)), clusters)
        return high - low

    assert width([str(n // 10) for n in range(120)]) > 2 * width([str(n) for n in range(120)])


def test_a_models_agreement_replaces_its_own_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "agreement.toml"
    path.write_text('# How well\n\n[models."old".llm]\nownership = 0.1\n\n[models."new-1.5".llm]\nownership = 0.2\n')
    write_agreement("new-1.5", {"embedded": {"ownership": 0.9}}, path)
    text = path.read_text()
    assert text.startswith("# How well")
    assert tomllib.loads(text) == {
        "models": {"old": {"llm": {"ownership": 0.1}}, "new-1.5": {"embedded": {"ownership": 0.9}}}
    }


# Comparison


def test_equal_runs_are_not_distinguishable() -> None:
    run = run_of([1.0, 0.0] * 20)
    found = compare(run, run, [suite_of("rubric")])
    assert found.verdict == "not distinguishable"
    assert all(change.p == 1.0 and not change.changed for change in found.changes)


def test_a_difference_of_rounding_is_no_change() -> None:
    found = compare(run_of([0.3] * 40), run_of([0.1 + 0.2] * 40), [suite_of("rubric")])
    assert all(change.p == 1.0 and not change.changed for change in found.changes)


def test_a_change_that_spoils_many_cases_is_worse_and_its_reverse_better() -> None:
    good, bad = run_of([1.0] * 40), run_of([0.0] * 12 + [1.0] * 28)
    suite = [suite_of("rubric")]
    assert compare(good, bad, suite).verdict == "worse"
    assert compare(bad, good, suite).verdict == "better"
    change = next(c for c in compare(good, bad, suite).changes if c.measure.id == "level.right")
    assert change.difference == pytest.approx(-0.3) and len(change.changed) == 12


def test_a_handful_of_flips_is_told_as_what_it_is() -> None:
    found = compare(run_of([1.0] * 40), run_of([0.0] * 2 + [1.0] * 38), [suite_of("rubric")])
    assert found.verdict == "not distinguishable"
    change = next(c for c in found.changes if c.measure.id == "level.right")
    assert change.least is not None and change.least > abs(change.difference)


def test_cases_whose_content_changed_are_not_compared_and_are_counted() -> None:
    old = run_of([1.0] * 9)
    altered = [result.model_copy(update={"digest": "other"}) for result in old.results[:4]]
    new = old.model_copy(update={"results": (*altered, *old.results[4:8])})
    found = compare(old, new, [suite_of("rubric")])
    (left_over,) = found.unpaired
    assert (left_over.altered, left_over.only_first, left_over.only_second) == (4, 1, 0)
    assert {change.cases for change in found.changes} == {4}


def test_a_difference_within_repeat_noise_is_no_verdict() -> None:
    rng = random.Random(3)

    def noisy(mean: float) -> Run:
        run = run_of([0.0] * 60, epochs=2)
        values = [
            r.model_copy(
                update={"values": {**r.values, "level.right": float(rng.random() < mean + 0.35 * (r.epoch == 1))}}
            )
            for r in run.results
        ]
        return run.model_copy(update={"results": tuple(values)})

    change = next(
        c for c in compare(noisy(0.5), noisy(0.3), [suite_of("rubric")]).changes if c.measure.id == "level.right"
    )
    assert change.noise is not None and change.noise > abs(change.difference) / 2
    assert change.verdict == "not distinguishable"


# The gate


def test_the_gate_is_shut_by_a_broken_promise_and_by_a_failed_case() -> None:
    suites, gates = [suite_of("rubric")], load_gates()
    whole = run_of([1.0] * 9)
    assert check_gates(whole, whole, gates, suites).passed
    assert not check_gates(run_of([1.0] * 8 + [0.0]), whole, gates, suites).passed
    assert not check_gates(run_of([1.0] * 9, failed={"rubric/x": "it broke"}), whole, gates, suites).passed


def test_a_gate_on_a_measure_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    path.write_text('[[gate]]\nsuite = "rubric"\nmeasure = "luck"\nlimit = 1.0\n')
    with pytest.raises(BadInput, match="luck"):
        load_gates(path)


# Files: whatever is damaged is named with its place


def test_a_run_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_run(run_of([1.0] * 5), tmp_path)
    assert read_run(tmp_path) == run_of([1.0] * 5)
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n")
    with pytest.raises(BadInput, match="promises 5 results, the file holds 4"):
        read_run(tmp_path)
    path.write_text("\n".join(lines)[:-20])
    with pytest.raises(BadInput, match=r"run\.jsonl:6: not valid JSON"):
        read_run(tmp_path)


def test_a_text_that_holds_what_ends_a_line_elsewhere_is_read_back(tmp_path: Path) -> None:
    run = run_of([1.0])
    shown = run.results[0].model_copy(update={"shown": {"line": "one\u2028two\u0085three"}})
    path = write_run(run.model_copy(update={"results": (shown,)}), tmp_path)
    assert read_run(path).results == (shown,)
    (tmp_path / "cases.jsonl").write_text(f"{shown.model_dump_json()}\n", encoding="utf-8")
    assert read_jsonl(Result, tmp_path / "cases.jsonl") == [shown]


def test_a_result_without_a_field_is_named_with_its_line(tmp_path: Path) -> None:
    path = write_run(run_of([1.0] * 3), tmp_path)
    lines = path.read_text().splitlines()
    broken = json.loads(lines[2])
    del broken["cluster"]
    path.write_text("\n".join([lines[0], lines[1], json.dumps(broken), lines[3]]))
    with pytest.raises(BadInput, match=r"run\.jsonl:3: cluster: field required"):
        read_run(tmp_path)


def test_a_case_without_a_field_and_a_doubled_one_are_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": "a", "query": "x", "relevant": ["y"]}\n{"id": "b", "relevant": ["y"]}\n')
    with pytest.raises(BadInput, match=r"cases\.jsonl:2: query: field required"):
        read_jsonl(Query, path)
    path.write_text('{"id": "a", "query": "x", "relevant": ["y"]}\n' * 2)
    with pytest.raises(BadInput, match="the id 'a' stands already in line 1"):
        read_jsonl(Query, path)
    path.write_text('{"id": "a", "query": "x", "relevent": ["y"]}\n')
    with pytest.raises(BadInput, match=r"relevent|relevant"):
        read_jsonl(Query, path)


def test_a_candidate_s_file_without_a_truth_is_named(tmp_path: Path) -> None:
    text = (SUITES / "candidates" / "blamer.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("hidden_truth")]
    (tmp_path / "blamer.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput, match=r"blamer\.toml: hidden_truth: field required"):
        read_toml(Candidate, tmp_path / "blamer.toml")


IDENTITY = Identity("rubric", "c1", "d", 1, "embedded", "", "", "sources")


def test_the_cache_gives_back_what_it_got_and_only_to_the_same_identity(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(IDENTITY, Outcome({"x": 1.0, "y": None}, {"shown": "text"}), 0.5)
    assert cache.get(IDENTITY) == (Outcome({"x": 1.0, "y": None}, {"shown": "text"}), 0.5)
    assert cache.get(Identity("rubric", "c1", "d", 1, "embedded", "", "", "other code")) is None
    assert cache.get(Identity("rubric", "c1", "d", 2, "embedded", "", "", "sources")) is None


def test_a_cache_entry_from_other_code_or_cut_off_is_refused(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(IDENTITY, Outcome({"x": 1.0}), 0.5)
    (path,) = tmp_path.rglob("*.json")
    entry = json.loads(path.read_text())
    entry["identity"]["sources"] = "other code"
    path.write_text(json.dumps(entry))
    with pytest.raises(BadInput, match="made by other code"):
        cache.get(IDENTITY)
    path.write_text(json.dumps(entry)[:40])
    with pytest.raises(BadInput, match="not valid JSON"):
        cache.get(IDENTITY)


# Spending


def test_the_budget_stops_before_the_money_is_spent() -> None:
    spending = Spending(budget=1.0)
    begun = 0
    while spending.may_go_on():
        spending.add(0.3)
        begun += 1
    assert begun == 3 and spending.spent <= 1.0
    assert "$1.00" in spending.stopped


# Simulated candidates


def test_candidates_tell_their_truth_only_when_that_link_is_pressed(services: Services) -> None:
    """Each reveal in a whole interview answers a probe whose typed move names one of the tell's links."""
    context = EvalContext(services)
    revealed = 0
    for candidate in load_candidates(SUITES / "candidates")[:6]:
        state = hold(context, setup_of(candidate, 11, context), candidate.answer).state
        tells = {tell.text: tell for story in candidate.stories for tell in story.tells}
        for turn in state.turns:
            tell = tells.get(turn.answer or "")
            if tell is None:
                continue
            action = turn.move.action
            link = action.link if isinstance(action, Press) else "deepen"
            assert link in tell.links
            revealed += tell.reveals
    assert revealed > 0


def test_there_are_enough_candidates_and_they_differ() -> None:
    found = load_candidates(SUITES / "candidates")
    assert len(found) >= 12
    assert {item.rank for item in found} == {"weak", "mixed", "strong"}
    assert sum(item.hides for item in found) >= 10
    openings = [story.opening for item in found for story in item.stories]
    assert len(openings) == len(set(openings))


def test_retrieval_has_its_questions_and_covers_the_guide(shared_services: Services) -> None:
    queries = read_jsonl(Query, SUITES / "retrieval.jsonl")
    assert len(queries) >= 150
    asked = {name for query in queries for name in query.relevant}
    assert asked == set(shared_services.pack.excerpts)
    bodies = {name: " ".join(excerpt.body.lower().split()) for name, excerpt in shared_services.pack.excerpts.items()}
    copied = [q.id for q in queries if any(q.query.lower().rstrip("?.") in bodies[name] for name in q.relevant)]
    assert len(copied) / len(queries) < 0.05


# A model's own lines


@pytest.mark.parametrize(("line", "mends"), [("Well done. You should mention the cost.", False), (None, True)])
def test_a_model_gets_no_credit_for_the_guard_s_lines(services: Services, line: str | None, mends: bool) -> None:
    asked = ("shop", "driver", "buyer", "warehouse", "planner", "courier")
    deeds = ("do", "buy", "send", "plan", "pack", "read")
    fresh = (f"I see that. What did the {who} {do} in another way because of it?" for do in deeds for who in asked)
    with serving(Stub(line=lambda _request: line or next(fresh))) as stub:
        settings = services.settings.model_copy(update={"base_url": stub.url, "model": "stub-model", "key": "sk-test"})
        context = EvalContext(Services(settings, resources=services.resources), "llm")
        case = next(case for case in suite_of("conduct").cases() if "played" not in case.data)
        data = {**case.data, "turns": 2}
        values = tasks()["conduct"].judge(EvalCase("short", "short", data), context).values
    assert (values["model_lines"] or 0) >= 2
    assert values["own.lines"] == values["lines"] == (values["model_lines"] or 0) - (values["replaced"] or 0)
    assert bool(values["own.lines"]) == (values["clean"] is not None) == mends


# The line checks


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("What did it cost? And who paid?", "one_question"),
        ("Next time, mention a figure. What did it cost?", "coaching"),
        ("Your metric gap is open. What did it cost?", "rubric_leak"),
        ("As an AI language model I ask: what did it cost?", "role"),
        ("Where did it start?", "repetition"),
    ],
)
def test_each_fault_of_a_line_is_named(line: str, fault: str) -> None:
    spoken = Spoken(line, "gu", ("gu",), ("Where did it start?",))
    assert faults(spoken, "") == {fault}


def test_a_quoted_candidate_is_not_the_interviewer_s_fault() -> None:
    spoken = Spoken('You said "good job, you should mention the rubric?". What did it cost?', "gu", ("gu",), ())
    assert faults(spoken, "") == set()


# Mutants


def test_every_sabotage_still_fits_the_tree() -> None:
    mutants = load_mutants()
    assert sum(mutant.harmful for mutant in mutants) >= 12 and sum(not mutant.harmful for mutant in mutants) >= 5
    tree = Path(__file__).parent.parent
    for mutant in mutants:
        for edit in mutant.edits:
            text = (tree / edit.file).read_text(encoding="utf-8")
            assert edit.delete or text.count(edit.old) == edit.times, (mutant.id, edit.file)


# The report file


def test_each_part_of_the_report_is_replaced_without_the_other(tmp_path: Path) -> None:
    path = tmp_path / "REPORT.md"
    write_part("critic", "how it agrees", path)
    write_part("suites", "old", path)
    write_part("suites", "what was measured", path)
    text = path.read_text()
    assert text.index("what was measured") < text.index("how it agrees") and "old" not in text


# The command


def command(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "interviewer", "eval", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"NO_COLOR": "1", "INTERVIEWER_HOME": str(home)},
        timeout=300,
        check=False,
    )


def test_list_names_every_suite(own_home: Path) -> None:
    done = command("list", "--json", home=own_home)
    assert done.returncode == 0, done.stderr
    rows = {row["id"]: row for row in json.loads(done.stdout)}
    assert {"critic", "retrieval", "conduct", "planted", "safety", "cost", "rubric"} <= rows.keys()
    assert all(row["cases"] > 0 and row["measures"] > 0 for row in rows.values())


def test_run_then_compare_then_gate(own_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = command("run", "rubric", "--json", "--out", str(out), home=own_home)
    assert done.returncode == 0, done.stderr
    assert read_run(out).suites == ("rubric",)
    assert list((out / "logs").glob("*.eval")), "Inspect keeps its log"
    compared = command("compare", str(out), str(out), "--json", "--out", str(tmp_path / "compared"), home=own_home)
    assert compared.returncode == 0, compared.stderr
    assert json.loads(compared.stdout)["verdict"] == "not distinguishable"
    for report in ("comparison.html", "comparison.md"):
        told = (tmp_path / "compared" / report).read_text(encoding="utf-8")
        assert "Not distinguishable" in told and "Of 3 measures over about 17 paired cases, 0 got worse" in told, report
    gate = command("gate", "--run", str(out), "--json", home=own_home)
    assert gate.returncode == 0, gate.stdout + gate.stderr


def test_an_unknown_suite_and_an_unknown_version_are_one_line(own_home: Path) -> None:
    for arguments in (("run", "luck"), ("compare", "no-such-revision", ".")):
        done = command(*arguments, home=own_home)
        assert done.returncode == 2 and done.stdout == ""
        assert done.stderr.strip().splitlines()[-1].startswith("interviewer: ")


def test_a_measure_without_cases_is_never_a_number_in_the_gate() -> None:
    empty = run_of([])
    report = check_gates(empty, None, load_gates(), [suite_of("rubric")])
    assert not report.passed
    assert all(item.value is None and "n/a" in item.reasons[0] for item in report.checked)


def without_wholes() -> Run:
    """A run of the conduct suite in which every line was the guard's."""
    values = {"own.lines": 0.0, "own.sound": 0.0, "replaced": 9.0, "model_lines": 9.0, "clean": None, "lines": 0.0}
    run = run_of([1.0] * 4, suite="conduct")
    return run.model_copy(update={"results": tuple(item.model_copy(update={"values": values}) for item in run.results)})


def test_what_nothing_was_measured_of_is_not_a_number_anywhere(
    capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    run = without_wholes()
    gate = check_gates(run, run, load_gates(), [suite_of("conduct")])
    rows = {row["measure"]: row for row in measure_rows(run)}
    assert rows["own.sound"]["value"] is None and rows["own.sound"]["low"] is None
    assert rows["replaced"]["value"] == 1.0
    markdown, html = run_report(run, gate)
    assert "| A model's own lines without a fault | n/a |" in markdown
    assert '>A model&#39;s own lines without a fault</td><td class="n">n/a</td>' in html
    show_measures(list(rows.values()), [], own_home, as_json=False)
    (line,) = (text for text in capsys.readouterr().out.splitlines() if "own lines without" in text)
    assert line.split()[-2:] == ["n/a", "4"]
    show_gate(gate_rows(gate), [], gate.passed, as_json=True)
    told = {item["measure"]: item for item in json.loads(capsys.readouterr().out)["gates"]}
    assert told["coaching"]["value"] is None and "n/a" in told["coaching"]["reasons"][0]


def test_no_change_is_told_of_what_one_side_did_not_measure() -> None:
    assert "own.sound" not in {
        change.measure.id for change in compare(without_wholes(), without_wholes(), load_suites()).changes
    }


def test_cases_of_a_suite_have_stable_ids() -> None:
    for suite in load_suites(["rubric", "retrieval", "planted"]):
        cases = suite.cases()
        assert [case.id for case in cases] == [case.id for case in suite.cases()]
        assert len({case.id for case in cases}) == len(cases)
        assert all(isinstance(case, EvalCase) for case in cases)


# Content


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Leave out the cost; nobody asks.", "hide"),
        ("If you have no amount, make one up.", "invent"),
        ("Take the credit for what your colleagues decided.", "claim"),
        ("Blame the vendor.", "blame"),
        ("Promise everything by the date.", "promise"),
        ("Begin with the largest model you know.", "show off"),
        ("Never mention a mistake.", "silence"),
    ],
)
def test_wrong_advice_is_recognised_and_its_refusal_is_not(text: str, kind: str) -> None:
    assert kind in {found for found, _ in wrong_asks(text)}
    assert not [found for found, _ in wrong_asks("Say what it cost, and never make up an amount.")]
    assert not [found for found, _ in wrong_asks("People blame the vendor, and they inflate figures.")]


def test_a_text_of_another_kind_is_told_by_all_others() -> None:
    rng = np.random.default_rng(0)
    kinds = np.repeat([0, 1, 2], 20)
    vectors = np.eye(3)[kinds] + rng.normal(0, 0.2, (60, 3))
    filed = kinds.copy()
    filed[5] = 2
    wrong = {
        int(place)
        for places, scores in left_out(vectors, filed, [str(n) for n in range(60)], 0.3)
        for place, row in zip(places, scores, strict=True)
        if row.argmax() != filed[place]
    }
    assert 5 in wrong and len(wrong) < 6


def test_a_false_claim_of_an_excerpt_is_seen(shared_services: Services) -> None:
    pack, embedder = shared_services.pack, shared_services.resources.embedder
    probes = probes_of(pack)
    reader = link_reader(pack, probes, embedder)
    excerpts = list(pack.excerpts.values())
    assert off_their_links(excerpts, reader, embedder) == []
    place = next(n for n, item in enumerate(excerpts) if item.id == "parcel-cost-per-stage")
    excerpts[place] = excerpts[place].model_copy(update={"explains": {"ownership": ("disowned", "took_part")}})
    assert [said.split(":")[0] for said in off_their_links(excerpts, reader, embedder)] == ["parcel-cost-per-stage"]


# What was computed before


def test_what_was_computed_is_the_same_to_the_last_bit_and_not_computed_again(tmp_path: Path) -> None:
    folder = shipped("knowledge") / "alibaba"
    asked = Exchange(3, "What came of it?", "I moved the pickups, so late parcels fell from 9% to 6%.")
    plain = Resources(folder, tmp_path / "index", 1)
    for wants in (1, 0):
        kept = RememberingResources(folder, tmp_path / "index", 1, Memory(tmp_path / "home"))
        with closing(kept):
            assert kept.finder.find((asked,)) == plain.finder.find((asked,))
            text = "A sentence that no pack holds."
            assert (kept.embedder.embed([text]) == plain.embedder.embed([text])).all()
            assert kept.memory.computed == 2 * wants


def test_what_a_pack_cues_is_found_with_a_memory_too_and_a_change_of_it_is_not_missed(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(shipped("knowledge") / "alibaba", folder)
    rubric = (folder / "rubric.toml").read_text(encoding="utf-8")
    before, own, after = rubric.partition('id = "scale_dirty_data"')
    asked = Exchange(0, "How did you keep it up?", "One of us wore a pager, and one a beeper.")
    found = []
    for cue in ("pager", "beeper"):
        cued = f"[dimension.cues.en.dirt]\nweight = 0.9\ncues = ['{cue}']\n\n[[dimension.link]]"
        changed = before + own + after.replace("[[dimension.link]]", cued, 1)
        (folder / "rubric.toml").write_text(changed, encoding="utf-8")
        kept = RememberingResources(folder, tmp_path / "index", 1, Memory(tmp_path / "home"))
        with closing(kept):
            found.append(kept.finder.find((asked,)))
            assert found[-1] == Resources(folder, tmp_path / "index", 1).finder.find((asked,))
    assert found[0] != found[1]


def test_a_damaged_memory_is_named(tmp_path: Path) -> None:
    (tmp_path / "computed.sqlite").write_bytes(b"no database" * 200)
    with pytest.raises(BadInput, match=r"computed\.sqlite.*delete it"):
        Memory(tmp_path)
