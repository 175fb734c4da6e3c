"""Prints a report's blocks in plain characters, so that no colour is needed. Lays out; words nothing."""

from collections.abc import Iterable
from functools import singledispatch

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interviewer.report import blocks as b

OUTSIDE = "(outside the role)"


def print_blocks(console: Console, blocks: Iterable[b.Block]) -> None:
    """One after the other, each with the space that it wants around it."""
    for block in blocks:
        _print(block, console)


def print_changes(console: Console, changes: Iterable[b.ChangeRow]) -> None:
    """Old and new side by side."""
    for row in changes:
        console.print(Text(f"{row.name}: {row.before} -> {row.after}, {row.told}"))


@singledispatch
def _print(block: b.Block, _console: Console) -> None:
    raise TypeError(f"the terminal does not know {type(block).__name__}")


@_print.register
def _(block: b.OpeningBlock, console: Console) -> None:
    console.print(Text(f"{block.title}: interview {block.session_id}", "bold"))
    console.print(Text(" · ".join(block.facts), "dim"))
    console.print(Text(block.disclaimer, "dim"))
    console.print()


@_print.register
def _(block: b.HeadingBlock, console: Console) -> None:
    console.rule(block.title)


@_print.register
def _(block: b.VerdictBlock, console: Console) -> None:
    console.print(Text(f"Verdict: {block.value}. {block.plain}", "bold"))
    console.print(Text(f"{block.reason} {block.more}".strip()))


@_print.register
def _(block: b.TrendsBlock, console: Console) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("", "last", "best", "answer by answer"):
        table.add_column(column)
    for row in block.rows:
        table.add_row(row.name, f"{row.last} {row.level}", str(row.best), " ".join(map(str, row.levels)))
    _section(console, block.title)
    console.print(table)
    for row in block.rows:
        if row.note:
            _indented(console, f"{row.name}: {row.note}.", "dim")


@_print.register
def _(block: b.PanelBlock, console: Console) -> None:
    _section(console, block.title, *(f"{row.name}, {row.role}. {row.words}" for row in block.seats), block.agreed)


@_print.register
def _(block: b.StrengthsBlock, console: Console) -> None:
    _section(console, block.title, *(f'{row.name} {row.level}, {row.where}: "{row.quote.text}"' for row in block.items))


@_print.register
def _(block: b.FixesBlock, console: Console) -> None:
    _section(console, block.title)
    for number, row in enumerate(block.items, start=1):
        console.print(Text(f"{number}. {row.name} ({row.where})"))
        if row.quote:
            _you_said(console, row.quote)
        _indented(console, f"{row.why} {row.next_step}".strip())
        _cite(console, row.guide)


@_print.register
def _(block: b.UnsettledBlock, console: Console) -> None:
    _section(console, block.title)
    for row in block.items:
        _held(console, row.first, row.quote)
        if row.other:
            _held(console, row.second, row.other)
        _indented(console, row.ask)
    console.print()


@_print.register
def _(block: b.RewriteBlock, console: Console) -> None:
    _section(console, block.title, block.text)
    _indented(console, block.note, "dim")
    console.print()


@_print.register
def _(block: b.TruthBlock, console: Console) -> None:
    _section(console, block.title, block.text)


@_print.register
def _(block: b.ExampleBlock, console: Console) -> None:
    _section(console, f"{block.title}: {block.question}", block.answer)


@_print.register
def _(block: b.LeftUngradedBlock, console: Console) -> None:
    _section(console, block.title, *block.reasons)


@_print.register
def _(block: b.ModelWorkBlock, console: Console) -> None:
    _section(console, block.title, *block.lines)


@_print.register
def _(block: b.LineBlock, console: Console) -> None:
    follows = f" ({block.follows})" if block.follows else ""
    console.print(Text.assemble(f"{block.label}. ", (block.name, "bold"), (f", {block.role}{follows}", "dim")))
    console.print(Padding(Text(block.text), (0, 0, 1, 2), expand=False))


@_print.register
def _(block: b.HintBlock, console: Console) -> None:
    print_outside(console, f"Hint: {block.text}")


@_print.register
def _(block: b.SkippedBlock, console: Console) -> None:
    print_outside(console, block.text)


@_print.register
def _(block: b.AnswerBlock, console: Console) -> None:
    _you(console, "you> ", block.text)


@_print.register
def _(block: b.FindingBlock, console: Console) -> None:
    console.print(Text(f"{block.name}: {block.level} of 4, {block.level_name}", "bold"))
    for quote in block.quotes:
        _you_said(console, quote)
    if block.absent:
        _indented(console, f"{'to ask yourself' if block.asked else 'missing'}: {block.absent}")
    if block.why:
        _indented(console, f"why it costs you: {block.why}" if block.costs else block.why)
    if block.next_step:
        _indented(console, f"next: {block.next_step}")
    if block.told:
        _indented(console, block.told)
    else:
        _cite(console, block.guide)
    console.print()


@_print.register
def _(block: b.OverclaimBlock, console: Console) -> None:
    console.print(Text(block.title, "bold"))
    _you_said(console, block.quote)
    _indented(console, block.why)
    console.print()


@_print.register
def _(block: b.GradeNoteBlock, console: Console) -> None:
    console.print(Text(block.text))
    console.print()


@_print.register
def _(block: b.DisputeBlock, console: Console) -> None:
    console.print(Text(f"You disagree: {block.name} should be {block.level}, because {block.reason.text}"))
    console.print()


@_print.register
def _(block: b.RetryBlock, console: Console) -> None:
    console.print(Text(f"{block.title}:", "bold"))
    _you(console, "", block.answer.text)
    print_changes(console, block.changes)
    console.print()


@_print.register
def _(block: b.ExcerptBlock, console: Console) -> None:
    _section(console, block.title, block.body)
    _indented(console, block.source, "dim")


def print_outside(console: Console, text: str) -> None:
    """Something said outside the role, and marked so."""
    console.print(Text(f"{OUTSIDE} {text}", style="dim"))
    console.print()


def _you(console: Console, prompt: str, text: str) -> None:
    console.print(Padding(Text(f"{prompt}{text}"), (0, 0, 1, 0 if prompt else 3), expand=False))


def _section(console: Console, title: str, *paragraphs: str) -> None:
    console.print()
    console.print(Text(title, "bold"))
    for paragraph in paragraphs:
        _indented(console, paragraph)


def _indented(console: Console, text: str, style: str = "") -> None:
    console.print(Padding(Text(text, style), (0, 0, 0, 3), expand=False))


def _held(console: Console, lead_in: str, quote: b.Quoted) -> None:
    console.print(Text(f'{lead_in} "{quote.text}"' + (f" ({quote.where})" if quote.where else "")))


def _you_said(console: Console, quote: b.Quoted) -> None:
    _indented(console, f'you said: "{quote.text}"' + (f" ({quote.where})" if quote.where else ""))


def _cite(console: Console, guide: b.ExcerptBlock) -> None:
    _indented(console, f"guide: {guide.title}", "dim")
