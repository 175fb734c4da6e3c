"""`interviewer briefing`: a unit in a five-minute read, and five questions to check."""

import sys

from rich.padding import Padding
from rich.text import Text

from interviewer.cli.answers import Answers, Prepared, Typed, leaves, one_a_line
from interviewer.cli.console import read_text, results, services
from interviewer.packs.preparing import Check
from interviewer.preparation.briefing import UnitBriefing, briefing_on, right_of

_OPTIONS = frozenset("123456789")


def run_briefing(unit: str, answers: str | None, check: bool) -> None:
    """Print the briefing; then ask, where somebody or a file answers."""
    source: Answers | None = Prepared(one_a_line(read_text(answers)), answers) if answers else None
    if source is None and check and sys.stdin.isatty():
        source = Typed()
    with services() as made:
        found = briefing_on(made.pack, unit)
    _print(found)
    if source is None:
        for place, item in enumerate(found.checks, start=1):
            _ask(place, item)
        return
    given = list[int]()
    for place, item in enumerate(found.checks, start=1):
        _ask(place, item)
        said = source.next()
        if said is None or leaves(said):
            return
        given.append(int(said) if said.strip() in _OPTIONS else 0)
        right = given[-1] == item.right
        results().print(Text(f"{'Right' if right else f'No, {item.right} is'}. {item.because}"))
    results().print(Text(f"{right_of(found.checks, given)} of {len(found.checks)} right.", "bold"))


def _print(found: UnitBriefing) -> None:
    console = results()
    console.print(Text(f"{found.unit.name}: {found.unit.blurb}", "bold"))
    console.print(Text(f"About {found.minutes} minutes. No figure in it is the company's."))
    console.print(Text(f"\nWho its users are. {found.users}"))
    for excerpt in found.excerpts:
        console.print(Text(f"\n{excerpt.title} ({excerpt.source})", "bold"))
        console.print(Text(excerpt.body))
    console.print(Text("\nWhat it watches", "bold"))
    for term in found.terms:
        console.print(Padding(Text(f"{term.name}: {term.definition}"), (0, 0, 0, 3)))
    console.print(Text(f"\n{len(found.checks)} questions to check yourself with", "bold"))


def _ask(place: int, check: Check) -> None:
    console = results()
    console.print(Text(f"\n{place}. {check.question}", "bold"))
    for number, option in enumerate(check.options, start=1):
        console.print(Padding(Text(f"{number}) {option}"), (0, 0, 0, 3)))
