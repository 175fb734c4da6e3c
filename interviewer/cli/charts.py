"""Prints the metric chain and the ownership ladder in plain characters, so that no colour is needed."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from interviewer.assessment.charts import chain_of, ladder_of
from interviewer.domain.assessment import Assessment
from interviewer.domain.charts import State, Step
from interviewer.domain.quoting import clipped
from interviewer.packs.schema import Pack

_MARK = {State.THERE: "[x]", State.BROKEN: "[!]", State.MISSING: "[ ]", State.UNNEEDED: " - ", State.DISOWNED: "[-]"}
_SAYS = {State.BROKEN: "broken here", State.UNNEEDED: "not needed here", State.DISOWNED: "pushed away"}
_NAME_WIDTH = 26


def print_drawings(console: Console, assessment: Assessment, pack: Pack) -> None:
    """Chain and ladder of one answer, where they were graded."""
    chain, ladder = chain_of(assessment, pack), ladder_of(assessment, pack)
    if chain:
        console.print(Text("Metric chain", "bold"))
        for step in chain:
            _line(console, _step(step))
    if ladder:
        console.print(Text("Ownership ladder", "bold"))
        for rung in reversed(ladder.rungs):
            words = f'  "{clipped(ladder.quote.text)}"' if rung.here and ladder.quote else ""
            _line(console, f"{'->' if rung.here else '  '} {rung.level} {rung.name}{words}")
        for step in ladder.marks:
            _line(console, _step(step))
    if chain or ladder:
        console.print()


def _step(step: Step) -> str:
    said = f'"{clipped(step.quote.text)}"' if step.quote else ""
    return f"{_MARK[step.state]} {step.name:<{_NAME_WIDTH}} {_SAYS.get(step.state, '')} {said}".rstrip()


def _line(console: Console, text: str) -> None:
    console.print(Padding(Text(text), (0, 0, 0, 3), expand=False))
