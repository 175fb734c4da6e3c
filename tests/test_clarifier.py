"""What a candidate is told who asks back: the case's facts once it is open, the guide, the glossary, or nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from interviewer.app import Services
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Announce, AskMain, Move, Reaction, TellFact
from interviewer.domain.setup import Plan, Setup
from interviewer.interview.clarifier import Clarifier, searched_texts
from interviewer.packs.schema import Case, Fact

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BRIEF = Announce(what="brief", text="The case.")
PLAN = "I would start from the slowest phones, because whoever waits leaves, and keep the rule we have as a floor. "


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
    return [(case, fact, way) for case in clarifier.pack.cases.values() for fact in case.facts for way in fact.asks]


def test_each_way_of_asking_for_a_fact_gets_that_fact_in_the_packs_own_words(clarifier: Clarifier) -> None:
    for case, fact, way in facts(clarifier):
        told = clarifier(interview(case.id, BRIEF), way)
        assert (told.source, told.id, told.text) == ("case", fact.id, fact.answer), way


def test_politeness_and_what_is_said_around_a_question_change_nothing(clarifier: Clarifier) -> None:
    case, fact, way = facts(clarifier)[0]
    for asked in (f"Before I answer, could you tell me: {way}", f"{PLAN}{way}", f"Quick question, please. {way}"):
        assert clarifier(interview(case.id, BRIEF), asked).id == fact.id, asked


def test_before_the_case_is_told_and_in_another_case_nobody_knows_its_facts(clarifier: Clarifier) -> None:
    case, fact, way = facts(clarifier)[0]
    other = next(name for name in clarifier.pack.cases if name != case.id)
    for state in (interview(case.id), interview(other, BRIEF), interview(None, BRIEF)):
        assert clarifier(state, way).text != fact.answer
        assert clarifier.aside(state, f"{PLAN}{way}") is None or state.plan.case == other


def test_a_fact_that_was_told_is_told_again_when_asked_for_and_marked_so(clarifier: Clarifier) -> None:
    case, fact, way = facts(clarifier)[0]
    told = TellFact(source="case", id=fact.id, text=fact.answer)
    assert not clarifier(interview(case.id, BRIEF), way).again
    assert clarifier(interview(case.id, BRIEF, told), way) == told.model_copy(update={"again": True})


def test_an_aside_is_answered_once_and_only_where_it_asks_for_something(clarifier: Clarifier) -> None:
    case, fact, way = facts(clarifier)[0]
    state = interview(case.id, BRIEF)
    found = clarifier.aside(state, f"{PLAN}{way} Then I would go on from there.")
    assert found and found.id == fact.id
    assert clarifier.aside(interview(case.id, BRIEF, found), f"{PLAN}{way}") is None
    for rhetorical in (PLAN, f"{PLAN}Why? Because they leave.", f"{PLAN}What colour is the carpet in your office?"):
        assert clarifier.aside(state, rhetorical) is None, rhetorical


def test_of_two_asides_the_later_one_is_answered(clarifier: Clarifier) -> None:
    (case, first, way), (_, second, other) = next(
        (one, two) for one in facts(clarifier) for two in facts(clarifier) if one[0] is two[0] and one[1] is not two[1]
    )
    found = clarifier.aside(interview(case.id, BRIEF), f"{PLAN}{way} And a second thing. {other}")
    assert found and found.id == second.id != first.id


def test_every_term_is_explained_by_any_of_its_names(clarifier: Clarifier) -> None:
    definitions = {f"term-{term.id}": term.definition for term in clarifier.pack.terms}
    for term in clarifier.pack.terms:
        for name in (term.name, *term.aliases):
            told = clarifier(interview(), f"What does {name} mean?")
            assert told.source == "guide" and told.text == definitions[told.id or ""], name
            assert told.id == f"term-{term.id}" or _shares(clarifier, name, told), name


def _shares(clarifier: Clarifier, name: str, told: TellFact) -> bool:
    """Whether the term that was explained has a name that stands within this one, such as 'conversion'."""
    term = next(item for item in clarifier.pack.terms if f"term-{item.id}" == told.id)
    return any(item.lower() in name.lower() for item in (term.name, *term.aliases))


@pytest.mark.parametrize(
    "asked", ["Can you repeat the question?", "Pardon?", "Sorry, what do you mean?", "I didn't catch that."]
)
def test_who_wants_the_question_again_is_told_no_fact(clarifier: Clarifier, asked: str) -> None:
    case = next(iter(clarifier.pack.cases))
    assert clarifier(interview(case, BRIEF), asked) == TellFact(source="none")


def test_what_nobody_knows_is_said_to_be_unknown(clarifier: Clarifier) -> None:
    for asked in ("What colour is the carpet in your office?", "???", ""):
        assert clarifier(interview(next(iter(clarifier.pack.cases)), BRIEF), asked) == TellFact(source="none"), asked


def test_what_the_guide_tells_of_one_unit_is_told_in_no_other(clarifier: Clarifier) -> None:
    excerpt = clarifier.pack.excerpts["how-tmall-earns"]
    said = {"units": ("tmall",), "say": "Shops pay us a yearly fee and a share of what they sell."}
    own = clarifier.pack.excerpts | {excerpt.id: excerpt.model_copy(update=said)}
    of_one = replace(clarifier, pack=clarifier.pack.model_copy(update={"excerpts": own}))
    asked = "What do shops pay you, a fee and a share of what they sell?"
    assert {of_one(interview(unit=unit), asked).id for unit in (None, "tmall")} == {excerpt.id}
    assert of_one(interview(unit="cainiao"), asked).id != excerpt.id


def test_every_text_that_questions_are_compared_with_is_among_those_that_get_a_vector(clarifier: Clarifier) -> None:
    texts = searched_texts(clarifier.pack)
    assert {way for _, _, way in facts(clarifier)} <= set(texts)
    assert sum(bool(item.say) for item in clarifier.pack.excerpts.values()) == len(texts) - len(facts(clarifier))
