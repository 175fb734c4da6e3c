"""The ledger of an interview: every figure the candidate gave, with the words it stands among.

Folded from the state alone. What was said in a language that nobody here reads is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from interviewer.domain.evidence import Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Reconcile
from interviewer.memory.figures import MOST_FIGURES, Figure, figures_of
from interviewer.memory.subjects import Sentence, clause_of, roots_of, sentences_of

MOST_SENTENCES = 80  # of one answer that are held against others
LONGEST_HEARD = 8_000  # characters of an answer, half an hour of speech
_READ = "en"
_CUTS = (", ", "; ")


@dataclass(frozen=True)
class Quote:
    """Words of an answer, or of a line of the CV (`turn` is None), at code points `start` to `end`."""

    turn: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Remark:
    """A figure where it was said.

    Attributes:
        turn: the answer's; None for the CV.
        around: the roots of the whole answer, or of the CV's line.
        alone: whether its sentence gives no other figure of that unit but the other end of the same change.
    """

    turn: int | None
    figure: Figure
    sentence: Sentence
    around: frozenset[str]
    alone: bool

    @property
    def subject(self) -> frozenset[str]:
        """The roots of its sentence, without those of the figure itself."""
        return self.sentence.roots - roots_of(self.figure.text)

    @property
    def clause(self) -> str:
        """The part of its sentence, from comma to comma, that gives the figure."""
        start, end = self.figure.start - self.sentence.start, self.figure.end - self.sentence.start
        first = max(self.sentence.text.rfind(mark, 0, start) for mark in _CUTS) + 1
        behind = [place for place in (self.sentence.text.find(mark, end) for mark in _CUTS) if place >= 0]
        return self.sentence.text[first : min(behind, default=None)]

    @property
    def quote(self) -> Quote:
        """Where the clause that gives the figure stands."""
        return Quote(self.turn, *clause_of(self.sentence, self.figure.start, self.figure.end))


@dataclass(frozen=True)
class Statement:
    """A sentence of an answer, or of a line of the CV (`turn` is None)."""

    turn: int | None
    sentence: Sentence

    @property
    def text(self) -> str:
        return self.sentence.text

    @property
    def roots(self) -> frozenset[str]:
        return self.sentence.roots

    def around(self, found: re.Match[str]) -> Quote:
        """Where the words around what was found in it stand: all of it, or a part of a long one."""
        start, end = (self.sentence.start + place for place in found.span())
        return Quote(self.turn, *clause_of(self.sentence, start, end))


@lru_cache(maxsize=512)
def statements_of(text: str, turn: int | None) -> tuple[Statement, ...]:
    """The sentences of one answer, or of one line of a CV."""
    return tuple(Statement(turn, sentence) for sentence in sentences_of(text)[:MOST_SENTENCES])


def heard(turn: Turn) -> str:
    """What of an answer is remembered: all of it, unless somebody pastes a book."""
    return (turn.answer or "")[:LONGEST_HEARD]


def told(state: Interview) -> Iterator[Turn]:
    """The answers that count as told: in English, and not to a question that holds one thing against another."""
    for turn in state.turns:
        english = turn.reading is not None and turn.reading.language == _READ
        if turn.answer and english and not isinstance(turn.move.action, Reconcile):
            yield turn


@lru_cache(maxsize=512)
def remarks_of(text: str, turn: int | None) -> tuple[Remark, ...]:
    """The figures of one answer, or of one line of a CV."""
    around, figures = roots_of(text), figures_of(text)[:MOST_FIGURES]
    found: list[Remark] = []
    for sentence in sentences_of(text):
        own = [item for item in figures if sentence.start <= item.start < sentence.end]
        for figure in own:
            rest = [item for item in own if item is not figure and item.unit == figure.unit]
            alone = not [item for item in rest if not (figure.role and item.role)]
            found.append(Remark(turn, figure, sentence, around, alone))
    return tuple(found)


def span_of(turn: Turn, quote: Quote) -> Span:
    """Words of an answer, letter for letter."""
    text = (turn.answer or "")[quote.start : quote.end]
    return Span(turn=turn.number, start=quote.start, end=quote.end, text=text)
