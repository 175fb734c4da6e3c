"""What the candidate told by now, in short lines of their own words, so that nobody asks for it again."""

import re
from collections.abc import Iterator

from interviewer.domain.evidence import Span
from interviewer.domain.interview import Interview, Turn
from interviewer.memory.ledger import Quote, heard, remarks_of, span_of, told
from interviewer.memory.subjects import clause_of, sentences_of
from interviewer.rubric.ownership import DECISION
from interviewer.rubric.threads import own_evidence

_LIKELY = 0.5
_MOST = 40  # lines; the newest are kept
_NAME = re.compile(r"(?<=[a-z0-9,;:] )(?!I\b)[A-Z][a-z]+(?: [A-Z][a-z]+)*")


def known(state: Interview) -> tuple[str, ...]:
    """The figures, decisions and names that the candidate gave, oldest first: what each is, and the words themselves.

    Words that are a decision's or a figure's already come once.
    """
    lines = [f'{what}: "{span.text}"' for turn in told(state) for what, span in _facts(turn)]
    return tuple(dict.fromkeys(lines))[-_MOST:]


def _facts(turn: Turn) -> Iterator[tuple[str, Span]]:
    """The facts of one answer; no two tell of the same words."""
    taken: list[Span] = []
    for what, span in sorted([*_decisions(turn), *_figures(turn), *_names(turn)], key=lambda fact: fact[1].start):
        if not any(span.start < other.end and other.start < span.end for other in taken):
            taken.append(span)
            yield what, span


def _decisions(turn: Turn) -> Iterator[tuple[str, Span]]:
    own = own_evidence(turn.reading, turn.number) if turn.reading else ()
    yield from (("decision", item.span) for item in own if item.kind == DECISION and item.probability >= _LIKELY)


def _figures(turn: Turn) -> Iterator[tuple[str, Span]]:
    yield from (("figure", span_of(turn, item.quote)) for item in remarks_of(heard(turn), turn.number))


def _names(turn: Turn) -> Iterator[tuple[str, Span]]:
    for sentence in sentences_of(heard(turn)):
        for name in _NAME.finditer(sentence.text):
            place = sentence.start + name.start(), sentence.start + name.end()
            yield "name", span_of(turn, Quote(turn.number, *clause_of(sentence, *place)))
