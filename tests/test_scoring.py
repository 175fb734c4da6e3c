"""The rubric's level rules and verdict, as tables and as invariants."""

from collections.abc import Iterable
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.evidence import About, Evidence, EvidenceKind, Quantity, Reading, Span, Stance
from interviewer.rubric.facts import any_of, best_guess, distribute
from interviewer.rubric.metric_gap import metric_gap, metric_gap_broken, metric_gap_level
from interviewer.rubric.ownership import ownership, ownership_broken, ownership_level
from interviewer.rubric.registry import KINDS, RULES
from interviewer.rubric.verdict import LADDER, Likelihood, settled, smoothed_last, trend, verdict, verdict_shares

K = SimpleNamespace(**{kind.upper(): kind for kind in KINDS})


def link(
    kind: EvidenceKind,
    probability: float = 1.0,
    quantity: Quantity = Quantity.NONE,
    stance: Stance = Stance.DONE,
    about: About = About.OWN_WORK,
    start: int = 0,
) -> Evidence:
    span = Span(turn=0, start=start, end=start + 3, text="abc")
    return Evidence(kind=kind, span=span, probability=probability, quantity=quantity, stance=stance, about=about)


def reading(*links: Evidence, words: int = 60) -> Reading:
    return Reading(extractor="test", evidence=links, words=words)


def level_of(rule: str, *links: Evidence, words: int = 60) -> int:
    return best_guess(RULES[rule].levels(reading(*links, words=words)))


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), 0),
        ((K.TECHNICAL_MEASURE,), 1),
        ((K.BUSINESS_MEASURE,), 2),
        ((K.BUSINESS_MEASURE, K.DISOWNED_LINK), 1),
        ((K.TECHNICAL_MEASURE, K.DISOWNED_LINK), 1),
        ((K.DISOWNED_LINK,), 0),
        ((K.MECHANISM, K.BUSINESS_MEASURE), 3),
        ((K.MECHANISM, K.BUSINESS_MEASURE, K.DISOWNED_LINK), 3),
        ((K.MECHANISM, K.BUSINESS_MEASURE, K.COST), 3),
        ((K.MECHANISM, K.COST), 0),
        ((K.MECHANISM, K.TECHNICAL_MEASURE), 1),
    ],
)
def test_metric_gap_levels(kinds: tuple[EvidenceKind, ...], expected: int) -> None:
    assert level_of("metric_gap@2", *(link(kind) for kind in kinds)) == expected


def test_metric_gap_closes_only_when_quantified_and_weighed() -> None:
    explicit, vague = link(K.EFFECT, quantity=Quantity.EXPLICIT), link(K.EFFECT, quantity=Quantity.VAGUE)
    assert level_of("metric_gap@2", explicit) == 3
    assert level_of("metric_gap@2", explicit, link(K.COST)) == 4
    assert level_of("metric_gap@2", vague, link(K.COST)) == 3


def test_a_company_figure_or_a_denied_effect_connects_nothing() -> None:
    company = link(K.EFFECT, quantity=Quantity.EXPLICIT, about=About.COMPANY)
    denied = link(K.EFFECT, quantity=Quantity.EXPLICIT, stance=Stance.DENIED)
    assert level_of("metric_gap@2", company, link(K.BUSINESS_MEASURE)) == 2
    assert level_of("metric_gap@2", denied, link(K.BUSINESS_MEASURE)) == 2


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), 2),
        ((K.BLAME,), 0),
        ((K.BLAME, K.ASSIGNMENT), 0),
        ((K.ASSIGNMENT,), 1),
        ((K.ASSIGNMENT, K.TAKING_PART), 1),
        ((K.TAKING_PART,), 2),
        ((K.DECISION,), 2),
        ((K.ASSIGNMENT, K.DECISION), 2),
        ((K.BLAME, K.DECISION, K.OUTCOME), 3),
        ((K.DECISION, K.OUTCOME), 3),
        ((K.FINDING, K.OUTCOME), 3),
        ((K.FINDING, K.OBSTACLE), 3),
        ((K.FINDING, K.OBSTACLE, K.OUTCOME), 4),
        ((K.ASSIGNMENT, K.FINDING, K.OBSTACLE, K.OUTCOME), 4),
    ],
)
def test_ownership_levels(kinds: tuple[EvidenceKind, ...], expected: int) -> None:
    assert level_of("ownership@1", *(link(kind) for kind in kinds)) == expected


