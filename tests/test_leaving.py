"""When a thread is left, what is asked before, who is asked after, and how often a candidate is quoted.

Interviews are played on the real policy and the real voice with readings that are made up, so that what an answer held
is known.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Actor, Evidence, EvidenceKind, Quantity, Reading, Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import AskMain, Close, Deepen, Press, TakeUp
from interviewer.domain.open_points import OpenPoint
from interviewer.domain.setup import Setup
from interviewer.engines.embedded.voice import EmbeddedVoice
from interviewer.engines.frames import SaidFrames
from interviewer.interview.contexts import voice_context
from interviewer.interview.planning import plan_interview
from interviewer.interview.policy import Policy
from interviewer.packs.schema import Pack
from interviewer.rubric.metric_gap import BUSINESS_MEASURE, COST, EFFECT, MECHANISM, TECHNICAL_MEASURE
from interviewer.rubric.ownership import ASSIGNMENT, DECISION, FINDING, OBSTACLE, OUTCOME, TAKING_PART
from interviewer.rubric.registry import KINDS

NOW = datetime(2026, 11, 1, tzinfo=UTC)
OWNED = (DECISION, FINDING, OBSTACLE, OUTCOME)
WORDS = (
    "I moved the cut-off by an hour",
    "Returns fell from 9 to 6 percent",
    "The depots refused the new route",
    "We tested it in forty shops",
)
BRINGS = {
    "technical_measure": TECHNICAL_MEASURE,
    "mechanism": MECHANISM,
    "business_measure": BUSINESS_MEASURE,
    "effect": EFFECT,
    "cost": COST,
    "took_part": DECISION,
    "decided": OUTCOME,
    "found": FINDING,
    "drove": OBSTACLE,
}
Answer = Callable[[Interview], Reading]


class Silent:
    """Nobody asks back here."""

    def keeps_open(self, _turn: Turn) -> bool:
        return False


@pytest.fixture(scope="module")
def pack(shared_services: Services) -> Pack:
    """With two wordings for what is asked of a telling without a doer."""
    made = shared_services.pack
    by_whom = made.follow_ups[OpenPoint.BY_WHOM].model_copy(update={"lines": ("Who did that?", "Which person was it?")})
    return made.model_copy(update={"follow_ups": made.follow_ups | {OpenPoint.BY_WHOM: by_whom}})


def reading(
    *kinds: EvidenceKind,
    actor: Actor = Actor.CANDIDATE,
    act: DialogueAct = DialogueAct.ANSWERED,
    probability: float = 0.99,
) -> Reading:
    """Evidence of these kinds, each piece with words that can be quoted; an effect has an amount."""
    evidence = tuple(
        Evidence(
            kind=kind,
            span=Span(turn=0, start=0, end=len(text := WORDS[place % len(WORDS)]), text=text),
            actor=actor,
            probability=probability,
            quantity=Quantity.EXPLICIT if kind == EFFECT else Quantity.NONE,
        )
        for place, kind in enumerate(kinds)
    )
    applicable = {"metric_gap": 1.0, "ownership": 1.0}
    return Reading(extractor="test", act=act, evidence=evidence, applicable=applicable, words=60)


def play(pack: Pack, answer: Answer, round_id: str = "hiring-manager", **chosen: object) -> Interview:
    """The interview to its closing line; nothing an answer says is taken back later."""
    setup = Setup.model_validate({"pack": pack.manifest.id, "round": round_id, "seed": 1, "turns": 12} | chosen)
    plan = plan_interview(pack, setup, None)
    state = Interview(setup=setup, plan=plan, started_at=NOW, last_at=NOW)
    policy, voice = Policy(pack, Silent()), EmbeddedVoice(pack)  # type: ignore[arg-type]
    while not (state.turns and isinstance(state.turns[-1].move.action, Close)):
        number = len(state.turns)
        turn = Turn(number=number, move=policy.decide(state))
        line = "".join(voice.say(turn.move, voice_context(state, turn, pack)))
        state = state.model_copy(update={"turns": (*state.turns, turn.model_copy(update={"line": line}))})
        if isinstance(turn.move.action, Close):
            break
        read = answer(state)
        evidence = tuple(
            item.model_copy(update={"span": item.span.model_copy(update={"turn": number})}) for item in read.evidence
        )
        told = {"answer": ". ".join(WORDS), "reading": read.model_copy(update={"evidence": evidence}), "line": line}
        state = state.model_copy(update={"turns": (*state.turns[:-1], turn.model_copy(update=told))})
    return state


def scripted(*readings: Reading) -> Answer:
    """These in turn, and the last one again and again."""
    return lambda state: readings[min(state.answers, len(readings) - 1)]


def probes(state: Interview, thread: int = 0) -> list[str]:
    """The links that a thread's probes pressed."""
    actions = [turn.move.action for turn in state.threads[thread].turns[1:]]
    return [action.link if isinstance(action, Press) else action.kind for action in actions]


