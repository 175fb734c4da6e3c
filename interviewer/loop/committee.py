"""The hiring committee: votes before any talk, the sharpest no first, and arithmetic at the end.

It sees the votes and their evidence, never the CV. A vote is in points from -3 to 3 (`votes.py`). Each objection behind
a no is answered where a colleague heard the very thing in another round, and stands where nobody did. A no whose every
objection was answered counts one point less; the decision is the mean, held down where an objection about a headline
dimension stands in two rounds. A strong no can be answered and is not outvoted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from interviewer.assessment.critic import telling
from interviewer.domain.debrief import VerdictValue
from interviewer.domain.evidence import Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.loop import Decision, Ground, HeldAgainst, Objection, Vote
from interviewer.loop.votes import POINTS, vote_on
from interviewer.loop.words import hangs_on
from interviewer.packs.schema import Pack
from interviewer.rubric.dimension import likely
from interviewer.rubric.registry import RULES
from interviewer.rubric.threads import own_evidence

_LEAST: tuple[tuple[float, VerdictValue], ...] = (  # mean points from which a decision is this, the best first
    (2.5, "strong hire"),
    (1.5, "hire"),
    (0.0, "lean hire"),
    (-1.0, "lean no-hire"),
    (-2.5, "no-hire"),
)
_BEST_UNDER_DOUBT: VerdictValue = "lean no-hire"
_SHOWS = 3  # level from which an answer can answer for another
_MOST_STEPS = 3
_SAME_IN = 2  # rounds with an objection about one dimension that stands, from which it is no chance

Sat = tuple[str, Interview]  # an interview's id, and how it went


def decide(sat: Sequence[Sat], pack: Pack) -> Decision:
    """What the committee comes to on these finished rounds, in their order."""
    votes = tuple(_vote(interview_id, state, sat, pack) for interview_id, state in sat)
    able = [vote for vote in votes if vote.value is not None]
    unsettled = tuple(
        HeldAgainst(round=state.setup.round, point=point)
        for _, state in sat
        for point in (state.debrief.unsettled if state.debrief else ())
    )
    steps = tuple(_next_steps(votes, pack))
    if not able:
        return Decision(value=None, votes=votes, unsettled=unsettled, next_steps=steps)
    points = sum(vote.counted for vote in able) / len(able)
    value: VerdictValue = next((name for least, name in _LEAST if points >= least), "strong no-hire")
    capped = _capped_by(able, pack)
    if capped and POINTS[value] > POINTS[_BEST_UNDER_DOUBT]:
        value = _BEST_UNDER_DOUBT
    else:
        capped = ""
    sharpest = min(able, key=lambda vote: POINTS[vote.value] if vote.value else 0)
    against = value.endswith("no-hire")
    return Decision(
        value=value,
        points=round(points, 2),
        capped_by=capped,
        votes=votes,
        opens=sharpest.name if sharpest.is_no else None,
        dissent=tuple(vote.round for vote in able if vote.is_no is not against),
        unsettled=unsettled,
        next_steps=steps,
    )


def _vote(interview_id: str, state: Interview, sat: Sequence[Sat], pack: Pack) -> Vote:
    round_ = pack.round(state.setup.round)
    name, found = pack.personas[round_.speakers[0]].name, state.debrief
    value = vote_on(state, pack)
    others = [other for other_id, other in sat if other_id != interview_id]
    grounds = tuple(
        Ground(
            round=round_.id,
            name=name,
            turn=item.turn,
            dimension=item.dimension,
            level=item.level,
            quote=item.quote.text,
            said_in=item.quote.turn,
        )
        for item in (found.strengths if found else ())
    )
    vote = Vote(
        round=round_.id,
        name=name,
        interview=interview_id,
        value=value,
        grounds=grounds,
        objections=tuple(_objections(state, name, others, pack)),
        counted=POINTS[value] if value else 0.0,
    )
    return vote.model_copy(update={"counted": vote.counted + 1}) if vote.is_answered else vote


def _objections(state: Interview, name: str, others: Sequence[Interview], pack: Pack) -> Iterator[Objection]:
    for fix in state.debrief.fixes if state.debrief else ():
        finding = fix.finding
        quote, said_in = hangs_on(fix, state)
        if finding.link and quote:
            link = pack.rubric.dimension(finding.dimension).link(finding.link)
            heard = max(_heard(finding.dimension, link.id, others, pack), key=lambda item: item.level, default=None)
            answers = heard is not None and heard.level >= _SHOWS
            yield Objection(
                round=state.setup.round,
                name=name,
                turn=fix.turn,
                dimension=finding.dimension,
                link=finding.link,
                level=finding.level,
                times=fix.times,
                quote=quote,
                said_in=said_in,
                absent=link.absent,
                next_step=finding.next_step,
                answered=heard if answers else None,
                hinted=None if answers else heard,
            )


def _heard(dimension: str, link: str, others: Iterable[Interview], pack: Pack) -> Iterator[Ground]:
    """The words on this very link that were heard in other rounds."""
    for state in others:
        name = pack.personas[pack.round(state.setup.round).speakers[0]].name
        for turn in state.turns:
            grade = turn.assessment.grade(dimension) if turn.assessment else None
            span = _words(dimension, link, turn, pack)
            if span and grade and grade.level is not None:
                yield Ground(
                    round=state.setup.round,
                    name=name,
                    turn=turn.number,
                    dimension=dimension,
                    level=0 if link in grade.broken else grade.level,
                    quote=span.text,
                    said_in=span.turn,
                )


def _words(dimension: str, link: str, turn: Turn, pack: Pack) -> Span | None:
    """The surest words of that very answer which show the link."""
    rule = RULES[pack.rubric.dimension(dimension).rule]
    own = own_evidence(turn.assessment.reading, turn.number) if turn.assessment else ()
    shows = rule.shown_by.get(link)
    fit = [item for item in likely(own) if (shows(item) if shows else item.kind in rule.evidence)]
    return min(fit, key=telling).span if fit else None


def _capped_by(votes: Sequence[Vote], pack: Pack) -> str:
    """Why the decision can be no better than a lean no, in a sentence."""
    standing = [
        (vote, item)
        for vote in votes
        if vote.is_no
        for item in vote.objections
        if item.answered is None and item.dimension in pack.rubric.headline
    ]
    strong = next((vote.name for vote in votes if vote.value == "strong no-hire"), None)
    if strong:
        return f"A strong no, that of {strong}, is not outvoted."
    rounds = Counter(dimension for _, dimension in {(vote.round, item.dimension) for vote, item in standing})
    most, count = next(iter(rounds.most_common(1)), ("", 0))
    if count < _SAME_IN:
        return ""
    label = pack.rubric.dimension(most).name.lower()
    return f"In {count} rounds it was the same that was missing, {label}, and nobody heard it elsewhere."


def _next_steps(votes: Sequence[Vote], pack: Pack) -> Iterator[Objection]:
    """The objections to work on: those that stand before those that were answered, what costs most first."""
    seen: set[tuple[str, str]] = set()

    def cost(item: Objection) -> tuple[bool, bool, int, int]:
        return (item.answered is not None, item.dimension not in pack.rubric.headline, item.level, -item.times)

    for item in sorted((item for vote in votes for item in vote.objections), key=cost):
        if (item.dimension, item.link) not in seen and len(seen) < _MOST_STEPS:
            seen.add((item.dimension, item.link))
            yield item
