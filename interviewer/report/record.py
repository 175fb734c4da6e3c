"""The public JSON form of an assessment and of an interview: the command contract of the README."""

from dataclasses import asdict
from typing import Any

from interviewer.domain.assessment import Assessment, Finding, Grade, Rewrite, Status
from interviewer.domain.comparison import Comparison
from interviewer.domain.debrief import Debrief
from interviewer.domain.evidence import Evidence
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Close, Press
from interviewer.domain.outside_role import Retry
from interviewer.packs.schema import Pack
from interviewer.report.answers import excerpts_of
from interviewer.report.usage import work_of
from interviewer.report.wording import agreed, smoothed, why_ungraded
from interviewer.retrieval.documents import passages_of


def assessment_record(assessment: Assessment) -> dict[str, Any]:
    """`metric_gap` and `ownership` are best guesses, null only where not applicable or unreadable."""
    return {
        "metric_gap": _guess(assessment.grade("metric_gap")),
        "ownership": _guess(assessment.grade("ownership")),
        "grades": {grade.dimension: _grade(grade) for grade in assessment.grades},
        "findings": [_finding(finding) for finding in assessment.findings],
        "evidence": [_evidence(item) for item in assessment.reading.evidence if item.probability >= 0.5],
        "overclaims": [
            {"dimension": item.dimension, "quote": item.quote.model_dump(), "why": item.why}
            for item in assessment.overclaims
        ],
        "rewrite": _rewrite(assessment.rewrite),
        "extractor": assessment.reading.extractor,
        "dropped": assessment.dropped,
    }


def interview_record(state: Interview, pack: Pack, session_id: str) -> dict[str, Any]:
    """A whole interview, as `interviewer chat --json` prints it."""
    return {
        "session_id": session_id,
        "started_at": state.started_at.isoformat(),
        "round": state.setup.round,
        "unit": state.setup.unit,
        "level": state.setup.seniority,
        "focus": state.setup.focus,
        "engine": state.setup.engine,
        "pack": state.setup.pack,
        "seed": state.setup.seed,
        "case": state.plan.case,
        "state": "finished" if state.debrief else "paused" if state.paused else "open",
        "turns": [_turn(turn, pack) for turn in state.turns],
        "farewells": [{"said": item.text, "reply": item.reply} for item in state.farewells],
        "debrief": debrief_record(state.debrief) if state.debrief else None,
        "selection": state.setup.selection.model_dump(),
        "model": work_of(state).record() if state.setup.selection.roles else None,
        "excerpts": [asdict(item) for item in excerpts_of(state, pack)],
        "disclaimer": pack.manifest.disclaimer,
    }


def comparison_record(comparison: Comparison) -> list[dict[str, Any]]:
    """A retry beside the first answer, dimension by dimension."""
    return [change.model_dump(mode="json") for change in comparison.changes]


def debrief_record(debrief: Debrief) -> dict[str, Any]:
    """The debrief; `levels` maps each graded dimension to its trend."""
    return {
        "verdict": debrief.verdict.value,
        "reason": debrief.verdict.reason,
        "neighbour": debrief.verdict.neighbour,
        "stepped_down_for": debrief.verdict.stepped_down_for,
        "levels": {
            item.dimension: item.model_dump(mode="json", exclude={"dimension"})
            | {"direction": item.direction, "smoothed": smoothed(item)}
            for item in debrief.trends
        },
        "strengths": [item.model_dump(mode="json") for item in debrief.strengths],
        "fixes": [{"turn": fix.turn, "times": fix.times, **_finding(fix.finding)} for fix in debrief.fixes],
        "unsettled": [item.model_dump(mode="json") for item in debrief.unsettled],
        "panel": [item.model_dump(mode="json") for item in debrief.panel],
        "agreed": agreed(debrief.panel) if debrief.panel else None,
        "rewrite": _rewrite(debrief.rewrite),
        "rewrite_turn": debrief.rewrite_turn,
        "ungraded": list(debrief.ungraded),
        "example": debrief.example.model_dump() | {"made_up": True} if debrief.example else None,
        "hidden_truth": debrief.hidden_truth,
    }


def targets_of(turn: Turn, pack: Pack) -> list[str]:
    """The dimensions that a turn's line is after: the one pressed, or all of its question's."""
    action = turn.move.action
    if isinstance(action, Close):
        return []
    if isinstance(action, Press):
        return [action.dimension]
    return list(pack.question(action.question).dimensions)


def _turn(turn: Turn, pack: Pack) -> dict[str, Any]:
    return {
        "turn": turn.number,
        "speaker": turn.move.speaker,
        "question": turn.line,
        "move": turn.move.action.kind,
        "targets": targets_of(turn, pack),
        "passages": [
            {"id": item.id, "title": item.title, "score": item.score} for item in passages_of(pack, turn.passages)
        ],
        "answer": turn.answer,
        "act": turn.act.value if turn.act else None,
        "skipped": turn.skipped,
        "hints": list(turn.hints),
        "ungraded": why_ungraded(turn) or None,
        "assessment": assessment_record(turn.assessment) if turn.assessment else None,
        "retries": [_retry(retry) for retry in turn.retries],
        "disputes": [dispute.model_dump(mode="json") for dispute in turn.disputes],
    }


def _retry(retry: Retry) -> dict[str, Any]:
    return {
        "attempt": retry.attempt,
        "answer": retry.text,
        "assessment": assessment_record(retry.assessment) if retry.assessment else None,
        "comparison": comparison_record(retry.comparison) if retry.comparison else [],
    }


def _guess(grade: Grade | None) -> int | None:
    return grade.guess if grade and grade.status in {Status.GRADED, Status.ABSTAINED} else None


def _grade(grade: Grade) -> dict[str, Any]:
    record: dict[str, Any] = {"level": grade.level, "status": grade.status.value, "confidence": grade.confidence}
    return record | ({"reason": grade.reason} if grade.reason else {})


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "dimension": finding.dimension,
        "level": finding.level,
        "link": finding.link,
        "quotes": [quote.model_dump(include={"text", "start", "end", "turn"}) for quote in finding.quotes],
        "absent": finding.absent,
        "asked": finding.asked,
        "guide_id": finding.guide_id,
        "why": finding.why,
        "next_step": finding.next_step,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    span = item.span
    return {
        "kind": item.kind,
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "turn": span.turn,
        "probability": item.probability,
    }


def _rewrite(rewrite: Rewrite | None) -> dict[str, Any] | None:
    if rewrite is None:
        return None
    return {"text": rewrite.text, "pieces": [piece.model_dump(mode="json") for piece in rewrite.pieces]}