# When a thread is left


def test_what_was_named_without_its_amount_is_asked_for_before_the_thread_is_left(pack: Pack) -> None:
    """Usually a thread has three probes; the third here brings out the business number, and no more."""
    nothing = reading(*OWNED)
    talk = play(pack, scripted(nothing, nothing, reading(*OWNED, MECHANISM), reading(BUSINESS_MEASURE), nothing))
    asked = probes(talk)
    assert asked.index("effect") > 0 and len(asked) > 3, asked


def forthcoming(state: Interview) -> Reading:
    """What was pressed for, and otherwise only that there was some work."""
    action = state.turns[-1].move.action
    pressed = action.link if isinstance(action, Press) else None
    return reading(TAKING_PART, *([BRINGS[pressed]] if pressed in BRINGS else []))


def test_a_candidate_who_tells_more_each_time_is_asked_on_beyond_the_usual_probes(pack: Pack) -> None:
    assert len(play(pack, forthcoming).threads[0].turns) > 4 >= len(play(pack, scripted(reading())).threads[0].turns)


@pytest.mark.parametrize("turns", [8, 12, 16])
def test_however_much_one_thread_brings_out_others_are_left_room(pack: Pack, turns: int) -> None:
    assert len(play(pack, forthcoming, turns=turns).threads) >= turns // 4


def test_where_the_last_answer_raised_a_level_the_thread_goes_on(pack: Pack) -> None:
    """Two probes are usual in so short a talk, and nothing is told by halves."""
    assigned = reading(ASSIGNMENT, EFFECT, MECHANISM, COST)
    more = play(pack, scripted(assigned, reading(), reading(FINDING), reading()), turns=5)
    less = play(pack, scripted(assigned, reading()), turns=5)
    assert probes(more)[:2] == probes(less) == ["assigned", "assigned"]
    assert len(probes(more)) > 2


def test_a_thread_is_left_where_one_link_was_pressed_twice_for_nothing(pack: Pack) -> None:
    thread = play(pack, scripted(reading(TECHNICAL_MEASURE, *OWNED), reading(*OWNED)))
    assert probes(thread) == ["mechanism", "mechanism"]


@pytest.mark.parametrize("act", [DialogueAct.DID_NOT_KNOW, DialogueAct.REFUSED])
def test_a_thread_is_left_where_a_probe_was_given_up(pack: Pack, act: DialogueAct) -> None:
    talk = play(pack, scripted(reading(TECHNICAL_MEASURE, *OWNED), reading(act=act), reading(*OWNED)))
    assert probes(talk) == ["mechanism"]


def test_before_a_stuck_thread_is_left_what_is_told_by_halves_is_asked_for(pack: Pack) -> None:
    stuck = reading(act=DialogueAct.DID_NOT_KNOW)
    talk = play(pack, scripted(reading(BUSINESS_MEASURE, *OWNED), stuck, reading(*OWNED)))
    assert probes(talk)[:2] == ["mechanism", "effect"]


def test_what_stands_told_is_not_pressed_even_where_the_level_leaves_doubt(pack: Pack) -> None:
    """A level computed from doubtful evidence names as broken what is likely there."""
    talk = play(pack, scripted(reading(EFFECT, MECHANISM, COST, *OWNED, probability=0.6)))
    pressed = {turn.move.action.link for turn in talk.turns if isinstance(turn.move.action, Press)}
    assert not pressed & {"mechanism", "effect", "cost", "took_part", "decided", "found", "drove"}


@settings(max_examples=40)
@given(
    answers=st.lists(st.sets(st.sampled_from(sorted(KINDS)), max_size=5), min_size=1, max_size=12),
    turns=st.integers(4, 30),
    seed=st.integers(0, 2**31),
    round_id=st.sampled_from(["hiring-manager", "culture", "case-panel"]),
)
def test_the_time_is_kept_and_shared_whatever_is_answered(
    pack: Pack, answers: list[set[EvidenceKind]], turns: int, seed: int, round_id: str
) -> None:
    """No answer too many, a thread in four of them at least, every step of a case that fits, no link thrice."""
    readings = [reading(*sorted(kinds)) for kinds in answers]
    state = play(pack, lambda now: readings[now.answers % len(readings)], round_id, turns=turns, seed=seed)
    assert state.answers <= turns
    assert len(state.threads) >= turns // 4
    if (case := pack.cases.get(state.plan.case or "")) and turns > len(case.steps):
        assert {step.id for step in case.steps} <= {thread.question for thread in state.threads}
    for thread in state.threads:
        pressed = [turn.move.action for turn in thread.turns if isinstance(turn.move.action, Press)]
        assert max(Counter((item.dimension, item.link) for item in pressed).values(), default=0) <= 2
    frames = SaidFrames(())
    for turn in state.turns:
        assert turn.line
        asks_anew = isinstance(turn.move.action, AskMain)  # a main question is the pack's own and never comes twice
        assert asks_anew or not frames.hold(turn.line), turn.line
        frames = SaidFrames(earlier.line or "" for earlier in state.turns[: turn.number + 1])


