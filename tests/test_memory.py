"""What the candidate said before is remembered: figures, contradictions, sums, and what the debrief makes of them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.domain.evidence import Reading
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import AskMain, Move, Press, Reconcile
from interviewer.domain.setup import Plan, Setup
from interviewer.interview.contexts import voice_context
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.interview.thread_view import view
from interviewer.memory.arithmetic import slips_of
from interviewer.memory.figures import Figure, figures_of
from interviewer.memory.known import known
from interviewer.memory.ledger import remarks_of
from interviewer.memory.retold import retold
from interviewer.memory.unsettled import found
from interviewer.report.export import exported

EARLY = (
    "I ran the refund desk at a travel agency. I decided to let the small claims through unread. Wrong payments fell "
    "by 12 per cent in the first year, and the head of finance had been against it."
)
LATE = (
    "That desk is what I am proudest of. Wrong payments fell by 21 per cent in the first year, I still have the sheet."
)
PLAIN = "I asked the three clerks what they would drop, chose the letters myself, and answered for it with my name."
SUM = "We sent 42,000 notices that were wrong, and of those one in twenty calls us, so that is 4,200 calls in a month."


GAIN_WITH_ITS_PRICE = (
    "I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. I moved the cut-off by an hour "
    "because the vans then leave half full; cancellations fell from 6.1% to 3.9% against four cities without it, for "
    "900 a month."
)
GAIN = (
    "I built a forecast of vehicles per departure, and the share of departures where cars were left on the quay fell "
    "from 9 percent to 4 percent, because the planner now adds a ferry in the morning."
)
PRICE = (
    "The crew scheduler said the extra departures were eating overtime, and he was right: overtime went up by about 7 "
    "percent in the first quarter, so we put a cap of three extra sailings a day."
)


def play(services: Services, answers: Sequence[str], **changes: object) -> Session:
    request = InterviewRequest(round="hiring-manager", turns=8, seed=7, **changes)  # type: ignore[arg-type]
    session = services.interviews.begin(services.setup(request), fixed_choice=True)
    list(session.advance())
    for text in answers:
        list(session.answer(text))
    return session


def held(state: Interview) -> list[Reconcile]:
    return [turn.move.action for turn in state.turns if isinstance(turn.move.action, Reconcile)]


def test_a_figure_that_differs_from_an_earlier_one_is_held_against_it_once_in_both_wordings(services: Services) -> None:
    session = play(services, [EARLY, PLAIN, LATE])
    last = session.state.turns[-1]
    action = last.move.action
    assert isinstance(action, Reconcile) and action.against == "talk"
    assert action.earlier and action.earlier in EARLY and "12 per cent" in action.earlier
    assert action.now in LATE and "21 per cent" in action.now
    assert action.earlier in (last.line or "") and action.now in (last.line or "")
    list(session.answer("Both are in the sheet, the finance people count it in another way."))
    assert len(held(session.state)) == 1


def test_the_debrief_asks_what_was_not_settled_in_words_that_stand_in_the_answers(services: Services) -> None:
    session = play(services, [EARLY, PLAIN, LATE, "I don't see the difference."])
    list(session.end())
    debrief = session.state.debrief
    assert debrief and len(debrief.unsettled) == 1
    point = debrief.unsettled[0]
    assert point.earlier
    for span, answer in ((point.earlier, EARLY), (point.now, LATE)):
        assert answer[span.start : span.end] == span.text
    report = exported(services.interviews.load(session.id), services.pack, session.id, "html").decode()
    assert "Settle before the interview" in report and point.now.text in report and point.earlier.text in report


def test_a_contradiction_that_nobody_answered_for_stands_in_the_debrief(services: Services) -> None:
    session = play(services, [EARLY, LATE])
    list(session.end())
    assert session.state.debrief and session.state.debrief.unsettled


def test_what_the_answer_settles_is_not_in_the_debrief(services: Services) -> None:
    session = play(services, [EARLY, PLAIN, LATE, "It was 12 per cent, the 21 is of something else, sorry."])
    list(session.end())
    assert session.state.debrief and session.state.debrief.unsettled == ()


@pytest.mark.parametrize(
    "later",
    [
        "Sorry for the slip: wrong payments fell by 21 per cent in the first year.",
        "Wrong payments fell by 21 per cent in the second year.",
        "In Portugal wrong payments fell by 21 per cent.",
        "If they let me go on, wrong payments would have fallen by 21 per cent in the first year.",
        "Wrong payments fell by 12 percent in the first year, as the sheet shows.",
    ],
    ids=["correction", "another period", "another group", "supposed", "the same"],
)
def test_a_correction_or_another_period_is_no_contradiction(services: Services, later: str) -> None:
    session = play(services, [EARLY, PLAIN, later])
    assert held(session.state) == []
    list(session.end())
    assert session.state.debrief and session.state.debrief.unsettled == ()


def test_a_figure_that_the_cv_gives_otherwise_is_held_against_it(services: Services) -> None:
    cv = "Data scientist, travel agency, 2019 to 2024\n- Refund desk: cut wrong payments by 45 per cent\nMSc, 2018"
    said = "I rebuilt the refund desk with two clerks. Wrong payments fell by 4.5 per cent, and I chose the letters."
    session = play(services, [PLAIN, said], cv=cv)
    action = session.state.turns[-1].move.action
    assert isinstance(action, Reconcile) and action.against == "cv"
    assert action.earlier and action.earlier in cv and "45 per cent" in action.earlier and action.now in said
    list(session.end())
    assert (
        session.state.debrief
        and session.state.debrief.unsettled[0].cv == "Refund desk: cut wrong payments by 45 per cent"
    )


def test_an_answer_about_something_else_settles_nothing(services: Services) -> None:
    cv = "Data scientist, 2019 to 2024\n- Size advisor: cut returns by 45 per cent"
    said = (
        "Here I must bring in the size advisor. Two questions to the customer, height and favourite brand, and it "
        "tells you the size. Returns fell by 4.5 per cent. Nobody in Italy had done that."
    )
    other = (
        "Next trophy, then. Push messages. Eleven million devices and they used to send everybody the same thing at "
        "noon, amateurs. I wrote a timing model over one weekend, and the open rate went from six to thirteen per cent."
    )
    session = play(services, [said, other], cv=cv)
    list(session.end())
    assert len(held(session.state)) == 1
    assert session.state.debrief and len(session.state.debrief.unsettled) == 1


def test_a_sum_that_does_not_come_out_is_asked_about_and_never_corrected(services: Services) -> None:
    session = play(services, [SUM])
    last = session.state.turns[-1]
    assert isinstance(last.move.action, Reconcile) and last.move.action.against == "sum"
    assert "4,200" in last.move.action.now and last.move.action.now in SUM
    assert "2,100" not in (last.line or "")
    list(session.answer("Let me see. It is 2,100 calls."))
    list(session.end())
    assert session.state.debrief and session.state.debrief.unsettled == ()


def test_a_change_that_was_worked_out_again_no_longer_stands(services: Services) -> None:
    said = (
        "So from 3.4 to 2.9 is half an order per hundred searches, which is about a quarter of the orders gone, "
        "roughly 25 percent, in six months. I would look for the step at which we lose them."
    )
    session = play(services, [said, "You're right, sorry. 0.5 divided by 3.4 is 0.147, so about 15 percent."])
    assert len(held(session.state)) == 1
    list(session.answer(PLAIN))
    list(session.end())
    assert session.state.debrief and session.state.debrief.unsettled == ()
    assert "15 percent" not in "".join(item.quote.text for item in session.state.debrief.strengths)


@pytest.mark.parametrize(
    ("answers", "praised", "not_praised"),
    [([GAIN_WITH_ITS_PRICE], "from 6.1% to 3.9%", "nobody"), ([GAIN, PRICE], "9 percent to 4 percent", "overtime")],
)
def test_praise_quotes_a_gain_with_or_without_its_price_and_never_the_price_alone(
    services: Services, answers: list[str], praised: str, not_praised: str
) -> None:
    session = play(services, answers)
    list(session.end())
    assert session.state.debrief
    quotes = [item.quote.text for item in session.state.debrief.strengths if item.dimension == "metric_gap"]
    assert len(quotes) == 1 and praised in quotes[0] and not_praised not in quotes[0]


def test_holding_something_against_the_candidate_costs_no_probe_and_its_answer_is_graded(services: Services) -> None:
    session = play(
        services, [SUM, "It is 2,100, I slipped. I took the notice away, for all orders, by my own decision."]
    )
    asked = session.state.turns[1]
    assert isinstance(asked.move.action, Reconcile) and asked.assessment and asked.assessment.grades
    assert isinstance(session.state.turns[2].move.action, Press)
    assert view(session.state.threads[-1], services.pack).probes == 1


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        (
            "The day before the sale I saw that the stock forecast was rubbish, so I pulled it. I took the heat.",
            "When Renate pulled that forecast, our lead, it was her decision, and the depots were sore at all of us.",
        ),
        (
            "I decided to drop the network and to go with the rules. The depots cheered.",
            "You know how it is. Dropping the network for the rules was our lead's decision in the end.",
        ),
        (
            "Whatever comes, I would not touch the network. It earns its money at night.",
            "Then it is simple. The network goes, and the rules do the work until the spring.",
        ),
        (
            "I closed the night counter of the ferry and moved the staff to the morning. Nobody was against it.",
            "The harbour master fought me over the night counter for weeks, because of the ferry to the islands.",
        ),
    ],
    ids=["what they did", "what they decided", "what they would not do", "who was against it"],
)
def test_who_did_it_and_what_one_would_not_do_are_held_against_each_other(
    services: Services, earlier: str, now: str
) -> None:
    (action,) = held(play(services, [earlier, PLAIN, now]).state)
    assert action.earlier and action.earlier in earlier and action.now in now


@pytest.mark.parametrize(
    "now",
    [
        "Our lead decided the dates, the budget, and who goes on holiday. I had nothing to do with this.",
        "Sorry, I have to correct that: dropping the network for the rules was our lead's decision.",
        "Renate asked me why I dropped the network, and she took the rules home to read them.",
    ],
    ids=["something else decided", "correction", "asked only"],
)
def test_another_persons_decision_about_something_else_is_no_contradiction(services: Services, now: str) -> None:
    earlier = "I decided to drop the network and to go with the rules. The depots cheered."
    assert held(play(services, [earlier, PLAIN, now]).state) == []


@pytest.mark.parametrize(
    "now",
    [
        "The harbour master fought me over the parking lot for weeks.",
        "Passengers at the night counter of the ferry refused to use the machine.",
        "No one objected to the night counter of the ferry, as I said.",
        "If the harbour master had objected to the night counter of the ferry, I would have asked him.",
        "The harbour master never objected to the night counter of the ferry.",
        "Sorry, I was wrong: the harbour master fought me over the night counter of the ferry.",
    ],
    ids=["something else", "no person's", "nobody", "supposed", "denied", "correction"],
)
def test_resistance_to_something_else_is_no_contradiction(services: Services, now: str) -> None:
    earlier = "I closed the night counter of the ferry and moved the staff to the morning. Nobody was against it."
    assert held(play(services, [earlier, PLAIN, now]).state) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Supported the refill reminder project, team of five", "I built the refill reminder alone, from line one."),
        ("Led a team of six analysts, depot scans", "I've never had anybody under me, not for one day."),
    ],
    ids=["alone", "led nobody"],
)
def test_a_team_that_the_cv_has_and_the_talk_has_not_is_asked_about(services: Services, line: str, said: str) -> None:
    (action,) = held(play(services, [PLAIN, said], cv=f"Analyst, 2019 to 2024\n- {line}\nMSc, 2018").state)
    assert action.against == "cv" and action.earlier and action.earlier in line and action.now in said


def test_what_was_told_is_known_in_the_candidates_own_words(services: Services) -> None:
    session = play(services, [EARLY, "Renate, our lead, was in Porto. So I asked Marek, and he gave me nine days."])
    lines = known(session.state)
    said = [line.split(": ", 1)[1].strip('"') for line in lines]
    assert all(any(text in (turn.answer or "") for turn in session.state.turns) for text in said)
    assert any(line.startswith("figure") and "12 per cent" in line for line in lines)
    assert any("Marek" in line for line in lines)
    assert len(said) == len(set(said))
    context = voice_context(session.state, session.state.turns[-1], services.pack)
    assert context.known == lines


PIECES = [
    *(
        "Wrong payments fell by 12 per cent.",
        "wrong payments fell by 21 per cent\n",
        "I pulled the forecast, because",
        " ",
    ),
    *(
        "Renate's decision was the forecast she pulled",
        "— 40 euro a month;",
        "I would not touch it. ",
        "It goes.",
        "\u2028🙂",
    ),
    *("We had 300 orders, 7 per cent of them late, so that's 90 orders. ", "If, so", "…", "the forecast", "42"),
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join), max_size=5))
def test_whatever_is_said_every_quote_stands_letter_for_letter(answers: list[str]) -> None:
    setup = Setup(pack="any", round="any", seed=1, cv="- Payments: wrong ones fell by 45 per cent")
    read, move = Reading(extractor="any"), Move(speaker="any", action=AskMain(question="any"))
    turns = tuple(Turn(number=n, move=move, line="?", answer=text, reading=read) for n, text in enumerate(answers))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for point in found(Interview(setup=setup, plan=Plan(questions=()), started_at=at, last_at=at, turns=turns)):
        for span in filter(None, (point.now, point.earlier)):
            assert span.text.strip() and answers[span.turn][span.start : span.end] == span.text
        assert (point.cv or "") in (setup.cv or "")


# Figures


def only(text: str) -> Figure:
    (figure,) = figures_of(text)
    return figure


@given(st.integers(2, 9_999_999))
def test_a_number_is_the_same_however_its_digits_are_grouped(number: int) -> None:
    plain, grouped, spaced = f"{number} boxes", f"{number:,} boxes", f"{number:,} boxes".replace(",", " ")
    values = {only(text).value for text in (plain, grouped, spaced) if not 1980 <= number < 2050}
    assert values <= {float(number)}


SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS, TENS = SMALL.split(), ROUND.split()


def in_words(number: int) -> str:
    """A number in English words, as a book would spell it."""
    if number < 20:
        return UNITS[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{UNITS[number % 10]}" if number % 10 else "")
    for size, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            join = " and " if rest and rest < 100 else " "
            return f"{in_words(number // size)} {name}" + (f"{join}{in_words(rest)}" if rest else "")
    raise AssertionError("every number is under 20, under 100 or over")


@given(st.integers(2, 999_999_999))
def test_a_number_in_words_is_read_as_what_it_says(number: int) -> None:
    assert only(f"we had {in_words(number)} boxes").value == number


@given(st.text(max_size=300))
def test_every_figure_stands_where_it_says_and_none_overlap(text: str) -> None:
    end = 0
    for figure in figures_of(text):
        assert text[figure.start : figure.end] == figure.text and figure.start >= end
        end = figure.end


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("45 percent", 45, "percent"),
        ("nought point two seven per cent", 0.27, "percent"),
        ("4.5%", 4.5, "percent"),
        ("4,5 per cent", 4.5, "percent"),
        ("four point five per cent", 4.5, "percent"),
        ("one in twenty calls", 5, "percent"),
        ("half of it", 50, "percent"),
        ("two weeks", 14, "time"),
        ("1.2 million euros", 1_200_000, "money:euro"),
        ("€1.2m", 1_200_000, "money:euro"),
        ("one and a half million yuan", 1_500_000, "money:yuan"),
        ("2 per cent points", 2, "point"),
        ("1.2 points", 1.2, "point"),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    figure = only(text)
    assert (figure.value, figure.unit) == (pytest.approx(value), unit)


def test_the_ends_of_a_change_have_one_unit() -> None:
    first, second = figures_of("returns went from 4.1 to 5.3 per cent")
    assert (first.unit, first.role, second.unit, second.role) == ("percent", "from", "percent", "to")


# Sums


@given(st.integers(2, 5_000), st.integers(2, 500), st.floats(0.2, 5.0))
def test_a_product_is_doubted_only_where_it_is_wrong(first: int, second: int, error: float) -> None:
    given_ = round(first * second * error)
    wrong = slips_of(f"We had {first} shops times {second} orders, so that makes {given_} orders.")
    right = slips_of(f"We had {first} shops times {second} orders, so that makes {first * second} orders.")
    assert right == ()
    if abs(error - 1) > 0.5 and not 1980 <= first < 2050 and not 1980 <= given_ < 2050:
        assert len(wrong) == 1 and wrong[0].result.value == given_


@given(st.integers(20, 5_000_000), st.integers(1, 99))
def test_a_share_of_a_whole_is_never_doubted_where_it_is_right(whole: int, share: int) -> None:
    part = round(whole * share / 100)
    assert slips_of(f"We had {whole} orders and {share} per cent of them came back, so that's {part} orders.") == ()


@pytest.mark.parametrize(
    "wrong",
    [
        "1.2 million times 2.4% is 288 thousand",
        "2.4% of 1.2 million is 288 thousand",
        "from 4.1 to 5.3 per cent, that is 12%",
        "12 of 60, so 30 per cent",
        "3,000 euro a month, so 46,000 euro a year",
        "27 yuan on a hundred parcels, and that's 2.7 yuan a parcel",
        "300 boxes at 4 euro each, so that's 2,400 euro",
    ],
)
def test_a_sum_that_is_wrong_in_every_reading_is_doubted(wrong: str) -> None:
    assert [wrong[slip.start : slip.end] for slip in slips_of(f"Well, {wrong}.")] != []


@pytest.mark.parametrize(
    "right",
    [
        "1.2 million times 2.4% is about 29 thousand",
        "from 4.1 to 5.3 per cent, that is 1.2 points",
        "from 4.1 to 5.3 per cent, so that's 29 per cent",
        "from 4.1 to 5.3 per cent, so that's 1.2 per cent",
        "12 of 60, so 20 per cent",
        "that is 4 extra orders in 100, at 5.5 yuan each so 22 yuan",
        "3,000 euro a month, so 36,000 euro a year",
        "ten times 900 is more than three times 900",
        "50M x 128 bytes = 6.4 GB",
        "0.3 × 31,000 × 2 = 18,600 monthly",
    ],
)
def test_a_sum_that_is_right_in_one_reading_is_not_doubted(right: str) -> None:
    assert slips_of(f"Well, {right}.") == ()


def pairs_retold(*answers: str) -> list[tuple[str, str]]:
    remarks = [item for turn, text in enumerate(answers) for item in remarks_of(text, turn)]
    return [(earlier.figure.text, now.figure.text) for earlier, now in retold(remarks)]


@pytest.mark.parametrize(
    ("first", "second", "held"),
    [
        (
            "In 2023 misroutes fell from 6.1% to 3.9% on 5200 city lockers.",
            "We brought misroutes from 9% to 3.9%, and they bought only 350 lockers.",
            [("6.1%", "9%")],
        ),
        (
            "Before it, 18% of dresses and denim came back for a refund, mostly because of size.",
            "Of dresses and denim 24% came back for a refund before it, now it's 13.5%.",
            [("18%", "24%")],
        ),
        (
            "In the test, three weeks, conversion from session to order rose 2.4%.",
            "In the test, three weeks in June, conversion from session to order rose 4.2%, 95% interval 0.6.",
            [("2.4%", "4.2%")],
        ),
        (
            "Refunds of dresses and denim were 18% of orders before the size advice.",
            "Refunds of dresses and denim are 13% of orders now with the size advice.",
            [],
        ),
        (
            "In March conversion from session to order rose 2.4%.",
            "In June conversion from session to order rose 4.2%.",
            [],
        ),
        ("Misroutes fell from 6.1% to 3.9%.", "Complaints fell from 9% to 3.9%.", []),
        ("Misroutes fell from 6.1% to 3.9%.", "The plan was misroutes of 9%, and they fell from 6.1% to 3.9%.", []),
    ],
)
def test_a_story_told_again_with_another_figure_is_heard(first: str, second: str, held: list[tuple[str, str]]) -> None:
    assert pairs_retold(first, second) == held


def test_half_of_other_things_is_no_sum() -> None:
    assert slips_of("It was 31 to 24 percent one-sided matches. That's half the regions on the new one.") == ()
