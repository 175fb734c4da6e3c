"""What `interviewer eval` does, behind the screen: options in, runs, comparisons and their reports out."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.harness.cache import Cache
from evals.harness.comparing import RunComparison
from evals.harness.context import EvalContext
from evals.harness.digests import TREE
from evals.harness.gating import BASELINE, GateReport, check_gates, load_gates
from evals.harness.measuring import measured
from evals.harness.memory import Memory, RememberingResources
from evals.harness.recordings import Recordings, load_recordings, open_for_recording, serving
from evals.harness.run import Run, not_counted, read_run, write_run
from evals.harness.running import Options, Progress, run_suites
from evals.harness.spending import Spending
from evals.harness.suite import Suite, load_suites
from interviewer.app import Services
from interviewer.domain.model_calls import Usage
from interviewer.engines.selection import needed_endpoint
from interviewer.errors import BadInput
from interviewer.report.usage import cost
from interviewer.resources import Resources
from interviewer.settings import Settings, load_settings

HOME = TREE / ".evals"


@dataclass(frozen=True)
class RunOptions:
    """What a user may choose; `out` gets `run.jsonl` and Inspect's logs, `home` holds the cache.

    `record` and `replay` name a file of a model's replies: what is missing there is asked for, or makes a case stale.
    """

    suites: tuple[str, ...] = ()
    engine: str = "embedded"
    model: str = ""
    samples: int = 1
    limit: int | None = None
    jobs: int = 2
    budget: float | None = None
    per_minute: float | None = None
    cached: bool = True
    out: Path | None = None
    label: str = ""
    home: Path | None = HOME
    record: Path | None = None
    replay: Path | None = None


def run_and_write(options: RunOptions, progress: Progress) -> tuple[Run, Path]:
    """Run suites with an index of their own and interviews in memory: a user's neither count nor change."""
    suites = load_suites(options.suites)
    recordings = _recordings(options)
    if recordings:
        options = replace(options, engine="llm", model=recordings.header.model, cached=False)
    settings = _settings(options)
    out = options.out or HOME / "runs" / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    home = (options.home or HOME) / "home"  # kept: the index is named by its content, so trees may share it
    settings = settings.model_copy(update={"home": home})
    with (
        _served(recordings) as replies,
        closing(_resources(settings, home if options.cached else None)) as resources,
        closing(Services(_at(settings, replies), resources=resources)) as services,
    ):
        context = EvalContext(services, options.engine, replies)
        model = context.selection.model or ""
        _check_budget(options, model)
        assert services.resources.library.state
        run = run_suites(suites, context, _options(options, out, model), progress)
    write_run(run, out)
    return run, out


def _recordings(options: RunOptions) -> Recordings | None:
    """The file of replies that stands before the model, if one was named.

    Raises:
        BadInput: two were named, or replies shall be recorded and no model is set up.
    """
    if options.record and options.replay:
        raise BadInput("either record replies or replay them; leave --record or --replay out")
    if options.replay:
        return load_recordings(options.replay)
    if options.record is None:
        return None
    return open_for_recording(options.record, needed_endpoint(_settings(options)))


def _served(recordings: Recordings | None) -> AbstractContextManager[str | None]:
    return serving(recordings) if recordings else nullcontext()


def _at(settings: Settings, replies: str | None) -> Settings:
    address = {"key": "recorded", "base_url": f"{replies}/1/v1"} if replies else {}
    return settings.model_copy(update=address)


def _resources(settings: Settings, home: Path | None) -> Resources:
    """What interviews need; with a home, what the shipped models computed in earlier runs is not computed again."""
    if home is None:
        return Resources(settings.pack, settings.index, settings.threads)
    return RememberingResources(settings.pack, settings.index, settings.threads, Memory(home))


def suite_rows(suites: Sequence[Suite]) -> list[dict[str, str | int]]:
    """What `eval list` shows."""
    return [
        {"id": suite.id, "cases": len(suite.cases()), "measures": len(suite.measures), "about": suite.about}
        for suite in suites
    ]


