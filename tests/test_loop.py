"""A whole loop: laid out, sat round by round with what colleagues wrote down, and decided on by arithmetic."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal import interviewer, refused

from evals.data.corpus import load_interviews
from interviewer.app import Services
from interviewer.domain.interview import Interview
from interviewer.domain.loop import LoopWish
from interviewer.domain.moves import AskMain, Reconcile
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.loop.committee import decide
from interviewer.loop.keeping import FEWEST, MOST, next_step
from interviewer.loop.notes import notes_of
from interviewer.loop.votes import POINTS, vote_on
from interviewer.report.memo import exported_memo, memo_of, spoken
from interviewer.settings import Settings
from interviewer.sittings import LoopSittings

TODAY = date(2026, 11, 28)
SHORT = ("recruiter", "hiring-manager", "culture", "director")
STRONG = (
    "I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. The head of logistics refused, "
    "so I took her forty cancelled orders by name and she gave me one city. I moved the cut-off by an hour because the "
    "vans then leave half full; cancellations fell from 6.1% to 3.9% against four cities without it, for 900 a month."
)
ASSIGNED = "My manager gave me the churn model in March and I trained it as the ticket said. We worked hard on it."
DEEDS = (
    "I ran the refund desk at a travel agency. I decided to let the small claims through unread, and wrong payments "
    "fell by 12 per cent in the first year.",
    "We worked on the churn model as a team. We built the pipeline together and we launched it in May.",
    "I chose the simple rule and told the clerks. It went well.",
)
REFUNDS = "Wrong payments at the refund desk fell by 12 per cent in the first year, I chose the rule myself."
OTHERWISE = "At the refund desk, wrong payments fell by 21 per cent in the first year, and I chose the rule myself."


def sat_through(sittings: LoopSittings, loop_id: str, answer: Callable[[str, int], str]) -> list[Session]:
    """Every round of a loop, each answer by the round's id and the number of the answer in it."""
    sessions = []
    while next_step(sittings.own.loops.find(loop_id), sittings.summaries()):
        session = sittings.go_on(loop_id)
        list(session.advance())
        while session.state.ended is None:
            list(session.answer(answer(session.state.setup.round, session.state.answers)))
        sessions.append(session)
    return sessions


@pytest.fixture
def sittings(services: Services) -> LoopSittings:
    return LoopSittings(services.interviews)


@dataclass
class Played:
    """Finished rounds, each with its id; what a failure prints of them would be megabytes."""

    rounds: list[tuple[str, Interview]] = field(repr=False)


