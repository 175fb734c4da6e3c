"""The interviewer's lines in whole interviews: what they must never do, and whether they listen and press."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import Field

from evals.harness.context import EvalCase, EvalContext, Outcome, Values, spent
from evals.harness.reading import Record, read_jsonl
from evals.tasks.candidate import Candidate, load_candidates
from evals.tasks.interviewing import hold, talk_of, transcript
from evals.tasks.lines import CHECKS, Spoken, faults, secrets_of
from interviewer.domain.assessment import Assessment
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.model_calls import ModelCall
from interviewer.domain.moves import Deepen, Press
from interviewer.errors import BadInput
from interviewer.packs.schema import Pack
from interviewer.report.usage import work_of

_HEADLINE = ("metric_gap", "ownership")
_WEAK = 2
_STRETCH = 3  # lines, in one of which the candidate's words are taken up, and in no more than one quoted
_QUOTED = re.compile(r"\"([^\"]+)\"")
_WORD = re.compile(r"[^\W_]{4,}")
_COMMON = frozenset(
    ("that", "this", "with", "what", "from", "they", "them", "your", "have", "were", "when", "then", "which", "would")
)


class Talk(Record):
    """One interview: a planted candidate by name, or plain `answers` given in turn."""

    id: str
    round: str
    unit: str | None = None
    seed: int
    turns: int = Field(default=8, ge=2)
    candidate: str | None = None
    answers: tuple[str, ...] = ()


def cases(folder: Path) -> list[EvalCase]:
    candidates = {item.id: item for item in load_candidates(folder / "candidates")}
    return [_case(talk, candidates) for talk in read_jsonl(Talk, folder / "conduct.jsonl")]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    data = case.data
    made = context.services
    setup = context.setup(data["round"], data["unit"], data["turns"], data["seed"])
    state = hold(context, setup, _speaker(data)).state
    failed = faults_by_turn(state, made.pack)
    spoken = _spoken(state)
    count = Counter(name for number in spoken for name in failed.get(number, ()))
    values: Values = {"lines": float(len(spoken))}
    values |= {check: float(count[check]) for check in CHECKS}
    values |= _listening(state) | _pressing(state)
    values |= _guarded(state, failed) | spent(work_of(state).usage, context)
    values["clean"] = float(not spoken & failed.keys()) if spoken else None
    talk = transcript(state, lambda number: f"  << {', '.join(sorted(failed[number]))}" if number in failed else "")
    return Outcome(values, {"transcript": talk}, talk_of(state))


def _case(talk: Talk, candidates: dict[str, Candidate]) -> EvalCase:
    if (talk.candidate is None) == (not talk.answers):
        raise BadInput(f"conduct case '{talk.id}': give either a candidate or answers")
    if talk.candidate is not None and talk.candidate not in candidates:
        raise BadInput(f"conduct case '{talk.id}': no candidate '{talk.candidate}'; see suites/candidates")
    data: dict[str, Any] = talk.model_dump(mode="json")
    if talk.candidate:
        data["played"] = candidates[talk.candidate].model_dump(mode="json", by_alias=True)
    return EvalCase(talk.id, talk.candidate or talk.id, data)


def _speaker(data: Any) -> Any:
    if "played" in data:
        return Candidate.model_validate(data["played"], strict=False).answer
    return lambda state: data["answers"][_said(state) % len(data["answers"])]


def _said(state: Interview) -> int:
    """How often the candidate has spoken, whether or not it was an answer."""
    return sum(turn.answer is not None for turn in state.turns)


def faults_by_turn(state: Interview, pack: Pack) -> dict[int, set[str]]:
    """Turns whose lines fail checks, with the checks' names."""
    speakers = pack.round(state.setup.round).speakers
    secrets = secrets_of(pack)
    said: list[str] = []
    found: dict[int, set[str]] = {}
    for turn in state.turns:
        line = turn.line or ""
        failed = faults(Spoken(line, turn.move.speaker, speakers, tuple(said)), secrets)
        if failed:
            found[turn.number] = failed
        said.append(line)
    return found


