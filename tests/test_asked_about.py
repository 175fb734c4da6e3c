"""What exactly is asked about, and which of two is chosen: by sense, in words that the interviewer can say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.domain.dialogue_acts import AskedAbout, AskedBack
from interviewer.interview.asked_about import asked_about, kind_of
from interviewer.interview.choosing import chosen
from interviewer.packs.schema import Pack
from interviewer.retrieval.embedder import Embedder


@pytest.fixture(scope="module")
def embedder(shared_services: Services) -> Embedder:
    return shared_services.resources.embedder


@pytest.mark.parametrize(
    ("kind", "text", "about"),
    [
        (AskedBack.PROCESS, "bear with me, my doorbell rang", AskedAbout.MOMENT),
        (AskedBack.PROCESS, "how are we off for time", AskedAbout.TIME),
        (AskedBack.PROCESS, "could I read it from my notes", AskedAbout.NOTES),
        (AskedBack.WHO, "were you a programmer before you managed people?", AskedAbout.BACKGROUND),
        (AskedBack.COMPANY, "what's the headcount of your team", AskedAbout.TEAM),
        (AskedBack.COMPANY, "can a scientist there turn down what the business asks for?", AskedAbout.SAYING_NO),
        (AskedBack.CHALLENGE, "you've asked me this before, were you listening", AskedAbout.TOLD_ALREADY),
        (AskedBack.CHALLENGE, "no no, I never said such a thing", AskedAbout.MISREAD),
        (AskedBack.REPEAT, "that was a lot of words, make it short", AskedAbout.SHORTER),
        (AskedBack.MEANING, "what do you mean by cost", None),
    ],
)
def test_it_is_told_by_its_sense(embedder: Embedder, kind: AskedBack, text: str, about: AskedAbout | None) -> None:
    assert asked_about(text, kind, embedder) is about


def test_what_is_far_from_everything_is_only_of_its_kind(embedder: Embedder) -> None:
    assert asked_about("The parrot sang of copper and rain.", AskedBack.COMPANY, embedder) is None


def test_every_persona_has_lines_for_what_can_be_asked_of_them(shared_services: Services) -> None:
    pack: Pack = shared_services.pack
    of_the_pack = {AskedAbout.UNIT, AskedAbout.OTHER_PLACE}
    by_kind_alone = {AskedAbout.ROLE, AskedAbout.MOMENT, AskedAbout.TIME, AskedAbout.LEAVE, *of_the_pack}
    wanted = {about for about in AskedAbout if about not in by_kind_alone and kind_of(about) is not AskedBack.REPEAT}
    for persona in pack.personas.values():
        assert wanted <= set(persona.replies), (persona.id, wanted - set(persona.replies))


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Do you mean the model or the business side?", {"the business side"}),
        ("In weeks, or in money?", {"in weeks", "in money"}),
        ("Shall I take the old project or the recent one?", {"the recent one"}),
        ("the long story or the short? And the hall or the computer side?", {"the short one, and the hall"}),
        ("Should I tell it from the side of the drivers or the planners?", {"the drivers", "the planners"}),
        ("My part or the team's?", {"your part", "the team's"}),
    ],
)
def test_of_two_that_are_offered_one_is_chosen(embedder: Embedder, text: str, options: set[str]) -> None:
    assert chosen(text, embedder) in options


@pytest.mark.parametrize("text", ["Your pleasure?", "Is that right, or have I got it backwards?", "or", "this or "])
def test_what_cannot_be_cut_to_two_is_not_chosen_from(embedder: Embedder, text: str) -> None:
    assert chosen(text, embedder) is None


@given(text=st.text(alphabet="abor .,?;'", max_size=60))
def test_a_choice_is_a_few_words_whatever_is_offered(embedder: Embedder, text: str) -> None:
    choice = chosen(text, embedder)
    assert choice is None or (choice.strip() and len(choice.split()) <= 20)
