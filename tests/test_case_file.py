"""What is kept in sight of a case is what was said of it, and no more."""

from interviewer.app import Services
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.web.case_file import case_file_of

WORK = (
    "I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. I moved the cut-off by an hour, "
    "because the vans then leave half full; cancellations fell from 6.1% to 3.9% against four cities without it."
)
ASKED = (
    "What is the deadline?",
    "How much money do we have for this?",
    "Was there ever an experiment or a control group?",
    "How is it done today?",
)


def talked(services: Services, round_id: str) -> Session:
    request = InterviewRequest(round=round_id, turns=14, seed=3)
    session = services.interviews.begin(services.setup(request), fixed_choice=True)
    list(session.advance())
    for text in (WORK,) * 4 + ASKED:
        list(session.answer(text))
    return session


def test_a_case_file_holds_the_brief_and_what_was_told(services: Services) -> None:
    state = talked(services, "case-panel").state
    case = services.pack.cases[str(state.plan.case)]
    file = case_file_of(state)
    assert file.brief == case.brief
    told = {(fact.speaker, fact.text) for fact in file.facts}
    known = {(fact.speaker, fact.answer) for fact in case.facts} | {(case.twist.speaker, case.twist.text)}
    assert told
    assert told <= known
    assert len(told) == len(file.facts)
    assert all(any(text in (turn.line or "") for turn in state.turns) for _, text in told)
    assert case.hidden_truth not in {text for _, text in told}


def test_there_is_no_file_where_there_is_no_case(services: Services) -> None:
    file = case_file_of(talked(services, "culture").state)
    assert (file.brief, file.facts) == (None, ())
