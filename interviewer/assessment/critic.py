"""One answer, criticised: read, verified, levelled, explained from the guide, worded. No step trusts the one before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from zlib import crc32

from interviewer.assessment.absence import Broken, Thread, broken_link
from interviewer.assessment.grading import grade_all
from interviewer.assessment.overclaims import found_overclaims
from interviewer.assessment.quotes import by_others, telling_quote
from interviewer.assessment.repetition import said_once
from interviewer.assessment.verification import verified_finding, verified_reading, verified_rewrite
from interviewer.domain.addressing import is_asked
from interviewer.domain.assessment import Assessment, Finding, Grade, Status
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Evidence, Reading, Span
from interviewer.domain.quoting import LONGEST_QUOTE, shortened
from interviewer.engines.protocols import Advice, AdviceRequest, Coach, Exchange, ExtractionContext, Extractor
from interviewer.packs.schema import Dimension, LinkText, Pack
from interviewer.retrieval.documents import Filter, Search
from interviewer.rubric.registry import RULES

MOST_DOUBT = 0.6  # levels; two neighbours in even doubt are graded, two levels apart are asked about
MOST_FINDINGS = 3  # of one answer; more are not read
_QUOTES = 2
_EVIDENT = 0.5


@dataclass(frozen=True)
class Critic:
    """Assesses answers for one pack with one extractor and one coach.

    Attributes:
        most_doubt: how many levels off a headline grade may be expected to be; beyond it the critic asks.
        noise: per dimension, how far the expected level moves by itself when a reworded answer says the same.
    """

    pack: Pack
    extractor: Extractor
    coach: Coach
    search: Search
    most_doubt: float = MOST_DOUBT
    noise: Mapping[str, float] = field(default_factory=dict)

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        """The reading of `exchange` without what does not stand there: fit to decide what is asked next."""
        answers = {item.turn: item.answer for item in (*context.earlier, exchange)}
        return verified_reading(self.extractor.extract(exchange, context), answers)[0]

    def assess(self, exchange: Exchange, context: ExtractionContext, unit: str | None = None) -> Assessment:
        """The whole assessment of `exchange`, read together with the thread's earlier answers."""
        return self.assess_reading(self.extractor.extract(exchange, context), exchange, context, unit)

    def assess_reading(
        self, claimed: Reading, exchange: Exchange, context: ExtractionContext, unit: str | None = None
    ) -> Assessment:
        """The assessment that follows from a reading, once it is verified."""
        thread = (*context.earlier, exchange)
        answers = {item.turn: item.answer for item in thread}
        reading, dropped = verified_reading(claimed, answers)
        dimensions = [self.pack.rubric.dimension(item) for item in self.pack.round(context.round).dimensions]
        if reading.act is DialogueAct.OTHER_LANGUAGE:
            return Assessment(reading=reading, grades=_unreadable(dimensions, reading.language), dropped=dropped)
        if reading.model_call and reading.model_call.outcome == "unscored":
            return Assessment(reading=reading, grades=_unscored(dimensions), dropped=dropped)
        grades = grade_all(dimensions, reading, context.targets, self.most_doubt)
        whole = Thread.of(reading, exchange, context)
        drafts = most_telling(self._drafts(grades, reading, exchange, context, unit, whole), self.pack.rubric.headline)
        stated = [draft for draft in drafts if not draft.asked]
        requests = self._requests(stated, reading, exchange)
        coaching = self.coach.coach(thread, reading, requests)
        worded = dict(zip((draft.dimension for draft in stated), coaching.advice, strict=True))
        assessment = Assessment(
            reading=reading,
            grades=grades,
            findings=tuple(finding for draft in drafts if (finding := _worded(draft, worded))),
            overclaims=found_overclaims(reading, [item for item in dimensions if item.overclaim], exchange.turn, whole),
            rewrite=verified_rewrite(coaching.rewrite, answers, self.pack.rubric.connectives, self._blanks()),
            dropped=dropped,
            coached=coaching.model_calls,
        )
        return said_once(assessment, (), self.pack.rubric)

    def _drafts(
        self,
        grades: Sequence[Grade],
        reading: Reading,
        exchange: Exchange,
        context: ExtractionContext,
        unit: str | None,
        thread: Thread,
    ) -> list[Finding]:
        """The findings that stand; what is stated is not yet worded."""
        answers = {item.turn: item.answer for item in thread.answers}
        found = []
        for grade in grades:
            if grade.status is not Status.GRADED or grade.level is None:
                continue
            rule = RULES[self.pack.rubric.dimension(grade.dimension).rule]
            broken = broken_link(rule, grade.broken, thread)
            if grade.broken and broken is None:
                continue  # short of the top, and nothing that could be named as missing
            guide_id = self._excerpt(exchange, grade.dimension, broken.link if broken else None, context.round, unit)
            draft = self._draft(grade.dimension, grade.level, broken, reading, exchange, guide_id)
            found.append(verified_finding(draft, answers, self.pack.excerpts))
        return [finding for finding in found if finding]

    def _draft(
        self, dimension_id: str, level: int, broken: Broken | None, reading: Reading, exchange: Exchange, guide_id: str
    ) -> Finding:
        dimension = self.pack.rubric.dimension(dimension_id)
        quotes = evidence(dimension, reading, exchange)
        link = dimension.link(broken.link) if broken else None
        draft = Finding(
            dimension=dimension.id,
            level=level,
            link=link and link.id,
            quotes=quotes,
            absent=link.absent if link else None if quotes else "nothing to quote",
            guide_id=guide_id,
            why="",
            next_step="",
        )
        if broken and broken.doubt and link:
            return _asking(draft, link, broken.doubt, self.pack.rubric.asks_why, _variation(exchange))
        return draft

    def _excerpt(self, exchange: Exchange, dimension: str, link: str | None, round_id: str, unit: str | None) -> str:
        """The excerpt that explains this broken link: of this round and unit, or else of any."""
        query = exchange.answer if any(map(str.isalnum, exchange.answer)) else exchange.question or dimension
        for filter in (
            Filter(round=round_id, unit=unit, dimension=dimension, link=link, excerpts_only=True),
            Filter(dimension=dimension, link=link, excerpts_only=True),
            Filter(dimension=dimension, excerpts_only=True),
        ):
            if found := self.search(query, 1, filter):
                return found[0].id
        raise AssertionError("the pack's check guarantees an excerpt for every dimension")

    def _requests(self, drafts: Sequence[Finding], reading: Reading, exchange: Exchange) -> list[AdviceRequest]:
        """What the coach is to word, each about other words of the answer."""
        requests, used = list[AdviceRequest](), set[str]()
        for draft in drafts:
            dimension = self.pack.rubric.dimension(draft.dimension)
            quote = telling_quote(dimension, draft.link, reading, exchange, used)
            used |= {quote} if quote else set()
            requests.append(AdviceRequest(dimension.id, draft.link, draft.level, quote, _variation(exchange)))
        return requests

    def _blanks(self) -> frozenset[str]:
        dimensions = self.pack.rubric.dimensions
        labels = {link.blank for dimension in dimensions for link in dimension.links}
        return frozenset(labels | {dimension.strong_blank for dimension in dimensions if dimension.strong_blank})


