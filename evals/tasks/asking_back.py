"""Questions back: are they found, is their kind right, and does the interviewer's move fit them?

The finder has learnt from these texts, so the figures guard it against change and say little of new people; how it does
on those is told by `evals.reports.asking_back_report`, on a writer whom nothing was fitted to.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.data.asked_back import DEVELOPMENT, LabelledAsking, load_askings
from evals.harness.context import EvalCase, EvalContext, Outcome, Values
from interviewer.domain.dialogue_acts import AskedBack
from interviewer.domain.evidence import BackQuestion
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Announce, AskMain, Move, Reply, Restate, TellFact
from interviewer.domain.setup import Plan
from interviewer.interview.contexts import exchange_of, extraction_context
from interviewer.packs.schema import Pack

_EVERY = 3  # texts: a third guards well enough
_START = datetime(2026, 11, 1, tzinfo=UTC)
_TURNS = 12


def cases(_folder: Path) -> list[EvalCase]:
    return [as_case(item) for item in load_askings(DEVELOPMENT)[::_EVERY]]


def as_case(item: LabelledAsking) -> EvalCase:
    """What the judge goes by."""
    data = {"line": item.line, "case": item.case, "text": item.text, "asks": item.asks, "facts": list(item.facts)}
    return EvalCase(item.id, item.writer, data | {"kind": str(item.kind) if item.kind else None})


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    data = case.data
    parts = context.services.resources.parts
    state = _asked(context, data)
    turn = state.turns[-1]
    reading = parts.extractor.extract(exchange_of(turn), extraction_context(state, turn, parts.pack))
    read = state.model_copy(update={"turns": (*state.turns[:-1], turn.model_copy(update={"reading": reading}))})
    move = parts.policy.decide(read)
    shown = {"read": ", ".join(f"{item.kind}: {item.span.text}" for item in reading.asked), "move": repr(move)}
    talk = (("interviewer", data["line"]), ("candidate", data["text"]))
    return Outcome(_values(data, reading.asked, move), shown, talk)


def _asked(context: EvalContext, data: Any) -> Interview:
    """An interview whose last turn is the line and what was said to it; a case's brief was told with it."""
    round_id = "case-panel" if data["case"] else "hiring-manager"
    pack = context.services.pack
    question = _first(pack, round_id, data["case"])
    told = (Announce(what="brief", text=pack.cases[data["case"]].brief),) if data["case"] else ()
    move = Move(speaker=pack.round(round_id).speakers[0], reactions=told, action=AskMain(question=question))
    turn = Turn(number=0, move=move, line=data["line"], answer=data["text"])
    setup = context.setup(round_id, None, _TURNS, 1)
    others = tuple(item.id for item in pack.questions[round_id][:5])
    plan = Plan(questions=others, case=data["case"])
    return Interview(setup=setup, plan=plan, started_at=_START, last_at=_START, turns=(turn,))


def _first(pack: Pack, round_id: str, case: str | None) -> str:
    return pack.cases[case].steps[0].id if case else pack.questions[round_id][0].id


def _values(data: Any, asked: tuple[BackQuestion, ...], move: Move) -> Values:
    kind = AskedBack(data["kind"]) if data["kind"] else None
    if kind is None:
        return {"silent": float(not asked)}
    start = data["text"].find(data["asks"])
    near = [item.kind for item in asked if item.span.start < start + len(data["asks"]) and start < item.span.end]
    return {"found": float(bool(near)), "kind": float(kind in near), "fitting": float(_fits(kind, data["facts"], move))}


def _fits(kind: AskedBack, facts: list[str], move: Move) -> bool:
    """Whether the move gives what was asked for: by what it is, not by how it is worded."""
    told = [item for item in move.reactions if isinstance(item, TellFact)]
    replied = {item.to for item in move.reactions if isinstance(item, Reply)}
    match kind:
        case AskedBack.REPEAT:
            return isinstance(move.action, Restate)
        case AskedBack.MEANING:
            explained = any(item.source == "guide" for item in told) or AskedBack.MEANING in replied
            return explained or isinstance(move.action, Restate)
        case AskedBack.FACT:
            return any(item.id in facts for item in told)
        case AskedBack.FIGURE:
            return any(item.source == "none" for item in told)
        case AskedBack.COMPANY:
            return AskedBack.COMPANY in replied or any(item.source == "guide" for item in told)
    return kind in replied
