"""What an answer leaves open is found where anybody would ask, and not where the answer says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Span
from interviewer.domain.open_points import OpenPoint
from interviewer.memory.left_open import left_open
from interviewer.rubric.metric_gap import EFFECT, TECHNICAL_MEASURE
from interviewer.rubric.ownership import DECISION


def points(answer: str, *kinds: EvidenceKind) -> dict[OpenPoint, str]:
    """What the answer leaves open, where it is evidence of these kinds as a whole, with an amount."""
    span = Span(turn=3, start=0, end=len(answer), text=answer)
    evidence = [Evidence(kind=kind, span=span, quantity=Quantity.EXPLICIT, probability=0.9) for kind in kinds]
    return {item.point: item.words for item in left_open(3, answer, evidence)}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("After that the queue at the pharmacy got shorter.", "got shorter"),
        ("The nurses find a free bed much faster.", "much faster"),
        ("Complaints about cold meals have nearly stopped.", "nearly stopped"),
        ("The leaks in the district went down sharply.", "went down sharply"),
        ("Two months later the refunds were clearly fewer.", "clearly fewer"),
        ("It saved the museum a lot.", "saved the museum a lot"),
    ],
)
def test_a_change_without_its_amount_is_left_open(answer: str, words: str) -> None:
    assert points(answer).get(OpenPoint.AMOUNT) == words


@pytest.mark.parametrize(
    "answer",
    [
        "The queue got shorter, from nineteen minutes to eleven.",
        "The queue got much shorter. From nineteen minutes to eleven.",
        "A bed is found three minutes sooner than before.",
        "The leaks went down by a third.",
        "Complaints about meals halved, so it was much better.",
        "Clicks on the first result grew 22 per cent. So it was really much better.",
        "It would get much faster with a cache.",
        "It did not get better.",
        "I went down to the depot and asked.",
        "She dropped it the same day.",
        "As I said earlier, the beds are full.",
        "There were more than I thought.",
    ],
)
def test_what_gives_its_amount_or_tells_of_no_change_is_not(answer: str) -> None:
    assert OpenPoint.AMOUNT not in points(answer)


@pytest.mark.parametrize(
    ("answer", "point", "words"),
    [
        ("By autumn the share of wrong bills stood at 2.1 percent.", OpenPoint.BEFORE, "2.1 percent"),
        ("Nobody complained about the new timetable.", OpenPoint.UNHARMED, "Nobody complained about"),
        ("In the end everybody on the ward was for it.", OpenPoint.EVERYBODY, "everybody on the ward was for it"),
        ("No one objected.", OpenPoint.EVERYBODY, "No one objected"),
        ("On the first of May everything was ready.", OpenPoint.EVERYTHING, "everything was ready"),
        ("The caretakers use it every morning.", OpenPoint.TAKEN_UP, "The caretakers use it"),
        ("It was decided to close the second gate.", OpenPoint.BY_WHOM, "It was decided"),
        (
            "The business case said 3 million yuan a year, and the board signed it.",
            OpenPoint.ON_PAPER,
            "3 million yuan",
        ),
        ("The gain was projected at two million euros.", OpenPoint.ON_PAPER, "two million euros"),
        ("I set the threshold and we blocked 2,300 accounts in a week.", OpenPoint.WRONGLY_HIT, ""),
        ("The shops went dark overnight.", OpenPoint.WRONGLY_HIT, ""),
    ],
)
def test_a_claim_that_a_listener_would_not_let_pass(answer: str, point: OpenPoint, words: str) -> None:
    found = points(answer).get(point)
    assert found is not None and (found == words or words.startswith(found))


@pytest.mark.parametrize(
    ("answer", "point"),
    [
        ("By autumn wrong bills stood at 2.1 percent, before it was 6.", OpenPoint.BEFORE),
        ("Eleven of the fourteen caretakers use it.", OpenPoint.TAKEN_UP),
        ("I saw it first, and then it was decided to close the gate.", OpenPoint.BY_WHOM),
        ("Would everybody be happy with that?", OpenPoint.EVERYBODY),
        ("The proposal said 2 million euros, and controlling measured 1.2 million.", OpenPoint.ON_PAPER),
        ("The damage was estimated at 3 million euros.", OpenPoint.ON_PAPER),
        ("In our proposal we had a budget of two million euros.", OpenPoint.ON_PAPER),
        ("We blocked 2,300 accounts; ninety were honest, and I phoned them.", OpenPoint.WRONGLY_HIT),
        ("The drivers blocked the street.", OpenPoint.WRONGLY_HIT),
        ("We blocked no accounts.", OpenPoint.WRONGLY_HIT),
        ("I was blocked by two sellers.", OpenPoint.WRONGLY_HIT),
        ("We blocked the release for all buyers.", OpenPoint.WRONGLY_HIT),
    ],
)
def test_a_claim_that_says_what_would_be_asked(answer: str, point: OpenPoint) -> None:
    assert point not in points(answer)


def test_a_technical_figure_needs_its_use_and_an_effect_a_comparison() -> None:
    assert OpenPoint.USE in points("The error is 0.31 on the test set.", TECHNICAL_MEASURE)
    assert OpenPoint.USE in points("Clicks on the first result grew 22 percent.", EFFECT)
    assert OpenPoint.USE not in points("Returns fell from 9 to 6 percent.", EFFECT)
    assert OpenPoint.COMPARED in points("Returns fell by 3 percent.", EFFECT)
    assert OpenPoint.COMPARED not in points("Returns fell by 3 percent, in the control group they stayed.", EFFECT)


def test_a_story_without_an_end_is_asked_for_it() -> None:
    story = "I moved the ticket machines from the hall to the platform, " + "one after the other, " * 8 + "at night."
    assert OpenPoint.RESULT in points(story, DECISION)
    assert OpenPoint.RESULT not in points("I moved the machines.", DECISION)


def test_another_language_leaves_nothing_open() -> None:
    assert left_open(0, "It got much better.", (), language="zh") == ()


@given(st.text(max_size=400), st.sets(st.sampled_from([TECHNICAL_MEASURE, EFFECT, DECISION])))
def test_words_stand_in_the_answer_and_no_kind_comes_twice(answer: str, kinds: set[EvidenceKind]) -> None:
    answer = answer or "."
    found = [(item.point, item.words) for item in left_open(3, answer, ())]
    assert len(found) == len(dict(found))
    assert all(words in answer for _, words in found)
