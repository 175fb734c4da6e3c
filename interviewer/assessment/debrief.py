"""The critics' last word: from the transcript and its verified assessments alone."""

from collections import Counter
from collections.abc import Iterable, Sequence

from interviewer.assessment.conclusion import Judged, conclusion, trends_of
from interviewer.assessment.critic import telling
from interviewer.assessment.verification import stands
from interviewer.domain.assessment import Finding, Status
from interviewer.domain.debrief import Debrief, ExampleAnswer, Fix, Moment, Seat, Unsettled, Verdict
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Reconcile
from interviewer.memory.figures import figures_of
from interviewer.memory.unsettled import found, still_open
from interviewer.packs.schema import Pack
from interviewer.rubric.dimension import likely
from interviewer.rubric.registry import RULES
from interviewer.rubric.threads import own_evidence

ENOUGH_ANSWERS = 3  # before them no solution is told: whoever looks in once can meet the same case again
_FIXES = 3
_HEADLINE_WEIGHT = 2
_WORTH_REWRITING = 20  # words


def debrief(state: Interview, pack: Pack) -> Debrief:
    """Verdict, trends, strongest moments, what to mend first, one answer rewritten, and what was left out."""
    judged = _judged(state)
    rewritten = _turn_to_rewrite(state, pack)
    case = pack.cases.get(state.plan.case or "") if state.answers >= ENOUGH_ANSWERS else None
    return Debrief(
        verdict=_verdict(state, pack),
        trends=trends_of(judged, pack.rubric.dimensions),
        strengths=_strengths(state, pack),
        fixes=_fixes(state, pack),
        rewrite=rewritten.assessment.rewrite if rewritten and rewritten.assessment else None,
        rewrite_turn=rewritten.number if rewritten else None,
        panel=_panel(state, pack),
        ungraded=_ungraded(state, pack),
        example=_example(state, pack),
        hidden_truth=case.hidden_truth if case else None,
        unsettled=_unsettled(state),
    )


def _judged(state: Interview) -> Judged:
    return {turn.number: (turn.assessment.reading, turn.assessment.grades) for turn in state.turns if turn.assessment}


def _verdict(state: Interview, pack: Pack) -> Verdict:
    return _named(conclusion(_judged(state), pack.rubric.dimensions, _spoke_to_grader(state)), pack)


def _spoke_to_grader(state: Interview) -> bool:
    return any(turn.act is DialogueAct.SPOKE_TO_MACHINE for turn in state.turns)


def _panel(state: Interview, pack: Pack) -> tuple[Seat, ...]:
    """What each of several interviewers would say, from their own notes; they need not agree."""
    speakers = pack.round(state.setup.round).speakers
    heard = {name: tuple(turn for turn in state.turns if turn.move.speaker == name) for name in speakers}
    seats = [_seat(name, state.model_copy(update={"turns": own}), pack) for name, own in heard.items() if _graded(own)]
    return tuple(seats) if len(speakers) > 1 else ()


def _graded(turns: Iterable[Turn]) -> int:
    """How many of the answers are about something graded."""
    return sum(bool(turn.assessment and turn.assessment.findings) for turn in turns)


def _seat(persona: str, heard: Interview, pack: Pack) -> Seat:
    """What one interviewer took away; no verdict on a single answer."""
    alone = Verdict(value=None, reason="heard one answer, which is too little to say")
    return Seat(
        persona=persona,
        turns=tuple(turn.number for turn in heard.turns if turn.assessment),
        verdict=_verdict(heard, pack) if _graded(heard.turns) > 1 else alone,
        strongest=next(iter(_strengths(heard, pack)), None),
        open=next(iter(_fixes(heard, pack)), None),
    )


def _named(found: Verdict, pack: Pack) -> Verdict:
    """The verdict's reason in the pack's names of its dimensions."""
    reason = found.reason
    for dimension in pack.rubric.dimensions:
        reason = reason.replace(dimension.id, dimension.name.lower())
    return found.model_copy(update={"reason": reason})


def _findings(state: Interview) -> list[tuple[Turn, Finding]]:
    return [(turn, finding) for turn in state.turns if turn.assessment for finding in turn.assessment.findings]


def _strengths(state: Interview, pack: Pack) -> tuple[Moment, ...]:
    """The best headline levels with words to show, at most one a dimension; nothing under 3 is a strength."""
    best: dict[str, Moment] = {}
    doubtful = [span for point in found(state) for span in (point.now, point.earlier) if span]
    for turn, finding in _findings(state):
        if finding.dimension not in pack.rubric.headline or finding.level < 3:
            continue
        quote = _praised(turn, finding, doubtful, pack)
        known = best.get(finding.dimension)
        if quote and (known is None or finding.level > known.level):
            best[finding.dimension] = Moment(
                turn=turn.number, dimension=finding.dimension, level=finding.level, quote=quote
            )
    return tuple(sorted(best.values(), key=lambda moment: (-moment.level, moment.turn)))


def _praised(turn: Turn, finding: Finding, doubtful: Sequence[Span], pack: Pack) -> Span | None:
    """Words that show a strength: of this answer, or else of what it goes on from; none that were held to be wrong."""
    if turn.assessment is None or isinstance(turn.move.action, Reconcile):
        return None  # to have put a figure right is no strength
    rule, reading = RULES[pack.rubric.dimension(finding.dimension).rule], turn.assessment.reading
    asides = [item.span for kind in rule.asides for item in likely(reading.of(kind))]
    shown = (item.span for kind in rule.evidence for item in sorted(likely(reading.of(kind)), key=telling))
    fit = [span for span in shown if not any(map(span.overlaps, doubtful)) and not _is_aside(span, asides)]
    return min(fit, key=lambda span: span.turn != turn.number, default=None)


