"""Runs and comparisons as one Markdown file and one HTML page that loads nothing from anywhere: verdict first."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from evals.harness.charts import bars, difference, interval
from evals.harness.commands import HOME, remarks
from evals.harness.comparing import MeasureChange, RunComparison
from evals.harness.gating import GateReport
from evals.harness.measuring import Measured, measured, told
from evals.harness.run import Run, not_counted
from evals.harness.side_by_side import changed_cases
from evals.harness.suite import Measure, Suite, load_suites
from evals.harness.versions import Compared

_UNBOUNDED = frozenset({"total", "median"})


def run_report(run: Run, gate: GateReport) -> tuple[str, str]:
    """Markdown and HTML of a run with its gate."""
    suites = load_suites(run.suites)
    limits = {(item.gate.suite, item.gate.measure): item for item in gate.checked}
    rows = {
        suite.id: [_run_row(suite, m, run, limits.get((suite.id, m.id))) for m in suite.measures] for suite in suites
    }
    notes = list(dict.fromkeys([*gate.notes, *remarks(run)]))
    values = {
        "run": run,
        "gate": gate,
        "suites": suites,
        "rows": rows,
        "remarks": notes,
        "figures": _figures(run, suites),
    }
    return _rendered("run", values)


def comparison_report(compared: Compared) -> tuple[str, str]:
    """Markdown and HTML of a comparison."""
    comparison = compared.comparison
    moved = [change for change in comparison.changes if change.changed and change.suite != "cost"]
    rows = [_change_row(change) for change in sorted(moved, key=lambda c: (c.adjusted, -len(c.changed)))]
    values = {
        "comparison": comparison,
        "summary": _summary(comparison),
        "moved": rows,
        "told": [row for row in rows if row["verdict"] != "not distinguishable"],
        "still": len(comparison.changes) - len(moved),
        "cost": [_change_row(change) for change in comparison.changes if change.suite == "cost"],
        "notes": _notes(comparison),
        "diff": compared.diff,
        "cases": [case for case in changed_cases(comparison) if case.suite != "cost"],
    }
    return _rendered("comparison", values)


def write_comparison(compared: Compared, out: Path | None) -> Path:
    """Write both forms into `out`, or into a folder of their own; where they are."""
    folder = out or HOME / "comparisons" / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True, exist_ok=True)
    markdown, html = comparison_report(compared)
    (folder / "comparison.md").write_text(markdown, encoding="utf-8")
    (folder / "comparison.html").write_text(html, encoding="utf-8")
    return folder


def _run_row(suite: Suite, measure: Measure, run: Run, checked: Any) -> dict[str, Any]:
    found = measured(measure, run.of(suite.id))
    value, low, high, cases = found
    limit = checked.gate.limit if checked else None
    return {
        "title": measure.title,
        "headline": measure.headline,
        "value": told(value),
        "interval": "" if value is None else f"{told(low)} to {told(high)}",
        "plot": _plot(measure, found, limit),
        "limit": "" if limit is None else f"{limit:.2f}",
        "failed": bool(checked and checked.reasons),
        "cases": cases,
    }


def _plot(measure: Measure, found: Measured, limit: float | None) -> Markup:
    if found.value is None or found.low is None or found.high is None:
        return Markup()
    return Markup(interval(found.value, found.low, found.high, limit, _scale(measure, found.value, found.high, limit)))


def _scale(measure: Measure, value: float, high: float, limit: float | None) -> tuple[float, float]:
    if measure.kind in _UNBOUNDED or measure.kind == "mean":
        return 0.0, max(1.0, high, value, limit or 0.0) * 1.02
    return 0.0, 1.0


def _change_row(change: MeasureChange) -> dict[str, Any]:
    widest = max(abs(change.low), abs(change.high), abs(change.difference), 0.01) * 1.1
    return {
        "suite": change.suite,
        "title": change.measure.title,
        "first": f"{change.first:.3f}",
        "second": f"{change.second:.3f}",
        "interval": f"{change.low:+.3f} to {change.high:+.3f}",
        "plot": Markup(difference(change.low, change.difference, change.high, change.verdict, widest)),
        "p": f"{change.adjusted:.4f}" if change.adjusted < 0.1 else f"{change.adjusted:.2f}",
        "least": "" if change.least is None else f"{change.least:.3f}",
        "noise": "one run" if change.noise is None else f"{change.noise:.3f}",
        "changed": len(change.changed),
        "cases": change.cases,
        "verdict": change.verdict,
    }


def _summary(comparison: RunComparison) -> str:
    verdicts = [change.verdict for change in comparison.changes]
    pairs = sum({change.suite: change.cases for change in comparison.changes}.values())
    return (
        f"Of {len(verdicts)} measures over about {pairs} paired cases, {verdicts.count('worse')} got worse and "
        f"{verdicts.count('better')} got better by more than luck."
    )


def _notes(comparison: RunComparison) -> list[str]:
    notes = []
    for side, run in (("A", comparison.first), ("B", comparison.second)):
        notes += [f"{side}: {note}" for note in not_counted(run)]
    for item in comparison.unpaired:
        if item.total:
            notes.append(
                f"{item.suite}: {item.total} cases are not compared ({item.altered} altered, {item.only_first} only in "
                f"A, {item.only_second} only in B)"
            )
    return notes


def _figures(run: Run, suites: Sequence[Suite]) -> dict[str, dict[str, Any]]:
    """How the two sides of the search and their fusion compare."""
    suite = next((suite for suite in suites if suite.id == "retrieval"), None)
    if suite is None:
        return {}
    sides = (("BM25", "lexical"), ("dense", "dense"), ("hybrid", "hybrid"))
    rows = [
        (f"{name}, {key}", value)
        for key in ("recall", "ndcg")
        for name, side in sides
        if (value := measured(suite.measure(f"{side}.{key}"), run.of("retrieval"), draws=1).value) is not None
    ]
    return {"retrieval": {"caption": "Recall at 5 and nDCG at 10 side by side.", "svg": Markup(bars(rows, 1.0))}}


def _rendered(name: str, values: Mapping[str, Any]) -> tuple[str, str]:
    environment = Environment(
        loader=PackageLoader("evals.harness"),
        autoescape=select_autoescape(enabled_extensions=("html.jinja",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    markdown = environment.get_template(f"{name}.md.jinja").render(**values)
    html = environment.get_template(f"{name}.html.jinja").render(**values)
    return markdown, html
