"""The model chooses among legal moves: what it is offered, what it may claim, and what is shown of what it says."""

import re
from collections.abc import Callable, Iterator

import pytest
from llm_stub import LINE, Fault, Stub, headed, serving

from interviewer.app import Services
from interviewer.domain.events import LineSaid, MoveChosen
from interviewer.domain.interview import replay
from interviewer.domain.moves import AskMain, Deepen, GiveFloor, Move, Press, TakeUp, TellFact
from interviewer.domain.setup import EngineRequest
from interviewer.engines.llm.fallback import Fallback
from interviewer.interview.offers import offers
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.interview.speaking import LinePiece, Thinking
from interviewer.settings import Settings

ANSWER = (
    "I noticed that 6% of milk orders were cancelled. The head of logistics refused to change the promise, so I took "
    "her forty cancelled orders by name. Cancellations fell from 6.1% to 3.9% because the vans left half full."
)
WEAK = "I was assigned to the ranking model. AUC went from 0.71 to 0.78 and everyone was happy."
Make = Callable[..., Session]
Request = dict[str, object]


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving(Stub(line=lambda request: headed(_plain(request)))) as made:
        yield made


@pytest.fixture
def make(services: Services, stub: Stub) -> Iterator[Make]:
    made: list[Services] = []

    def begin(round_id: str = "hiring-manager", turns: int = 12, fallback: bool = False, **more: object) -> Session:
        settings = services.settings.model_copy(
            update={"key": "sk-secret", "base_url": stub.url, "model": "stub-model", "timeout": 20.0}
        )
        made.append(Services(Settings(**settings.model_dump()), resources=services.resources))
        engine = EngineRequest(voice="llm", extractor="embedded", coach="embedded")
        request = InterviewRequest(round=round_id, turns=turns, seed=7, engine=engine, **more)  # type: ignore[arg-type]
        setup = made[-1].setup(request)
        return made[-1].interviews.begin(setup, fixed_choice=True, fallback=Fallback(fallback))

    yield begin
    for item in made:
        item.close()


def _user(request: Request) -> str:
    return str(request["messages"][-1]["content"])  # type: ignore[index]


def _moves(request: Request) -> dict[str, str]:
    return dict(re.findall(r"^(m\d): (.*)$", _user(request), re.MULTILINE))


def _plain(request: Request) -> str:
    return _moves(request)["m1"].partition("Plainly: ")[2]


def answered(session: Session, stub: Stub, *replies: str, answer: str = WEAK) -> Session:
    """A question, an answer, and the replies that the model makes of it."""
    stub.line = lambda request: headed(_plain(request))
    list(session.advance())
    coming = iter(replies)
    stub.line = lambda _request: next(coming)
    list(session.answer(answer))
    return session


def last(session: Session) -> tuple[Move, str, tuple[str, ...]]:
    turn = session.state.turns[-1]
    assert turn.voice
    return turn.move, turn.line or "", turn.voice.corrections


def test_a_thread_that_goes_on_has_several_legal_moves_the_policys_first(make: Make, stub: Stub) -> None:
    session = make()
    list(session.advance())
    for _ in range(2):
        before = len(stub.requests)
        list(session.answer(WEAK))
        offered = _moves(stub.requests[before])
        assert 2 <= len(offered) <= 5
        assert len(set(offered.values())) == len(offered)
        assert "Plainly: " in offered["m1"]


@pytest.mark.parametrize("answer", [WEAK, ANSWER, "I don't know.", "Which team was that?"])
def test_offers_begin_with_what_the_policy_decides_and_stay_within_its_rules(
    make: Make, services: Services, answer: str
) -> None:
    session = make(turns=5)
    list(session.advance())
    policy = services.resources.parts.policy
    while session.state.ended is None:
        list(session.answer(answer))
        state = session.state
        if state.ended:
            break
        before = state.model_copy(update={"turns": state.turns[:-1]})
        decided = policy.decide(before)
        offered = offers(before, policy, decided)
        assert offered[0].move == decided
        assert 1 <= len(offered) <= 5
        assert len({item.move.action for item in offered}) == len(offered)
        if not isinstance(decided.action, Press | Deepen):
            assert len(offered) == 1
        thread = {turn.question_id for turn in before.threads[-1].turns} if before.threads else set()
        asked = {item.question for item in before.threads}
        for item in offered[1:]:
            action = item.move.action
            assert isinstance(action, Press | Deepen | AskMain)
            assert (action.question in thread) if not isinstance(action, AskMain) else action.question not in asked


