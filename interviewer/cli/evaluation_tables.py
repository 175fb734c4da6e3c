"""How runs, comparisons and gates look in the terminal: tables for people, JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from interviewer.cli.console import messages, results

Row = Mapping[str, Any]


def show_suites(rows: Sequence[Row], as_json: bool) -> None:
    if as_json:
        _json(list(rows))
        return
    _table(("suite", "cases", "measures", "about"), [[r["id"], r["cases"], r["measures"], r["about"]] for r in rows])


def show_measures(rows: Sequence[Row], remarks: Sequence[str], folder: Path, as_json: bool) -> None:
    if as_json:
        _json({"measures": list(rows), "remarks": list(remarks), "folder": str(folder)})
        return
    lines = [[r["suite"], r["title"], _number(r["value"]), _interval(r["low"], r["high"]), r["cases"]] for r in rows]
    _table(("suite", "measure", "value", "95% interval", "cases"), lines)
    _say(*remarks, f"written: {folder}")


def show_comparison(rows: Sequence[Row], verdict: str, folder: Path, as_json: bool) -> None:
    if as_json:
        _json({"verdict": verdict, "changes": list(rows), "folder": str(folder)})
        return
    results().print(f"{verdict}\n")
    lines = [
        [r["suite"], r["title"], f"{r['first']:.3f}", f"{r['second']:.3f}", f"{r['p']:.3f}", r["verdict"]]
        for r in rows
        if r["changed"]
    ]
    if lines:
        _table(("suite", "measure", "A", "B", "p, corrected", "verdict"), lines)
    else:
        results().print("No case changed.")
    _say(f"written: {folder}")


def show_gate(rows: Sequence[Row], notes: Sequence[str], passed: bool, as_json: bool) -> None:
    if as_json:
        _json({"passed": passed, "gates": list(rows), "notes": list(notes)})
        return
    lines = [
        [r["suite"], r["title"], _number(r["value"]), _number(r["limit"]), "; ".join(r["reasons"]) or "passed"]
        for r in rows
    ]
    _table(("suite", "measure", "value", "limit", ""), lines)
    failed = sum(bool(r["reasons"]) for r in rows)
    results().print(f"\n{'passed' if passed else f'failed: {failed} of {len(rows)} gates'}")
    _say(*notes)


def _number(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.3f}"


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*map(str, row))
    console = results()
    console.print(table)


def _say(*texts: str) -> None:
    for text in texts:
        messages().print(text)


def _json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))
