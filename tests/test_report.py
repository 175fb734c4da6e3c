"""One report, many renderers: every kind of block in every format, and a PDF whose letters are all there."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO, StringIO
from typing import get_args

import pytest
from fpdf import FPDF
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream
from rich.console import Console

from interviewer.app import Services
from interviewer.cli.printed import print_blocks
from interviewer.domain.assessment import Assessment, Grade, Overclaim, Status
from interviewer.domain.debrief import Unsettled
from interviewer.domain.evidence import Reading, Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.setup import EngineSelection
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.report import blocks as b
from interviewer.report.answers import assessment_blocks
from interviewer.report.document import ReportDocument, document_of
from interviewer.report.export import FORMATS, exported
from interviewer.report.pdf import to_pdf
from interviewer.report.record import interview_record
from interviewer.web.fragments import Fragments

TASKS = get_args(b.Block)
OPENING = b.OpeningBlock("A", "an-id", datetime(2026, 11, 20, tzinfo=UTC), (), "")
HIDDEN = {"id", "ids", "kind", "verdict", "session_id"}  # fields for a machine: classes of a page, colours of a row
WEAK = "I was assigned to the ranking model. AUC went from 0.71 to 0.78 and everyone was happy."
STRONG = (
    "I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. The head of logistics refused "
    "to change the promise, so I took her forty cancelled orders by name and she gave me one city. I moved the cut-off "
    "by an hour because the vans then leave half full; cancellations fell from 6.1% to 3.9% against four cities "
    "without it, for 900 a month of servers. I got the holidays wrong and told her so."
)


@pytest.fixture
def session(services: Services) -> Session:
    """A whole case round, played through the session's own doors."""
    made = services.interviews.begin(
        services.setup(InterviewRequest(round="case-panel", turns=6, seed=3)), fixed_choice=True
    )
    list(made.advance())
    for text in (STRONG, WEAK, "What is the budget?", STRONG):
        list(made.hint())
        list(made.answer(text))
    list(made.skip())
    list(made.answer(WEAK))
    list(made.end())
    list(made.retry(1, STRONG))
    made.dispute(1, "ownership", 3, "I chose the loss <b>myself</b>")
    return made


@pytest.fixture
def everything(session: Session) -> Interview:
    """The same with what no scripted answer brings about for certain: doubts, an over-claim, a model at work."""
    state = session.state
    doubt = Grade(dimension="scale", status=Status.ABSTAINED, guess=2, reason="the readings differ too far")
    turns = []
    for turn in state.turns:
        found = turn.assessment
        if turn.number == 0 and found and turn.answer:
            claim = Overclaim(
                dimension="metric_gap",
                quote=Span(turn=0, start=0, end=9, text=turn.answer[:9]),
                why="Nothing here shows it.",
            )
            dimension = found.grades[-1].dimension
            grades = (*found.grades[:-1], doubt.model_copy(update={"dimension": dimension}))
            found = found.model_copy(update={"overclaims": (claim,), "grades": grades})
        turns.append(turn.model_copy(update={"assessment": found}))
    assert state.debrief
    now = Span(turn=1, start=0, end=14, text=WEAK[:14])
    points = (
        Unsettled(against="talk", earlier=Span(turn=0, start=0, end=9, text=STRONG[:9]), now=now),
        Unsettled(against="cv", cv="- Led a team of six", now=now),
        Unsettled(against="sum", now=now),
    )
    doubts = {"ungraded": ("question 1, clarity: the readings differ too far",), "unsettled": points}
    debrief = state.debrief.model_copy(update=doubts)
    setup = state.setup.model_copy(update={"selection": EngineSelection(voice="llm", model="a-model")})
    return state.model_copy(update={"turns": tuple(turns), "debrief": debrief, "setup": setup})


@pytest.fixture
def document(everything: Interview, services: Services) -> ReportDocument:
    return document_of(everything, services.pack, "an-id")


def test_the_interview_that_is_rendered_has_every_kind_of_block(document: ReportDocument) -> None:
    assert {type(block) for block in document.blocks} == set(TASKS)


def as_markdown(state: Interview, made: Services) -> str:
    text = exported(state, made.pack, "an-id", "md").decode()
    return re.sub(r"\\(?=[^\w\s])", "", re.sub(r"^> ?", "", text, flags=re.MULTILINE))


