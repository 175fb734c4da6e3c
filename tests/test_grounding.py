"""Figures, names and quotations of a line: equal amounts are equal however they are written, and nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.engines.llm.figures import Figure, figures, unfounded
from interviewer.engines.llm.grounding import Grounds, ungrounded
from interviewer.engines.llm.sentences import joined, whole_sentences

TALK = 'Cancellations fell from 14.2% to 9.8 in Chengdu, worth 1.2 million; I said "not before May" to my lead.'
GROUNDS = Grounds(TALK, "Gu Zhiheng, Taobao, GMV")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES = ("", "-one", "-two", "-three", "-four", "-five", "-six", "-seven", "-eight", "-nine")
_HAN = "零一二三四五六七八九"


@given(st.integers(2, 9), st.integers(0, 9), st.booleans())
def test_an_amount_is_the_same_in_digits_in_english_and_in_chinese(tens: int, ones: int, share: bool) -> None:
    value = 10 * tens + ones
    english = f"{_TENS[tens - 2]}{_ONES[ones]} {'per cent' if share else 'parcels'}"
    chinese = f"{'百分之' if share else ''}{_HAN[tens]}十{_HAN[ones] if ones else ''}"
    digits = f"{value}{'%' if share else ' parcels'}"
    assert figures(english) == figures(chinese) == figures(digits) == {Figure(float(value), share)}


@given(st.decimals(0, 999, places=1), st.sampled_from(["thousand", "million", "k", "万"]))
def test_a_line_that_says_an_amount_back_is_founded(amount: object, scale: str) -> None:
    said = f"It was {amount} {scale} a year."
    assert not unfounded(said, said)


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("From 12.4 down to 9.8?", "from 14.2 to 9.8"),
        ("So two per cent?", "It was 3% there."),
        ("45% of what?", "We had 45 shops."),
        ("百分之十二？", "降了百分之二十一"),
        ("从三点九降到一点六？", "从三点六降到一点九"),
        ("从4.1秒降到1.4秒？", "从四点一秒降到了一点七秒"),
        ("You halved it?", "It went from 30 to 20."),
        ("Seventeen hundred of them?", "There were 1,600."),
    ],
)
def test_a_figure_that_nobody_gave_is_found(line: str, sources: str) -> None:
    assert unfounded(line, sources)


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("One of them called. Which one?", "Somebody called."),
        ("I asked about one person.", "Somebody called."),
        ("You have two days. What do you drop?", "There is a list."),
        ("Which of the two is right?", "It was A or B."),
        ("So a quarter less?", "Costs went from 40 thousand to 30 thousand."),
        ("Half of it?", "It was 50% at first."),
        ("Twenty-one hundred?", "There were 2,100."),
        ("6.1 before, then 3.9?", "from 6.1% to 3.9%"),
    ],
)
def test_a_figure_that_stands_in_the_talk_passes(line: str, sources: str) -> None:
    assert not unfounded(line, sources)


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("So 14.2% became 9.8. Over which months?", ()),
        ("So 12.4% became 9.8. Over which months?", ("figures",)),
        ("And what did Lazada say to that?", ("names",)),
        ("And what did they say in Chengdu? Gu Zhiheng wants to know about GMV.", ()),
        ('You said "not before May". Who heard it?', ()),
        ('You said "not before June". Who heard it?', ("quotation", "names")),
        ('You call it "savings". What are they?', ()),
    ],
)
def test_each_check_of_the_grounds_catches_what_it_is_for(line: str, broken: tuple[str, ...]) -> None:
    assert set(ungrounded(line, GROUNDS)) <= set(broken) and bool(ungrounded(line, GROUNDS)) == bool(broken)


@given(st.lists(st.sampled_from(["I see.", "It fell by 2.4%.", 'You said "Stop. Now." Why?', "Mr. Fei asks.", "好。"])))
def test_a_line_that_comes_in_pieces_gives_the_sentences_of_the_whole(sentences: list[str]) -> None:
    whole = joined(sentences)
    found = whole_sentences(whole, ended=True)
    for end in range(len(whole)):
        so_far = whole_sentences(whole[:end], ended=False)
        assert found[: len(so_far)] == so_far, "what was shown is never taken back"
    assert joined(found) == whole
