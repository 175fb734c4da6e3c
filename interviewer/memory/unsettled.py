"""What does not hold together of what was said, and whether it was cleared up: the whole memory in one answer.

A contradiction is cleared up where the answer to it gives one of the two figures alone, or takes one back; a sum where
the answer gives what it should be.
"""

from interviewer.domain.debrief import Unsettled
from interviewer.domain.evidence import Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Reconcile
from interviewer.memory.arithmetic import Slip, comes_out, slips_of
from interviewer.memory.contradictions import CORRECTED, in_talk, with_cv
from interviewer.memory.doers import other_than_the_cv, told_of_another, turned_round
from interviewer.memory.figures import figures_of
from interviewer.memory.ledger import Remark, Statement, heard, remarks_of, span_of, statements_of, told

_MOST_HELD = 3  # in one interview; more would be an audit
_UNSPEAKABLE = frozenset('"<>{}[]|`\\?\n')
_WITHDRAWN = 0.5


def found(state: Interview) -> tuple[Unsettled, ...]:
    """Every contradiction and slip of the interview, in the order in which the later words were said."""
    turns = {turn.number: turn for turn in told(state)}
    remarks = [item for turn in turns.values() for item in remarks_of(heard(turn), turn.number)]
    said = [item for turn in turns.values() for item in statements_of(heard(turn), turn.number)]
    lines = [line.strip() for line in (state.setup.cv or "").splitlines() if line.strip()]
    points = [
        *(_in_talk(turns, earlier, now) for earlier, now in in_talk(remarks)),
        *(
            _with_cv(turns, line.sentence.text, now)
            for line, now in with_cv([item for line in lines for item in remarks_of(line, None)], remarks)
        ),
        *(_in_talk(turns, earlier, now) for earlier, now in (*told_of_another(said), *turned_round(said))),
        *(_with_cv(turns, line, now) for line, now in other_than_the_cv(lines, said)),
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
    return tuple(point for point in found(state) if not any(_settles(turn, point) for turn in state.turns))


def _in_talk(turns: dict[int, Turn], earlier: Remark | Statement, now: Remark | Statement) -> Unsettled:
    before, later = turns[earlier.turn or 0], turns[now.turn or 0]
    return Unsettled(against="talk", earlier=span_of(before, *earlier.words), now=span_of(later, *now.words))


def _with_cv(turns: dict[int, Turn], line: str, now: Remark | Statement) -> Unsettled:
    return Unsettled(against="cv", cv=line, now=span_of(turns[now.turn or 0], *now.words))


def _sum(turn: Turn, slip: Slip) -> Unsettled:
    return Unsettled(against="sum", now=span_of(turn, slip.start, slip.end))


def _settles(turn: Turn, point: Unsettled) -> bool:
    """Whether a turn asked about this point and its answer clears it up."""
    action = turn.move.action
    if not isinstance(action, Reconcile) or action.now != point.now.text or not turn.answer:
        return False
    if point.against == "sum":
        return any(comes_out(slip, turn.answer) for slip in slips_of(point.now.text))
    if CORRECTED.search(turn.answer) or _taken_back(turn, point):
        return True
    said = {value for value in _values(turn.answer) if value in _values(point.now.text) | _values(point.before)}
    return len(said) == 1


def _taken_back(turn: Turn, point: Unsettled) -> bool:
    references = turn.reading.references if turn.reading else ()
    spans = [span for span in (point.earlier, point.now) if span]
    withdrawn = [item.span for item in references if item.withdrawn >= _WITHDRAWN]
    return any(_overlap(span, other) for span in spans for other in withdrawn)


def _overlap(first: Span, second: Span) -> bool:
    return first.turn == second.turn and first.start < second.end and second.start < first.end


def _values(text: str) -> set[float]:
    return {round(figure.value, 6) for figure in figures_of(text)}