def _listening(state: Interview) -> Values:
    """Of the probes after a real answer: after how many the candidate was taken up within the last few lines.

    A line takes up words of the answer before it, quoted or not, beside those that the question had already. One that
    quotes soon after another does not listen better; it parrots.
    """
    probes = tied = parroted = 0
    taken_up = [_takes_up(before, turn) for before, turn in pairwise(state.turns)]
    quoting = [_quotes(state, turn) for turn in state.turns]
    for place, (before, turn) in enumerate(pairwise(state.turns)):
        parroted += quoting[place + 1] and any(quoting[max(0, place + 2 - _STRETCH) : place + 1])
        if before.act is DialogueAct.ANSWERED and isinstance(turn.move.action, Press | Deepen):
            probes += 1
            tied += any(taken_up[max(0, place + 1 - _STRETCH) : place + 1])
    return {"probes": float(probes), "tied": float(tied), "parroted": float(parroted)}


def _quotes(state: Interview, turn: Turn) -> bool:
    """Whether the line has words of an earlier answer in quotation marks."""
    answers = [earlier.answer or "" for earlier in state.turns[: turn.number]]
    return any(quote in answer for quote in _QUOTED.findall(turn.line or "") for answer in answers)


def _takes_up(before: Turn, turn: Turn) -> bool:
    return bool(_words(before.answer) - _words(before.line) & _words(turn.line))


def _pressing(state: Interview) -> Values:
    """Where the first answer of a thread is weak on a headline dimension: does the next move press what is broken?

    A case leaves no room for a probe at every step, so there it is counted how many probes were made at all.
    """
    due = pressed = 0
    if state.plan.case:
        presses = sum(isinstance(turn.move.action, Press | Deepen) for turn in state.turns)
        return {"due": None, "pressed": None, "case.presses": float(presses)}
    last = max((turn.number for turn in state.turns if turn.answer is not None), default=-1)
    for before, turn in zip(state.turns, state.turns[1:], strict=False):
        first = before.number == state.thread_of(before.number).turns[0].number
        if first and before.act is DialogueAct.ANSWERED and before.number < last and _is_weak(before):
            due += 1
            action = turn.move.action
            pressed += isinstance(action, Press) and (action.dimension, action.link) in _broken(before.assessment)
    return {"due": float(due), "pressed": float(pressed), "case.presses": None}


def _is_weak(turn: Turn) -> bool:
    grades = turn.assessment.grades if turn.assessment else ()
    return any(g.dimension in _HEADLINE and g.guess is not None and g.guess <= _WEAK for g in grades)


def _broken(assessment: Assessment | None) -> set[tuple[str, str]]:
    grades = assessment.grades if assessment else ()
    return {(grade.dimension, link) for grade in grades for link in grade.broken}


def _voiced(state: Interview) -> dict[int, ModelCall]:
    """How a model came by the line of each turn; nothing where none plays the voice."""
    return {turn.number: call for turn in state.turns for call in turn.model_calls if call.role == "voice"}


def _spoken(state: Interview) -> set[int]:
    """The turns whose line is judged: a model's own where one plays, so that it gets no credit for the guard's."""
    voiced = _voiced(state)
    said = {turn.number for turn in state.turns if turn.line is not None}
    return {number for number in said if voiced[number].outcome == "used"} if voiced else said


def _guarded(state: Interview, failed: dict[int, set[str]]) -> Values:
    """Lines that a model said wrongly at first: the guard made it say them again, or put the embedded voice's there."""
    voiced = _voiced(state)
    calls = list(voiced.values())
    own = [number for number, call in voiced.items() if call.outcome == "used"]
    return {
        "own.lines": float(len(own)),
        "own.sound": float(sum(number not in failed for number in own)),
        "replaced": float(sum(call.outcome == "replaced" for call in calls)),
        "left_out": float(sum(call.outcome == "failed" for call in calls)),
        "model_lines": float(len(calls)),
        "corrected": float(sum(bool(call.corrections) or call.outcome == "replaced" for call in calls)),
    }


def _words(text: str | None) -> set[str]:
    return {word.lower() for word in _WORD.findall(text or "")} - _COMMON
