"""The debrief as a document that one reads: nothing twice, no ids, numbers that agree, code as it was laid out."""

import re
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from test_report import OPENING, RENDERED, dense, everything, printed, session

from interviewer.app import Services
from interviewer.assessment.retry_diff import compare
from interviewer.domain.assessment import Assessment, Grade, Status
from interviewer.domain.debrief import Debrief, Seat, Verdict
from interviewer.domain.evidence import Reading
from interviewer.domain.interview import Interview
from interviewer.interview.request import InterviewRequest
from interviewer.report import blocks as b
from interviewer.report.code import stretches
from interviewer.report.document import ReportDocument, document_of
from interviewer.report.plots import course_plot
from interviewer.report.reasons import what_else, why
from interviewer.report.wording import agreed, seat_says
from interviewer.rubric.verdict import LADDER, settled, trend, verdict
from interviewer.web.fragments import Fragments

__all__ = ["everything", "session"]  # fixtures


@pytest.mark.parametrize("format_", RENDERED)
def test_a_fix_is_told_once(format_: str, everything: Interview, services: Services) -> None:
    shown = dense(RENDERED[format_](everything, services))
    assert everything.debrief and everything.debrief.fixes
    for fix in everything.debrief.fixes:
        assert shown.count(dense(fix.finding.why)) == 1


@pytest.mark.parametrize("format_", RENDERED)
def test_no_reader_meets_an_id(format_: str, everything: Interview, services: Services) -> None:
    shown, pack = RENDERED[format_](everything, services), services.pack
    ids = {item.id for item in pack.rubric.dimensions if "_" in item.id}
    ids |= {link.id for item in pack.rubric.dimensions for link in item.links if "_" in link.id}
    ids |= {item for item in (*pack.excerpts, *everything.plan.questions) if "-" in item}
    assert [item for item in ids if re.search(rf"(?<![\w-]){item}(?![\w-])", shown)] == []


def test_the_first_screen_holds_the_verdict_the_fixes_the_strengths_and_one_plot(
    everything: Interview, services: Services
) -> None:
    document = document_of(everything, services.pack, "an-id")
    first = Fragments(services.pack).first_screen(document, everything)
    assert everything.debrief
    practised = [int(number) for number in re.findall(r'data-practise="(\d+)"', first)]
    assert practised == [fix.turn for fix in everything.debrief.fixes]
    assert first.count("<svg") == 1
    assert all(moment.quote.text[:20] in first for moment in everything.debrief.strengths)
    assert everything.turns[0].line and everything.turns[0].line not in first


def test_every_question_has_a_number_within_what_was_asked(everything: Interview, services: Services) -> None:
    document = document_of(everything, services.pack, "an-id")
    lines = [block for part in document.turns for block in part.blocks if isinstance(block, b.LineBlock)]
    told = next(fact for fact in document.opening.facts if "answered" in fact)
    questions, follow_ups, answered = map(int, re.findall(r"\d+", told))
    numbered = [line for line in lines if line.label != "Close"]
    assert [line.label for line in numbered] == [str(number) for number in range(1, questions + follow_ups + 1)]
    assert sum(bool(line.follows) for line in numbered) == follow_ups
    assert answered == everything.answers


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_the_square_stands_where_the_line_ends(levels: list[int]) -> None:
    row = b.TrendRow("Ownership", levels[-1], "x", max(levels), tuple(levels), "", tuple(range(len(levels))), True)
    plot = course_plot([row])
    ((x, y),) = re.findall(r'<rect x="([\d.-]+)" y="([\d.-]+)" width="7"', plot)
    end = re.search(r'<polyline points="(?:.* )?([\d.]+),([\d.]+)"', plot)
    assert end
    assert (float(x) + 3.5, float(y) + 3.5) == pytest.approx((float(end[1]), float(end[2])), abs=0.06)


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((3, 3), "Metric gap and ownership decide, and both ended at level 3 of 4"),
        ((3, 2), "Ownership ended at level 2 of 4 (took part), the lower of the two that decide."),
        ((3,), "Metric gap ended at level 3 of 4 (connected)."),
    ],
)
def test_the_verdict_names_where_what_decides_ended_and_itself_once(
    ends: tuple[int, ...], told: str, services: Services
) -> None:
    trends = [trend(name, True, {0: level}) for name, level in zip(("metric_gap", "ownership"), ends, strict=False)]
    by_rule = verdict(trends, spoke_to_grader=False)
    beside = tuple(float(LADDER.index(by_rule.value or "hire") - 1 == place) for place in range(len(LADDER)))
    found = Debrief(verdict=settled(by_rule, beside), trends=tuple(trends))
    said = f"{why(found, services.pack)} {what_else(found, services.pack)}"
    assert said.startswith(told) and "weakest" not in said
    assert said.count(f"make it {by_rule.value}, but some are unsure and may be lower") == 1
    assert said.count(f" {by_rule.value}") == 1  # and not once more as what it stands close to


def seat(value: str | None, *turns: int) -> Seat:
    return Seat(persona="anyone", turns=turns, verdict=Verdict(value=value, reason="a; b"))  # type: ignore[arg-type]


