"""What does not hold together of what was said, and whether it was cleared up: the whole memory in one answer.

A contradiction is cleared up where the answer to it gives one of the two figures alone, or takes one back; a sum where
the answer gives what it should be.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from interviewer.domain.debrief import Unsettled
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Reconcile
from interviewer.memory.arithmetic import Slip, comes_out, slips_of
from interviewer.memory.contradictions import CORRECTED, in_talk, with_cv
from interviewer.memory.doers import other_than_the_cv, told_of_another, turned_round
from interviewer.memory.figures import figures_of
from interviewer.memory.ledger import Quote, Remark, Statement, heard, remarks_of, span_of, statements_of, told
from interviewer.memory.resistance import nobody_and_somebody
from interviewer.memory.subjects import roots_of

Turns = Mapping[int, Turn]
_BULLET = re.compile(r"^\s*(?:[-*•·▪‣–—]\s+|\d{1,2}[.)]\s+)")
_MOST_LINES = 80  # of a CV
_MOST_HELD = 3  # in one interview; more would be an audit
_UNSPEAKABLE = frozenset('"<>{}[]|`\\?\n')
_WITHDRAWN = 0.5


def found(state: Interview) -> tuple[Unsettled, ...]:
    """Every contradiction and slip of the interview, in the order in which the later words were said."""
    turns = {turn.number: turn for turn in told(state)}
    remarks = [item for turn in turns.values() for item in remarks_of(heard(turn), turn.number)]
    statements = [item for turn in turns.values() for item in statements_of(heard(turn), turn.number)]
    in_figures = ((earlier.quote, now.quote) for earlier, now in in_talk(remarks))
    in_words = (*told_of_another(statements), *turned_round(statements), *nobody_and_somebody(statements))
    points = [
        *(_in_talk(turns, *pair) for pair in (*in_figures, *in_words)),
        *(point for line in _lines(state) for point in _with_cv(turns, line, remarks, statements)),
        *(_sum(turn, slip) for turn in turns.values() for slip in slips_of(heard(turn))),
    ]
    return tuple(sorted(points, key=lambda point: (point.now.turn, point.now.start)))


def next_to_hold(state: Interview) -> Unsettled | None:
    """What to hold against the candidate next: the newest that was not held yet; None where nothing is due."""
    held = [turn.move.action.now for turn in state.turns if isinstance(turn.move.action, Reconcile)]
    if len(held) >= _MOST_HELD:
        return None
    due = (point for point in reversed(found(state)) if point.now.text not in held)
    return next((point for point in due if not _UNSPEAKABLE.intersection(point.now.text + point.before)), None)


def holding(point: Unsettled, question: str) -> Reconcile:
    """The action that holds a point against the candidate, within the thread of `question`."""
    return Reconcile(question=question, against=point.against, earlier=point.before or None, now=point.now.text)


def still_open(state: Interview) -> tuple[Unsettled, ...]:
    """What was never asked about, or was and is not cleared up."""
    turns = {turn.number: turn for turn in told(state)}
    return tuple(
        point
        for point in found(state)
        if not any(_settles(turn, point, turns[point.now.turn]) for turn in state.turns if turn.number > point.now.turn)
    )


def _lines(state: Interview) -> list[str]:
    """The CV's lines, without what marks them as items of a list."""
    lines = (_BULLET.sub("", line).strip() for line in (state.setup.cv or "").splitlines())
    return [line for line in lines if line][:_MOST_LINES]


def _in_talk(turns: Turns, earlier: Quote, now: Quote) -> Unsettled:
    before, later = (span_of(turns[quote.turn or 0], quote) for quote in (earlier, now))
    return Unsettled(against="talk", earlier=before, now=later)


def _with_cv(
    turns: Turns, line: str, remarks: Sequence[Remark], statements: Sequence[Statement]
) -> Iterator[Unsettled]:
    in_figures = ((written.quote, now.quote) for written, now in with_cv(remarks_of(line, None), remarks))
    for written, now in (*in_figures, *other_than_the_cv(statements_of(line, None), statements)):
        yield Unsettled(against="cv", cv=line[written.start : written.end], now=span_of(turns[now.turn or 0], now))


def _sum(turn: Turn, slip: Slip) -> Unsettled:
    return Unsettled(against="sum", now=span_of(turn, Quote(turn.number, slip.start, slip.end)))


def _settles(turn: Turn, point: Unsettled, said_in: Turn) -> bool:
    """Whether a turn asked about this point, which was made in `said_in`, and its answer clears it up."""
    action = turn.move.action
    if not isinstance(action, Reconcile) or action.now != point.now.text or not turn.answer:
        return False
    if point.against == "sum":  # read where it was said: without the words before it, it may be no sum
        slips = (slip for slip in slips_of(heard(said_in)) if _sum(said_in, slip).now == point.now)
        return any(comes_out(slip, turn.answer) for slip in slips)
    if CORRECTED.search(turn.answer) or _taken_back(turn, point):
        return True
    said = {value for value in _values(turn.answer) if value in _values(point.now.text) | _values(point.before)}
    return len(said) == 1


def _taken_back(turn: Turn, point: Unsettled) -> bool:
    """Whether the reading says that the answer takes it back, and the answer speaks of it: a reading alone errs."""
    speaks_of_it = roots_of(turn.answer or "") & roots_of(point.now.text + " " + point.before)
    references = turn.reading.references if turn.reading and speaks_of_it else ()
    spans = [span for span in (point.earlier, point.now) if span]
    withdrawn = [item.span for item in references if item.withdrawn >= _WITHDRAWN]
    return any(span.overlaps(other) for span in spans for other in withdrawn)


def _values(text: str) -> set[float]:
    return {round(figure.value, 6) for figure in figures_of(text)}
