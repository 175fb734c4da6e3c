"""The talk itself: reactive candidates hear lines and nothing else; is what the lines owe them paid?"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evals.harness.context import EvalCase, EvalContext, Outcome, Values, spent
from evals.tasks.conduct import faults_by_turn
from evals.tasks.interviewing import hold, talk_of, transcript
from evals.tasks.own_words import without_quotations
from evals.tasks.points import Point, points_of
from evals.tasks.reactive import (
    KINDS,
    Heard,
    Reactive,
    answers_to,
    load_reactive,
    stored,
    words_of,
)
from interviewer.domain.interview import Interview
from interviewer.domain.moves import AskMain, Close
from interviewer.domain.setup import Setup
from interviewer.errors import BadInput
from interviewer.interview.planning import plan_interview
from interviewer.report.usage import work_of

_SEED = 18
_SEEDS_TRIED = 500  # for one whose plan has the wanted case
_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_FRAME = 3  # words; shorter sentences come again in any talk


def cases(folder: Path) -> list[EvalCase]:
    return [EvalCase(item.id, item.id, {"candidate": stored(item)}) for item in load_reactive(folder / "reactive")]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    candidate = Reactive.model_validate(case.data["candidate"], strict=False)
    setup = setup_of(candidate, context)
    state = hold(context, setup, lambda state: words_of(answers_to(candidate, heard_in(state))[-1])).state
    heard = heard_in(state)
    points = points_of(candidate, heard, answers_to(candidate, heard))
    foul = foul_lines(state, candidate, context)
    values = _paid(points) | _by_kind(points) | {"foul": float(len(foul)), "lines": float(len(_lines(state)))}
    values["frames.repeated"] = float(frames_repeated([line for _, line in _lines(state, besides=candidate)]))
    values |= spent(work_of(state).usage, context)
    marks = _marks(points, foul)
    told = transcript(state, lambda number: marks.get(number, ""))
    return Outcome(values, {"transcript": told, "points": _as_jsonl(points, heard, state)}, talk_of(state))


def setup_of(candidate: Reactive, context: EvalContext) -> Setup:
    """The candidate's interview: with the case that the file names, where it names one.

    Raises:
        BadInput: no seed leads to that case.
    """
    setup = context.setup(candidate.round, candidate.unit, candidate.turns, _SEED, candidate.cv)
    pack, wanted = context.services.pack, candidate.case
    for seed in range(_SEED, _SEED + _SEEDS_TRIED):
        tried = setup.model_copy(update={"seed": seed})
        if wanted is None or plan_interview(pack, tried, {}).case == wanted:
            return tried
    raise BadInput(f"reactive '{candidate.id}': unit '{candidate.unit}' never meets case '{wanted}'; name another")


def heard_in(state: Interview) -> tuple[Heard, ...]:
    """What a candidate heard so far; that a line opens a subject is what a person in the room would notice."""
    return tuple(
        Heard(turn.line, isinstance(turn.move.action, AskMain))
        for turn in state.turns
        if turn.line is not None and not isinstance(turn.move.action, Close)
    )


def frames_repeated(lines: Sequence[str]) -> int:
    """How often a sentence came again with nothing but its quotations changed."""
    frames = Counter(frame for line in lines for frame in _frames(line))
    return sum(times - 1 for times in frames.values())


def _frames(line: str) -> list[str]:
    sentences = _SENTENCE.findall(without_quotations(line))
    words = [[word.lower() for word in _WORD.findall(sentence)] for sentence in sentences]
    return [" ".join(item) for item in words if len(item) >= _SHORTEST_FRAME]


def _lines(state: Interview, besides: Reactive | None = None) -> list[tuple[int, str]]:
    """Turn and line; `besides` leaves out those that this candidate asked to hear again."""
    again = {item.text for item in besides.interruptions if item.kind == "repeat"} if besides else set[str]()
    before = [None, *(turn.answer for turn in state.turns)]
    return [
        (turn.number, turn.line)
        for turn, answer in zip(state.turns, before, strict=False)
        if turn.line is not None and answer not in again
    ]


def foul_lines(state: Interview, candidate: Reactive, context: EvalContext) -> dict[int, set[str]]:
    """The turns whose lines break a check; a sentence said again at the candidate's wish breaks none."""
    fresh = {number for number, _ in _lines(state, besides=candidate)}
    found = faults_by_turn(state, context.services.pack)
    kept = {number: names if number in fresh else names - {"repetition"} for number, names in found.items()}
    return {number: names for number, names in kept.items() if names}


def _paid(points: Sequence[Point]) -> Values:
    """For each measure how many points there were, and how many were met; of the known, how many lines asked again."""
    values: Values = {}
    for name in ("flaw", "back", "decisive", "held"):
        own = [point for point in points if point.measure == name]
        values |= {f"{name}.due": float(len(own)), f"{name}.met": float(sum(point.met for point in own))}
    again = [yes for point in points if point.measure == "known" for _, yes in point.judged]
    return values | {"known.again": float(sum(again))}


def _by_kind(points: Sequence[Point]) -> Values:
    values: Values = {}
    for kind in KINDS:
        own = [point.met for point in points if point.kind == kind]
        values |= {f"back.{kind}.due": float(len(own)), f"back.{kind}.met": float(sum(own))}
    return values


def _marks(points: Sequence[Point], foul: dict[int, set[str]]) -> dict[int, str]:
    """What was found of each line, to stand behind it in the transcript."""
    notes: dict[int, list[str]] = {number: sorted(names) for number, names in foul.items()}
    for point in points:
        for line, yes in point.judged:
            if yes or point.measure == "back":
                notes.setdefault(line, []).append(f"{point.measure} {'yes' if yes else 'no'}: {point.about}")
    return {number: f"  << {'; '.join(found)}" for number, found in notes.items()}


def _as_jsonl(points: Sequence[Point], heard: Sequence[Heard], state: Interview) -> str:
    """Each judged line with the two turns before it, for `evals.reports.line_readers`."""
    answers = [turn.answer or "" for turn in state.turns]
    rows = []
    for point in points:
        for line, yes in point.judged:
            before = [part for n in range(max(0, line - 2), line) for part in (heard[n].text, answers[n])]
            row = {"measure": point.measure, "about": point.about, "before": before, "line": heard[line].text}
            rows.append(json.dumps(row | {"code": yes}, ensure_ascii=False))
    return "\n".join(rows)
