"""From the levels of an interview's answers to its verdict: RUBRIC section 5, to the letter.

A level is seldom certain, and the rule hangs on the last one. So the verdict that is given is the middle one of all
that the grades leave open, drawn by their probabilities; of grades that leave nothing open it is the rule's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from statistics import median

from interviewer.domain.debrief import Trend, Verdict, VerdictValue

LADDER: tuple[VerdictValue, ...] = ("strong no-hire", "no-hire", "lean no-hire", "lean hire", "hire", "strong hire")


_DRAWS = 400  # enough that a share is off by .025 at most times; always the same ones
_SPLIT = 0.3  # the share from which the verdict beside it is named too


@dataclass(frozen=True)
class Likelihood:
    """A grade as far as it is known: whether the dimension applies, and if it does, the chance of levels 0 to 4."""

    applies: float
    levels: tuple[float, ...]


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


def verdict_shares(
    turns: Sequence[Sequence[Likelihood | None]],
    dimensions: Sequence[str],
    supporting: Sequence[Trend],
    spoke_to_grader: bool,
) -> tuple[float, ...]:
    """The share of each verdict of the ladder, the lowest first; empty where nothing could be graded.

    Args:
        turns: in their order, one likelihood for each headline dimension; None where nothing was graded.
        dimensions: the headline dimensions' ids.
        supporting: the trends of the other dimensions, taken as they are.
    """
    random, found = Random(0), [0] * len(LADDER)
    for _ in range(_DRAWS):
        drawn: dict[str, dict[int, int]] = {name: {} for name in dimensions}
        for number, turn in enumerate(turns):
            for name, likely in zip(dimensions, turn, strict=True):
                if likely and random.random() < likely.applies:
                    drawn[name][number] = _level(likely, random.random())
        trends = [trend(name, True, levels) for name, levels in drawn.items() if levels]
        value = verdict([*trends, *supporting], spoke_to_grader).value
        if value:
            found[LADDER.index(value)] += 1
    return tuple(count / sum(found) for count in found) if any(found) else ()


def settled(by_rule: Verdict, shares: tuple[float, ...]) -> Verdict:
    """The middle verdict of the shares, and the one beside it where they are split; the rule's where there are none."""
    if by_rule.value is None or not shares:
        return by_rule
    middle = next(place for place, share in enumerate(accumulate(shares)) if share >= 0.5)
    beside = [place for place in (middle - 1, middle + 1) if 0 <= place < len(LADDER) and shares[place] >= _SPLIT]
    neighbour = LADDER[max(beside, key=lambda place: shares[place])] if beside else None
    changes: dict[str, object] = {"value": LADDER[middle], "neighbour": neighbour, "shares": shares}
    if LADDER[middle] != by_rule.value:
        side = "lower" if middle < LADDER.index(by_rule.value) else "higher"
        changes["reason"] = (
            f"{by_rule.reason}; taken as they stand, these levels make it {by_rule.value}, but some are unsure and may "
            f"be {side}: the middle of what they leave open is {LADDER[middle]}"
        )
    return by_rule.model_copy(update=changes)


def _level(likely: Likelihood, chance: float) -> int:
    """The level at that place of the distribution."""
    reached = (level for level, share in enumerate(accumulate(likely.levels)) if chance < share)
    return next(reached, len(likely.levels) - 1)


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
        return "the other dimensions stood mostly under level 2"
    return "you spoke to the grader instead of the interviewer" if spoke_to_grader else None


def _why(headline: Sequence[Trend], low: int) -> str:
    weakest = next(item for item in headline if item.last == low)
    best = max(headline, key=lambda item: item.best)
    return f"{weakest.dimension} ended at {low}; the best answer reached {best.best} on {best.dimension}"