def as_html(state: Interview, made: Services) -> str:
    return visible(exported(state, made.pack, "an-id", "html").decode())


def as_pdf(state: Interview, made: Services) -> str:
    text = "\n".join(
        page.extract_text() for page in PdfReader(BytesIO(exported(state, made.pack, "an-id", "pdf"))).pages
    )
    return re.sub(r"Interview an-id · page \d+ of \d+", "", text)


def as_terminal(state: Interview, made: Services) -> str:
    console = Console(file=StringIO(), width=92, markup=False, emoji=False, highlight=False)
    print_blocks(console, document_of(state, made.pack, "an-id").as_it_happened)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def as_page(state: Interview, made: Services) -> str:
    """The debrief of the web page, its headings added: those are the page's own."""
    fragments, document = Fragments(made.pack), document_of(state, made.pack, "an-id")
    shown = [fragments.first_screen(document, state), fragments.answers(document, state)]
    shown += [fragments.background(document, "an-id", state)]
    shown += [fragments.block(block) for block in document.blocks if isinstance(block, b.HeadingBlock)]
    return visible("".join(shown))


RENDERED: dict[str, Callable[[Interview, Services], str]] = {
    "md": as_markdown,
    "html": as_html,
    "pdf": as_pdf,
    "terminal": as_terminal,
    "page": as_page,
}


def test_every_format_that_is_exported_is_looked_at() -> None:
    assert set(RENDERED) | {"json"} >= set(FORMATS)


@pytest.mark.parametrize("format_", RENDERED)
def test_every_block_says_in_every_format_all_that_it_says(
    format_: str, everything: Interview, document: ReportDocument, services: Services
) -> None:
    shown = dense(RENDERED[format_](everything, services))
    for block in document.blocks:
        for text in texts_of(block):
            assert dense(text) in shown, f"{format_} lacks of {type(block).__name__}: {text}"


def test_every_grade_is_told_also_where_no_finding_speaks_of_it(services: Services) -> None:
    """What counts in the verdict stands under its answer."""
    graded = Grade(dimension="ownership", status=Status.GRADED, level=3, confidence=0.6)
    assessment = Assessment(reading=Reading(extractor="any"), grades=(graded,))
    (note,) = assessment_blocks(assessment, 0, services.pack)
    assert isinstance(note, b.GradeNoteBlock) and note.text.startswith("Ownership: 3 of 4, owned.")


def test_the_page_shows_a_grade_without_a_finding(session: Session, services: Services) -> None:
    first, *others = session.state.turns
    assert first.assessment
    silent = first.assessment.model_copy(update={"findings": (), "overclaims": ()})
    bare = session.state.model_copy(update={"turns": (first.model_copy(update={"assessment": silent}), *others)})
    shown = Fragments(services.pack).answers(document_of(bare, services.pack, "an-id"), bare)
    graded = {item.dimension: item.level for item in silent.grades if item.level is not None}
    headline = [item for item in services.pack.rubric.dimensions if item.headline and item.id in graded]
    assert headline
    assert all(f'aria-label="{item.name}: {graded[item.id]}"' in shown for item in headline)


def test_a_block_that_a_renderer_does_not_know_is_an_error(services: Services) -> None:
    stranger = ReportDocument(OPENING, ("no block",), (), ())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="does not know"):
        to_pdf(stranger)


