"""What an answer is said to lack is checked in the whole thread; where the checks disagree the critic asks."""

import json
from dataclasses import replace

import pytest

from evals.data.corpus import LabelledInterview, load_interviews
from evals.statistics.absence_measures import absence_shares
from interviewer.app import Services
from interviewer.assessment.critic import MOST_FINDINGS, Critic
from interviewer.domain.assessment import Assessment, Finding
from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Reading, Span
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.engines.threads import in_thread
from interviewer.report.answers import assessment_blocks
from interviewer.report.blocks import FindingBlock

ROUND = "hiring-manager"
BOTH = {"metric_gap": 1.0, "ownership": 1.0}
Said = dict[str, tuple[str, float]]


def read(exchange: Exchange, said: Said) -> Reading:
    evidence = []
    for kind, (words, probability) in said.items():
        start = exchange.answer.index(words)
        span = Span(turn=exchange.turn, start=start, end=start + len(words), text=words)
        amount = Quantity.EXPLICIT if any(map(str.isdigit, words)) else Quantity.NONE
        evidence.append(Evidence(kind=EvidenceKind(kind), span=span, quantity=amount, probability=probability))
    words = len(exchange.answer.split())
    return Reading(extractor="test", evidence=tuple(evidence), applicable=BOTH, words=words)


@pytest.fixture
def critic(shared_services: Services) -> Critic:
    return replace(shared_services.resources.critic, most_doubt=4.0)


def assessed(critic: Critic, *told: tuple[str, Said]) -> Assessment:
    """What the critic says of the last answer of a thread."""
    before: list[tuple[Exchange, Reading]] = []
    context = ExtractionContext(ROUND)
    for turn, (answer, said) in enumerate(told):
        exchange, context = Exchange(turn, "Tell me about it.", answer), in_thread(ROUND, before)
        before.append((exchange, read(exchange, said)))
    exchange, reading = before[-1]
    return critic.assess_reading(reading, exchange, context)


def about(assessment: Assessment, dimension: str) -> Finding:
    return next(item for item in assessment.findings if item.dimension == dimension)


OWNED: Said = {
    "decision": ("I rewrote the rule", 0.95),
    "finding": ("Nobody had asked for it", 0.95),
    "outcome": ("it held all winter", 0.95),
}
PLAIN = "Nobody had asked for it. I rewrote the rule and it held all winter."
REFUSED = "The head of returns refused to hear of it."


def test_what_no_check_finds_is_stated(critic: Critic) -> None:
    finding = about(assessed(critic, (PLAIN, OWNED)), "ownership")
    assert (finding.level, finding.link, finding.asked) == (3, "drove", False)
    assert finding.absent == "Nothing and nobody stood in the way."


@pytest.mark.parametrize("earlier", [False, True])
def test_a_plain_check_of_the_whole_thread_turns_it_into_a_question(critic: Critic, earlier: bool) -> None:
    told = [(REFUSED, {}), (PLAIN, OWNED)] if earlier else [(f"{PLAIN} {REFUSED}", OWNED)]
    finding = about(assessed(critic, *told), "ownership")
    assert (finding.link, finding.asked) == ("drove", True)
    assert finding.absent and '"The head of returns refused to hear of it"' in finding.absent and "?" in finding.absent
    assert REFUSED.rstrip(".") in finding.quotes[-1].text
    assert finding.why and finding.next_step


@pytest.mark.parametrize(
    "short",
    ["We had three weeks instead of five.", "I did it in my own time.", "I wrote it after my normal tickets."],
)
def test_time_that_was_short_is_not_said_to_be_missing(critic: Critic, short: str) -> None:
    finding = about(assessed(critic, (f"{PLAIN} {short}", OWNED)), "ownership")
    assert (finding.link, finding.asked) == ("drove", True)


def test_a_weak_piece_of_evidence_turns_it_into_a_question(critic: Critic) -> None:
    answer = f"{PLAIN} It took three evenings with Marta."
    weak = OWNED | {"obstacle": ("It took three evenings with Marta.", 0.4)}
    assert about(assessed(critic, (answer, weak)), "ownership").asked


