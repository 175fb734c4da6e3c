"""An interview as PDF, with reportlab. Its built-in fonts show Latin and Chinese; what they lack becomes a box."""

from collections.abc import Iterator
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from interviewer.domain.interview import Interview, Turn
from interviewer.packs.schema import Pack
from interviewer.report.wording import agreed, said_where, seat_says, smoothed, why_ungraded

_CHINESE = "STSong-Light"
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14.5, spaceAfter=4)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=8.5, leading=12, textColor="#555555")
_HEAD = ParagraphStyle("head", parent=_BODY, fontName="Helvetica-Bold", fontSize=13, leading=18, spaceBefore=12)
_TITLE = ParagraphStyle("title", parent=_HEAD, fontSize=18, leading=24, spaceBefore=0)
_SAID = ParagraphStyle("said", parent=_BODY, leftIndent=10, borderPadding=4, backColor="#f3f1ec", spaceBefore=4)
_MISSING = "\u25a1"
_LONGEST_PARAGRAPH = 1500  # characters; reportlab can't break one paragraph over many pages quickly


def to_pdf(state: Interview, pack: Pack, session_id: str) -> bytes:
    """The debrief and the transcript, the verdict first."""
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, margin=20 * mm, title=f"Interview {session_id}", author="Mock Interviewer"
    )
    document.build([*_opening(state, pack, session_id), *_debrief(state, pack), *_transcript(state, pack)])
    return buffer.getvalue()


def _opening(state: Interview, pack: Pack, session_id: str) -> Iterator[Flowable]:
    setup = state.setup
    yield _text(pack.round(setup.round).name, _TITLE)
    began = state.started_at.strftime("%Y-%m-%d %H:%M")
    yield _text(f"Interview {session_id}, {began} UTC, {setup.unit or 'any unit'}, {state.answers} answers", _SMALL)
    yield _text(pack.manifest.disclaimer, _SMALL)


def _debrief(state: Interview, pack: Pack) -> Iterator[Flowable]:
    found = state.debrief
    if found is None:
        return
    yield _text(f"Verdict: {found.verdict.value or 'none'}", _HEAD)
    stepped = f" One step down, because {found.verdict.stepped_down_for}." if found.verdict.stepped_down_for else ""
    yield _text(f"{found.verdict.reason[:1].upper()}{found.verdict.reason[1:]}.{stepped}", _BODY)
    for trend in found.trends:
        levels = " ".join(map(str, trend.levels))
        note = f" ({smoothed(trend)})" if smoothed(trend) else ""
        name = pack.rubric.dimension(trend.dimension).name
        yield _text(f"{name}: last {trend.last}, best {trend.best}, answer by answer {levels}{note}", _BODY)
    if found.panel:
        yield _text("Around the table", _HEAD)
        for seat in found.panel:
            yield _text(f"{pack.personas[seat.persona].name}: {seat_says(seat, pack)}", _BODY)
        yield _text(agreed(found.panel), _BODY)
    if found.strengths:
        yield _text("What was strong", _HEAD)
    for moment in found.strengths:
        name = pack.rubric.dimension(moment.dimension).name
        yield _text(f'{name} {moment.level} (question {moment.turn + 1}): "{moment.quote.text}"', _BODY)
    if found.fixes:
        yield _text("What to fix first", _HEAD)
    for number, fix in enumerate(found.fixes, start=1):
        finding = fix.finding
        yield _text(
            f"{number}. {pack.rubric.dimension(finding.dimension).name} (question {fix.turn + 1}): {finding.why} "
            f"{finding.next_step} [{finding.guide_id}]",
            _BODY,
        )


def _transcript(state: Interview, pack: Pack) -> Iterator[Flowable]:
    yield _text("Transcript", _HEAD)
    for turn in state.turns:
        if turn.line:
            yield Spacer(1, 6)
            yield _text(f"{turn.number + 1}. {pack.personas[turn.move.speaker].name}: {turn.line}", _BODY)
        for part in _parts(turn.answer) if turn.answer is not None else ():
            yield _text(part, _SAID)
        yield from _findings(turn, pack)


def _findings(turn: Turn, pack: Pack) -> Iterator[Flowable]:
    if why_ungraded(turn):
        yield _text(f"Not graded: {why_ungraded(turn)}.", _SMALL)
    for finding in turn.assessment.findings if turn.assessment else ():
        quotes = "; ".join(f'"{quote.text}" {said_where(quote, turn)}'.strip() for quote in finding.quotes)
        name = pack.rubric.dimension(finding.dimension).name
        told = " ".join(part for part in (quotes, finding.absent, finding.why, finding.next_step) if part)
        yield _text(f"{name} {finding.level}: {told} [{finding.guide_id}]", _SMALL)


def _parts(answer: str) -> list[str]:
    text = answer or "(nothing)"
    return [text[at : at + _LONGEST_PARAGRAPH] for at in range(0, len(text), _LONGEST_PARAGRAPH)]


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph whose text is text, never markup, each run in a font that has it."""
    runs: list[tuple[str, str]] = []
    for character in text:
        font, shown = _font_of(character)
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + shown)
        else:
            runs.append((font, shown))
    marked = "".join(
        f'<font name="{font}">{escape(run)}</font>' if font else escape(run).replace("\n", "<br/>")
        for font, run in runs
    )
    return Paragraph(marked, style)


def _font_of(character: str) -> tuple[str, str]:
    """The font for a character ("" is the style's own), and what is shown for it."""
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        try:
            character.encode("gb18030" if "\u2e80" <= character <= "\uffef" else "gb2312")
        except UnicodeEncodeError:
            return _CHINESE, _MISSING
        return _CHINESE, character
    return "", character
