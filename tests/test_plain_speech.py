"""What code can tell of plain speech: long sentences, and words that few learners of English know."""

import pytest

from evals.tasks.plain_speech import is_long, rare_words, subject_words
from interviewer.app import Services


@pytest.mark.parametrize(
    ("line", "rare"),
    [
        ("Which business number changed, and by how much?", []),
        ("Did you measure it before the launch, or only afterwards?", []),
        ("A fixed purse for vouchers is a chimera.", ["chimera"]),
        ("Whence the perspicacity?", ["perspicacity"]),
        ("Gu Zhiheng asked for it.", []),
    ],
)
def test_words_that_few_know_are_named(line: str, rare: list[str]) -> None:
    assert rare_words(line, frozenset({"vouchers"})) == rare


def test_what_a_case_has_just_told_is_no_rare_word(shared_services: Services) -> None:
    subject = subject_words(shared_services.pack)
    assert {"coupons", "gmv"} <= subject
    assert rare_words("Who gets the coupons?", subject) == []


def test_a_sentence_is_long_by_itself_and_not_for_its_neighbours() -> None:
    assert not is_long("I see. " * 20)
    assert is_long("and " * 23)