def _is_aside(span: Span, asides: Sequence[Span]) -> bool:
    """Whether words are such an aside and nothing else: a gain told with its price has a figure for each."""
    return any(map(span.overlaps, asides)) and len(figures_of(span.text)) <= 1


def _fixes(state: Interview, pack: Pack) -> tuple[Fix, ...]:
    """The three broken links that cost most: how far below 4, how often, headline dimensions twice; no questions.

    What a later answer of the same thread told is nothing to fix any more, though the earlier answer lacked it.
    """
    lacking = [(turn, finding) for turn, finding in _findings(state) if finding.link is not None and not finding.asked]
    broken = [(turn, finding) for turn, finding in lacking if not _told_later(state, turn, finding, pack)]
    times = Counter((finding.dimension, finding.link) for _, finding in broken)
    worst: dict[tuple[str, str | None], tuple[Turn, Finding]] = {}
    for turn, finding in broken:
        key = (finding.dimension, finding.link)
        if key not in worst or finding.level < worst[key][1].level:
            worst[key] = (turn, finding)

    def cost(item: tuple[tuple[str, str | None], tuple[Turn, Finding]]) -> float:
        (dimension, _), (_, finding) = item
        weight = _HEADLINE_WEIGHT if dimension in pack.rubric.headline else 1
        return -weight * (4 - finding.level) * (1 + 0.5 * (times[item[0]] - 1))

    ranked = sorted(worst.items(), key=cost)[:_FIXES]
    return tuple(Fix(turn=turn.number, finding=finding, times=times[key]) for key, (turn, finding) in ranked)


def _told_later(state: Interview, turn: Turn, finding: Finding, pack: Pack) -> bool:
    """Whether an answer behind it in its thread holds what the finding calls missing."""
    shows = RULES[pack.rubric.dimension(finding.dimension).rule].shown_by.get(finding.link or "")
    threads = (thread.turns for thread in state.threads)
    thread = next(
        (turns for turns in threads if turn in turns), ()
    )  # none where one of a panel heard the end of it only
    later = (item for item in thread if item.number > turn.number)
    own = (item for told in later if told.reading for item in own_evidence(told.reading, told.number))
    return shows is not None and any(map(shows, likely(own)))


def _turn_to_rewrite(state: Interview, pack: Pack) -> Turn | None:
    """The answer whose rewrite teaches most: the weakest that has enough of the candidate's own words."""
    able = [turn for turn in state.turns if turn.assessment and turn.assessment.rewrite and turn.answer]
    candidates = [turn for turn in able if len((turn.answer or "").split()) >= _WORTH_REWRITING] or able

    def weakness(turn: Turn) -> tuple[int, int]:
        findings = turn.assessment.findings if turn.assessment else ()
        levels = [finding.level for finding in findings if finding.dimension in pack.rubric.headline]
        return (min(levels, default=4), -len((turn.answer or "").split()))

    return min(candidates, key=weakness, default=None)


def _ungraded(state: Interview, pack: Pack) -> tuple[str, ...]:
    telling = {Status.ABSTAINED, Status.UNSCORED, Status.UNSUPPORTED_LANGUAGE}
    reasons: dict[str, None] = {}
    for turn in state.turns:
        for grade in turn.assessment.grades if turn.assessment else ():
            if grade.status in telling:
                name = pack.rubric.dimension(grade.dimension).name.lower()
                which = "" if grade.status is Status.UNSUPPORTED_LANGUAGE else f", {name}"
                reasons.setdefault(f"question {turn.number + 1}{which}: {grade.reason}")
    return tuple(reasons)


def _unsettled(state: Interview) -> tuple[Unsettled, ...]:
    """What does not hold together and was not cleared up; only where every quote stands letter for letter."""
    answers = {turn.number: turn.answer for turn in state.turns if turn.answer is not None}
    open_points = (point for point in still_open(state) if stands(point.now, answers))
    return tuple(
        point
        for point in open_points
        if (point.earlier is None or stands(point.earlier, answers)) and _is_written(point, state)
    )


def _is_written(point: Unsettled, state: Interview) -> bool:
    """Whether what a point is held against stands in the CV, or in what a colleague heard, as far as it should."""
    heard = [item.text for round_ in state.setup.colleagues for item in round_.heard if item.to == point.whom]
    told = point.told is None or any(point.told in text for text in heard)
    return told and (point.cv or "") in (state.setup.cv or "")


def _example(state: Interview, pack: Pack) -> ExampleAnswer | None:
    """The made-up answer to the question that went worst, or to the case."""
    if state.answers < ENOUGH_ANSWERS:
        return None
    case = pack.cases.get(state.plan.case or "")
    if case:
        return ExampleAnswer(question=case.title, answer=case.example.answer)
    scored = []
    for thread in state.threads:
        question = pack.question(thread.question)
        levels = [f.level for turn in thread.turns if turn.assessment for f in turn.assessment.findings]
        if question.example and levels:
            scored.append((sum(levels) / len(levels), question))
    if not scored:
        return None
    worst = min(scored, key=lambda pair: pair[0])[1]
    return ExampleAnswer(question=worst.text, answer=worst.example.answer if worst.example else "")
