"""The suite `conversation`: candidates who hear lines and nothing else, and what is counted of the lines."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llm_stub import Stub, serving

from evals.harness.context import EvalCase, EvalContext, Outcome
from evals.harness.run import Header, Result, Run, write_run
from evals.harness.suite import load_suites
from evals.harness.task import tasks
from evals.reports.line_readers import agreement, compare, draw, drawn
from evals.tasks.conversation import frames_repeated
from evals.tasks.own_words import asks, says, sets_against
from evals.tasks.points import Point, points_of
from evals.tasks.reactive import KINDS, Heard, Reactive, answers_to, load_reactive, stored, words_of
from interviewer.app import Services
from interviewer.errors import BadInput

SHIPPED = Path(__file__).parent.parent / "evals" / "suites" / "reactive"
REPLIES = Path(__file__).parent / "data" / "answers-back.txt"
OWED = Path(__file__).parent / "data" / "owed-questions.txt"
ASKS_AGAIN = "Sorry, which sentence do you mean?"
BAD_DODGE = "I can't give you that. Assume a value and say it aloud."


def candidate_with(**changes: Any) -> Reactive:
    """Tells a flawed story first, then another; asks something back at its fourth answer."""
    plain = {
        "id": "kim",
        "title": "A short one",
        "round": "culture",
        "turns": 5,
        "opening": [{"text": "We won 45 per cent.", "tag": "claim"}, {"text": "It was 4.5 in the end.", "tag": "late"}],
        "reply": [{"hears": ["who decided"], "text": "My lead did.", "tag": "lead"}],
        "otherwise": ["Hm.", "So it was."],
        "interruption": [{"at": 4, "text": ASKS_AGAIN, "kind": "repeat"}],
        "flaw": [{"tag": "claim", "what": "whose decision", "pressed_by": ["who decided", "whose idea"]}],
        "decisive": [{"tag": "claim", "what": "of how much", "asked_by": ["how much", "of what"]}],
        "known": [{"tag": "lead", "what": "the lead decided", "asked_again": ["who decided"]}],
        "contradiction": [{"a": "claim", "b": "late", "what": "45, then 4.5", "held_by": ["45.{0,40}4\\.5"]}],
    }
    return Reactive.model_validate(plain | changes, strict=False)


def heard(*lines: str) -> list[Heard]:
    """Lines; one that begins with a star opens a new subject."""
    return [Heard(line.lstrip("*"), line.startswith("*")) for line in lines]


def points(measure: str, lines: Sequence[Heard], **changes: Any) -> list[Point]:
    candidate = candidate_with(**changes)
    return [item for item in points_of(candidate, lines, answers_to(candidate, lines)) if item.measure == measure]


# Candidates

LINES = st.lists(
    st.builds(Heard, st.sampled_from(["Who decided it?", "And then?", "Say it again: how much?"]), st.booleans()),
    max_size=9,
)


@given(LINES)
def test_what_is_said_hangs_on_what_was_heard_so_far_and_on_nothing_later(lines: list[Heard]) -> None:
    said = answers_to(candidate_with(), lines)
    for n in range(len(lines)):
        assert answers_to(candidate_with(), lines[:n]) == said[:n]


@given(LINES)
def test_a_story_and_a_reply_are_told_once_and_stories_in_their_order(lines: list[Heard]) -> None:
    candidate = candidate_with()
    said = answers_to(candidate, lines)
    once = [item for item in said if not isinstance(item, str)]
    assert len(once) == len(set(once))
    stories = [item for item in said if item in candidate.openings]
    assert stories == list(candidate.openings[: len(stories)])


def test_a_story_that_an_interruption_kept_back_is_told_next() -> None:
    talk = heard("*What have you built?", "How?", "And then?", "*What went wrong?", "I mean: what went wrong?")
    said = [words_of(item) for item in answers_to(candidate_with(), talk)]
    assert said == ["We won 45 per cent.", "Hm.", "So it was.", ASKS_AGAIN, "It was 4.5 in the end."]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"flaw": [{"tag": "gone", "what": "w", "pressed_by": ["a"]}]}, "no answer bears the tag 'gone'"),
        ({"otherwise": []}, "otherwise"),
        ({"interruption": [{"at": 9, "text": "t"}]}, "a place of its own within 5"),
        ({"reply": [{"hears": ["(who"], "text": "t"}]}, "no regular expression"),
        ({"contradiction": [{"a": "cv", "b": "late", "what": "w", "held_by": ["a"]}]}, "no answer bears the tag 'cv'"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_mistake_in_a_candidate_s_file_is_named(changes: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=told.replace("(", r"\(")):
        candidate_with(**changes)


def test_a_candidate_in_a_file_of_another_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lee.toml").write_text(
        'id = "kim"\ntitle = "t"\nround = "culture"\nturns = 2\notherwise = ["Hm."]\n[[opening]]\ntext = "t"\n'
    )
    with pytest.raises(BadInput, match="make them equal"):
        load_reactive(tmp_path)


def test_the_shipped_candidates_bring_all_that_is_to_be_measured() -> None:
    found = load_reactive(SHIPPED)
    assert len(found) >= 24
    assert {item.round for item in found} == {"hiring-manager", "culture", "case-panel"}
    assert {asked.kind for item in found for asked in item.interruptions} >= set(KINDS)
    for name in ("flaws", "decisives", "knowns", "contradictions", "slips"):
        assert sum(bool(getattr(item, name)) for item in found) >= 2, name
    assert any(pair.a == "cv" for item in found for pair in item.contradictions)


# What is counted


@pytest.mark.parametrize(
    ("line", "met"),
    [
        ("Who decided that?", True),
        ("Tell me whose idea it was.", True),
        ('"Who decided" is a word of yours. What did it cost?', False),  # quoted, not asked
        ("I know who decided it. What did it cost?", False),  # said, not asked
        ("*Whose idea was the other thing?", False),  # another subject
    ],
)
def test_a_flaw_is_pressed_by_a_line_that_asks_for_it(line: str, met: bool) -> None:
    (flaw,) = points("flaw", heard("*What have you built?", line))
    assert flaw.met == met


def test_a_flaw_is_to_be_pressed_within_three_lines_that_answer_no_question_back() -> None:
    late = heard("*What have you built?", "How?", "And then?", "And after that?", "You were asked.", "Who decided it?")
    assert not points("flaw", late)[0].met
    asked_back = [{"at": 3, "text": ASKS_AGAIN, "kind": "repeat"}]
    assert points("flaw", late, interruption=[*asked_back, {"at": 4, "text": "Why?", "kind": "why"}])[0].met


def test_plain_ways_of_asking_are_recognised_whoever_words_them() -> None:
    """The shipped candidates' patterns against questions by somebody else: what is owed can be paid."""
    owed = {(item.id, measure): found for item in load_reactive(SHIPPED) for measure, found in _owed(item).items()}
    questions = [line.split("|") for line in OWED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert {(who, measure) for who, measure, *_ in questions} == owed.keys()
    met = [owed[who, measure](line) for who, measure, *lines in questions for line in lines]
    assert sum(met) / len(met) >= 0.95


def _owed(candidate: Reactive) -> dict[str, Callable[[str], bool]]:
    """Whether a line pays what is owed to the candidate, by measure, where it follows the answer at once."""
    answers = [*candidate.openings, *candidate.replies, *candidate.interruptions]
    tags = {"flaw": candidate.flaws, "decisive": candidate.decisives}
    found: dict[str, Callable[[str], bool]] = {}
    for measure, items in tags.items():
        for item in items:
            said = [answer.text for answer in answers if answer.tag == item.tag]
            patterns = item.pressed_by if measure == "flaw" else item.asked_by
            found[measure] = lambda line, patterns=patterns, said=said: asks(patterns, line, said)
    for pair in (*candidate.contradictions, *candidate.slips):
        found["held"] = lambda line, patterns=pair.held_by: says(patterns, line) and sets_against(line)
    return found


def test_a_question_about_something_else_is_no_question_about_this() -> None:
    """The words "how much" are in the next question of a bank as well."""
    talk = heard("*What have you built?", "How much rubbish came through that door?", "*Next?")
    assert not points("decisive", talk)[0].met
    assert points("decisive", heard("*What have you built?", "You won: how much exactly?", "*Next?"))[0].met


def test_what_was_said_last_of_all_owes_nothing() -> None:
    assert points_of(candidate_with(), heard("*What?"), answers_to(candidate_with(), heard("*What?"))) == []


def test_the_missing_half_is_to_be_asked_for_before_the_subject_is_left() -> None:
    assert points("decisive", heard("*What have you built?", "Of what?", "*Next?"))[0].met
    assert not points("decisive", heard("*What have you built?", "*Next?", "How much?"))[0].met


def test_what_is_known_is_asked_again_only_where_it_was_told() -> None:
    asked_twice = heard("*What have you built?", "Who decided it?", "So who decided it?")
    assert [item.met for item in points("known", asked_twice)] == [True]
    assert points("known", heard("*What have you built?", "And then?", "So it was?")) == []


@pytest.mark.parametrize(
    ("line", "met"),
    [
        ("First it was 45, now it is 4.5: which is it?", True),
        ('Earlier you said "45 per cent", now "4.5". Which of them holds?', True),
        ('"We won 45 per cent, then 4.5". What did it cost?', False),  # quoted as if nothing were wrong
        ("And what did that cost?", False),
    ],
)
def test_a_contradiction_is_held_against_somebody_in_own_words(line: str, met: bool) -> None:
    (held,) = points("held", heard("*What have you built?", "*What else?", line))
    assert held.met == met


def test_a_contradiction_is_owed_only_where_both_sides_were_told() -> None:
    assert points("held", heard("*What have you built?", "And then?", "How so?")) == []


@pytest.mark.parametrize(
    ("kind", "line", "fits"),
    [
        ("repeat", "Once more: what did you build?", True),
        ("repeat", BAD_DODGE, False),
        ("repeat", "*Something else: what went wrong?", False),
        ("repeat", f'You say "{ASKS_AGAIN}". What did it cost?', False),
        ("repeat", "Who met the thing afterwards?", False),  # another question
        ("why", 'You said "we won by a lot", and I want it. What did it cost?', False),  # no reply, but a quotation
        ("who", "I run the depots, and my people would use it.", True),
        ("who", "Nobody will hand you that, so set it yourself.", False),
        ("why", "Because I want to know what you did yourself.", True),
        ("why", "What did it cost?", False),
        ("figure", "It was never counted, so assume one.", True),
    ],
)
def test_a_question_back_is_answered_or_dodged(kind: str, line: str, fits: bool) -> None:
    asked = [{"at": 2, "text": ASKS_AGAIN, "kind": kind}]
    (back,) = points("back", heard("*What have you built?", "How?", line), interruption=asked)
    assert (back.met, back.kind) == (fits, kind)


def test_fitting_replies_are_recognised_whoever_words_them() -> None:
    interruptions = {(item.id, asked.at): asked for item in load_reactive(SHIPPED) for asked in item.interruptions}
    replies = [line.split("|") for line in REPLIES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert {(who, int(at)) for who, at, *_ in replies} == {key for key, asked in interruptions.items() if asked.kind}
    fitting, ignoring = [], []
    for who, at, *lines in replies:
        asked = [interruptions[who, int(at)].model_dump(mode="json") | {"at": 2}]
        fitting += [_fits(asked, f"Once more: {line}" if asked[0]["kind"] == "repeat" else line) for line in lines]
        ignoring += [_fits(asked, line) for line in ("Who told you that it would not fit?", "What did that cost?")]
    assert sum(fitting) / len(fitting) >= 0.95
    assert sum(ignoring) / len(ignoring) <= 0.02


def _fits(asked: list[dict[str, Any]], line: str) -> bool:
    (back,) = points("back", heard("*What have you built?", "How?", line), interruption=asked)
    return back.met


def test_a_candidate_s_own_patterns_go_before_the_general_ones() -> None:
    asked = {"at": 2, "text": "Which team is it?", "kind": "company", "fits": ["ranking"], "never": ["twenty people"]}
    for line, fits in (
        ("The ranking team.", True),
        ("We don't say.", False),
        ("The ranking team, twenty people.", False),
    ):
        (back,) = points("back", heard("*What have you built?", "How?", line), interruption=[asked])
        assert back.met == fits


def test_a_number_with_a_point_does_not_end_a_sentence() -> None:
    assert asks(["from 4\\.5"], "Did it fall from 4.5 to three?")


def test_a_sentence_with_another_quotation_is_the_same_frame() -> None:
    assert frames_repeated(['Suppose we put "a" on the board.', 'Suppose we put "b c" on the board. And then?']) == 1
    assert (
        frames_repeated(['Suppose we put "a" on the board.', 'I wrote down "a" just now.', "And then?", "And then?"])
        == 0
    )


# Whole interviews


def played(context: EvalContext, **changes: Any) -> Outcome:
    candidate = candidate_with(**changes)
    return tasks()["conversation"].judge(EvalCase("kim", "kim", {"candidate": stored(candidate)}), context)


def test_every_measure_has_its_values_in_an_interview_that_is_played(services: Services) -> None:
    outcome = played(EvalContext(services))
    (suite,) = load_suites(["conversation"])
    assert {name for measure in suite.measures for name in measure.of} <= outcome.values.keys()
    assert outcome.values["flaw.due"] == outcome.values["back.repeat.due"] == 1.0
    said = [text for who, text in outcome.talk if who == "candidate"]
    assert len(said) == 7 and said[0] == "We won 45 per cent." and said[3] == ASKS_AGAIN
    judged = [json.loads(line) for line in outcome.shown["points"].splitlines()]
    back = next(row for row in judged if row["measure"] == "back")
    assert back["before"][-1] == ASKS_AGAIN and back["line"] in dict.fromkeys(text for _, text in outcome.talk)


def test_a_candidate_gets_the_case_that_the_file_names(services: Services) -> None:
    for wanted in ("coupon-budget", "recommender-and-churn"):
        outcome = played(EvalContext(services), round="case-panel", case=wanted, turns=4)
        brief = services.pack.cases[wanted].brief
        assert any(brief[:40] in text for _, text in outcome.talk)
    with pytest.raises(BadInput, match="never meets case"):
        played(EvalContext(services), round="case-panel", unit="tmall", case="delivery-promise")


def test_a_model_s_line_is_what_the_candidate_hears(services: Services) -> None:
    with serving(Stub(line=lambda _request: "Who decided that, in the end?")) as stub:
        settings = services.settings.model_copy(update={"base_url": stub.url, "model": "stub-model", "key": "sk-test"})
        outcome = played(EvalContext(Services(settings, resources=services.resources), "llm"), turns=4)
    assert "My lead did." in [text for who, text in outcome.talk if who == "candidate"]
    assert outcome.values["flaw.met"] == 1.0 and outcome.values["calls"] != 0.0


# Readers


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {"measure": measure, "about": f"{n}", "before": ["q", "a"], "line": f"line {n}", "code": n % 5 == 0}
        for n in range(count)
        for measure in ("flaw", "back")
    ]


@given(st.integers(0, 80), st.integers(1, 50))
def test_as_many_yes_as_no_are_drawn_of_each_measure_where_there_are(count: int, most: int) -> None:
    found = drawn(rows(count), most)
    assert len(found) == min(most, 2 * count)
    assert found == drawn(rows(count), most)
    if most <= 4 * ((count + 4) // 5):  # none of the four groups is used up
        shares = [sum(r["measure"] == m and r["code"] == c for r in found) for m in ("flaw", "back") for c in (0, 1)]
        assert max(shares) - min(shares) <= 1


def test_readers_see_no_judgement_of_the_code_s_and_are_compared_with_it(tmp_path: Path) -> None:
    shown = {"points": "\n".join(json.dumps(row) for row in rows(20))}
    result = Result(suite="conversation", case="c", cluster="c", digest="d", epoch=1, values={}, shown=shown)
    header = Header(
        label="r",
        made_at="",
        commit="",
        engine="embedded",
        model="",
        samples=1,
        digests={"conversation": "d"},
        results=1,
    )
    run = write_run(Run(header=header, results=(result,)), tmp_path / "run.jsonl")
    draw(run, tmp_path)
    asked = (tmp_path / "judge-100.jsonl").read_text().splitlines()
    assert len(asked) == 40 and not any("code" in json.loads(line) for line in asked)
    hidden = (tmp_path / "judge-100-code.jsonl").read_text()
    (tmp_path / "ann.jsonl").write_text(hidden)
    assert "| code and ann | 40 of 40 | 1.00 |" in compare(tmp_path, [tmp_path / "ann.jsonl"])


def test_a_reader_who_left_lines_out_is_told() -> None:
    with pytest.raises(BadInput, match="ann: 1 lines are missing or unknown, such as 'b'"):
        agreement({"a": True, "b": False}, {"ann": {"a": True}})