@pytest.mark.parametrize("alone", [seat("hire", 3), seat(None, 3), seat(None, 3, 4)])
def test_who_heard_one_answer_gives_no_verdict(alone: Seat, services: Services) -> None:
    assert "too little to say" in seat_says(alone, services.pack) and "hire" not in seat_says(alone, services.pack)
    assert agreed([alone, seat("hire", 1, 2), seat("hire", 5, 6)]).startswith("They agree.")
    assert agreed([alone, seat("hire", 1, 2)]).startswith("Too few of them")


def graded(level: int, distribution: list[float]) -> Assessment:
    grade = Grade(
        dimension="ownership", status=Status.GRADED, level=level, guess=level, distribution=tuple(distribution)
    )
    return Assessment(reading=Reading(extractor="none"), grades=(grade,))


LEVELS = st.tuples(st.integers(0, 4), st.lists(st.floats(0, 1), min_size=5, max_size=5))


@given(LEVELS, LEVELS)
def test_improved_is_said_only_if_the_level_rose(
    shared_services: Services, first: tuple[int, list[float]], second: tuple[int, list[float]]
) -> None:
    (change,) = compare(graded(*first), graded(*second), shared_services.pack, {"ownership": 0.1}).changes
    assert change.verdict != "improved" or second[0] > first[0]
    assert change.verdict != "worse" or second[0] < first[0]


# Code


CODE = "SELECT shop_id,\n       COUNT(*) AS late\nFROM orders\nWHERE delivered_at > promised_at;"
FUNCTION = "def late(orders):\n    return [o for o in orders if o.late]"
PROSE = "I would count late orders first.\nThen I would ask who is late, and why; it is one shop."


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (PROSE, [(PROSE, False)]),
        (FUNCTION, [(FUNCTION, True)]),
        (f"First this:\n\n{FUNCTION}", [("First this:\n", False), (FUNCTION, True)]),
        (f"Like this:\n```sql\n{CODE}\n```\nand so on.", [("Like this:", False), (CODE, True), ("and so on.", False)]),
        ("- one\n- two", [("- one\n- two", False)]),
        ("", [("", False)]),
    ],
)
def test_code_is_told_from_prose(answer: str, expected: list[tuple[str, bool]]) -> None:
    assert [(part.text, part.is_code) for part in stretches(answer)] == expected


@given(st.lists(st.sampled_from(["", "a b", "    x = 1", "def f():", "- I did.", "FROM t"]), max_size=12))
def test_cutting_loses_no_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "\n".join(part.text for part in stretches(text)) == text


def test_code_is_printed_in_letters_of_one_width_with_its_lines() -> None:
    found = printed(f"Like this:\n\n{CODE}")
    lines = [line.rstrip() for line in found.pages[0].extract_text().split("\n")]
    at = lines.index("SELECT shop_id,")
    assert lines[at : at + 4] == CODE.split("\n")
    fonts = {str(font.get_object()["/BaseFont"]) for font in found.pages[0]["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert any("Mono" in name for name in fonts)
    assert not any("Mono" in name for name in _fonts(printed(PROSE)))


def _fonts(found: PdfReader) -> set[str]:
    return {str(font.get_object()["/BaseFont"]) for font in found.pages[0]["/Resources"]["/Font"].values()}  # type: ignore[index]


def test_a_code_block_of_markdown_keeps_its_lines(services: Services) -> None:
    from interviewer.report.markdown import to_markdown

    opening, answer = (
        OPENING,
        b.AnswerBlock((b.Mark(CODE, (), ()),)),
    )
    text = to_markdown(ReportDocument(opening, (answer,), (), ()))
    assert "> ```\n" + "\n".join(f"> {line}" for line in CODE.split("\n")) + "\n> ```" in text


def test_the_plot_of_a_pdf_ends_in_a_square_for_each_line() -> None:
    from interviewer.report.pdf import to_pdf

    rows = tuple(b.TrendRow(name, 2, "x", 3, (1, 3, 2), "", (0, 1, 3), True) for name in ("One", "Other"))
    bare, drawn = (to_pdf(ReportDocument(OPENING, (b.TrendsBlock(part),), (), ())) for part in ((), rows))
    squares = [PdfReader(BytesIO(data)).pages[0].get_contents().get_data().count(b"re f") for data in (bare, drawn)]  # type: ignore[union-attr]
    assert squares[1] - squares[0] == 4  # a square and a key for each


@pytest.mark.parametrize(
    ("then", "fixed"),
    [
        ("It cost 900 euro a month and three weeks of my time, and that price was worth it.", False),
        ("We compared it with two districts that had no change at all.", True),
    ],
)
def test_what_a_later_answer_of_the_thread_told_is_nothing_to_fix(services: Services, then: str, fixed: bool) -> None:
    setup = services.setup(InterviewRequest(round="hiring-manager", turns=2, seed=1))
    session = services.interviews.begin(setup, fixed_choice=True)
    list(session.advance())
    first = "I noticed vans waiting at closed gates and chose to move the pickups, so drivers came to open gates; "
    list(session.answer(f"{first}late parcels fell from 9% to 6% in two months."))
    list(session.answer(then))
    told, found = session.state.turns[0].assessment, session.state.debrief
    assert told is not None and "cost" in {item.link for item in told.findings if not item.asked}
    assert found is not None and ("cost" in {fix.finding.link for fix in found.fixes}) is fixed
