"""What is replied to questions back: each kind its own move, by whom it belongs to, and the question stays open."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.domain.dialogue_acts import AskedAbout, AskedBack, DialogueAct
from interviewer.domain.evidence import BackQuestion, Reading, Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Announce, AskMain, GiveFloor, Move, Press, Reaction, Reply, Restate, TellFact
from interviewer.domain.setup import Plan, Setup
from interviewer.engines.embedded.voice import EmbeddedVoice
from interviewer.engines.guardrails import sentence_keys
from interviewer.engines.protocols import VoiceContext
from interviewer.interview.clarifier import Clarifier
from interviewer.interview.replying import Replying, Response
from interviewer.interview.time_left import time_left
from interviewer.packs.schema import Case, Fact

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BRIEF = Announce(what="brief", text="The case.")


@pytest.fixture(scope="module")
def replying(shared_services: Services) -> Replying:
    return Replying(shared_services.pack, Clarifier(shared_services.pack, shared_services.resources.embedder))


@pytest.fixture
def case(replying: Replying) -> Case:
    return next(iter(replying.pack.cases.values()))


def asked(replying: Replying, case: Case, kind: AskedBack, *texts: str, earlier: tuple[Reaction, ...] = ()) -> Response:
    """The reply to questions of one kind, in a case that is open at its first step."""
    answer = " ".join(texts)
    spans = [Span(turn=1, start=answer.index(text), end=answer.index(text) + len(text), text=text) for text in texts]
    questions = tuple(BackQuestion(kind=kind, span=span) for span in spans)
    reading = Reading(extractor="test", act=DialogueAct.ASKED_BACK, asked=questions)
    state = opened(case, (BRIEF, *earlier))
    last = state.turns[-1].model_copy(update={"answer": answer, "reading": reading})
    return replying(state.model_copy(update={"turns": (*state.turns[:-1], last)}), last)


def opened(case: Case, reactions: tuple[Reaction, ...], press: bool = True) -> Interview:
    step = case.steps[0]
    first = Move(speaker="business-owner", reactions=reactions, action=AskMain(question=step.id))
    probe = Press(question=step.id, dimension="metric_gap", link="effect", attempt=1)
    turns = [Turn(number=0, move=first, line="What would you do first?", answer="I would look.")]
    if press:
        turns.append(
            Turn(number=1, move=Move(speaker="users-advocate", action=probe), line="How much did it bring us?")
        )
    setup = Setup(pack="alibaba", round="case-panel", seed=1, turns=12)
    plan = Plan(questions=(), case=case.id)
    return Interview(setup=setup, plan=plan, started_at=NOW, last_at=NOW, turns=tuple(turns))


def owned(case: Case, speaker: str) -> Fact:
    return next(fact for fact in case.facts if fact.speaker == speaker)


def told(response: Response) -> list[TellFact]:
    return [item for item in response.reactions if isinstance(item, TellFact)]


def test_what_was_not_understood_is_said_again_and_nothing_is_to_be_assumed(replying: Replying, case: Case) -> None:
    response = asked(replying, case, AskedBack.REPEAT, "Sorry, what was that?")
    assert response.restate == Restate(question=case.steps[0].id, link="effect")
    assert not told(response)


def test_what_is_meant_is_explained_by_the_glossary_by_the_pack_or_else_said_again(
    replying: Replying, case: Case
) -> None:
    term = replying.pack.terms[0]
    assert told(asked(replying, case, AskedBack.MEANING, f"What does {term.name} mean?"))[0].text == term.definition
    vague = asked(replying, case, AskedBack.MEANING, "What do you mean by that?")
    meant = replying.pack.rubric.dimension("metric_gap").link("effect").meaning
    if meant:
        assert vague.reactions == (Reply(to=AskedBack.MEANING, text=meant),)
    else:
        assert vague.restate is not None
    assert not told(vague)


@pytest.mark.parametrize("kind", [AskedBack.WHY, AskedBack.WHO, AskedBack.CHALLENGE])
def test_a_question_on_the_person_or_the_question_gets_a_sentence_of_theirs(
    replying: Replying, case: Case, kind: AskedBack
) -> None:
    [reply] = asked(replying, case, kind, "And who wants to know that?").reactions
    assert isinstance(reply, Reply)
    assert reply.to in (kind, AskedBack.WHO)


def test_what_is_told_already_is_not_asked_again_and_what_was_not_asked_for_is(replying: Replying, case: Case) -> None:
    response = asked(replying, case, AskedBack.CHALLENGE, "I said that already.")
    about = AskedAbout.TOLD_ALREADY if response.restate else AskedAbout.NOTHING_NEW
    assert response.reactions == (Reply(to=AskedBack.CHALLENGE, about=about),)
    assert not isinstance(response.restate, Press) or response.restate.link != "effect"


def test_whether_they_are_meant_themself_is_a_choice_and_not_a_question_about_the_interviewer(
    replying: Replying, case: Case
) -> None:
    [reply] = asked(replying, case, AskedBack.WHO, "'You' meaning me, or the team?").reactions
    assert isinstance(reply, Reply) and (reply.to, bool(reply.text)) == (AskedBack.EITHER_OR, True)
    [reply] = asked(replying, case, AskedBack.WHO, "Are you an engineer or a manager?").reactions
    assert isinstance(reply, Reply) and reply.to is AskedBack.WHO


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("Could you say that a bit shorter?", "shorter"),
        ("Pardon, what did you say?", "again"),
        ("Easier words for me, please.", "plainer"),
    ],
)
def test_it_is_said_again_in_the_manner_that_was_asked_for(
    replying: Replying, case: Case, text: str, manner: str
) -> None:
    response = asked(replying, case, AskedBack.REPEAT, text)
    assert isinstance(response.restate, Restate)
    assert (response.restate.link, response.restate.manner) == ("effect", manner)


def test_a_fact_is_told_by_its_owner_and_the_person_named_speaks_if_it_is_theirs(
    replying: Replying, case: Case
) -> None:
    fact = owned(case, "platform-engineer")
    response = asked(replying, case, AskedBack.FACT, fact.asks[0])
    assert response.speaker == fact.speaker
    assert [item.id for item in told(response)] == [fact.id]
    name = replying.pack.personas["business-owner"].name.split()[0]
    other = asked(replying, case, AskedBack.FACT, f"{name}, {fact.asks[0]}")
    assert other.speaker == fact.speaker
    assert told(other)[0].takes_over
    own = owned(case, "business-owner")
    assert not told(asked(replying, case, AskedBack.FACT, f"{name}, {own.asks[0]}"))[0].takes_over


def test_two_facts_that_are_asked_for_are_both_told_and_none_twice(replying: Replying, case: Case) -> None:
    one, two = case.facts[0], case.facts[1]
    assert {item.id for item in told(asked(replying, case, AskedBack.FACT, one.asks[0], two.asks[0]))} == {
        one.id,
        two.id,
    }
    before = TellFact(source="case", id=one.id, text=one.answer)
    again = told(asked(replying, case, AskedBack.FACT, one.asks[0], earlier=(before,)))
    assert again == [before.model_copy(update={"again": True})]


def test_only_what_nobody_knows_is_to_be_assumed(replying: Replying, case: Case) -> None:
    text = "How many of them keep a parrot?"
    assert asked(replying, case, AskedBack.FIGURE, text).reactions == (TellFact(source="none"),)
    assert asked(replying, case, AskedBack.COMPANY, text).reactions == (Reply(to=AskedBack.COMPANY),)


def test_a_moment_is_granted_the_time_is_told_and_leave_is_given(replying: Replying, case: Case) -> None:
    def reply(text: str) -> Reply:
        [found] = asked(replying, case, AskedBack.PROCESS, text).reactions
        assert isinstance(found, Reply)
        return found

    assert reply("Could I think about that for a second?").wait
    assert reply("How many questions are still to come?").text == "about eleven more questions"
    assert reply("Is it allowed to sketch something?").about is AskedAbout.LEAVE


@given(minutes=st.floats(1, 200), gone=st.floats(0, 13_000))
def test_there_is_always_a_whole_number_left_and_at_least_one(minutes: float, gone: float) -> None:
    setup = Setup(pack="alibaba", round="culture", seed=1, minutes=minutes)
    state = Interview(setup=setup, plan=Plan(questions=()), started_at=NOW, last_at=NOW, active_seconds=gone)
    words = time_left(state, least=1).split()
    assert words[0] == "about" and words[1] not in ("no", "0") and not words[1].startswith("-")
    assert words[2] == ("minute" if words[1] == "one" else "minutes")


def test_the_open_probe_stays_the_open_one_while_the_floor_is_handed_back(replying: Replying, case: Case) -> None:
    state = opened(case, (BRIEF,))
    floor = Turn(
        number=2, move=Move(speaker="business-owner", action=GiveFloor(question=case.steps[0].id)), line="Go on."
    )
    response = replying(state.model_copy(update={"turns": (*state.turns, floor)}), floor)
    assert response.restate == Restate(question=case.steps[0].id, link="effect")


def test_a_line_of_two_replies_holds_no_sentence_twice(replying: Replying) -> None:
    floor = Move(
        speaker="hiring-manager",
        reactions=(Reply(to=AskedBack.WHO), Reply(to=AskedBack.WHO), Reply(to=AskedBack.WHY), Reply(to=AskedBack.WHY)),
        action=GiveFloor(question=replying.pack.questions["hiring-manager"][0].id),
    )
    for seed in range(20):
        line = "".join(EmbeddedVoice(replying.pack).say(floor, VoiceContext(seed, (), ())))
        keys = sentence_keys(line)
        assert len(keys) == len(set(keys)), line