# What was left open


def asked_of(state: Interview) -> list[OpenPoint | None]:
    actions = [turn.move.action for turn in state.turns]
    return [item.left_open.point if item.left_open else None for item in actions if isinstance(item, Press)]


def test_a_telling_without_a_doer_is_asked_by_whom_once(pack: Pack) -> None:
    passive = reading(TAKING_PART, EFFECT, COST, actor=Actor.NOBODY)
    talk = play(pack, scripted(passive), turns=4)
    asked = [turn for turn in talk.turns if isinstance(turn.move.action, Press)]
    assert asked_of(talk)[0] is OpenPoint.BY_WHOM
    assert asked_of(talk).count(OpenPoint.BY_WHOM) == 1
    assert "Who did that?" in (asked[0].line or "") or "Which person was it?" in (asked[0].line or "")


@pytest.mark.parametrize("actor", [Actor.CANDIDATE, Actor.OTHER, Actor.GROUP])
def test_whoever_says_who_did_it_is_not_asked_by_whom(pack: Pack, actor: Actor) -> None:
    """A "we" is asked who is behind it by that link's own probes."""
    talk = play(pack, scripted(reading(TAKING_PART, EFFECT, COST, actor=actor)), turns=4)
    assert OpenPoint.BY_WHOM not in asked_of(talk)


# Quotes and frames


@given(st.lists(st.sets(st.sampled_from(sorted(KINDS)), max_size=5), min_size=1, max_size=12), st.integers(0, 99))
def test_two_lines_at_least_stand_between_two_that_quote(
    pack: Pack, answers: list[set[EvidenceKind]], seed: int
) -> None:
    readings = [reading(*sorted(kinds)) for kinds in answers]
    state = play(pack, lambda now: readings[now.answers % len(readings)], seed=seed)
    quoting = [turn.number for turn in state.turns if any(isinstance(item, TakeUp) for item in turn.move.reactions)]
    assert all(later - earlier >= 3 for earlier, later in pairwise(quoting))
    quotes = [item.quote for turn in state.turns for item in turn.move.reactions if isinstance(item, TakeUp)]
    assert len(quotes) == len(set(quotes))


@pytest.mark.parametrize(
    ("wording", "line", "same"),
    [
        ('I wrote down "{quote}".', 'I wrote down "returns fell from 6.1 to 3.9 percent". And then?', True),
        ('I wrote down "{quote}".', 'I noted "returns fell". And then?', False),
        ("Back to {topic}, please.", "Back to the cut-off, please.", True),
        ("Back to {topic}, please.", "Back to work.", False),
        ('So, "{quote}".', "So, on we go.", False),
        ("{topic}.", "Anything at all.", False),
        ("Go on. I am listening.", "Go on. And who paid?", True),
    ],
)
def test_a_frame_is_the_same_with_other_words_in_it(wording: str, line: str, same: bool) -> None:
    assert SaidFrames([line]).hold(wording) is same


@given(seeds=st.lists(st.integers(0, 2**31), min_size=4, max_size=4), first=st.integers(1, 50))
def test_four_interviews_in_a_row_greet_and_close_in_other_words(pack: Pack, seeds: Sequence[int], first: int) -> None:
    """Where a list has a wording for each."""
    said = []
    for ordinal, seed in enumerate(seeds, start=first):
        setup = Setup(pack=pack.manifest.id, round="culture", seed=seed, turns=1)
        plan = plan_interview(pack, setup, {"any": ordinal - 1}).model_copy(update={"case": None})
        state = Interview(setup=setup, plan=plan, started_at=NOW, last_at=NOW)
        turn = Turn(number=0, move=Policy(pack, Silent()).decide(state))  # type: ignore[arg-type]
        said.append("".join(EmbeddedVoice(pack).say(turn.move, voice_context(state, turn, pack))))
    lines = pack.personas["culture-probe"].lines
    greetings = [next(line for line in lines.greeting if line in text) for text in said]
    assert len(set(greetings)) == 4


def test_a_thread_that_holds_is_deepened_once(pack: Pack) -> None:
    talk = play(pack, scripted(reading(EFFECT, MECHANISM, COST, *OWNED)))
    for thread in talk.threads:
        assert sum(isinstance(turn.move.action, Deepen) for turn in thread.turns) <= 1
    assert probes(talk)[:1] == ["deepen"]