@pytest.mark.parametrize(
    "header",
    ["", "I'll take m2.\n", '{"move": "m9"}\n', '{"line": "x"}\n', '{"move": \n', '{"move": ["m2"]}\n'],
)
def test_where_only_the_header_is_broken_the_first_move_is_made_with_the_models_line(
    make: Make, stub: Stub, services: Services, header: str
) -> None:
    session = make()
    list(session.advance())
    stub.line = lambda _request: f"{header}{LINE}"
    list(session.answer(WEAK))
    move, line, corrections = last(session)
    assert line.endswith("What did that change for the people who use it?")
    assert "header" in corrections
    before = session.state.model_copy(update={"turns": session.state.turns[:-1]})
    assert move == services.resources.parts.policy.decide(before)


def test_a_header_in_a_fence_is_a_header(make: Make, stub: Stub) -> None:
    session = answered(make(), stub, f'```json\n{{"move": "m2"}}\n```\n{LINE}')
    _, line, corrections = last(session)
    assert (line, corrections) == (LINE, ())


def test_a_quote_in_the_header_has_to_stand_in_an_answer(make: Make, stub: Stub) -> None:
    quoting = 'You said "everyone was happy". Who of them?'
    session = answered(make(), stub, headed(quoting, quote="Everyone was  happy"))
    move, line, corrections = last(session)
    assert TakeUp(quote="everyone was happy") in move.reactions
    assert (line, corrections) == (quoting, ())
    session = answered(make(), stub, headed("Who of them?", quote="nobody was happy"))
    move, _, corrections = last(session)
    assert not any(isinstance(item, TakeUp) for item in move.reactions)
    assert corrections == ("quote",)


@pytest.mark.parametrize(
    ("unfit", "check"),
    [
        ("AUC went from 0.71 to 0.87. What did that change?", "figures"),
        ("So it rose by nine per cent. What did that change?", "figures"),
        ("And what did Lazada say?", "names"),
        ('You said "nobody was happy". Who of them?', "quotation"),
        ("That is rather weak. What else?", "no_coaching"),
    ],
)
def test_a_line_that_breaks_a_check_is_asked_for_again(make: Make, stub: Stub, unfit: str, check: str) -> None:
    session = answered(make(), stub, headed(unfit), headed(LINE))
    _, line, corrections = last(session)
    assert line == LINE
    assert check in corrections


def test_what_word_lists_cannot_judge_is_put_to_one_check_and_plain_lines_to_none(make: Make, stub: Stub) -> None:
    session = answered(make(), stub, headed("We sold that shop long ago. What else?"), headed(LINE))
    assert last(session)[1].startswith("We sold that shop") and len(stub.checks) == 1
    before = len(stub.checks)
    stub.line = lambda _request: headed("Fine. What did it cost?")
    list(session.answer(WEAK))
    assert len(stub.checks) == before
    assert last(session)[1] == "Fine. What did it cost?"


def test_a_line_that_the_check_calls_unfit_is_not_heard(make: Make, stub: Stub) -> None:
    stub.check = lambda request: "Yes." if "sold that shop" in _user(request) else "no"
    session = answered(make(), stub, headed("We sold that shop long ago. What else?"), headed(LINE))
    _, line, corrections = last(session)
    assert (line, corrections) == (LINE, ("judged",))


@pytest.mark.parametrize("reply", ["Perhaps.", Fault(500)])
def test_where_the_check_says_nothing_of_use_the_word_lists_have_the_word(
    make: Make, stub: Stub, reply: str | Fault
) -> None:
    stub.check = lambda _request: reply
    session = answered(make(), stub, headed("We sold that shop long ago. What else?"))
    assert last(session)[1].startswith("We sold that shop")


def test_sentences_are_shown_as_they_pass_and_only_the_rest_is_asked_for_again(make: Make, stub: Stub) -> None:
    session = make()
    list(session.advance())
    replies = iter([headed("You were assigned to it. That is weak, honestly."), "What did it change for the shop?"])
    stub.line = lambda _request: next(replies)
    updates = list(session.answer(WEAK))
    shown = "".join(update.text for update in updates if isinstance(update, LinePiece)).strip()
    assert shown == "You were assigned to it. What did it change for the shop?" == session.state.turns[-1].line
    assert "You were assigned to it." in _user(stub.requests[-1]), "it is told what it has said"


def test_where_the_rest_is_unfit_too_the_plain_question_follows(make: Make, stub: Stub) -> None:
    session = answered(make(), stub, headed("You were assigned to it. That is weak."), "You should say more. And?")
    turn = session.state.turns[-1]
    assert (turn.line or "").startswith("You were assigned to it. ") and (turn.line or "").endswith("?")
    assert turn.voice and turn.voice.outcome == "replaced" and "weak" not in (turn.line or "")


