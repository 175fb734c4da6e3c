"""The next line at frozen points of interviews at which it is decisive: does it pay what it owes?

An interview that was frozen behind a candidate's answer goes on for one line, said by the engine under test in the
product's own session; nothing else is asked of a model. So a model can be judged, and its replies recorded, without
whole interviews, and what one line says never changes what the next is asked for. `evals.reports.freeze_points` makes
the points; of what is owed the candidate's file says when it is paid, on the line's text alone.
"""

from collections.abc import Sequence
from pathlib import Path

from evals.harness.context import EvalCase, EvalContext, Outcome, Values, spent
from evals.tasks.conversation import foul_lines, heard_in
from evals.tasks.frozen import assessed, events_of, load_frozen, texts_of
from evals.tasks.interviewing import talk_of
from evals.tasks.points import Point, points_of
from evals.tasks.reactive import Heard, Reactive, Said, load_reactive, stored, words_of
from interviewer.app import Interviews
from interviewer.domain.events import Event, LineSaid, Started
from interviewer.domain.interview import Interview
from interviewer.domain.model_calls import ModelCall, Usage
from interviewer.domain.sanitizing import sanitize
from interviewer.errors import BadInput, InvariantError
from interviewer.interview.session import Session
from interviewer.storage.sql_store import SqlStore

FOLDER = "decision-points"
OWED = ("flaw", "back", "decisive", "held")
_SHOWN = 2  # exchanges before the line


def cases(folder: Path) -> list[EvalCase]:
    """One for each point: the events until then, and the candidate as the file says it today."""
    candidates = {item.id: item for item in load_reactive(folder / "reactive")}
    found = []
    for interview in load_frozen(folder / FOLDER):
        name = interview.header.candidate
        if name not in candidates:
            raise BadInput(f"{FOLDER}/{name}.jsonl: no candidate '{name}' in reactive/; delete it, or freeze anew")
        for turn in interview.header.after:
            events = texts_of(interview.until(turn))
            data = {"candidate": stored(candidates[name]), "version": interview.header.version, "events": events}
            found.append(EvalCase(f"{name}/{turn}", name, data))
    return found


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    candidate = Reactive.model_validate(case.data["candidate"], strict=False)
    events = events_of(case.data["events"], case.data["version"], case.id)
    state, call = _next_line(events, context)
    answers = [turn.answer for turn in state.turns if turn.answer is not None]
    said = [_said(candidate, answer, case.id) for answer in answers]
    heard = heard_in(state)
    owed = owed_next(candidate, heard[: len(said)], said)
    met = [point for point in points_of(candidate, heard, said) if (len(said), True) in point.judged]
    paid = [point for point in owed if any(_same(point, other) for other in met)]
    foul = foul_lines(state, candidate, context).get(state.turns[-1].number, set())
    known = sum(point.measure == "known" for point in met)
    values = _counted(owed, paid, bool(foul), known, call) | spent(call.usage if call else Usage(), context)
    return Outcome(values, _shown(state, owed, paid, foul, call), talk_of(state))


def owed_next(candidate: Reactive, heard: Sequence[Heard], said: Sequence[Said]) -> list[Point]:
    """What the line after these answers owes, and no line before it paid: judged on a line that says nothing."""
    points = points_of(candidate, [*heard, Heard("", opens=False)], said)
    return [
        point
        for point in points
        if point.measure in OWED and not point.met and any(line == len(said) for line, _ in point.judged)
    ]


def _next_line(events: Sequence[Event], context: EvalContext) -> tuple[Interview, ModelCall | None]:
    """The interview with one more line, as the product says it after a break; and how a model came by that."""
    store = SqlStore(None)
    session = _resumed(events, context, store)
    for update in session.advance():
        if isinstance(update, LineSaid):
            store.close()
            return session.state, update.model_call
    raise InvariantError("an interview that waits for a line went on without one; please report this")


def _resumed(events: Sequence[Event], context: EvalContext, store: SqlStore) -> Session:
    """The interview in a store, with the engine under test in every role."""
    started, *rest = assessed(events)
    if not isinstance(started, Started):
        raise InvariantError("a frozen interview begins without its start; please report this")
    setup = started.setup.model_copy(update={"engine": context.engine, "selection": context.selection})
    log = store.create(started.model_copy(update={"setup": setup}))
    for event in rest:
        log.append(event)
    return Interviews(context.services, store).resume(log.interview_id)


def _said(candidate: Reactive, answer: str, where: str) -> Said:
    """The place in the candidate's file that an answer was taken from."""
    said: list[Said] = [*candidate.openings, *candidate.interruptions, *candidate.replies, *candidate.otherwise]
    found = next((item for item in said if sanitize(words_of(item)) == answer), None)
    if found is None:
        raise BadInput(
            f"{where}: candidate '{candidate.id}' does not say any more: \"{answer[:60]}\"; "
            "freeze the points anew: python -m evals.reports.freeze_points"
        )
    return found


def _same(owed: Point, judged: Point) -> bool:
    return (owed.measure, owed.about) == (judged.measure, judged.about)


def _counted(owed: Sequence[Point], paid: Sequence[Point], foul: bool, known: int, call: ModelCall | None) -> Values:
    """What is owed and paid on the engine's own lines; a line that was put in a model's place is counted apart."""
    own = call is None or call.outcome == "used"
    values: Values = {"own": float(own), "fallback": float(not own)}
    for name in OWED:
        due, met = (sum(point.measure == name for point in points) for points in (owed, paid))
        values |= {f"{name}.due": float(own * due), f"{name}.met": float(own * met)}
    values |= {"own.paid": float(own and bool(paid)), "fallback.paid": float(not own and bool(paid))}
    values |= {"own.foul": float(own and foul), "own.known": float(own * known)}
    asked = call is not None
    values |= {"model": float(asked), "model.own": float(asked and own)}
    return values | {"model.corrected": float(asked and bool(own and call and call.corrections))}


def _shown(
    state: Interview, owed: Sequence[Point], paid: Sequence[Point], foul: set[str], call: ModelCall | None
) -> dict[str, str]:
    last = state.turns[-1]
    before = [
        line
        for turn in state.turns[-1 - _SHOWN : -1]
        for line in (f"{turn.move.speaker}: {turn.line}", f"candidate: {turn.answer}")
    ]
    notes = [f"{'paid' if point in paid else 'owed'}: {point.measure}, {point.about}" for point in owed]
    notes += [f"breaks a check: {name}" for name in sorted(foul)]
    if call is not None:
        notes.append(f"{call.outcome}{': ' + call.reason if call.reason else ''}")
        notes += [f"corrected: {name}" for name in call.corrections]
    return {"before": "\n".join(before), "line": f"{last.move.speaker}: {last.line}", "notes": "\n".join(notes)}
