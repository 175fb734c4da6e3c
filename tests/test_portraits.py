"""Portraits are drawn by code and told apart; what the page says of an error is a sentence."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.web.portraits import portrait_styles, portraits_of
from interviewer.web.telling import sentence

IDS = st.lists(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True), min_size=1, max_size=8, unique=True)


@given(IDS)
def test_no_two_people_of_a_pack_look_alike(ids: list[str]) -> None:
    drawn = portraits_of(ids)
    assert list(drawn) == ids
    assert len({item.colour for item in drawn.values()}) == len({item.svg for item in drawn.values()}) == len(ids)
    assert drawn == portraits_of(ids)


@given(IDS)
def test_a_portrait_is_one_drawing_that_asks_for_nothing(ids: list[str]) -> None:
    for item in portraits_of(ids).values():
        root = ElementTree.fromstring(item.svg)
        assert root.tag.endswith("svg")
        assert not [part for part in root.iter() if part.tag.endswith(("script", "image", "use", "style"))]
    assert portrait_styles(ids).count("--face:") == len(ids)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("too many interviews are just beginning; try again", "Too many interviews are just beginning; try again."),
        ("cv.pdf: no text in it", "cv.pdf: no text in it."),
        ("Nothing was sent.", "Nothing was sent."),
        ("sonnet-x at stub.example: no connection", "sonnet-x at stub.example: no connection."),
    ],
)
def test_an_error_is_told_as_a_sentence(error: str, told: str) -> None:
    assert sentence(error) == told
