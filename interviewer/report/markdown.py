"""A report as Markdown. All text is escaped, so that it shows as it was typed; lays blocks out and words nothing."""

import re
from collections.abc import Iterable
from functools import singledispatch

from interviewer.report import blocks as b
from interviewer.report.code import stretches
from interviewer.report.document import ReportDocument

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST_OR_RULE = re.compile(r"^(\s*(?:\d+(?=[.)](?:\s|$)))?)([-+=]|(?<=\d)[.)])", re.MULTILINE)


def to_markdown(document: ReportDocument) -> str:
    """The whole document, a blank line between its blocks unless both are items of a list."""
    text = ""
    for shown in (_shown(block).strip("\n") for block in document.blocks):
        tight = shown.startswith("- ") and text.split("\n")[-1].startswith("- ")
        text += ("\n" if tight else "\n\n" if text else "") + shown
    return text + "\n"


@singledispatch
def _shown(block: b.Block) -> str:
    raise TypeError(f"Markdown does not know {type(block).__name__}")


@_shown.register
def _(block: b.OpeningBlock) -> str:
    facts = " · ".join(map(escaped, block.facts))
    return f"# {escaped(block.title)}: interview {block.session_id}\n\n{facts}\n\n*{escaped(block.disclaimer)}*"


@_shown.register
def _(block: b.HeadingBlock) -> str:
    return f"## {block.title}"


@_shown.register
def _(block: b.VerdictBlock) -> str:
    return f"## Verdict: {block.value}\n\n**{escaped(block.plain)}** {escaped(_all_of(block))}"


@_shown.register
def _(block: b.TrendsBlock) -> str:
    rows = []
    for row in block.rows:
        note = f" ({row.note})" if row.note else ""
        levels = " ".join(map(str, row.levels))
        rows.append(f"| {escaped(row.name)} | {row.last} {escaped(row.level)}{note} | {row.best} | {levels} |")
    table = ["| dimension | last | best | over the interview |", "| --- | --- | --- | --- |", *rows]
    return _section(block.title, "\n".join(table))


@_shown.register
def _(block: b.PanelBlock) -> str:
    seats = [f"**{escaped(row.name)}** ({escaped(row.role)}). {escaped(row.words)}" for row in block.seats]
    return _section(block.title, f"{_listed(seats)}\n\n{block.agreed}")


@_shown.register
def _(block: b.StrengthsBlock) -> str:
    return _section(
        block.title,
        _listed(f"**{escaped(row.name)} {row.level}** ({row.where}): {_quote(row.quote)}" for row in block.items),
    )


@_shown.register
def _(block: b.FixesBlock) -> str:
    items = []
    for number, row in enumerate(block.items, start=1):
        parts = [_quote(row.quote)] if row.quote else []
        parts += [f"{escaped(row.why)} {escaped(row.next_step)} {_cited(row.guide)}"]
        items.append(f"{number}. **{escaped(row.name)}** ({row.where}). {' · '.join(parts)}")
    return _section(block.title, "\n".join(items))


@_shown.register
def _(block: b.UnsettledBlock) -> str:
    items = []
    for row in block.items:
        other = f" {row.second} {_quote(row.other)}" if row.other else ""
        items.append(f"{row.first} {_quote(row.quote)}{other} {row.ask}")
    return _section(block.title, _listed(items))


@_shown.register
def _(block: b.RewriteBlock) -> str:
    return _section(block.title, f"{_block_quote(block.text)}\n\n{block.note}")


@_shown.register
def _(block: b.TruthBlock) -> str:
    return _section(block.title, escaped(block.text))


@_shown.register
def _(block: b.ExampleBlock) -> str:
    return _section(block.title, f"{escaped(block.question)}\n\n{_block_quote(block.answer)}")


@_shown.register
def _(block: b.LeftUngradedBlock) -> str:
    return _section(block.title, _listed(map(escaped, block.reasons)))


@_shown.register
def _(block: b.ModelWorkBlock) -> str:
    return _section(block.title, _listed(map(escaped, block.lines)))


@_shown.register
def _(block: b.LineBlock) -> str:
    follows = f" ({block.follows})" if block.follows else ""
    return f"### {block.label}. {escaped(block.name)}, {escaped(block.role)}{follows}\n\n{escaped(block.text)}"


@_shown.register
def _(block: b.HintBlock) -> str:
    return f"*(outside the role) Hint: {escaped(block.text)}*"


@_shown.register
def _(block: b.SkippedBlock) -> str:
    return f"*(outside the role) {block.text}*"


@_shown.register
def _(block: b.AnswerBlock) -> str:
    return f"**You:**\n\n{_said(block.text)}"


@_shown.register
def _(block: b.FindingBlock) -> str:
    parts = [f"**{escaped(block.name)} {block.level}** ({escaped(block.level_name)})"]
    parts += [_quote(quote) for quote in block.quotes]
    parts += [escaped(block.absent)] if block.absent else []
    parts += [block.told or f"{escaped(block.why)} {escaped(block.next_step)} {_cited(block.guide)}"]
    return _listed([" · ".join(parts)])


@_shown.register
def _(block: b.OverclaimBlock) -> str:
    return _listed([f"**{block.title}:** {_quote(block.quote)} · {escaped(block.why)}"])


@_shown.register
def _(block: b.GradeNoteBlock) -> str:
    return _listed([escaped(block.text)])


@_shown.register
def _(block: b.DisputeBlock) -> str:
    reason = escaped(_one_line(block.reason.text))
    return _listed([f"You disagree: {escaped(block.name)} should be {block.level}, because {reason}"])


@_shown.register
def _(block: b.RetryBlock) -> str:
    changes = _listed(f"{escaped(row.name)}: {row.before} -> {row.after}, {escaped(row.told)}" for row in block.changes)
    return f"**{block.title}:**\n\n{_said(block.answer.text)}\n\n{changes}"


@_shown.register
def _(block: b.ExcerptBlock) -> str:
    return f"### {escaped(block.title)}\n\n{escaped(block.body)}\n\n*{escaped(block.source)}*"


def _all_of(verdict: b.VerdictBlock) -> str:
    return f"{verdict.reason} {verdict.more}".strip()


def _section(title: str, body: str) -> str:
    return f"### {escaped(title)}\n\n{body}"


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _quote(quote: b.Quoted) -> str:
    return f'"{escaped(_one_line(quote.text))}"' + (f" ({quote.where})" if quote.where else "")


def _said(text: str) -> str:
    """An answer set off, its code as it was laid out."""
    parts = (_fenced(part.text) if part.is_code else escaped(part.text) for part in stretches(text))
    return "\n".join(f"> {line}".rstrip() for part in parts for line in part.split("\n"))


def _fenced(code: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f"{fence}\n{code}\n{fence}"


def _block_quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in escaped(text).split("\n"))


def _cited(excerpt: b.ExcerptBlock) -> str:
    return f"Guide: *{escaped(excerpt.title)}*."


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it was typed."""
    return _LIST_OR_RULE.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))
