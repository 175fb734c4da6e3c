"""Planted flaws: does the interviewer bring the hidden truth out, and does the debrief name it and spare the rest?"""

from pathlib import Path

from evals.harness.context import EvalCase, EvalContext, Outcome, Values, spent
from evals.tasks.acting import SimulatedActor
from evals.tasks.candidate import Candidate, load_candidates
from evals.tasks.interviewing import hold, talk_of, transcript
from interviewer.domain.debrief import Debrief
from interviewer.domain.interview import Interview
from interviewer.domain.setup import Setup
from interviewer.report.usage import work_of
from interviewer.rubric.verdict import LADDER

_SEEDS = (11, 12)
_WEAK = 2  # a headline dimension that ends at this level or under is called weak
_RANKS = {"weak": 0, "mixed": 1, "strong": 2}


def cases(folder: Path) -> list[EvalCase]:
    return [
        EvalCase(f"{item.id}-{seed}", item.id, {"seed": seed, "candidate": item.model_dump(mode="json", by_alias=True)})
        for item in load_candidates(folder / "candidates")
        for seed in _SEEDS
    ]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    candidate = Candidate.model_validate(case.data["candidate"], strict=False)
    actor = SimulatedActor(candidate, context)
    played = hold(context, setup_of(candidate, case.data["seed"], context), actor.answer)
    debrief = played.state.debrief
    assert debrief is not None, "an interview that ended is debriefed"
    values = (
        _elicited(candidate, actor.as_scripted(played.state))
        | _called(candidate, debrief)
        | _verdict(candidate, debrief)
    )
    values |= spent(work_of(played.state).usage + actor.usage, context)
    verdict = f"{debrief.verdict.value}: {debrief.verdict.reason}"
    fixes = [f"{fix.finding.dimension}, {fix.finding.link}" for fix in debrief.fixes]
    shown = {"transcript": transcript(played.state), "verdict": verdict, "fixes": "\n".join(fixes)}
    return Outcome(values, shown, talk_of(played.state))


def setup_of(candidate: Candidate, seed: int, context: EvalContext) -> Setup:
    return context.setup(candidate.round, candidate.unit, candidate.turns, seed)


def _elicited(candidate: Candidate, state: Interview) -> Values:
    if not candidate.hides:
        return {"elicited": None, "turns_to_elicit": None}
    turn = candidate.revealed_at(state)
    return {"elicited": float(turn is not None), "turns_to_elicit": float(turn or candidate.turns + 1)}


def _called(candidate: Candidate, debrief: Debrief) -> Values:
    """Hits, false alarms and misses over dimensions, and whether the very link is among the fixes."""
    last = {trend.dimension: trend.last for trend in debrief.trends}
    weak = {dimension for dimension, level in last.items() if level <= _WEAK}
    fixes = {(fix.finding.dimension, fix.finding.link) for fix in debrief.fixes}
    named = [any((dimension, link) in fixes for link in links) for dimension, links in candidate.flawed.items()]
    spared = [dimension not in weak for dimension in candidate.sound if dimension in last]
    return {
        "flaws.hit": len(weak & candidate.flawed.keys()),
        "flaws.false": len(weak & set(candidate.sound)),
        "flaws.missed": len(candidate.flawed.keys() - weak),
        "flaws.named": float(all(named)) if named else None,
        "spared": float(all(spared)) if spared else None,
    }


def _verdict(candidate: Candidate, debrief: Debrief) -> Values:
    value = debrief.verdict.value
    return {"verdict": LADDER.index(value) if value else None, "rank": _RANKS[candidate.rank]}