def test_another_link_that_is_missing_is_stated_before_one_in_doubt_is_asked_about(critic: Critic) -> None:
    answer = f"I rewrote the rule. {REFUSED} Nothing more to tell about that one."
    finding = about(assessed(critic, (answer, {"decision": ("I rewrote the rule", 0.95)})), "ownership")
    assert not finding.asked and finding.link != "drove"


EFFECT: Said = {"effect": ("Returns are 9.8%", 0.95), "cost": ("two servers", 0.95)}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("Returns are 9.8% now, it took two servers.", True),
        ("Returns are 9.8% now, it took two servers. In the other hubs they stayed at 14%.", False),
        ("Returns are 9.8% now, it took two servers. They were at 14% the year before.", False),
    ],
)
def test_an_amount_is_called_an_overclaim_only_without_any_comparison(critic: Critic, answer: str, told: bool) -> None:
    assert bool(assessed(critic, (answer, EFFECT)).overclaims) is told


def test_a_comparison_told_earlier_in_the_thread_bears_an_amount_out(critic: Critic) -> None:
    first = ("We kept a control group of forty shops.", {})
    assert not assessed(critic, first, ("Returns are 9.8% now, it took two servers.", EFFECT)).overclaims


def test_an_answer_gets_at_most_three_findings_the_headline_dimensions_first(critic: Critic) -> None:
    answer = (
        "At the bank last year we had a transformer that scored each night and the team was fond of it for a long "
        "while and then it ended and I went on to other things that were asked for by the manager of the group."
    )
    exchange = Exchange(0, "Tell me about it.", answer)
    every = critic.pack.rubric.dimensions
    context = ExtractionContext(ROUND, targets=tuple(item.id for item in every))
    findings = critic.assess_reading(
        read(exchange, {"complex_model": ("a transformer", 0.9)}), exchange, context
    ).findings
    assert len(findings) == MOST_FINDINGS
    assert [item.dimension for item in findings[:2]] == ["metric_gap", "ownership"]


def test_a_question_is_shown_as_one(critic: Critic) -> None:
    assessment = assessed(critic, (f"{PLAIN} {REFUSED}", OWNED))
    blocks = [item for item in assessment_blocks(assessment, 0, critic.pack) if isinstance(item, FindingBlock)]
    shown = next(item for item in blocks if item.asked)
    assert shown.absent.startswith('Is "') and not shown.costs


def test_a_finding_kept_before_there_were_questions_still_loads() -> None:
    kept = {"dimension": "ownership", "level": 2, "link": "drove", "guide_id": "x", "why": "a", "next_step": "b"}
    assert Finding.model_validate_json(json.dumps(kept)).asked is False


class Blind:
    """Reads nothing: whatever it does not find is held against the plain checks alone."""

    id = "blind"

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        return read(exchange, {})


class Labels:
    """Reads what the labels mark, the answer's own evidence only."""

    id = "labels"

    def __init__(self, interviews: list[LabelledInterview]) -> None:
        self._turns = {(turn.question, turn.answer): turn for one in interviews for turn in one.turns}

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        marked = self._turns[exchange.question, exchange.answer].links.values()
        parts = [read(exchange, {item.kind: (item.text, 0.95)}) for item in marked if item.text in exchange.answer]
        evidence = tuple(item for part in parts for item in part.evidence)
        return read(exchange, {}).model_copy(update={"evidence": evidence})


def test_on_labelled_interviews_hardly_a_statement_is_contradicted(critic: Critic) -> None:
    interviews = load_interviews(("development",))
    blind = absence_shares(Blind(), critic.pack, interviews, 4.0)
    assert blind.findings > 100 and blind.contradicted <= 0.35  # 0.51 without the plain checks
    labels = absence_shares(Labels(interviews), critic.pack, interviews, 4.0)
    assert labels.contradicted <= 0.05 and labels.asked <= 0.15 and labels.made >= 0.75