@pytest.mark.parametrize(
    ("rule", "links", "expected"),
    [
        ("constraint_first@1", (), 0),
        ("constraint_first@1", (link(K.CONSTRAINT, start=9), link(K.COMPLEX_MODEL, start=0)), 1),
        ("constraint_first@1", (link(K.CONSTRAINT), link(K.COMPLEX_MODEL, start=9)), 2),
        ("constraint_first@1", (link(K.CONSTRAINT, quantity=Quantity.EXPLICIT), link(K.CHOICE)), 4),
        ("baseline_first@1", (link(K.COMPLEX_MODEL),), 0),
        ("baseline_first@1", (link(K.BASELINE), link(K.COMPLEX_MODEL, start=9)), 2),
        ("baseline_first@1", (link(K.BASELINE), link(K.COMPARISON), link(K.COST)), 4),
        ("scale_dirty_data@1", (), 0),
        ("scale_dirty_data@1", (link(K.VOLUME),), 2),
        ("scale_dirty_data@1", (link(K.VOLUME), link(K.DISTRIBUTED)), 3),
        ("scale_dirty_data@1", (link(K.DIRT), link(K.DISTRIBUTED), link(K.DIRT_HANDLING)), 4),
        ("pressure_deadline@1", (link(K.REFUSAL),), 0),
        ("pressure_deadline@1", (), 2),
        ("pressure_deadline@1", (link(K.SHIPS), link(K.CUT)), 4),
        ("clarity@1", (link(K.SITUATION), link(K.ACTION), link(K.RESULT)), 4),
    ],
)
def test_supporting_levels(rule: str, links: tuple[Evidence, ...], expected: int) -> None:
    assert level_of(rule, *links) == expected


def test_clarity_is_three_at_most_beyond_two_minutes() -> None:
    whole = (link(K.SITUATION), link(K.ACTION), link(K.RESULT))
    assert level_of("clarity@1", *whole, words=251) == 3


FACTS = ("technical", "business", "connected", "quantified", "weighed", "disowned")
MARKS = ("decision", "finding", "obstacle", "outcome")
subsets = st.sets(st.sampled_from(FACTS)).map(frozenset)


@given(subsets, st.sampled_from(["connected", "quantified", "weighed", "technical"]))
def test_more_evidence_never_lowers_the_metric_gap(facts: frozenset[str], more: str) -> None:
    assert metric_gap_level(facts | {more}) >= metric_gap_level(facts)


@given(st.sets(st.sampled_from((*MARKS, "assignment", "taking_part", "blame"))).map(frozenset), st.sampled_from(MARKS))
def test_more_of_the_candidates_own_never_lowers_ownership(facts: frozenset[str], more: str) -> None:
    assert ownership_level(facts | {more}) >= ownership_level(facts)


links_strategy = st.lists(
    st.builds(
        link,
        kind=st.sampled_from(list(KINDS)),
        probability=st.floats(0, 1),
        quantity=st.sampled_from(list(Quantity)),
        stance=st.sampled_from(list(Stance)),
    ),
    max_size=12,
)


@given(links_strategy)
def test_every_rule_gives_a_distribution(links: list[Evidence]) -> None:
    for rule in RULES.values():
        levels = rule.levels(reading(*links))
        assert len(levels) == 5
        assert sum(levels) == pytest.approx(1.0)
        assert all(weight >= 0 for weight in levels)


@given(links_strategy)
def test_below_four_there_is_always_a_broken_link_to_press(links: list[Evidence]) -> None:
    found = reading(*links)
    for levels, broken in ((metric_gap, metric_gap_broken), (ownership, ownership_broken)):
        level = best_guess(levels(found))
        assert bool(broken(found, level)) == (level < 4)


def test_broken_links_come_in_the_order_of_the_chain() -> None:
    assert metric_gap_broken(reading(), 0)[0] == "technical_measure"
    assert metric_gap_broken(reading(link(K.TECHNICAL_MEASURE)), 1)[0] == "mechanism"
    assert metric_gap_broken(reading(link(K.MECHANISM)), 3)[0] == "effect"
    assert metric_gap_broken(reading(link(K.EFFECT, quantity=Quantity.EXPLICIT)), 3) == ("cost",)
    assert ownership_broken(reading(link(K.DECISION)), 2)[0] == "decided"
    assert ownership_broken(reading(link(K.DECISION), link(K.OUTCOME)), 3) == ("found", "drove")


@given(st.lists(st.floats(0, 1), max_size=6))
def test_telling_it_again_proves_nothing(probabilities: list[float]) -> None:
    links = [link(K.EFFECT, probability) for probability in probabilities]
    assert any_of(links * 2) == any_of(links) == max(probabilities, default=0.0)