@pytest.fixture(scope="module")
def others(shared_services: Services, tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The shared parts with a store that this module writes to."""
    settings = Settings(home=tmp_path_factory.mktemp("loops"), pack=shared_services.settings.pack, threads=1)
    return Services(settings, resources=shared_services.resources)


@pytest.fixture(scope="module")
def played(others: Services) -> Played:
    """On answers that people of the corpus gave, weak and strong ones mixed."""
    told = [turn.answer for interview in load_interviews(("development",))[:12] for turn in interview.turns]
    found = []
    for number, round_id in enumerate((*SHORT, "production", "theory", "case-panel", *SHORT)):
        own = others.interviews
        session = own.begin(own.setup(InterviewRequest(round=round_id, turns=4, seed=number)), fixed_choice=True)
        list(session.advance())
        while session.state.ended is None:
            list(session.answer(told[(7 * number + session.state.answers) % len(told)]))
        found.append((session.id, session.state))
    return Played(found)


# Laid out


@given(st.integers(0, 2**31 - 1), st.integers(FEWEST, MOST))
def test_a_loop_takes_two_to_three_weeks_from_today(others: Services, seed: int, count: int) -> None:
    loops, rounds = others.interviews.loops, [item.id for item in others.pack.manifest.rounds[:count]]
    loop = loops.begin(LoopWish(), TODAY, rounds, seed)
    loops.remove(loop.id)
    days = [step.day for step in loop.steps]
    assert [step.round for step in loop.steps] == rounds
    assert days == sorted(set(days)) and days[0] == TODAY and 14 <= (days[-1] - TODAY).days <= 21


def test_the_packs_own_rounds_are_taken_where_none_are_named(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(), TODAY)
    assert sittings.own.services.pack.loop
    assert tuple(step.round for step in loop.steps) == sittings.own.services.pack.loop.rounds


@pytest.mark.parametrize(
    ("rounds", "told"),
    [
        (("culture", "kitchen", "theory", "director"), "unknown round 'kitchen'"),
        (("culture", "theory"), "4 to 6 different rounds"),
        (("culture", "culture", "theory", "director"), "4 to 6 different rounds"),
    ],
)
def test_a_loop_that_is_none_is_refused(sittings: LoopSittings, rounds: tuple[str, ...], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        sittings.own.loops.begin(LoopWish(), TODAY, rounds)
    assert sittings.own.loops.all() == []


# Sat


def test_an_open_round_is_gone_on_with_and_a_deleted_one_is_sat_anew(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(turns=2), TODAY, SHORT, seed=1)
    first = sittings.go_on(loop.id)
    list(first.advance())
    list(first.answer(ASSIGNED))
    assert sittings.go_on(None).id == first.id
    sittings.own.store.delete(first.id)
    second = sittings.go_on(loop.id)
    assert second.id != first.id and second.state.setup.round == "recruiter"


def test_a_later_interviewer_knows_what_was_heard_and_asks_about_what_was_doubted(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(turns=5), TODAY, SHORT, seed=2)
    sessions = sat_through(sittings, loop.id, lambda _, number: DEEDS[number % len(DEEDS)])
    assert sessions[0].state.setup.colleagues == ()
    for earlier, session in pairwise(sessions):
        known = session.state.setup.colleagues[-1]
        assert known.round == earlier.state.setup.round
        assert [item.text for item in known.heard] == [turn.answer for turn in earlier.state.turns if turn.answer]
    asked = [
        (turn.line or "", session.state.setup.colleagues)
        for session in sessions
        for turn in session.state.turns
        if isinstance(turn.move.action, AskMain) and turn.move.action.question.startswith("loop-doubt")
    ]
    assert asked
    for line, colleagues in asked:
        doubts = [doubt for item in colleagues for doubt in item.doubts]
        assert any(doubt.by in line and f'"{doubt.quote}"' in line for doubt in doubts)
    quotes = [line.split('"')[1] for line, _ in asked]
    assert len(quotes) == len(set(quotes))  # nobody takes up what a colleague took up


def test_a_doubt_is_in_the_candidates_words_letter_for_letter(shared_services: Services, played: Played) -> None:
    for _, state in played.rounds:
        for doubt in notes_of(state, shared_services.pack).doubts:
            assert any(doubt.quote in (turn.answer or "") for turn in state.turns)


def test_what_a_colleague_was_told_otherwise_is_held_against_the_candidate(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(turns=3), TODAY, SHORT, seed=4)

    def answer(round_id: str, number: int) -> str:
        return {("recruiter", 0): REFUNDS, ("culture", 0): OTHERWISE}.get((round_id, number), "I don't know that.")

    sessions = sat_through(sittings, loop.id, answer)
    held = [turn.move.action for turn in sessions[2].state.turns if isinstance(turn.move.action, Reconcile)]
    whom = sessions[2].state.setup.colleagues[0].heard[0].to
    assert [(item.against, item.whom) for item in held] == [("colleague", whom)]
    line = next(turn.line for turn in sessions[2].state.turns if turn.move.action is held[0]) or ""
    assert whom in line and "12 per cent" in line and "21 per cent" in line
    debrief = sessions[2].state.debrief
    assert debrief and [(point.whom, point.told is not None) for point in debrief.unsettled] == [(whom, True)]
    decision = sittings.committee(loop.id)[1]
    assert "12 per cent" in json.dumps(decision.model_dump(mode="json"))
    memo = memo_of(loop, decision, sittings.own.services.pack)
    assert any(whom in line.text and "12 per cent" in line.text for part in memo.parts for line in part.lines)


def test_the_same_told_to_two_people_is_no_contradiction(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(turns=3), TODAY, SHORT, seed=4)
    for session in sat_through(sittings, loop.id, lambda _, number: STRONG if number == 0 else REFUNDS):
        assert not any(isinstance(turn.move.action, Reconcile) for turn in session.state.turns)


# Decided


@given(st.data())
def test_the_committee_goes_by_votes_and_words_that_stand(
    shared_services: Services, played: Played, data: st.DataObject
) -> None:
    pack = shared_services.pack
    every = st.integers(0, len(played.rounds) - 1)
    places = data.draw(
        st.lists(every, min_size=4, max_size=6, unique_by=lambda place: played.rounds[place][1].setup.round)
    )
    sat = [played.rounds[place] for place in places]
    decision = decide(sat, pack)
    states = dict(sat)
    answers = {
        (state.setup.round, turn.number, interview_id): turn.answer or ""
        for interview_id, state in sat
        for turn in state.turns
    }
    shown = [item for vote in decision.votes for item in (*vote.grounds, *vote.objections)]
    shown += [
        item
        for vote in decision.votes
        for objection in vote.objections
        for item in (objection.answered, objection.hinted)
        if item
    ]
    for item in (*shown, *decision.next_steps):
        heard = [text for (round_id, _, _), text in answers.items() if round_id == item.round]
        assert any(item.quote in text for text in heard)
    for vote in decision.votes:
        assert vote.value == vote_on(states[vote.interview], pack)
        points = POINTS[vote.value] if vote.value else 0
        assert vote.counted in (points, points + 1) and (vote.counted == points or vote.is_no)
        for item in vote.objections:
            for answer in filter(None, (item.answered, item.hinted)):
                assert answer.name != item.name or answer.round != item.round
    assert len(decision.next_steps) <= 3
    lowest = min((POINTS[vote.value] for vote in decision.votes if vote.value), default=0)
    opener = next((vote for vote in decision.votes if vote.name == decision.opens), None)
    assert (opener is None) == (lowest >= 0)
    if opener:
        assert opener.value and POINTS[opener.value] == lowest


@given(st.permutations(range(6)))
def test_the_order_of_the_rounds_decides_nothing(shared_services: Services, played: Played, order: list[int]) -> None:
    there, other = played.rounds[:6], [played.rounds[place] for place in order]
    assert decide(there, shared_services.pack).value == decide(other, shared_services.pack).value


def test_nobody_can_vote_on_nothing(others: Services) -> None:
    own = others.interviews
    found = []
    for number, round_id in enumerate(SHORT):
        session = own.begin(own.setup(InterviewRequest(round=round_id, turns=1, seed=number)))
        list(session.advance())
        list(session.end())
        found.append((session.id, session.state))
    decision = decide(found, others.pack)
    assert decision.value is None and decision.opens is None


def test_every_line_about_the_candidate_ends_in_their_words(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(turns=4), TODAY, SHORT, seed=9)
    sat_through(sittings, loop.id, lambda round_id, number: STRONG if round_id == "culture" else ASSIGNED)
    kept, decision = sittings.committee(loop.id)
    memo = memo_of(kept, decision, sittings.own.services.pack)
    for part in memo.parts:
        for line in part.lines:
            assert line.quote and line.quote.where, line
    told = exported_memo(memo, "md").decode()
    assert all(part.title in told for part in memo.parts) and decision.value and decision.value in told
    assert exported_memo(memo, "pdf").startswith(b"%PDF")
    with pytest.raises(BadInput, match="md, pdf"):
        exported_memo(memo, "docx")
    assert '"' in spoken(memo.parts[0].lines[0])


def test_the_committee_waits_for_the_last_round(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(turns=1), datetime.now(UTC).date(), SHORT)
    with pytest.raises(BadInput, match="once every round is finished; next is Recruiter screen"):
        sittings.committee(loop.id)


# In a terminal


def test_a_loop_in_the_terminal_from_first_line_to_memo(tmp_path: Path) -> None:
    answers = tmp_path / "answers.txt"
    answers.write_text(f"{STRONG}\n\n{ASSIGNED}\n")
    assert "no loop was begun yet" in refused(tmp_path, "loop", "show")
    assert "unknown unit" in refused(tmp_path, "loop", "begin", "--unit", "amazon")
    begun = interviewer(tmp_path, "loop", "begin", "--rounds", ",".join(SHORT), "--turns", "2", "--seed", "3")
    assert begun.returncode == 0 and begun.stdout.count("to be sat") == 4
    assert "once every round is finished" in refused(tmp_path, "loop", "memo")
    for _ in SHORT:
        done = interviewer(tmp_path, "loop", "next", "--answers", str(answers))
        assert done.returncode == 0 and "Verdict:" in done.stdout
    assert "The loop is whole" in done.stderr
    assert "every round of this loop is finished" in refused(tmp_path, "loop", "next", "--answers", str(answers))
    memo = interviewer(tmp_path, "loop", "memo")
    assert "How they voted, before anything was said" in memo.stdout
    saved = interviewer(tmp_path, "loop", "memo", "--save", str(tmp_path / "memo.pdf"))
    assert saved.returncode == 0 and (tmp_path / "memo.pdf").read_bytes().startswith(b"%PDF")
    (row,) = [json.loads(line) for line in interviewer(tmp_path, "loop", "list", "--json").stdout.splitlines()]
    assert len(row["steps"]) == 4
    assert interviewer(tmp_path, "loop", "remove", row["id"]).returncode == 0
    assert interviewer(tmp_path, "loop", "list").stdout == ""
    assert len(interviewer(tmp_path, "sessions", "list").stdout.splitlines()) >= len(SHORT)  # the interviews stay


def test_the_next_round_is_due_today(sittings: LoopSittings) -> None:
    sittings.own.loops.begin(LoopWish(turns=1), TODAY, SHORT, seed=3)
    first = sittings.own.today(datetime.now(UTC)).tasks[0]
    assert (
        "Recruiter screen" in first.what and first.place == "Loop" and first.command.startswith("interviewer loop next")
    )


def test_a_round_that_was_begun_twice_is_begun_once(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(turns=1), TODAY, SHORT, seed=3)
    first = sittings.go_on(loop.id)
    with pytest.raises(BadInput, match="another window"):
        sittings.own.loops.sat(loop.id, loop.steps[0], "00000000")
    assert sittings.own.loops.find(loop.id).steps[0].interview == first.id


def test_a_round_that_was_ended_without_an_answer_is_sat_anew(sittings: LoopSittings) -> None:
    loop = sittings.own.loops.begin(LoopWish(turns=2), TODAY, SHORT, seed=3)
    first = sittings.go_on(loop.id)
    list(first.advance())
    list(first.end())
    assert sittings.go_on(loop.id).state.setup.round == "recruiter"


def test_no_ticked_round_is_no_loop(sittings: LoopSittings) -> None:
    with pytest.raises(BadInput, match="0 were given"):
        sittings.own.loops.begin(LoopWish(), TODAY, [])
