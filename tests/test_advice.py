"""Advice and rewrites: of the candidate's own words, letter for letter, and nothing said twice."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.assessment.critic import evidence
from interviewer.assessment.quotes import telling_quote
from interviewer.assessment.repetition import said_once
from interviewer.domain.addressing import is_addressed
from interviewer.domain.assessment import Assessment, Blank, Finding, Kept
from interviewer.domain.evidence import Actor, Evidence, EvidenceKind, Quantity, Reading, Span
from interviewer.domain.quoting import NEGATION, can_be_held, shortened
from interviewer.engines.embedded.coach import EmbeddedCoach
from interviewer.engines.embedded.telling import tellable
from interviewer.engines.protocols import AdviceRequest, Exchange
from interviewer.packs.schema import Rubric

_PARTS = (
    "no alarm fired", "but not before May", "I moved the pickups", "nobody had asked;", "it didn't hold.",
    "As you said,", "good question,", "you handed me an excuse.", "Does that answer it?", "Result:", "- ", "\n",
    "Was it my work? No.",
    "um,", "orders rose 2%", "without a control", "; the others stayed", "'We did it!' from a man", "I chose rules.",
)  # fmt: skip
answers = st.lists(st.sampled_from(_PARTS) | st.text(max_size=30), max_size=14).map(" ".join)


@pytest.fixture
def rubric(services: Services) -> Rubric:
    return services.pack.rubric


def _evidence(answer: str, *found: tuple[str, str], probability: float = 0.9) -> Reading:
    items = [
        Evidence(
            kind=EvidenceKind(kind),
            span=Span(turn=0, start=answer.index(text), end=answer.index(text) + len(text), text=text),
            actor=Actor.CANDIDATE,
            quantity=Quantity.EXPLICIT,
            probability=probability,
        )
        for kind, text in found
    ]
    return Reading(extractor="test", evidence=tuple(items), words=len(answer.split()))


def _rewritten(rubric: Rubric, answer: str, reading: Reading, *links: tuple[str, str]) -> Sequence[Kept | Blank]:
    requests = [AdviceRequest(dimension, link, 2, None, 0) for dimension, link in links]
    rewrite = EmbeddedCoach(rubric).coach([Exchange(0, "What did you do?", answer)], reading, requests).rewrite
    return [piece for piece in rewrite.pieces if isinstance(piece, Kept | Blank)] if rewrite else []


@given(answers)
def test_what_a_rewrite_keeps_stands_letter_for_letter_in_order(answer: str) -> None:
    at = 0
    for clause in tellable(answer):
        assert answer[clause.start : clause.end] == clause.text and clause.start >= at
        assert not is_addressed(clause.text) or "\n" in clause.text or ";" in clause.text or "?" in clause.text
        at = clause.end


@given(answers)
def test_no_negation_before_kept_words_is_cut_off_in_their_sentence(answer: str) -> None:
    for clause in tellable(answer):
        before = re.split(r"[.!?;,:\n]", answer[: clause.start])[-1]
        assert not NEGATION.search(before)
        after = re.split(r"[.!?;,:\n]|\s[-–—]", answer[clause.end :])[0]
        assert re.search(r"[.!?][\"')\]”’]*$", clause.text) or not NEGATION.search(after)


@given(st.sampled_from(["no", "not", "never", "nobody", "without"]), st.lists(st.sampled_from("abcdefgh"), min_size=2))
def test_a_quote_keeps_the_negation_that_it_begins_with(negation: str, words: list[str]) -> None:
    assert shortened(" ".join([negation, *words])).startswith(negation)


@given(st.lists(st.sampled_from(["we", "ship", "it,", "but", "not", "never", "fast", "and", "May"]), max_size=30))
def test_a_quote_is_an_unbroken_part_and_never_ends_before_a_negation(words: list[str]) -> None:
    text = " ".join(words)
    quote = shortened(text)
    assert quote in text
    rest = text[text.index(quote) + len(quote) :].split() if quote else []
    assert not rest or rest[0].strip(",") not in {"not", "never"}


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        ("no alarm fired", "no alarm fired"),
        ("No, we asked the drivers", "we asked the drivers"),
        ("I would ship the new model to everybody in one go, but not before the May sale is over", ""),
    ],
)
def test_a_quote_is_not_turned_round(answer: str, quote: str) -> None:
    assert shortened(answer) == quote


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("I told you that already, I counted it by hand", False),
        ("I've already said who decided it", False),
        ("You haven't picked, so I ask it again plainly", False),
        ("I think I answered another thing before", False),
        ("I take back what I said about the ranker", False),
        ("I told the board myself that we had been wrong", True),
        ("I asked the three clerks what they would drop", True),
        ("I said before the launch that it would fail", True),
    ],
)
def test_nobody_is_held_to_words_about_the_talk_itself(said: str, held: bool) -> None:
    assert can_be_held(said) is held


def test_a_rewrite_drops_what_is_said_to_the_interviewer_and_keeps_what_ends_in_a_semicolon(rubric: Rubric) -> None:
    answer = (
        "Good question. You handed me an excuse there. As you said, the queue was long; I moved pickups to open gates; "
        "the other hubs stayed at 14%. No alarm fired. Does that answer it?"
    )
    kept = _rewritten(rubric, answer, _evidence(answer), ("metric_gap", "cost"))
    assert [piece.span.text for piece in kept if isinstance(piece, Kept)] == [
        "the queue was long; I moved pickups to open gates; the other hubs stayed at 14%. No alarm fired.",
    ]


@pytest.mark.parametrize(("probability", "asked"), [(0.2, True), (0.3, False)])
def test_a_blank_never_asks_for_what_may_have_been_said(rubric: Rubric, probability: float, asked: bool) -> None:
    answer = "I moved the pickups to open gates, and we paid for two more vans every week because of it."
    reading = _evidence(answer, ("cost", "two more vans every week"), probability=probability)
    pieces = _rewritten(rubric, answer, reading, ("metric_gap", "cost"), ("ownership", "found"))
    labels = [piece.label for piece in pieces if isinstance(piece, Blank)]
    assert (rubric.dimension("metric_gap").link("cost").blank in labels) == asked
    assert rubric.dimension("ownership").link("found").blank in labels


def test_a_blank_stands_behind_what_it_is_about(rubric: Rubric) -> None:
    answer = "I moved the pickups to open gates. Late parcels fell from 9% to 6%. The drivers sing in the yard now."
    reading = _evidence(answer, ("effect", "Late parcels fell from 9% to 6%"))
    pieces = _rewritten(rubric, answer, reading, ("metric_gap", "cost"))
    told = [piece.label if isinstance(piece, Blank) else piece.span.text for piece in pieces]
    assert told.index(rubric.dimension("metric_gap").link("cost").blank) == 2


def _finding(link: str | None, why: str, next_step: str) -> Finding:
    return Finding(dimension="metric_gap", level=3, link=link, guide_id="x", why=why, next_step=next_step)


def test_no_sentence_of_advice_stands_twice_in_an_interview(rubric: Rubric) -> None:
    link = rubric.dimension("metric_gap").link("cost")
    made: list[Assessment] = []
    for _ in range(8):
        finding = _finding("cost", link.why[1], link.next_step[0])
        made.append(said_once(Assessment(reading=Reading(extractor="t"), grades=(), findings=(finding,)), made, rubric))
    told = [finding for assessment in made for finding in assessment.findings]
    assert len(told) == 8
    for texts in ([item.why for item in told], [item.next_step for item in told]):
        assert set(filter(None, texts)) == set(link.why if texts[0] in link.why else link.next_step)
        assert len(list(filter(None, texts))) == len(set(filter(None, texts)))
    again = said_once(Assessment(reading=Reading(extractor="t"), grades=(), findings=(finding,)), made[:3], rubric)
    assert again == made[3]


def test_no_wording_of_the_pack_says_what_another_says(rubric: Rubric) -> None:
    texts = [text for item in rubric.dimensions for text in (*item.strong_why, *item.strong_next)]
    links = [link for item in rubric.dimensions for link in item.links]
    texts += [text for link in links for text in (*link.why, *link.next_step)]
    said = [part for text in texts for part in re.split(r"(?<=[.!?])\s+", text)]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("asked", [True, False])
def test_what_a_question_asks_is_not_taken_up_as_told(rubric: Rubric, asked: bool) -> None:
    said = "our orders per search fell by 10 percent since spring"
    before, end = ("Is it true that ", "?") if asked else ("", ".")
    answer = f"I would look there first. {before}{said}, in all towns{end}"
    reading = _evidence(answer, ("effect", said))
    exchange = Exchange(0, "Where do you start?", answer)
    quote = telling_quote(rubric.dimension("metric_gap"), None, reading, exchange)
    assert quote == (None if asked else said)
    shown = evidence(rubric.dimension("metric_gap"), reading, exchange)
    assert [span.text for span in shown] == ([] if asked else [said])


def test_praise_quotes_the_amount_rather_than_what_is_beside_it(rubric: Rubric) -> None:
    said, beside = "late parcels fell from 9% to 6%", "their islands are smaller and the ferry is slow"
    answer = f"In March {beside}. By June {said}."
    surer, told = _evidence(answer, ("effect", beside), ("effect", said)).evidence
    reading = Reading(
        extractor="t",
        evidence=(
            surer.model_copy(update={"probability": 0.95, "quantity": Quantity.NONE}),
            told.model_copy(update={"probability": 0.7}),
        ),
    )
    exchange = Exchange(0, "What changed?", answer)
    assert telling_quote(rubric.dimension("metric_gap"), None, reading, exchange) == said


def test_praise_quotes_what_was_strong(rubric: Rubric) -> None:
    quote = "late parcels fell from 9% to 6%"
    request = AdviceRequest("metric_gap", None, 4, quote, 1)
    (advice,) = EmbeddedCoach(rubric).coach([Exchange(0, "", quote)], Reading(extractor="t"), [request]).advice
    assert advice and f'"{quote}"' in advice.why
