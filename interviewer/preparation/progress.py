"""Progress over interviews: levels by dimension, weak spots that come and go, and whether it is enough to judge by.

A level that moves by less than the critic's own noise has not moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from interviewer.domain.summary import Summary
from interviewer.packs.schema import Pack

ENOUGH = 3  # interviews before anything is said of readiness
_GONE_FOR = 2  # interviews in a row without a weak spot before it counts as improved
_ARCHIVED_AFTER = 4
State = Literal["open", "improved", "archived"]


@dataclass(frozen=True)
class WeakSpot:
    """A broken link that debriefs named first, with when, how often, and whether it still is one."""

    dimension: str
    link: str
    first: datetime
    last: datetime
    times: int
    state: State


@dataclass(frozen=True)
class Course:
    """A dimension's level at the end of each interview that graded it, the oldest first; and whether it moved."""

    dimension: str
    levels: tuple[int, ...]
    moved: Literal["up", "down", "steady"]


@dataclass(frozen=True)
class Progress:
    """What `interviews` finished interviews say.

    Attributes:
        readiness: whether this is enough, and what it comes to, in a sentence.
        next_spot: what to practise next; None where nothing is open.
    """

    interviews: int
    readiness: str
    courses: tuple[Course, ...]
    spots: tuple[WeakSpot, ...]
    next_spot: WeakSpot | None


def progress(past: Sequence[Summary], pack: Pack, noise: Mapping[str, float]) -> Progress:
    """What the finished interviews show.

    Args:
        past: the newest first, finished or not.
        noise: per dimension, how far a level moves by itself when the same thing is said otherwise.
    """
    finished = sorted(
        (item for item in past if item.state == "finished" and item.levels), key=lambda item: item.started_at
    )
    spots = _spots(finished, pack)
    headline = set(pack.rubric.headline)
    open_spots = sorted(
        (spot for spot in spots if spot.state == "open"),
        key=lambda spot: (spot.dimension not in headline, -spot.times, -spot.last.timestamp()),
    )
    return Progress(
        interviews=len(finished),
        readiness=_readiness(finished),
        courses=tuple(_courses(finished, pack, noise)),
        spots=spots,
        next_spot=open_spots[0] if open_spots else None,
    )


def _readiness(finished: Sequence[Summary]) -> str:
    if len(finished) < ENOUGH:
        return f"Not enough yet: {len(finished)} of {ENOUGH} interviews, and one evening proves little."
    newest = [item.verdict for item in finished[-ENOUGH:]]
    good = sum(not (verdict or "no-hire").endswith("no-hire") for verdict in newest)
    if good == ENOUGH:
        return f"The last {ENOUGH} interviews ended in a yes. That is as far as a rehearsal can tell."
    return f"Of the last {ENOUGH} interviews {good} ended in a yes."


def _courses(finished: Sequence[Summary], pack: Pack, noise: Mapping[str, float]) -> list[Course]:
    found = []
    for dimension in pack.rubric.dimensions:
        levels = tuple(item.levels[dimension.id] for item in finished if dimension.id in item.levels)
        if levels:
            change = levels[-1] - levels[0]
            steady = abs(change) < max(1.0, noise.get(dimension.id, 0.0))
            found.append(Course(dimension.id, levels, "steady" if steady else "up" if change > 0 else "down"))
    return found


def _spots(finished: Sequence[Summary], pack: Pack) -> tuple[WeakSpot, ...]:
    known = {(dimension.id, link.id) for dimension in pack.rubric.dimensions for link in dimension.links}
    seen: dict[tuple[str, str], list[int]] = {}
    for place, item in enumerate(finished):
        for weak in item.weak:
            if (weak.dimension, weak.link) not in known:
                continue  # of an older rubric
            seen.setdefault((weak.dimension, weak.link), []).append(place)
    found = []
    for (dimension, link), places in seen.items():
        since = sum(dimension in item.levels for item in finished[places[-1] + 1 :])  # others can't show it
        state: State = "archived" if since >= _ARCHIVED_AFTER else "improved" if since >= _GONE_FOR else "open"
        first, last = finished[places[0]].started_at, finished[places[-1]].started_at
        found.append(WeakSpot(dimension, link, first, last, len(places), state))
    return tuple(sorted(found, key=lambda spot: spot.last, reverse=True))
