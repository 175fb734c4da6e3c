"""Stepping outside the role: commands are told from answers, ending is asked, time away is not counted."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.assessment.debrief import ENOUGH_ANSWERS
from interviewer.domain.events import Paused, Recorded, Resumed
from interviewer.domain.interview import LONGEST_SILENCE, evolve
from interviewer.errors import BadInput
from interviewer.interview.commands import Command, command_in
from interviewer.interview.ending import end_question
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session

ANSWER = "I moved the cut-off by an hour, and cancellations fell from 6% to 4% against four cities without it."


def begun(services: Services, round_id: str = "case-panel") -> Session:
    session = services.interviews.begin(services.setup(InterviewRequest(round=round_id, turns=12, seed=1)))
    list(session.advance())
    return session


@pytest.mark.parametrize("command", Command)
def test_each_command_is_known(command: Command) -> None:
    assert command_in(f"  {command}\n") == (command, "")


def test_an_answer_can_be_amended_in_one_go() -> None:
    assert command_in("/amend It was 4%.\nNot 5%.") == (Command.AMEND, "It was 4%.\nNot 5%.")


@pytest.mark.parametrize("text", ["/nonsense", "/skip the rest", "exit", " QUIT ", "/Hint", "/retry.", "/help!"])
def test_what_looks_like_a_command_and_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="sent as an answer"):
        command_in(text)


@given(st.text().filter(lambda text: not text.strip().startswith("/") and text.strip().lower() not in ("exit", "quit")))
def test_nothing_else_is_taken_for_a_command(text: str) -> None:
    assert command_in(text) is None


def test_a_path_is_an_answer() -> None:
    assert command_in("/data/raw was full") is None


def test_the_solution_is_told_from_the_third_answer_on(services: Services) -> None:
    for count in (ENOUGH_ANSWERS - 1, ENOUGH_ANSWERS):
        session = begun(services)
        for _ in range(count):
            list(session.answer(ANSWER))
        solved = count >= ENOUGH_ANSWERS
        assert ("no solution" in end_question(session.state)) is not solved
        list(session.end())
        assert session.state.debrief
        assert bool(session.state.debrief.hidden_truth) is solved
        assert bool(session.state.debrief.example) is solved


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(0, 100_000))
def test_time_away_counts_up_to_a_bound_and_a_pause_not_at_all(
    services: Services, thought: int, paused: int, more: int
) -> None:
    session = services.interviews.begin(services.setup(InterviewRequest(round="culture", turns=2, seed=1)))
    state, before = session.state, session.state.active_seconds
    for after, event in ((thought, Paused()), (paused, Resumed())):
        now = state.last_at + timedelta(seconds=after)
        foreseen = state.active_at(now)
        state = evolve(state, Recorded(sequence=state.count, at=now, event=event))
        assert state.active_seconds == pytest.approx(foreseen)
    assert state.active_seconds - before == pytest.approx(min(LONGEST_SILENCE, thought))
    assert state.active_at(state.last_at + timedelta(seconds=more)) >= state.active_seconds


def test_a_session_that_was_left_records_nothing_more(services: Services) -> None:
    session = begun(services, "culture")
    count = session.state.count
    session.leave()
    with pytest.raises(BadInput, match="nobody waits"):
        list(session.answer(ANSWER))
    assert services.interviews.store.count(session.id) == count