def _worded(draft: Finding, worded: Mapping[str, Advice | None]) -> Finding | None:
    """The finding in its final words; None where the coach says that it does not fit the answer."""
    if draft.asked:
        return draft
    advice = worded[draft.dimension]
    return draft.model_copy(update=asdict(advice)) if advice else None


def _variation(exchange: Exchange) -> int:
    """Chooses among wordings, so that the same answer is always told the same."""
    return crc32(exchange.answer.encode())


def _asking(draft: Finding, link: LinkText, doubt: Span, why: Sequence[str], variation: int) -> Finding:
    """The finding as a question that quotes the words which may be what was thought missing."""
    quote = shortened(doubt.text) or " ".join(doubt.text.split()[:LONGEST_QUOTE])
    return draft.model_copy(
        update={
            "asked": True,
            "quotes": tuple(dict.fromkeys((*draft.quotes[: _QUOTES - 1], doubt))),
            "absent": link.question(quote),
            "why": why[variation % len(why)],
            "next_step": link.hint,
        }
    )


def most_telling(findings: Sequence[Finding], headline: Collection[str]) -> list[Finding]:
    """At most three: the headline dimensions', then the weakest supporting one; what is broken before praise."""
    by_weight = sorted(
        findings, key=lambda item: (item.dimension not in headline, not item.link, item.asked, item.level)
    )
    return by_weight[:MOST_FINDINGS]


def evidence(dimension: Dimension, reading: Reading, exchange: Exchange) -> tuple[Span, ...]:
    """The words that put the answer where it stands: the strongest kinds first, this turn's words before earlier."""
    likely: list[Evidence] = []
    for kind in RULES[dimension.rule].evidence:
        of_kind = [item for item in reading.of(kind) if item.probability >= _EVIDENT and not _asked(item, exchange)]
        likely += sorted(of_kind, key=lambda item: (item.span.turn != exchange.turn, *telling(item)))[:1]
    spans: dict[tuple[int, int, int], Span] = {}
    for item in sorted(likely, key=lambda item: item.span.turn != exchange.turn):
        spans.setdefault((item.span.turn, item.span.start, item.span.end), item.span)
    return tuple(spans.values())[:_QUOTES]


def _asked(item: Evidence, exchange: Exchange) -> bool:
    """Whether the words are part of a question: it tells of nothing."""
    return item.span.turn == exchange.turn and is_asked(exchange.answer, item.span.end)


def telling(item: Evidence) -> tuple[bool, float]:
    """What the candidate did says more of ownership than what others did; then the surest first."""
    return (by_others(item), -item.probability)


def _unreadable(dimensions: Sequence[Dimension], language: str) -> tuple[Grade, ...]:
    reason = f"the embedded engine reads English only; this answer looks like '{language}' and is left ungraded"
    return tuple(Grade(dimension=item.id, status=Status.UNSUPPORTED_LANGUAGE, reason=reason) for item in dimensions)


def _unscored(dimensions: Sequence[Dimension]) -> tuple[Grade, ...]:
    reason = "the model's reading could not be used, also when it was asked again; it counts for nothing"
    return tuple(Grade(dimension=item.id, status=Status.UNSCORED, reason=reason) for item in dimensions)
