"""Checks what an answer is said to lack, as a quote is checked: something is missing only if nobody finds it.

A link is stated as missing where neither the reading of the whole thread, at a bar well under "likely", nor a plain
check of its words finds it. Where they disagree there is a doubt, with the words that raise it, and the critic asks.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from interviewer.domain.evidence import Evidence, EvidenceKind, Reading, Span
from interviewer.engines.embedded.clauses import clauses
from interviewer.engines.embedded.languages import LANGUAGES, language
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.rubric.dimension import RubricDimension, likely, of_kind, outshone
from interviewer.rubric.threads import after

HARDLY_THERE = 0.1  # a link with no likelier evidence is the first to be called missing
MAY_BE_THERE = 0.3  # a link with evidence at least this probable is not called missing


@dataclass(frozen=True)
class Broken:
    """A link to speak of; `doubt` holds the words that may be it, None where it is missing by every check."""

    link: str
    doubt: Span | None = None


@dataclass(frozen=True)
class Thread:
    """All that may hold what an answer is said to lack.

    Attributes:
        answers: the thread's exchanges, the latest first.
        evidence: what stands of the thread after the answer.
        withdrawn: words that the answer takes back.
        language: of the answer, ISO 639-1.
    """

    answers: tuple[Exchange, ...]
    evidence: tuple[Evidence, ...]
    withdrawn: tuple[Span, ...]
    language: str

    @classmethod
    def of(cls, reading: Reading, exchange: Exchange, context: ExtractionContext) -> "Thread":
        """The thread that ends with `exchange`."""
        relied = tuple(item for item in reading.evidence if item.span.turn != exchange.turn)
        return cls(
            answers=(exchange, *reversed(context.earlier)),
            evidence=(*relied, *after(context.told, reading, exchange.turn)),
            withdrawn=tuple(item.span for item in reading.references if item.withdrawn >= 0.5),
            language=reading.language,
        )

    def doubt(
        self,
        link: str,
        shows: Callable[[Evidence], bool],
        bar: float = MAY_BE_THERE,
        taken_for: EvidenceKind | None = None,
    ) -> Span | None:
        """The words that may be this link: the reading's surest, else the first that a plain check finds.

        Args:
            taken_for: the kind whose surer words are no sign of the link.
        """
        others = [item for item in self.evidence if item.kind == taken_for]
        maybe = [item for item in self.evidence if item.probability >= bar and shows(item)]
        if maybe := [item for item in maybe if not outshone(item, others)]:
            return max(maybe, key=lambda item: (item.span.turn, item.probability)).span
        return next(self._signs(link), None)

    def _signs(self, link: str) -> Iterator[Span]:
        """The clauses that hold a sign of the link."""
        signs = language(self.language).signs.get(link) if self.language in LANGUAGES else None
        for exchange in self.answers if signs else ():
            for clause in clauses(exchange.answer):
                if signs and signs.match(clause.text):
                    span = Span(turn=exchange.turn, start=clause.start, end=clause.end, text=clause.text)
                    if not any(span.overlaps(taken) for taken in self.withdrawn):
                        yield span


def broken_link(rule: RubricDimension, broken: Sequence[str], thread: Thread) -> Broken | None:
    """The first of these links that is surely missing; else that every check finds missing; else that is in doubt.

    None where none is broken, and where each of them is likely there: then nothing is known that is worth a question.
    """
    found: list[Broken] = []
    for bar in (HARDLY_THERE, MAY_BE_THERE):
        found = [Broken(link, _doubt(rule, link, thread, bar)) for link in broken]
        if missing := next((item for item in found if item.doubt is None), None):
            return missing
    return next((item for item in found if not _likely_there(rule, item.link, thread)), None)


def _likely_there(rule: RubricDimension, link: str, thread: Thread) -> bool:
    return any(map(rule.shown_by[link], likely(thread.evidence)))


def _doubt(rule: RubricDimension, link: str, thread: Thread, bar: float) -> Span | None:
    shows = rule.shown_by.get(link)
    return thread.doubt(link, shows, bar, rule.taken_for.get(link)) if shows else None


def borne_out(rule: RubricDimension, thread: Thread) -> bool:
    """Whether anything in the thread may bear out words that claim a lot."""
    return any(thread.doubt(kind, of_kind(kind)) for kind in rule.borne_out_by)
