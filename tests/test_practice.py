"""What a candidate does with an answer afterwards: retry, dispute, and the pictures of an answer."""

import pytest

from evals.data.corpus import load_corpus
from interviewer.app import Services
from interviewer.assessment.charts import chain_of, ladder_of
from interviewer.assessment.verification import stands
from interviewer.domain.charts import State
from interviewer.domain.events import RetryAssessed
from interviewer.domain.interview import replay
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session

ASSIGNED = "I was assigned to the ranking model. AUC went from 0.71 to 0.78 and everyone was happy."
SAME = "I was assigned to the ranking model. The AUC went from 0.71 to 0.78 and everybody was happy."
DROVE = (
    "I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. The head of logistics refused "
    "to change the promise, so I took her forty cancelled orders by name and she gave me one city. I moved the cut-off "
    "by an hour because the vans then leave half full; cancellations fell from 6.1% to 3.9% against four cities "
    "without it, for 900 a month of servers. I got the holidays wrong and told her so."
)


def interview(services: Services, *answers: str) -> Session:
    session = services.interviews.begin(
        services.setup(InterviewRequest(round="hiring-manager", turns=4, seed=3)), fixed_choice=True
    )
    list(session.advance())
    for answer in answers:
        list(session.answer(answer))
    return session


def retried(session: Session, number: int, text: str) -> RetryAssessed:
    return next(event for event in session.retry(number, text) if isinstance(event, RetryAssessed))


def test_a_better_answer_is_called_an_improvement_and_says_what_was_repaired(services: Services) -> None:
    session = interview(services, ASSIGNED)
    changes = {item.dimension: item for item in retried(session, 0, DROVE).comparison.changes}
    assert changes["ownership"].verdict == "improved"
    assert changes["metric_gap"].verdict == "improved"
    assert {"effect", "price paid"} <= set(changes["metric_gap"].repaired)


def test_the_same_answer_in_other_words_is_not_called_a_change(services: Services) -> None:
    changes = retried(interview(services, ASSIGNED), 0, SAME).comparison.changes
    assert {item.verdict for item in changes if item.dimension in ("metric_gap", "ownership")} == {
        "not distinguishable"
    }


def test_a_retry_leaves_the_interview_as_it_was(services: Services) -> None:
    session = interview(services, ASSIGNED)
    before = session.state
    list(session.retry(0, DROVE))
    after = session.state
    assert after.open_turn == before.open_turn
    assert after.turns[0].answer == ASSIGNED
    assert after.turns[0].assessment == before.turns[0].assessment
    assert [item.attempt for item in after.turns[0].retries] == [1]
    assert replay(services.interviews.store.events(session.id)) == after


def test_a_finished_interview_can_be_retried_and_keeps_its_verdict(services: Services) -> None:
    session = interview(services, ASSIGNED)
    list(session.end())
    debrief = session.state.debrief
    list(services.interviews.resume(session.id).retry(0, DROVE))
    again = services.interviews.resume(session.id).state
    assert again.debrief == debrief
    assert again.turns[0].retries[0].assessment is not None


def test_a_retry_cut_off_before_its_assessment_is_assessed_on_resume(services: Services) -> None:
    session = interview(services, ASSIGNED)
    next(iter(session.retry(0, DROVE)))
    list(services.interviews.resume(session.id).advance())
    assert services.interviews.resume(session.id).state.turns[0].retries[0].comparison is not None


@pytest.mark.parametrize("number", [-1, 1, 99])
def test_only_an_answered_question_can_be_retried(services: Services, number: int) -> None:
    session = interview(services, ASSIGNED)
    count = session.state.count
    with pytest.raises(BadInput, match="answered are: 1"):
        list(session.retry(number, DROVE))
    assert session.state.count == count


def test_disputes_are_kept_with_their_reason_the_last_word_per_dimension(services: Services) -> None:
    session = interview(services, ASSIGNED)
    session.dispute(0, "ownership", 3, "I chose the loss myself")
    session.dispute(0, "ownership", 2, "I chose the loss, with Ana")
    disputes = services.interviews.resume(session.id).state.turns[0].disputes
    assert [(item.dimension, item.level, item.reason) for item in disputes] == [
        ("ownership", 2, "I chose the loss, with Ana")
    ]


@pytest.mark.parametrize(
    ("dimension", "level", "reason"), [("charm", 2, "x"), ("ownership", 5, "x"), ("ownership", 2, " ")]
)
def test_a_dispute_that_says_nothing_is_refused(services: Services, dimension: str, level: int, reason: str) -> None:
    session = interview(services, ASSIGNED)
    with pytest.raises(BadInput):
        session.dispute(0, dimension, level, reason)
    assert not session.state.turns[0].disputes


def test_chain_and_ladder_are_drawn_with_words_that_stand(services: Services) -> None:
    for answer in (ASSIGNED, DROVE):
        exchange = Exchange(0, "What did you build, and what came of it?", answer)
        assessment = services.resources.critic.assess(exchange, ExtractionContext(round="hiring-manager"))
        chain, ladder = chain_of(assessment, services.pack), ladder_of(assessment, services.pack)
        assert chain and ladder
        assert sum(rung.here for rung in ladder.rungs) == 1
        for step in (*chain, *ladder.marks):
            assert (step.quote is not None) == (step.state in {State.THERE, State.DISOWNED})
            assert step.quote is None or stands(step.quote, {0: answer})
    weak = services.resources.critic.assess(
        Exchange(0, "What did you build?", ASSIGNED), ExtractionContext("hiring-manager")
    )
    assert [step.link for step in chain_of(weak, services.pack) or () if step.state is State.BROKEN] == ["mechanism"]


def test_what_the_critic_misses_is_never_drawn_as_there(services: Services) -> None:
    for item in load_corpus(("development",)):
        exchange = Exchange(0, item.question, item.answer)
        assessment = services.resources.critic.assess(exchange, ExtractionContext(round=item.round))
        grade = assessment.grade("ownership")
        ladder = ladder_of(assessment, services.pack)
        if ladder is None or grade is None or grade.level not in (2, 3):
            continue
        assert any(mark.state in (State.MISSING, State.BROKEN) for mark in ladder.marks), item.id
