"""One answer, criticised: read, verified, levelled, explained from the guide, worded. No step trusts the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from interviewer.assessment.grading import grade_all
from interviewer.assessment.overclaims import found_overclaims
from interviewer.assessment.verification import Answers, verified_finding, verified_reading, verified_rewrite
from interviewer.domain.assessment import Assessment, Finding, Grade, Status
from interviewer.domain.dialogue_acts import Act
from interviewer.domain.evidence import Actor, Link, LinkKind, Reading, Span
from interviewer.domain.model_calls import Work
from interviewer.domain.passages import Passage
from interviewer.domain.quoting import shortened
from interviewer.engines.protocols import AdviceRequest, Coach, ReadContext, Reader, Said
from interviewer.packs.schema import Dimension, Pack
from interviewer.retrieval.documents import Filter, Search
from interviewer.rubric.registry import RULES

MOST_DOUBT = 0.6  # levels; two neighbours in even doubt are graded, two levels apart are asked about
_OWN_DOING = frozenset({LinkKind.DECISION, LinkKind.FINDING, LinkKind.OBSTACLE, LinkKind.OUTCOME})
_QUOTES = 2
_EVIDENT = 0.5
_PASSAGES = 2


@dataclass(frozen=True)
class Critic:
    """Assesses answers for one pack with one reader and one coach.

    Attributes:
        most_doubt: how many levels off a headline grade may be expected to be; beyond it the critic asks.
        noise: per dimension, how far the expected level moves by itself when a reworded answer says the same.
    """

    pack: Pack
    reader: Reader
    coach: Coach
    search: Search
    most_doubt: float = MOST_DOUBT
    noise: Mapping[str, float] = field(default_factory=dict)

    def read(self, said: Said, context: ReadContext) -> Reading:
        """The reading of `said` without what does not stand there: fit to decide what is asked next."""
        answers = {item.turn: item.answer for item in (*context.earlier, said)}
        return verified_reading(self.reader.read(said, context), answers)[0]

    def assess(self, said: Said, context: ReadContext, unit: str | None = None) -> Assessment:
        """The whole assessment of `said`, read together with the thread's earlier answers."""
        return self.assess_reading(self.reader.read(said, context), said, context, unit)

    def assess_reading(self, claimed: Reading, said: Said, context: ReadContext, unit: str | None = None) -> Assessment:
        """The assessment that follows from a reading, once it is verified."""
        thread = (*context.earlier, said)
        answers = {item.turn: item.answer for item in thread}
        reading, dropped = verified_reading(claimed, answers)
        dimensions = [self.pack.rubric.dimension(item) for item in self.pack.round(context.round).dimensions]
        if reading.act is Act.OTHER_LANGUAGE:
            return Assessment(reading=reading, grades=_unreadable(dimensions, reading.language), dropped=dropped)
        if reading.work and reading.work.outcome == "unscored":
            return Assessment(reading=reading, grades=_unscored(dimensions), dropped=dropped)
        grades = grade_all(dimensions, reading, context.targets, self.most_doubt)
        findings, passages, coached = self._findings(grades, reading, said, context, unit, answers)
        overclaims = found_overclaims(reading, [item for item in dimensions if item.overclaim], said.turn)
        draft = self.coach.rewrite(thread, reading, findings)
        rewrite = verified_rewrite(draft, answers, self.pack.rubric.connectives, self._blanks())
        return Assessment(
            reading=reading,
            grades=grades,
            findings=findings,
            passages=passages,
            overclaims=overclaims,
            rewrite=rewrite,
            dropped=dropped,
            coached=(*coached, *((draft.work,) if draft and draft.work else ())),
        )

    def _findings(
        self,
        grades: Sequence[Grade],
        reading: Reading,
        said: Said,
        context: ReadContext,
        unit: str | None,
        answers: Answers,
    ) -> tuple[tuple[Finding, ...], tuple[Passage, ...], tuple[Work, ...]]:
        findings: list[Finding] = []
        coached: list[Work] = []
        passages: dict[str, Passage] = {}
        for grade in grades:
            if grade.status is not Status.GRADED or grade.level is None:
                continue
            link = grade.broken[0] if grade.broken else None
            found = self._passages(said, grade.dimension, link, context.round, unit)
            passages.update({passage.id: passage for passage in found})
            draft, work = self._finding(grade, grade.level, link, reading, said, found[0].id)
            coached += [work] if work else []
            finding = verified_finding(draft, answers, self.pack.excerpts)
            if finding:
                findings.append(finding)
        return tuple(findings), tuple(passages.values()), tuple(coached)

    def _finding(
        self, grade: Grade, level: int, link: str | None, reading: Reading, said: Said, guide_id: str
    ) -> tuple[Finding, Work | None]:
        dimension = self.pack.rubric.dimension(grade.dimension)
        quotes = evidence(dimension, reading, said.turn)
        own = next((quote for quote in quotes if quote.turn == said.turn), None)
        advice = self.coach.advise(
            AdviceRequest(
                dimension=dimension.id,
                link=link,
                level=level,
                quote=shortened(own.text) if own else None,
                variation=crc32(said.answer.encode()),
            ),
            self.pack.rubric,
        )
        absent = dimension.link(link).absent if link else None
        finding = Finding(
            dimension=dimension.id,
            level=level,
            link=link,
            quotes=quotes,
            absent=absent if absent or quotes else "nothing to quote",
            guide_id=guide_id,
            why=advice.why,
            next_step=advice.next_step,
        )
        return finding, advice.work

    def _passages(
        self, said: Said, dimension: str, link: str | None, round_id: str, unit: str | None
    ) -> tuple[Passage, ...]:
        """Excerpts that explain this broken link: of this round and unit, or else of any."""
        query = said.answer if any(map(str.isalnum, said.answer)) else said.question or dimension
        for filter in (
            Filter(round=round_id, unit=unit, dimension=dimension, link=link, excerpts_only=True),
            Filter(dimension=dimension, link=link, excerpts_only=True),
            Filter(dimension=dimension, excerpts_only=True),
        ):
            found = self.search(query, _PASSAGES, filter)
            if found:
                return found
        raise AssertionError("the pack's check guarantees an excerpt for every dimension")

    def _blanks(self) -> frozenset[str]:
        dimensions = self.pack.rubric.dimensions
        labels = {link.blank for dimension in dimensions for link in dimension.links}
        return frozenset(labels | {dimension.strong_blank for dimension in dimensions if dimension.strong_blank})


