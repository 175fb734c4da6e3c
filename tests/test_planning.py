"""What is laid out before an interview, and what is pressed within it: over the whole pack, whatever was chosen."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Actor, Evidence, EvidenceKind, Quantity, Reading, Span
from interviewer.domain.interview import Thread, Turn
from interviewer.domain.moves import Action, AskMain, Deepen, Move, Press
from interviewer.domain.setup import Setup
from interviewer.errors import BadInput
from interviewer.interview.planning import plan_interview
from interviewer.interview.probing import next_press
from interviewer.interview.thread_view import PROBES_PER_LINK, view
from interviewer.packs.schema import Pack
from interviewer.rubric.metric_gap import EFFECT
from interviewer.rubric.registry import KINDS

PACK_ID = "alibaba"
ROUNDS = ("hiring-manager", "culture", "case-panel")
UNITS = (None, "tmall", "taobao", "cainiao")


@pytest.fixture(scope="module")
def pack(shared_services: Services) -> Pack:
    return shared_services.pack


def setup(**chosen: object) -> Setup:
    return Setup.model_validate({"pack": PACK_ID, "round": "hiring-manager", "seed": 1, "turns": 12} | chosen)


# The plan


@given(
    round_=st.sampled_from(ROUNDS),
    unit=st.sampled_from(UNITS),
    seniority=st.sampled_from(["mid", "senior"]),
    seed=st.integers(0, 2**31),
    data=st.data(),
)
def test_a_plan_holds_each_question_that_fits_once_the_focus_first_then_the_longest_unused(
    pack: Pack, round_: str, unit: str | None, seniority: str, seed: int, data: st.DataObject
) -> None:
    focus = data.draw(st.sampled_from([None, *pack.round(round_).dimensions]))
    bank = {question.id: question for question in pack.questions[round_]}
    used = data.draw(st.dictionaries(st.sampled_from(sorted(bank)), st.integers(1, 9)))
    used |= {name: data.draw(st.integers(0, 9)) for name in sorted(pack.cases)}
    gap = data.draw(st.sampled_from([None, "kiln drying"]))
    wanted = setup(round=round_, unit=unit, seniority=seniority, seed=seed, focus=focus, gap=gap)
    plan = plan_interview(pack, wanted, used)
    fit = {
        name
        for name, item in bank.items()
        if seniority in item.seniority and (not item.units or unit in (None, *item.units)) and (gap or not item.needs)
    }
    assert len(plan.questions) == len(set(plan.questions)) and set(plan.questions) == fit
    needing = [name for name in plan.questions if bank[name].needs]
    assert plan.questions[: len(needing)] == tuple(needing), "what the job asks for comes first"
    rest = plan.questions[len(needing) :]
    keys = [(focus is not None and focus not in bank[name].dimensions, used.get(name, 0)) for name in rest]
    assert all(earlier <= later for earlier, later in pairwise(keys))
    assert plan == plan_interview(pack, wanted, used), "the same seed and the same past give the same plan"
    cases = {name for name, case in pack.cases.items() if not case.units or unit in (None, *case.units)}
    if not pack.round(round_).cases:
        assert plan.case is None
    else:
        assert plan.case in cases and used.get(plan.case, 0) == min(used.get(name, 0) for name in cases)


def test_another_seed_gives_another_order_of_what_is_equally_fresh(pack: Pack) -> None:
    assert len({plan_interview(pack, setup(seed=seed), {}).questions for seed in range(5)}) == 5


def test_of_equally_fresh_ones_those_about_the_unit_come_first(pack: Pack) -> None:
    questions = [pack.question(name) for name in plan_interview(pack, setup(unit="cainiao"), {}).questions]
    about = ["cainiao" in question.units for question in questions]
    assert any(about) and about == sorted(about, reverse=True)


def test_a_pack_without_a_fitting_question_or_case_says_what_to_change(pack: Pack) -> None:
    strangers = tuple(item.model_copy(update={"units": ("tmall",)}) for item in pack.questions["culture"])
    without = pack.model_copy(update={"questions": pack.questions | {"culture": strangers}})
    with pytest.raises(BadInput, match="no question of round 'culture' fits unit 'taobao' and level 'senior'"):
        plan_interview(without, setup(round="culture", unit="taobao"), {})
    cases = {name: case.model_copy(update={"units": ("tmall",)}) for name, case in pack.cases.items()}
    with pytest.raises(BadInput, match="no case fits unit 'taobao'"):
        plan_interview(pack.model_copy(update={"cases": cases}), setup(round="case-panel", unit="taobao"), {})


# What is pressed

QUESTION = "hm-open-own-work"
ASKED = AskMain(question=QUESTION)


def reading(*kinds: EvidenceKind, act: DialogueAct = DialogueAct.ANSWERED) -> Reading:
    """Certain evidence; an effect has an amount."""
    evidence = tuple(
        Evidence(
            kind=kind,
            span=Span(turn=0, start=0, end=1, text="x"),
            actor=Actor.CANDIDATE,
            probability=1.0,
            quantity=Quantity.EXPLICIT if kind == EFFECT else Quantity.NONE,
        )
        for kind in kinds
    )
    applicable = {"metric_gap": 1.0, "ownership": 1.0}
    return Reading(extractor="test", act=act, evidence=evidence, applicable=applicable, words=60)


def turn(number: int, read: Reading | None, action: Action = ASKED, **more: object) -> Turn:
    if read:
        moved = tuple(
            item.model_copy(update={"span": item.span.model_copy(update={"turn": number})}) for item in read.evidence
        )
        read = read.model_copy(update={"evidence": moved})
    known = {"number": number, "move": Move(speaker="hiring-manager", action=action), "reading": read}
    return Turn.model_validate(known | {"answer": "x" if read else None, "line": "?"} | more)


def pressing(pack: Pack, *turns: Turn, focus: str | None = None) -> tuple[str, str, int] | None:
    found = next_press(view(Thread(question=QUESTION, turns=turns), pack, focus))
    return (found.dimension, found.link, found.attempt) if found else None


K = SimpleNamespace(**{name.upper(): name for name in KINDS})
ALL = (K.TECHNICAL_MEASURE, K.MECHANISM, K.BUSINESS_MEASURE, K.EFFECT, K.COST)
OWNED = (K.DECISION, K.FINDING, K.OBSTACLE, K.OUTCOME)
CLEAR = (K.SITUATION, K.ACTION, K.RESULT)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (OWNED, ("metric_gap", "technical_measure", 1)),
        ((*OWNED, K.TECHNICAL_MEASURE), ("metric_gap", "mechanism", 1)),
        ((*OWNED, K.TECHNICAL_MEASURE, K.MECHANISM, K.BUSINESS_MEASURE), ("metric_gap", "effect", 1)),
        ((*OWNED, K.EFFECT), ("metric_gap", "cost", 1)),
        ((*ALL, K.ASSIGNMENT), ("ownership", "assigned", 1)),
        ((*ALL, K.TAKING_PART), ("ownership", "took_part", 1)),
        ((*ALL, *OWNED, *CLEAR), None),
    ],
)
def test_the_first_broken_link_of_the_weakest_headline_dimension_is_pressed(
    pack: Pack, kinds: tuple[EvidenceKind, ...], expected: tuple[str, str, int] | None
) -> None:
    assert pressing(pack, turn(0, reading(*kinds))) == expected


def press(link: str, attempt: int = 1, dimension: str = "metric_gap") -> Press:
    return Press(question=QUESTION, dimension=dimension, link=link, attempt=attempt)


def test_a_link_is_pressed_twice_and_then_the_next_one(pack: Pack) -> None:
    read = reading(*OWNED)
    first = turn(0, read)
    again = turn(1, read, press("technical_measure"))
    third = turn(2, read, press("technical_measure", 2))
    assert pressing(pack, first, again) == ("metric_gap", "technical_measure", 2)
    assert pressing(pack, first, again, third) == ("metric_gap", "mechanism", 1)


@pytest.mark.parametrize(
    ("given_up", "skipped"),
    [(reading(act=DialogueAct.DID_NOT_KNOW), False), (reading(act=DialogueAct.REFUSED), False), (None, True)],
    ids=["did not know", "refused", "skipped"],
)
def test_what_was_given_up_is_not_pressed_again(pack: Pack, given_up: Reading | None, skipped: bool) -> None:
    probe = turn(1, given_up, press("technical_measure"), skipped=skipped)
    assert pressing(pack, turn(0, reading(*OWNED)), probe) == ("metric_gap", "mechanism", 1)


def test_what_the_candidate_wants_tested_is_pressed_before_a_weaker_dimension(pack: Pack) -> None:
    read = turn(0, reading(K.DECISION))
    assert pressing(pack, read) == ("metric_gap", "technical_measure", 1)
    assert pressing(pack, read, focus="ownership") == ("ownership", "decided", 1)


def test_an_unreadable_answer_leaves_the_grades_of_the_one_before(pack: Pack) -> None:
    strayed = turn(1, reading(act=DialogueAct.STRAYED), press("technical_measure"))
    assert pressing(pack, turn(0, reading(*OWNED)), strayed) == ("metric_gap", "technical_measure", 2)


@pytest.mark.parametrize(("before", "now", "opened"), [((), (K.EFFECT,), True), ((K.EFFECT,), (K.EFFECT,), False)])
def test_a_thread_that_has_just_opened_is_seen(
    pack: Pack, before: tuple[EvidenceKind, ...], now: tuple[EvidenceKind, ...], opened: bool
) -> None:
    turns = (turn(0, reading(*OWNED, *before)), turn(1, reading(*OWNED, *now), press("effect")))
    seen = view(Thread(question=QUESTION, turns=turns), pack)
    assert seen.just_opened is opened and seen.holds and seen.probes == 1 and not seen.deepened
    deeper = turn(2, reading(*OWNED, *now), Deepen(question=QUESTION))
    assert view(Thread(question=QUESTION, turns=(*turns, deeper)), pack).deepened


@given(st.lists(st.sets(st.sampled_from(sorted(KINDS))), min_size=1, max_size=6))
def test_pressing_ends_whatever_is_answered(pack: Pack, answers: list[set[EvidenceKind]]) -> None:
    """Each press is one more attempt at a link that the question can ask about, and none is made a third time."""
    turns, seen = [turn(0, reading(*sorted(answers[0])))], []
    while (found := next_press(view(Thread(question=QUESTION, turns=tuple(turns)), pack))) is not None:
        seen.append((found.dimension, found.link, found.left_open and found.left_open.point, found.attempt))
        assert found.dimension in pack.question(QUESTION).dimensions
        assert len(seen) <= PROBES_PER_LINK * 30, seen
        turns.append(turn(len(turns), reading(*sorted(answers[len(turns) % len(answers)])), found))
    assert len(seen) == len(set(seen))
