"""A comparison as a comment under a pull request: Markdown that fits on a screen, the verdict first."""

import re
from collections.abc import Iterator, Sequence

from evals.harness.comparing import FEWEST_FLIPS, MeasureChange, RunComparison
from evals.harness.run import Result, Run, not_counted
from evals.harness.side_by_side import ChangedCase, changed_cases
from evals.harness.versions import Compared

MOST_LINES = 60
_MOST_ROWS = 20
_MOST_CASES = 3
_CLIP = 160  # characters of a text, from where the two sides part
_COST = (("calls", "calls"), ("tokens_in", "tokens sent"), ("tokens_out", "tokens received"), ("dollars", "dollars"))
_SAID = {
    "better": "🟢 better",
    "worse": "🔴 worse",
    "not distinguishable": "can't tell",
}
_HEAD = {
    "better": "Better by more than luck.",
    "worse": "Worse by more than luck.",
    "not distinguishable": "No measure moved by more than luck.",
}


def comment(compared: Compared) -> str:
    """The comment, at most `MOST_LINES` lines."""
    comparison = compared.comparison
    lines = [
        f"**{_HEAD[comparison.verdict]}** `{comparison.first.header.label}` → `{comparison.second.header.label}`",
        "",
        *_table(comparison.changes),
        *_costs(comparison),
        *_warnings(comparison),
        *(line for case in changed_cases(comparison)[:_MOST_CASES] for line in _case(case)),
    ]
    return "\n".join(lines[:MOST_LINES]) + "\n"


def verdict_of(change: MeasureChange) -> str:
    """Better, worse, can't tell; or that there were too few cases to tell anything."""
    if change.verdict == "not distinguishable" and change.cases < FEWEST_FLIPS:
        return f"insufficient data ({change.cases} cases)"
    return _SAID[change.verdict]


def _table(changes: Sequence[MeasureChange]) -> Iterator[str]:
    moved = [change for change in changes if change.difference or change.cases < FEWEST_FLIPS]
    if not moved:
        yield f"None of {len(changes)} measures moved at all."
        return
    moved.sort(key=lambda item: (item.verdict == "not distinguishable", item.adjusted, -abs(item.difference)))
    yield "| measure | before | after | 95% of the difference | |"
    yield "| --- | --- | --- | --- | --- |"
    for item in moved[:_MOST_ROWS]:
        numbers = f"{item.first:.3f} | {item.second:.3f} | {item.low:+.3f} to {item.high:+.3f}"
        yield f"| {item.suite}: {item.measure.title} | {numbers} | {verdict_of(item)} |"
    rest = len(changes) - min(len(moved), _MOST_ROWS)
    if rest:
        yield ""
        yield f"{rest} more measures moved less or not at all."


def _costs(comparison: RunComparison) -> Iterator[str]:
    """What both sides spent on the cases that both have, if a model was asked at all."""
    first, second = _shared(comparison.first, comparison.second)
    told = []
    for name, title in _COST:
        before, after = (sum(result.values.get(name) or 0.0 for result in side) for side in (first, second))
        if before or after:
            change = f", {(after - before) / before:+.0%}" if before else ""
            told.append(f"{title} {before:,.6g} → {after:,.6g}{change}")
    if told:
        yield ""
        yield f"Cost: {'; '.join(told)}."


def _shared(first: Run, second: Run) -> tuple[list[Result], list[Result]]:
    keys = [{(r.suite, r.case, r.digest, r.epoch) for r in run.results} for run in (first, second)]
    both = keys[0] & keys[1]

    def kept(run: Run) -> list[Result]:
        return [r for r in run.results if (r.suite, r.case, r.digest, r.epoch) in both]

    return kept(first), kept(second)


def _warnings(comparison: RunComparison) -> Iterator[str]:
    notes = [f"{side}: {note}" for side, run in _sides(comparison) for note in not_counted(run)]
    notes += [
        f"{item.suite}: the baseline is stale for {item.total} cases ({item.altered} altered, {item.only_second} new, "
        f"{item.only_first} gone), which are not compared"
        for item in comparison.unpaired
        if item.total
    ]
    if notes:
        yield ""
        yield from (f"⚠️ {_plain(note[:300])}" for note in notes[:6])


def _sides(comparison: RunComparison) -> tuple[tuple[str, Run], tuple[str, Run]]:
    return (("before", comparison.first), ("after", comparison.second))


def _case(case: ChangedCase) -> Iterator[str]:
    values = "; ".join(f"{name} {_number(old)} → {_number(new)}" for name, old, new in case.values[:3])
    yield ""
    yield f"**{case.suite}/{case.case}** {values}"
    for text in case.texts[:1]:
        old, new = _from_where_they_part(text.old_plain, text.new_plain)
        yield "| before | after |"
        yield "| --- | --- |"
        yield f"| {old} | {new} |"


def _from_where_they_part(old: str, new: str) -> tuple[str, str]:
    parted = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, old.rfind(" ", 0, max(0, parted - 20)))
    return _cell(old, start), _cell(new, start)


def _cell(text: str, start: int) -> str:
    words = _plain(text[start : start + _CLIP])
    return ("… " if start else "") + words + (" …" if start + _CLIP < len(text) else "")


def _plain(text: str) -> str:
    """Somebody's words as words: no table, mark-up, link or picture, and nobody is called by name."""
    words = " ".join(text.split()).replace("<", "&lt;").replace("@", "@\u200b")
    return re.sub(r"([|\[\]`*_])", r"\\\1", words)


def _number(value: float | None) -> str:
    return "n/a" if value is None else f"{value:g}"