def evidence(dimension: Dimension, reading: Reading, turn: int) -> tuple[Span, ...]:
    """The words that put the answer where it stands: the strongest kinds first, this turn's words before earlier."""
    likely: list[Link] = []
    for kind in RULES[dimension.rule].evidence:
        of_kind = [link for link in reading.of(kind) if link.probability >= _EVIDENT]
        likely += sorted(of_kind, key=lambda link: (link.span.turn != turn, *_telling(link)))[:1]
    spans: dict[tuple[int, int, int], Span] = {}
    for link in sorted(likely, key=lambda link: link.span.turn != turn):
        spans.setdefault((link.span.turn, link.span.start, link.span.end), link.span)
    return tuple(spans.values())[:_QUOTES]


def _telling(link: Link) -> tuple[bool, float]:
    """What the candidate did says more of ownership than what others did; then the surest first."""
    return (link.kind in _OWN_DOING and link.actor is not Actor.CANDIDATE, -link.probability)


def _unreadable(dimensions: Sequence[Dimension], language: str) -> tuple[Grade, ...]:
    reason = f"the embedded engine reads English only; this answer looks like '{language}' and is left ungraded"
    return tuple(Grade(dimension=item.id, status=Status.UNSUPPORTED_LANGUAGE, reason=reason) for item in dimensions)


def _unscored(dimensions: Sequence[Dimension]) -> tuple[Grade, ...]:
    reason = "the model's reading could not be used, also when it was asked again; it counts for nothing"
    return tuple(Grade(dimension=item.id, status=Status.UNSCORED, reason=reason) for item in dimensions)
