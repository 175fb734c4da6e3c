"""The cases whose outcome changed between two runs, old and new beside each other, with the differing words marked."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from evals.harness.comparing import RunComparison
from evals.harness.run import Result

_MOST = 40
_LONGEST = 4000
_TOKEN = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class ChangedText:
    """One text that both sides showed; `old` and `new` are HTML with the differing words marked."""

    name: str
    old: str
    new: str
    old_plain: str
    new_plain: str


@dataclass(frozen=True)
class ChangedCase:
    suite: str
    case: str
    values: tuple[tuple[str, float | None, float | None], ...]
    texts: tuple[ChangedText, ...]


def changed_cases(comparison: RunComparison) -> list[ChangedCase]:
    """At most forty, those with the most changed measures first."""
    counts: dict[tuple[str, str], int] = {}
    for change in comparison.changes:
        for case in change.changed:
            counts[(change.suite, case)] = counts.get((change.suite, case), 0) + 1
    ranked = sorted(counts, key=lambda key: (-counts[key], key))[:_MOST]
    return [found for key in ranked if (found := _case(comparison, *key))]


def _case(comparison: RunComparison, suite: str, case: str) -> ChangedCase | None:
    old, new = (_first(run.of(suite), case) for run in (comparison.first, comparison.second))
    if old is None or new is None:
        return None
    differing = [
        (name, old.values.get(name), new.values.get(name))
        for name in new.values
        if old.values.get(name) != new.values.get(name)
    ]
    texts = [_text(name, old.shown.get(name, ""), new.shown.get(name, "")) for name in new.shown]
    return ChangedCase(suite, case, tuple(differing), tuple(text for text in texts if text.old_plain != text.new_plain))


def _first(results: Sequence[Result], case: str) -> Result | None:
    return next((result for result in results if result.case == case), None)


def _text(name: str, old: str, new: str) -> ChangedText:
    old, new = old[:_LONGEST], new[:_LONGEST]
    pieces = list(_marked(old, new))
    return ChangedText(name, "".join(a for a, _ in pieces), "".join(b for _, b in pieces), old, new)


def _marked(old: str, new: str) -> Iterator[tuple[str, str]]:
    first, second = _TOKEN.findall(old), _TOKEN.findall(new)
    for kind, a, b, c, d in difflib.SequenceMatcher(a=first, b=second, autojunk=False).get_opcodes():
        left, right = escape("".join(first[a:b])), escape("".join(second[c:d]))
        if kind == "equal":
            yield left, right
        else:
            yield (f"<del>{left}</del>" if left else "", f"<ins>{right}</ins>" if right else "")