IN_JSON: dict[type, Callable[[dict, Turn], object]] = {  # type: ignore[type-arg]
    b.OpeningBlock: lambda record, _: record["disclaimer"] and record["started_at"],
    b.HeadingBlock: lambda record, _: record["turns"],
    b.VerdictBlock: lambda record, _: record["debrief"]["verdict"] and record["debrief"]["reason"],
    b.TrendsBlock: lambda record, _: all("smoothed" in item for item in record["debrief"]["levels"].values()),
    b.PanelBlock: lambda record, _: record["debrief"]["panel"] and record["debrief"]["agreed"],
    b.StrengthsBlock: lambda record, _: record["debrief"]["strengths"],
    b.FixesBlock: lambda record, _: record["debrief"]["fixes"],
    b.UnsettledBlock: lambda record, _: record["debrief"]["unsettled"][0]["now"]["text"],
    b.RewriteBlock: lambda record, _: record["debrief"]["rewrite"]["text"],
    b.TruthBlock: lambda record, _: record["debrief"]["hidden_truth"],
    b.ExampleBlock: lambda record, _: record["debrief"]["example"],
    b.LeftUngradedBlock: lambda record, _: record["debrief"]["ungraded"],
    b.ModelWorkBlock: lambda record, _: record["model"]["model"] == "a-model",
    b.LineBlock: lambda record, _: record["turns"][0]["question"],
    b.HintBlock: lambda record, _: record["turns"][0]["hints"],
    b.SkippedBlock: lambda record, _: any(turn["skipped"] for turn in record["turns"]),
    b.AnswerBlock: lambda record, turn: record["turns"][0]["answer"] == turn.answer,
    b.FindingBlock: lambda record, _: record["turns"][0]["assessment"]["findings"],
    b.OverclaimBlock: lambda record, _: record["turns"][0]["assessment"]["overclaims"],
    b.GradeNoteBlock: lambda record, _: any(turn["ungraded"] for turn in record["turns"]),
    b.DisputeBlock: lambda record, _: record["turns"][1]["disputes"],
    b.RetryBlock: lambda record, _: record["turns"][1]["retries"][0]["comparison"],
    b.ExcerptBlock: lambda record, _: record["excerpts"][0]["body"],
}


@pytest.mark.parametrize("kind", TASKS, ids=b.kind_of)
def test_the_record_carries_every_kind(kind: type, everything: Interview, services: Services) -> None:
    assert IN_JSON[kind](interview_record(everything, services.pack, "an-id"), everything.turns[0])


@pytest.mark.parametrize("format_", ["html", "page"])
def test_what_a_candidate_types_is_never_markup(format_: str, session: Session, services: Services) -> None:
    hostile = '<script>alert(1)</script> <img src=x onerror="y">'
    list(session.retry(0, hostile))
    session.dispute(0, "ownership", None, hostile)
    made = services.pack, "an-id", "html"
    source = exported(session.state, *made).decode() if format_ == "html" else page_source(session, services)
    assert "<script>alert" not in source and "<img" not in source
    assert source.count("&lt;script&gt;alert(1)") == 2


def page_source(session: Session, services: Services) -> str:
    fragments = Fragments(services.pack)
    return fragments.answers(fragments.report(session), session.state)


# The PDF


WORLD = {
    "Vietnamese": "Nguyễn Thị Hạnh đã giảm tỷ lệ hết hàng",
    "Polish": "Zażółć gęślą jaźń w Łodzi",
    "Yoruba": "Ọ̀ṣun, Yorùbá, ẹ̀kọ́ àti iṣẹ́",
    "Turkish": "Çağrı işleri düzeltti",
    "Russian": "Привет из Москвы",
    "Greek": "Η τιμή είναι β ≈ 0.4",
    "Chinese": "我在阿里巴巴把缺货率从9%降到6%。",
    "traditional Chinese": "為什麼訂單減少了",
    "rupee": "worth ₹4 crore, € 3 and − 2 zł",
    "names": "At Żabka in Łódź I worked with Nguyễn Thị Hạnh and Çağrı; we cut stock-outs "
    "from 9% to 6% (p ≤ 0.05, β ≈ 0.4, Δ → −3 pts),"
    " worth ₹4 crore and 2 mln zł. Привет from the Москва depot. 🙂 I proposed it.",
}


def printed(answer: str) -> PdfReader:
    opening = b.OpeningBlock("A round", "an-id", datetime(2026, 11, 20, tzinfo=UTC), (), "")
    return PdfReader(BytesIO(to_pdf(ReportDocument(opening, (b.AnswerBlock((b.Mark(answer, (), ()),)),), (), ()))))


def read_back(found: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in found.pages)


@pytest.mark.parametrize("script", WORLD)
def test_the_worlds_letters_are_printed_with_a_glyph_each(script: str) -> None:
    found = printed(WORLD[script])
    told = WORLD[script].replace("🙂", "[slightly smiling face]")
    assert dense(told) in dense(read_back(found))
    assert not unprinted(found)


