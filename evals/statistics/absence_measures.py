"""Whether what a critic says is missing is missing: its findings held against the labelled evidence of interviews."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from evals.data.corpus import LabelledInterview, Marked
from evals.statistics.critic_measures import HEADLINE
from interviewer.assessment.critic import MOST_DOUBT, Critic
from interviewer.domain.assessment import Finding
from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Reading, Span
from interviewer.domain.passages import Passage
from interviewer.engines.embedded.coach import EmbeddedCoach
from interviewer.engines.protocols import Exchange, Extractor
from interviewer.engines.threads import in_thread
from interviewer.packs.schema import Pack
from interviewer.retrieval.documents import Filter, Search
from interviewer.rubric.registry import RULES


@dataclass(frozen=True)
class Told:
    """What a critic told of one headline dimension of one turn, and what the labels have there.

    Attributes:
        finding: None where none was made.
        level: the labelled level; None for n/a.
        own, thread: the labelled evidence of the answer and what it relies on; all that stands of its thread.
    """

    turn: tuple[str, int]
    dimension: str
    finding: Finding | None
    level: int | None
    own: tuple[Evidence, ...]
    thread: tuple[Evidence, ...]


@dataclass(frozen=True)
class AbsenceShares:
    """Shares from 0 to 1 over the findings on the headline dimensions that say or ask whether something is missing.

    Attributes:
        findings: how many there are.
        contradicted: of the stated ones, those whose link the labels have in this answer or in what it relies on.
        contradicted_by_thread: the same, wherever in the thread it stands and was not withdrawn.
        asked: of all, those that ask.
        due: how many turns and dimensions the labels grade under 4 (for each of them a link is lacking).
        made: of those due, the ones with a finding whose link the labels lack, stated or asked.
        stated: of those due, the ones where such a finding is stated.
    """

    findings: int
    contradicted: float
    contradicted_by_thread: float
    asked: float
    due: int
    made: float
    stated: float


def absence_shares(
    extractor: Extractor, pack: Pack, interviews: Sequence[LabelledInterview], most_doubt: float = MOST_DOUBT
) -> AbsenceShares:
    """What a critic with that extractor says is missing, beside the labels of these interviews."""
    told = [item for one in interviews for item in told_of(extractor, pack, one, most_doubt)]
    broken = [item for item in told if item.finding and item.finding.link]
    stated = [item for item in broken if item.finding and item.finding.absent and not item.finding.asked]
    due = [item for item in told if item.level is not None and item.level < 4]
    right = [item for item in due if item.finding and item.finding.link and not _shown(item, item.own)]
    return AbsenceShares(
        findings=len(broken),
        contradicted=_share(sum(_shown(item, item.own) for item in stated), len(stated)),
        contradicted_by_thread=_share(sum(_shown(item, item.thread) for item in stated), len(stated)),
        asked=_share(len(broken) - len(stated), len(broken)),
        due=len(due),
        made=_share(len(right), len(due)),
        stated=_share(sum(item in stated for item in right), len(due)),
    )


def told_of(extractor: Extractor, pack: Pack, interview: LabelledInterview, most_doubt: float) -> Iterator[Told]:
    """What the critic tells of each turn's headline dimensions, in their order."""
    critic = Critic(pack, extractor, EmbeddedCoach(pack.rubric), _any_excerpt(pack), most_doubt)
    for thread in sorted({turn.thread for turn in interview.turns}):
        before: list[tuple[Exchange, Reading]] = []
        for number, turn in enumerate(interview.turns):
            if turn.thread != thread:
                continue
            exchange, context = Exchange(number, turn.question, turn.answer), in_thread(interview.round, before)
            assessment = critic.assess(exchange, context)
            before.append((exchange, assessment.reading))
            findings = {item.dimension: item for item in assessment.findings}
            own, standing = _labelled(interview, number)
            for name in HEADLINE:
                yield Told((interview.id, number), name, findings.get(name), getattr(turn, name), own, standing)


def _labelled(interview: LabelledInterview, number: int) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """The labelled evidence that counts for a turn, and all that stands of its thread after it."""
    turn = interview.turns[number]
    earlier = interview.earlier(number)
    known = {name: link for item in earlier for name, link in item.links.items()}
    withdrawn = {name for item in (*earlier, turn) for name in item.withdraws}
    own = tuple(map(_evidence, turn.links.values()))
    relied = tuple(_evidence(known[name]) for name in sorted(turn.relies & known.keys()))
    stands = tuple(_evidence(link) for name, link in known.items() if name not in withdrawn)
    return (*own, *relied), (*own, *stands)


def _evidence(marked: Marked) -> Evidence:
    return Evidence(
        kind=EvidenceKind(marked.kind),
        span=Span(turn=0, start=0, end=len(marked.text) or 1, text=marked.text),
        quantity=Quantity.EXPLICIT if marked.explicit else Quantity.NONE,
        probability=1.0,
    )


def _shown(told: Told, evidence: Collection[Evidence]) -> bool:
    """Whether the labels have what the finding says, or asks whether, is missing."""
    rule = next(rule for rule in RULES.values() if rule.id == told.dimension)
    shows = rule.shown_by.get(told.finding.link) if told.finding and told.finding.link else None
    return shows is not None and any(map(shows, evidence))


def _any_excerpt(pack: Pack) -> Search:
    """A search that explains each dimension by the first excerpt on it: which one is cited is not measured here."""

    def search(_query: str, _k: int = 5, filter: Filter = Filter()) -> tuple[Passage, ...]:  # noqa: B008
        found = next(item for item in pack.excerpts.values() if filter.dimension in item.explains)
        return (Passage(id=found.id, score=1.0, title=found.title, text=found.body, source=found.source),)

    return search


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
