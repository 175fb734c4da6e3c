"""A report as PDF: a small function for each kind of block draws on a `Sheet`, which knows fonts and page breaks."""

from functools import singledispatch

from interviewer.report import blocks as b
from interviewer.report.document import ReportDocument
from interviewer.report.pdf_plot import draw_course, plot_height
from interviewer.report.sheet import Sheet


def to_pdf(document: ReportDocument) -> bytes:
    """The debrief and the transcript, the verdict first."""
    sheet = Sheet(f"Interview {document.opening.session_id}")
    for block in document.blocks:
        _draw(block, sheet)
    return bytes(sheet.output())


@singledispatch
def _draw(block: b.Block, _sheet: Sheet) -> None:
    raise TypeError(f"the PDF does not know {type(block).__name__}")


@_draw.register
def _(block: b.OpeningBlock, sheet: Sheet) -> None:
    sheet.heading(block.title, 18)
    sheet.small(f"Interview {block.session_id} · {' · '.join(block.facts)}")
    sheet.small(block.disclaimer)


@_draw.register
def _(block: b.HeadingBlock, sheet: Sheet) -> None:
    sheet.heading(block.title, 15)


@_draw.register
def _(block: b.VerdictBlock, sheet: Sheet) -> None:
    sheet.heading(f"Verdict: {block.value}", 15)
    sheet.strong(block.plain)
    sheet.prose(f"{block.reason} {block.more}".strip())


@_draw.register
def _(block: b.TrendsBlock, sheet: Sheet) -> None:
    sheet.heading(block.title, room=plot_height(block.rows))
    draw_course(sheet, block.rows)
    told = [
        (row.name, f"{row.last} {row.level}", str(row.best), " ".join(map(str, row.levels)), row.note)
        for row in block.rows
    ]
    sheet.rows(("dimension", "last", "best", "over the interview"), told)


@_draw.register
def _(block: b.PanelBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    for row in block.seats:
        sheet.item(f"{row.name} ({row.role})", row.words)
    sheet.prose(block.agreed)


@_draw.register
def _(block: b.StrengthsBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    for row in block.items:
        sheet.item(f"{row.name} {row.level} ({row.where})", _quote(row.quote))


@_draw.register
def _(block: b.FixesBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    for number, row in enumerate(block.items, start=1):
        quotes = [_quote(row.quote)] if row.quote else []
        sheet.item(f"{number}. {row.name} ({row.where})", *quotes, f"{row.why} {row.next_step} {_cited(row.guide)}")


@_draw.register
def _(block: b.UnsettledBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    for row in block.items:
        other = [row.second, _quote(row.other)] if row.other else []
        sheet.item(row.first, _quote(row.quote), *other, row.ask)


@_draw.register
def _(block: b.RewriteBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    sheet.said(block.text)
    sheet.small(block.note)


@_draw.register
def _(block: b.TruthBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    sheet.prose(block.text)


@_draw.register
def _(block: b.ExampleBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    sheet.prose(block.question)
    sheet.said(block.answer)


@_draw.register
def _(block: b.LeftUngradedBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    for reason in block.reasons:
        sheet.prose(reason)


@_draw.register
def _(block: b.ModelWorkBlock, sheet: Sheet) -> None:
    sheet.heading(block.title)
    for line in block.lines:
        sheet.prose(line)


@_draw.register
def _(block: b.LineBlock, sheet: Sheet) -> None:
    follows = f" ({block.follows})" if block.follows else ""
    sheet.heading(f"{block.label}. {block.name}, {block.role}{follows}", 11)
    sheet.prose(block.text)


@_draw.register
def _(block: b.HintBlock, sheet: Sheet) -> None:
    sheet.small(f"(outside the role) Hint: {block.text}")


@_draw.register
def _(block: b.SkippedBlock, sheet: Sheet) -> None:
    sheet.small(f"(outside the role) {block.text}")


@_draw.register
def _(block: b.AnswerBlock, sheet: Sheet) -> None:
    sheet.said(block.text)


@_draw.register
def _(block: b.FindingBlock, sheet: Sheet) -> None:
    told = [*map(_quote, block.quotes), *filter(None, [block.absent])]
    told.append(block.told or f"{block.why} {block.next_step} {_cited(block.guide)}")
    sheet.item(f"{block.name} {block.level} ({block.level_name})", *told)


@_draw.register
def _(block: b.OverclaimBlock, sheet: Sheet) -> None:
    sheet.item(block.title, _quote(block.quote), block.why)


@_draw.register
def _(block: b.GradeNoteBlock, sheet: Sheet) -> None:
    sheet.small(block.text)


@_draw.register
def _(block: b.DisputeBlock, sheet: Sheet) -> None:
    sheet.item(f"You disagree: {block.name} should be {block.level}, because", block.reason.text)


@_draw.register
def _(block: b.RetryBlock, sheet: Sheet) -> None:
    sheet.heading(block.title, 10)
    sheet.said(block.answer.text)
    for row in block.changes:
        sheet.item(f"{row.name}: {row.before} → {row.after}", row.told)


@_draw.register
def _(block: b.ExcerptBlock, sheet: Sheet) -> None:
    sheet.heading(block.title, 11)
    sheet.prose(block.body)
    sheet.small(block.source)


def _cited(excerpt: b.ExcerptBlock) -> str:
    return f"Guide: {excerpt.title}."


def _quote(quote: b.Quoted) -> str:
    return f'"{quote.text}"' + (f" ({quote.where})" if quote.where else "")
