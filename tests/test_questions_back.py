"""The finder of questions back: what it finds stands in the answer, and damaged weights are named."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.domain.dialogue_acts import AskedBack
from interviewer.engines.embedded.questions_back import QuestionFinder, read_weights
from interviewer.engines.protocols import Exchange
from interviewer.errors import SetupError

LINE = "How much did it bring the business, and who saw it?"
PIECES = (
    "Why do you ask?",
    "We cut the list by a third.",
    "Who are you?",
    "can you say that again",
    "",
    "\n",
    "?!",
    "好",
)


@given(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join) | st.text(max_size=60))
def test_what_is_found_stands_in_the_answer_in_order_and_apart(shared_services: Services, answer: str) -> None:
    found = shared_services.resources.asking.find(Exchange(4, LINE, answer))
    assert all(answer[item.span.start : item.span.end] == item.span.text and item.span.turn == 4 for item in found)
    assert all(one.span.end <= two.span.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("Would you say that once more?", AskedBack.REPEAT),
        ("Why do you want to know that?", AskedBack.WHY),
        ("And what is your own role here?", AskedBack.WHO),
        ("Do you mean the users or the sellers?", AskedBack.EITHER_OR),
        ("How many people are in the team that I would join?", AskedBack.COMPANY),
        ("Could I have a minute to think?", AskedBack.PROCESS),
    ],
)
def test_a_plain_question_back_is_found_with_its_kind(shared_services: Services, answer: str, kind: AskedBack) -> None:
    assert [item.kind for item in shared_services.resources.asking.find(Exchange(0, LINE, answer))] == [kind]


def test_a_question_of_the_story_is_nobodys_to_answer(shared_services: Services) -> None:
    told = "My boss came in and asked who had touched the list. Was it me? It was, and I told him so."
    assert shared_services.resources.asking.find(Exchange(0, LINE, told)) == ()


def test_damaged_weights_are_named(tmp_path: Path, shared_services: Services) -> None:
    file = tmp_path / "questions_back.npz"
    file.write_bytes(b"no archive")
    for path in (file, tmp_path / "missing.npz"):
        with pytest.raises(SetupError, match="is missing or damaged"):
            read_weights(path)
    with pytest.raises(SetupError):
        QuestionFinder(shared_services.resources.embedder, file).find(Exchange(0, LINE, "Why?"))
