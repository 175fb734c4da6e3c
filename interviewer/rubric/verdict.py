"""From the levels of an interview's answers to its verdict: RUBRIC section 5, to the letter."""

from collections.abc import Mapping, Sequence
from statistics import median

from interviewer.domain.debrief import Trend, Verdict, VerdictValue

LADDER: tuple[VerdictValue, ...] = ("strong no-hire", "no-hire", "lean no-hire", "lean hire", "hire", "strong hire")


def smoothed_last(levels: Sequence[int]) -> int:
    """The last level, one step nearer to the earlier ones if two or more differ from it by two or more, one way."""
    last, earlier = levels[-1], levels[:-1]
    if sum(level - last >= 2 for level in earlier) >= 2:
        return last + 1
    if sum(last - level >= 2 for level in earlier) >= 2:
        return last - 1
    return last


def trend(dimension: str, headline: bool, by_turn: Mapping[int, int]) -> Trend:
    """Summarise one dimension's graded turns; `by_turn` maps turn numbers to levels and is not empty."""
    turns = tuple(sorted(by_turn))
    levels = tuple(by_turn[turn] for turn in turns)
    return Trend(
        dimension=dimension,
        headline=headline,
        turns=turns,
        levels=levels,
        last=smoothed_last(levels),
        best=max(levels),
        median=float(median(levels)),
        share_of_fours=sum(level == 4 for level in levels) / len(levels),
    )


def verdict(trends: Sequence[Trend], spoke_to_grader: bool) -> Verdict:
    """The verdict of an interview with these trends.

    Args:
        trends: one per dimension that was graded at all.
        spoke_to_grader: whether the candidate addressed the grader instead of the interviewer.
    """
    headline = [item for item in trends if item.headline]
    if not headline:
        return Verdict(value=None, reason="no answer could be graded on metric gap or ownership")
    low = min(item.last for item in headline)
    value = _from_table(headline, low)
    reason = _step_down(trends, spoke_to_grader)
    if reason and value != LADDER[0]:
        value = LADDER[LADDER.index(value) - 1]
    else:
        reason = None
    return Verdict(value=value, reason=_why(headline, low), stepped_down_for=reason)


def _from_table(headline: Sequence[Trend], low: int) -> VerdictValue:
    high = max(item.last for item in headline)
    best = max(item.best for item in headline)
    if low <= 1:
        return "strong no-hire" if best <= 1 else "no-hire" if best == 2 else "lean no-hire"
    if low == 2:
        return "no-hire" if best == 2 else "lean hire" if high == 4 else "lean no-hire"
    if any(item.share_of_fours >= 0.5 for item in headline):
        return "strong hire"
    return "hire" if best == 4 else "lean hire"


def _step_down(trends: Sequence[Trend], spoke_to_grader: bool) -> str | None:
    supporting = [level for item in trends if not item.headline for level in item.levels]
    if supporting and median(supporting) < 2:
        return "the supporting dimensions' median level is under 2"
    return "you spoke to the grader instead of the interviewer" if spoke_to_grader else None


def _why(headline: Sequence[Trend], low: int) -> str:
    weakest = next(item for item in headline if item.last == low)
    best = max(headline, key=lambda item: item.best)
    return f"{weakest.dimension} ended at {low}; the best answer reached {best.best} on {best.dimension}"