def _settings(options: RunOptions) -> Settings:
    settings = load_settings()
    return settings.model_copy(update={"model": options.model}) if options.model else settings


def _check_budget(options: RunOptions, model: str) -> None:
    """A budget can only be kept for a model whose price is known."""
    if options.budget is not None and model and cost(Usage(), model) is None:
        raise BadInput(f"no price is known for '{model}', so no budget can be kept; add it to report/prices.toml")


def _options(options: RunOptions, out: Path, model: str) -> Options:
    return Options(
        logs=out / "logs",
        model=model,
        samples=options.samples,
        limit=options.limit,
        jobs=options.jobs,
        label=options.label,
        prompts=TREE / "prompts" if (TREE / "prompts").is_dir() else None,
        spending=Spending(budget=options.budget, per_minute=options.per_minute),
        cache=Cache(options.home / "cache" if options.cached and options.home else None),
    )


def no_progress(_done: int, _total: int) -> None:
    """For callers who show none."""


def measure_rows(run: Run) -> list[dict[str, Any]]:
    """Every measure of a run with its interval."""
    rows = []
    for suite in load_suites(run.suites):
        for measure in suite.measures:
            value, low, high, cases = measured(measure, run.of(suite.id))
            row = {"suite": suite.id, "measure": measure.id, "title": measure.title, "better": measure.better}
            rows.append({**row, "value": value, "low": low, "high": high, "cases": cases})
    return rows


def remarks(run: Run) -> list[str]:
    """What a reader of the numbers must know: cases in error, cases left out, how much came from the cache."""
    found = not_counted(run)
    cached = sum(result.cached for result in run.results)
    return [*found, f"{len(run.results)} results, {cached} of them from the cache, {run.header.seconds:.0f} s"]


def change_rows(comparison: RunComparison) -> list[dict[str, Any]]:
    return [
        {
            "suite": c.suite,
            "measure": c.measure.id,
            "title": c.measure.title,
            "first": c.first,
            "second": c.second,
            "low": c.low,
            "high": c.high,
            "p": c.adjusted,
            "least": c.least,
            "noise": c.noise,
            "changed": len(c.changed),
            "verdict": c.verdict,
        }
        for c in comparison.changes
    ]


def gate(options: RunOptions, of: Path | None, progress: Progress) -> GateReport:
    """Check a run, or one made now, against the gates and the baseline of the embedded engine."""
    gates = load_gates()
    guarded = tuple(dict.fromkeys(gate.suite for gate in gates if gate.suite in (options.suites or (gate.suite,))))
    run = read_run(of) if of else run_and_write(replace(options, suites=guarded or options.suites), progress)[0]
    baseline = read_run(BASELINE) if BASELINE.exists() and run.header.engine == "embedded" else None
    return check_gates(run, baseline, gates, load_suites())


def gate_rows(report: GateReport) -> list[dict[str, Any]]:
    return [
        {
            "suite": item.gate.suite,
            "measure": item.gate.measure,
            "title": item.title,
            "value": item.value,
            "limit": item.gate.limit,
            "reasons": list(item.reasons),
        }
        for item in report.checked
    ]


def view(folder: Path | None) -> int:
    """Inspect's viewer on the logs of a run, on loopback; its exit status.

    Raises:
        BadInput: there are no logs.
    """
    runs = sorted((HOME / "runs").glob("*")) if (HOME / "runs").is_dir() else []
    chosen = folder or (runs[-1] if runs else None)
    if chosen is None or not (chosen / "logs").is_dir():
        raise BadInput(f"{chosen or HOME / 'runs'}: no logs here; make a run first: interviewer eval run")
    command = [sys.executable, "-m", "inspect_ai", "view", "start", "--host", "127.0.0.1", "--log-dir"]
    return subprocess.call([*command, str(chosen / "logs")])