def test_arabic_is_joined_and_runs_to_the_left() -> None:
    found = printed("خفضنا النفاد في المخزن")
    assert "خفضنا النفاد في المخزن" in read_back(found) and not unprinted(found)
    loose, joined = (len(set(shown_glyphs(item.pages[0], item))) for item in (printed("ب ب ب"), printed("ببب")))
    assert joined == loose + 2  # the first, the middle and the last form instead of the one that stands alone
    content = found.pages[0].get_contents()
    assert content is not None
    starts = [float(at) for at in re.findall(rb"BT ([\d.]+) [\d.]+ Td", content.get_data())]
    assert max(starts) > 400 > 2 * min(starts)  # points: it ends at the right margin, while Latin begins at the left


def test_a_letter_without_a_glyph_would_be_found() -> None:
    raw = FPDF()
    raw.add_font("plain", fname=str(files("interviewer.report") / "fonts" / "DejaVuSans.ttf"))
    raw.add_page()
    raw.set_font("plain")
    raw.cell(text="aह")
    assert read_back(PdfReader(BytesIO(bytes(raw.output())))) == "a"  # so reading back misses what was not printed


def test_what_no_font_has_is_told_in_words() -> None:
    told = read_back(printed("ok 🙂 👩🏽 हिन्दी ✓"))
    assert "ok [slightly smiling face] [woman] [text in Devanagari] ✓" in told


def test_lines_and_indents_of_an_answer_are_kept() -> None:
    lines = read_back(printed("for order in late:\n\tif order.milk:\n        keep(order)\n\nand so on")).split("\n")
    at = lines.index("for order in late:")
    assert [line.rstrip() for line in lines[at : at + 3]] == [
        "for order in late:",
        "    if order.milk:",
        "        keep(order)",
    ]


def test_a_very_long_answer_fills_pages_and_loses_nothing() -> None:
    words = [f"word{number}" for number in range(1800)]  # some 15,000 characters
    found = printed(" ".join(words))
    assert len(found.pages) >= 3
    assert re.findall(r"word\d+", read_back(found)) == words
    for number, page in enumerate(found.pages, start=1):
        assert f"page {number} of {len(found.pages)}" in page.extract_text()


def test_an_unbroken_answer_is_broken() -> None:
    assert dense(read_back(printed("x" * 15_000))).count("x") == 15_000


@pytest.mark.parametrize("lines", range(38, 56, 2))
def test_a_heading_never_ends_a_page(lines: int) -> None:
    before = b.AnswerBlock((b.Mark("\n".join(map(str, range(lines))), (), ()),))
    after = b.LineBlock("2", "Ann", "the head", "What came of it?")
    found = PdfReader(BytesIO(to_pdf(ReportDocument(OPENING, (before, after), (), ()))))
    (page,) = [page.extract_text() for page in found.pages if "the head" in page.extract_text()]
    assert "What came of it?" in page


# What the above is made of


def texts_of(block: object) -> Iterator[str]:
    """All that a block says to a person, field by field."""
    for field in fields(block):  # type: ignore[arg-type]
        if field.name not in HIDDEN:
            yield from _texts(getattr(block, field.name))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from texts_of(value)
    elif isinstance(value, Iterable):
        for item in value:
            yield from _texts(item)


def dense(text: str) -> str:
    """The text without whitespace, which every format sets in its own way."""
    return re.sub(r"\s+", "", text)


def visible(source: str) -> str:
    body = re.sub(r"<(style|title)>.*?</\1>", "", source, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def unprinted(found: PdfReader) -> int:
    """How many characters show glyph 0, which every font draws as an empty box."""
    return sum(gid == 0 for page in found.pages for gid in shown_glyphs(page, found))


def shown_glyphs(page: PageObject, found: PdfReader) -> Iterator[int]:
    """The glyph of each character, as the maps of the fonts have it."""
    maps: dict[str, bytes] = {}
    for name, reference in page["/Resources"]["/Font"].items():  # type: ignore[index]
        maps[name] = reference.get_object()["/DescendantFonts"][0].get_object()["/CIDToGIDMap"].get_object().get_data()
    map_ = b""
    for operands, operator in ContentStream(page.get_contents(), found).operations:
        if operator == b"Tf":
            map_ = maps[operands[0]]
        elif operator == b"Tj":
            codes = operands[0].original_bytes
            for at in range(0, len(codes), 2):
                cid = int.from_bytes(codes[at : at + 2])
                yield int.from_bytes(map_[2 * cid : 2 * cid + 2])
