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
from interviewer.memory.ledger import (
    Quote,
    Remark,
    Statement,
    heard,
    remarks_of,
    span_of,
    statements_of,
    told,
)
from interviewer.memory.resistance import nobody_and_somebody
from interviewer.memory.retold import retold
from interviewer.memory.subjects import roots_of

Turns = Mapping[int, Turn]
_BULLET = re.compile(r"^\s*(?:[-*•·▪‣–—]\s+|\d{1,2}[.)]\s+)")
_MOST_LINES = 80  # of a CV
_MOST_HELD = 3  # in one interview; more would be an audit
_MOST_TOLD = 60  # answers of earlier rounds that a later one is held against
_MOST_BEFORE = 8  # figures of one of them
_UNSPEAKABLE = frozenset('"<>{}[]|`\\?\n')
_WITHDRAWN = 0.5


def found(state: Interview) -> tuple[Unsettled, ...]:
    """Every contradiction and slip of the interview, in the order in which the later words were said."""
    turns = {turn.number: turn for turn in told(state)}
    before = _told_colleagues(state)
    of_colleagues = [item for number, (_, text) in before.items() for item in remarks_of(text, number)[:_MOST_BEFORE]]
    own = [item for turn in turns.values() for item in remarks_of(heard(turn), turn.number)]
    remarks = [*of_colleagues, *own]
    own_statements = [item for turn in turns.values() for item in statements_of(heard(turn), turn.number)]
    statements = [
        *(item for number, (_, text) in before.items() for item in statements_of(text, number)),
        *own_statements,
    ]
    in_figures = {now: (earlier.quote, now.quote) for earlier, now in (*in_talk(remarks), *retold(remarks))}.values()
    in_words = (*told_of_another(statements), *turned_round(statements), *nobody_and_somebody(statements))
    points = [
        *(point for pair in (*in_figures, *in_words) for point in _in_talk(turns, before, *pair)),
        *(point for line in _lines(state) for point in _with_cv(turns, line, own, own_statements)),
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
    return Reconcile(
        question=question,
        against=point.against,
        earlier=point.before or None,
        now=point.now.text,
        whom=point.whom,
    )


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


def _told_colleagues(state: Interview) -> dict[int, tuple[str, str]]:
    """Who was told what in the loop's earlier rounds, by numbers that stand before every turn's."""
    if state.plan.case:
        return {}  # what one would do in a case contradicts nothing that one did
    said = [(item.to, item.text) for round_ in state.setup.colleagues for item in round_.heard]
    newest = said[-_MOST_TOLD:]
    return {number - len(newest): pair for number, pair in enumerate(newest)}


def _in_talk(turns: Turns, before: Mapping[int, tuple[str, str]], earlier: Quote, now: Quote) -> Iterator[Unsettled]:
    """A pair within the talk, or of it and what a colleague was told; nothing for two of earlier rounds."""
    if (number := now.turn or 0) < 0:
        return
    later = span_of(turns[number], now)
    if (place := earlier.turn or 0) in before:
        whom, text = before[place]
        yield Unsettled(against="colleague", told=text[earlier.start : earlier.end], whom=whom, now=later)
    else:
        yield Unsettled(against="talk", earlier=span_of(turns[place], earlier), now=later)


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