def test_best_guess_is_the_rounded_mean() -> None:
    assert best_guess((0.5, 0.0, 0.0, 0.0, 0.5)) == 2
    assert best_guess(distribute({}, lambda _: 3)) == 3


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([2], 2), ([4, 1], 1), ([4, 4, 1], 2), ([1, 1, 3], 2), ([4, 0, 2], 2), ([3, 3, 3, 1], 2), ([0, 4, 4], 4)],
)
def test_the_last_level_is_moved_one_step_when_two_earlier_ones_disagree(levels: list[int], expected: int) -> None:
    assert smoothed_last(levels) == expected


def _verdict(metric: Iterable[int], owning: Iterable[int], supporting: Iterable[int] = (), spoke: bool = False):  # type: ignore[no-untyped-def]
    given_levels = {"metric_gap": list(metric), "ownership": list(owning), "clarity": list(supporting)}
    trends = [
        trend(name, name != "clarity", dict(enumerate(levels))) for name, levels in given_levels.items() if levels
    ]
    return verdict(trends, spoke)


@pytest.mark.parametrize(
    ("metric", "owning", "expected"),
    [
        ([1], [1], "strong no-hire"),
        ([1], [2], "no-hire"),
        ([3, 1], [1], "lean no-hire"),
        ([2], [2], "no-hire"),
        ([2], [4], "lean hire"),
        ([2], [3], "lean no-hire"),
        ([3], [3], "lean hire"),
        ([3, 3, 4], [3, 3, 3], "hire"),
        ([4], [3], "strong hire"),
        ([4, 3], [3, 3], "strong hire"),
        ([], [3], "lean hire"),
    ],
)
def test_verdict_table(metric: list[int], owning: list[int], expected: str) -> None:
    assert _verdict(metric, owning).value == expected


def test_one_step_down_at_most_and_only_for_a_reason() -> None:
    assert _verdict([3], [3], [1]).value == "lean no-hire"
    assert _verdict([3], [3], [1], spoke=True).value == "lean no-hire"
    assert _verdict([3], [3], [2]).stepped_down_for is None
    assert _verdict([1], [1], spoke=True).value == LADDER[0]


def test_nothing_graded_gives_no_verdict_with_the_reason() -> None:
    found = _verdict([], [], [3])
    assert found.value is None
    assert "no answer" in found.reason


DIMENSIONS = ("metric_gap", "ownership")
level = st.none() | st.integers(0, 4)


def certain(given_level: int | None) -> Likelihood | None:
    return None if given_level is None else Likelihood(1.0, tuple(float(n == given_level) for n in range(5)))


@given(st.lists(st.tuples(level, level), min_size=1, max_size=8))
def test_grades_that_leave_nothing_open_get_the_rules_own_verdict(turns: list[tuple[int | None, int | None]]) -> None:
    trends = [
        trend(name, True, levels)
        for place, name in enumerate(DIMENSIONS)
        if (levels := {n: turn[place] for n, turn in enumerate(turns) if turn[place] is not None})
    ]
    by_rule = verdict(trends, False)
    shares = verdict_shares([[certain(item) for item in turn] for turn in turns], DIMENSIONS, (), False)
    found = settled(by_rule, shares)
    assert (found.value, found.reason, found.neighbour) == (by_rule.value, by_rule.reason, None)


likelihood = st.builds(
    lambda applies, weights: Likelihood(applies, tuple(weight / sum(weights) for weight in weights)),
    st.floats(0.0, 1.0),
    st.lists(st.floats(0.01, 1.0), min_size=5, max_size=5),
)


@given(st.lists(st.tuples(likelihood, likelihood), min_size=1, max_size=4))
def test_the_verdict_is_the_middle_of_what_is_open_and_its_neighbour_stands_beside_it(
    turns: list[tuple[Likelihood, Likelihood]],
) -> None:
    shares = verdict_shares(turns, DIMENSIONS, (), False)
    assert verdict_shares(turns, DIMENSIONS, (), False) == shares
    if not shares:
        return
    assert sum(shares) == pytest.approx(1.0)
    found = settled(verdict([trend("metric_gap", True, {0: 2})], False), shares)
    place = LADDER.index(found.value)  # type: ignore[arg-type]
    assert sum(shares[:place]) < 0.5 + 1e-9 and sum(shares[: place + 1]) >= 0.5 - 1e-9
    if found.neighbour:
        assert abs(LADDER.index(found.neighbour) - place) == 1


def test_a_split_between_two_verdicts_names_both() -> None:
    open_between = Likelihood(1.0, (0.0, 0.0, 0.0, 0.55, 0.45))  # lean hire, or strong hire by its only four
    other = Likelihood(1.0, (0.0, 0.0, 0.0, 1.0, 0.0))
    shares = verdict_shares([[open_between, other], [other, other], [other, other]], DIMENSIONS, (), False)
    found = settled(verdict([trend("metric_gap", True, {0: 3})], False), shares)
    assert (found.value, found.neighbour) == ("lean hire", "hire")