def test_what_comes_behind_the_question_and_is_unfit_is_left_out(make: Make, stub: Stub) -> None:
    session = answered(make(), stub, headed("What did it change for the shop? You should mention a figure."))
    turn = session.state.turns[-1]
    assert turn.line == "What did it change for the shop?"
    assert turn.voice and (turn.voice.outcome, turn.voice.usage.calls) == ("used", 1)


def test_a_line_that_hands_back_and_broke_off_is_asked_for_again(make: Make, stub: Stub) -> None:
    session = make()
    list(session.advance())
    replies = iter([headed("I see. That is weak."), "Take your time with it."])
    stub.line = lambda _request: next(replies)
    list(session.answer("Sorry, which of the two teams do you mean?"))
    turn = session.state.turns[-1]
    assert isinstance(turn.move.action, GiveFloor)
    assert (turn.line or "").endswith("I see. Take your time with it.")


def test_a_server_that_breaks_off_behind_a_whole_question_has_said_a_line(make: Make, stub: Stub) -> None:
    session = make(fallback=True)
    list(session.advance())
    stub.line = lambda _request: Fault(cut=True, text=headed("What did it cost? I was about"))
    list(session.answer(WEAK))
    turn = session.state.turns[-1]
    assert turn.line == "What did it cost?" and turn.voice and turn.voice.outcome == "used"


def test_a_server_that_breaks_off_in_mid_line_leaves_a_whole_line_to_who_goes_on(make: Make, stub: Stub) -> None:
    session = make(fallback=True)
    list(session.advance())
    stub.line = lambda _request: Fault(cut=True, text=headed("You were assigned to it. And then"))
    list(session.answer(WEAK))
    turn = session.state.turns[-1]
    assert (turn.line or "").startswith("You were assigned to it. ") and (turn.line or "").endswith("?")
    assert turn.voice and turn.voice.outcome == "failed"


def test_a_speaker_thinks_before_the_first_word_and_nothing_of_it_is_kept(make: Make) -> None:
    session = make()
    updates = list(session.advance())
    first = next(place for place, update in enumerate(updates) if isinstance(update, LinePiece))
    assert isinstance(updates[first - 1], Thinking)


def test_a_panel_hears_what_was_said_to_the_others_and_facts_are_told_by_their_owner(
    make: Make, stub: Stub, services: Services
) -> None:
    session = make("case-panel", role="keeper of quokkas")
    list(session.advance())
    while not session.state.turns[-1].move.reactions or 'data name="brief"' not in _user(stub.requests[-1]):
        list(session.answer(ANSWER))
    sent = _user(stub.requests[-1])
    assert "keeper of quokkas" in sent and "more answer" in sent
    names = {persona.name for persona in services.pack.personas.values()}
    room = sent.partition('<data name="room">')[2].partition("</data>")[0]
    assert any(f"{name} on " in room for name in names)
    case = services.pack.cases[session.state.plan.case or ""]
    fact = case.facts[-1]
    stub.line = lambda request: headed("And what would you do with that?", tell=(fact.id, "made-up"))
    list(session.answer(f"{ANSWER} And the other thing there, who has got it?"))  # the policy hears no fact in that
    move, line, corrections = last(session)
    told = [item for item in move.reactions if isinstance(item, TellFact)]
    assert fact.answer in line and [item.id for item in told] == [fact.id]
    assert move.speaker == fact.speaker
    assert "tell" in corrections


def test_facts_are_offered_only_to_who_asked_something(make: Make, stub: Stub, services: Services) -> None:
    session = make("case-panel")
    list(session.advance())
    while 'data name="brief"' not in _user(stub.requests[-1]):
        list(session.answer(ANSWER))
    list(session.answer(ANSWER))
    assert 'data name="facts"' not in _user(stub.requests[-1])
    list(session.answer("Before I answer: how large is the whole budget, and who decides on it?"))
    sent = _user(stub.requests[-1])
    assert 'data name="facts"' in sent
    facts = services.pack.cases[session.state.plan.case or ""].facts
    told = {item.text for turn in session.state.turns for item in turn.move.reactions if isinstance(item, TellFact)}
    assert all(fact.answer not in sent for fact in facts if fact.answer not in told), "what is not told is not sent"


def test_what_the_model_chose_is_kept_in_the_log_and_the_interview_goes_on_from_there(
    make: Make, stub: Stub, services: Services
) -> None:
    session = answered(make(), stub, headed(LINE, move="m2"))
    events = list(services.interviews.store.events(session.id))
    assert replay(events) == session.state
    said = [record.event for record in events if isinstance(record.event, LineSaid)]
    chosen = [record.event for record in events if isinstance(record.event, MoveChosen)]
    assert said[-1].move and said[-1].move != chosen[-1].move and said[-1].move == session.state.turns[-1].move
