"""Counts attacks and how they ended, and prints the table after a run. Knows no attack.

A test is one attack when it is marked, `@pytest.mark.attack("a drip that never ends")`; one that makes many attempts
asks for the fixture `attempts` and notes each of them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_NOTED = "attempt"


@dataclass
class Attempts:
    """What one test tried."""

    properties: list[tuple[str, object]]
    fell: list[str] = field(default_factory=list)

    def note(self, kind: str, held: bool, what: str) -> None:
        """One attempt: of a kind, whether the defence held, and what exactly was tried."""
        self.properties.append((_NOTED, (kind, held)))
        if not held:
            self.fell.append(what)


def table(reports: Iterable[Any]) -> list[str]:
    """Lines: for each kind of attack, how many attempts, how many held, how many got through."""
    counts: Counter[tuple[str, bool]] = Counter()
    for report in reports:
        if report.when != "call":
            continue
        noted = [value for name, value in report.user_properties if name == _NOTED]
        marked = [(value, report.passed) for name, value in report.user_properties if name == "attack"]
        counts.update((kind, held) for kind, held in noted or marked)
    kinds = sorted({kind for kind, _ in counts})
    if not kinds:
        return []
    rows = [(kind, counts[kind, True] + counts[kind, False], counts[kind, True], counts[kind, False]) for kind in kinds]
    rows.append(("all", *(sum(row[place] for row in rows) for place in (1, 2, 3))))
    width = max(len(row[0]) for row in rows)
    head = f"{'attack':<{width}}  attempts  refused  let through"
    return [head, *(f"{kind:<{width}}  {tried:>8}  {held:>7}  {fell:>11}" for kind, tried, held, fell in rows)]
