"""What the pack holds on a question: the case's facts once it is open, the guide, the glossary, or nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from interviewer.app import Services
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Announce, AskMain, Move, Reaction, TellFact
from interviewer.domain.setup import Plan, Setup
from interviewer.interview.asked_about import example_texts
from interviewer.interview.clarifier import VERY_NEAR, Clarifier, searched_texts
from interviewer.packs.schema import Case, Fact

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BRIEF = Announce(what="brief", text="The case.")


@pytest.fixture(scope="module")
def clarifier(shared_services: Services) -> Clarifier:
    return Clarifier(shared_services.pack, shared_services.resources.embedder)


def interview(case: str | None = None, *reactions: Reaction, unit: str | None = None) -> Interview:
    """One turn in, with what was told so far."""
    setup = Setup(pack="alibaba", round="case-panel", unit=unit, seed=1, turns=4)
    move = Move(speaker="business-owner", reactions=reactions, action=AskMain(question="a"))
    turns = (Turn(number=0, move=move, line="?"),)
    return Interview(setup=setup, plan=Plan(questions=(), case=case), started_at=NOW, last_at=NOW, turns=turns)


def facts(clarifier: Clarifier) -> list[tuple[Case, Fact, str]]:
    return [(case, fact, way) for case in clarifier.pack.cases.values() for fact, way in case.ways_of_asking]


def test_each_way_of_asking_for_a_fact_finds_that_fact(clarifier: Clarifier) -> None:
    for case, fact, way in facts(clarifier):
        assert fact in clarifier.facts(interview(case.id, BRIEF), way), way


def test_politeness_around_a_question_changes_nothing(clarifier: Clarifier) -> None:
    case, fact, way = facts(clarifier)[0]
    for asked in (f"Before I answer, could you tell me: {way}", f"Quick question, please. {way}"):
        assert fact in clarifier.facts(interview(case.id, BRIEF), asked), asked


def test_before_the_case_is_told_and_in_another_case_nobody_knows_its_facts(clarifier: Clarifier) -> None:
    case, fact, way = facts(clarifier)[0]
    other = next(name for name in clarifier.pack.cases if name != case.id)
    for state in (interview(case.id), interview(None, BRIEF)):
        assert clarifier.facts(state, way) == ()
    assert fact not in clarifier.facts(interview(other, BRIEF), way)


def test_a_fact_counts_as_told_once_it_was(clarifier: Clarifier) -> None:
    case, fact, _ = facts(clarifier)[0]
    told = TellFact(source="case", id=fact.id, text=fact.answer)
    assert not clarifier.told(interview(case.id, BRIEF), fact)
    assert clarifier.told(interview(case.id, BRIEF, told), fact)


def test_what_is_far_from_every_fact_finds_none(clarifier: Clarifier) -> None:
    state = interview(next(iter(clarifier.pack.cases)), BRIEF)
    for asked in ("What colour is the carpet in your office?", "???", ""):
        assert clarifier.facts(state, asked, VERY_NEAR) == (), asked


def test_every_term_is_explained_by_any_of_its_names(clarifier: Clarifier) -> None:
    definitions = {f"term-{term.id}": term.definition for term in clarifier.pack.terms}
    for term in clarifier.pack.terms:
        for name in (term.name, *term.aliases):
            told = clarifier.term(f"What does {name} mean?", about=True)
            assert told and told.source == "guide" and told.text == definitions[told.id or ""], name
            assert told.id == f"term-{term.id}" or _shares(clarifier, name, told), name


def _shares(clarifier: Clarifier, name: str, told: TellFact) -> bool:
    """Whether the term that was explained has a name that stands within this one, such as 'conversion'."""
    term = next(item for item in clarifier.pack.terms if f"term-{item.id}" == told.id)
    return any(item.lower() in name.lower() for item in (term.name, *term.aliases))


def test_a_question_that_only_mentions_a_term_does_not_ask_for_it(clarifier: Clarifier) -> None:
    name = clarifier.pack.terms[0].name
    assert clarifier.term(f"How many of the shops that you know had the same {name} as ours in May?", True) is None
    assert clarifier.term("What does parrot mean?") is None


def test_what_the_guide_tells_of_one_unit_is_told_in_no_other(clarifier: Clarifier) -> None:
    excerpt = clarifier.pack.excerpts["how-tmall-earns"]
    said = {"units": ("tmall",), "say": "Shops pay us a yearly fee and a share of what they sell."}
    own = clarifier.pack.excerpts | {excerpt.id: excerpt.model_copy(update=said)}
    of_one = replace(clarifier, pack=clarifier.pack.model_copy(update={"excerpts": own}))
    asked = "What do shops pay you, a fee and a share of what they sell?"
    for unit in (None, "tmall"):
        told = of_one.guide(interview(unit=unit), asked)
        assert told and told.id == excerpt.id
    other = of_one.guide(interview(unit="cainiao"), asked)
    assert other is None or other.id != excerpt.id


def test_every_text_that_questions_are_compared_with_is_among_those_that_get_a_vector(clarifier: Clarifier) -> None:
    texts = searched_texts(clarifier.pack)
    assert {way for _, _, way in facts(clarifier)} <= set(texts)
    assert all(any(item.say in text for text in texts) for item in clarifier.pack.excerpts.values() if item.say)
    assert set(example_texts()) <= set(texts)


def test_what_a_unit_does_is_told_of_the_one_that_is_named_else_of_the_candidates_own(clarifier: Clarifier) -> None:
    named = clarifier.unit(interview(unit="tmall"), "And what is Cainiao, exactly?")
    own = clarifier.unit(interview(unit="tmall"), "What does your unit do?")
    assert named and own and named.text != own.text
    assert own.text in {unit.blurb for unit in clarifier.pack.manifest.units}
    assert clarifier.unit(interview(unit=None), "What does your unit do?") is None
