"""Checks what an answer is said to lack, as a quote is checked: something is missing only if nobody finds it.

A link is stated as missing where neither the reading of the whole thread, at a bar well under "likely", nor a plain
check of its words finds it. Where they disagree there is a doubt, with the words that raise it, and the critic asks.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from interviewer.domain.evidence import Evidence, Reading, Span
from interviewer.engines.embedded.clauses import clauses
from interviewer.engines.embedded.languages import LANGUAGES, language
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.rubric.dimension import RubricDimension, of_kind
from interviewer.rubric.threads import after

MAY_BE_THERE = 0.25  # evidence at least this probable is not called missing


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

    def doubt(self, link: str, shows: Callable[[Evidence], bool]) -> Span | None:
        """The words that may be this link: the reading's surest, else the first that a plain check finds."""
        maybe = [item for item in self.evidence if item.probability >= MAY_BE_THERE and shows(item)]
        if maybe:
            return max(maybe, key=lambda item: (item.span.turn, item.probability)).span
        return next(self._signs(link), None)

    def _signs(self, link: str) -> Iterable[Span]:
        """The clauses that hold a sign of the link."""
        signs = language(self.language).signs.get(link) if self.language in LANGUAGES else None
        for exchange in self.answers if signs else ():
            for clause in clauses(exchange.answer):
                if signs and signs.match(clause.text):
                    span = Span(turn=exchange.turn, start=clause.start, end=clause.end, text=clause.text)
                    if not any(_overlap(span, taken) for taken in self.withdrawn):
                        yield span


def broken_link(rule: RubricDimension, broken: Sequence[str], thread: Thread) -> Broken | None:
    """The first of these links that is missing by every check; else the first in doubt; None where none is broken."""
    in_doubt: Broken | None = None
    for link in broken:
        shows = rule.shown_by.get(link)
        doubt = thread.doubt(link, shows) if shows else None
        if doubt is None:
            return Broken(link)
        in_doubt = in_doubt or Broken(link, doubt)
    return in_doubt


def borne_out(rule: RubricDimension, thread: Thread) -> bool:
    """Whether anything in the thread may bear out words that claim a lot."""
    return any(thread.doubt(kind, of_kind(kind)) for kind in rule.borne_out_by)


def _overlap(one: Span, other: Span) -> bool:
    return one.turn == other.turn and one.start < other.end and other.start < one.end
