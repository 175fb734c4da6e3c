"""Progress: what the finished interviews show, and how much of it is more than the critic's own noise."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from terminal import interviewer

from interviewer.app import Services
from interviewer.domain.summary import Summary, WeakLink
from interviewer.preparation.progress import ENOUGH, Progress, progress

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
SPOT = WeakLink(dimension="metric_gap", link="cost", times=1)


def interviews(levels: Sequence[int], weak: Sequence[bool] = (), verdict: str = "hire") -> list[Summary]:
    """One a day, the newest first."""
    weak = [*weak, *[False] * (len(levels) - len(weak))]
    made = [
        Summary(
            id=f"i{day}",
            pack="alibaba",
            started_at=BEGAN + timedelta(days=day),
            round="culture",
            unit=None,
            state="finished",
            verdict=verdict,  # type: ignore[arg-type]
            levels={"metric_gap": level},
            weak=(SPOT,) if weak[day] else (),
        )
        for day, level in enumerate(levels)
    ]
    return made[::-1]


def found(past: Sequence[Summary], services: Services, noise: float = 0.0) -> Progress:
    return progress(past, services.pack, {"metric_gap": noise})


@given(levels=st.lists(st.integers(0, 4), max_size=6))
def test_nothing_is_said_of_readiness_before_there_is_enough(levels: list[int], shared_services: Services) -> None:
    said = found(interviews(levels), shared_services)
    assert said.readiness.startswith("Not enough yet") is (len(levels) < ENOUGH)
    assert said.interviews == len(levels)
    assert [course.levels for course in said.courses] == ([tuple(levels)] if levels else [])


def test_a_move_within_the_critics_noise_is_none(services: Services) -> None:
    assert found(interviews([2, 2, 3]), services).courses[0].moved == "up"
    assert found(interviews([2, 2, 3]), services, noise=1.2).courses[0].moved == "steady"
    assert found(interviews([4, 2]), services).courses[0].moved == "down"


def test_a_weak_spot_is_open_then_improved_then_archived_and_may_come_back(services: Services) -> None:
    states = []
    for after in range(6):
        (spot,) = found(interviews([2] * (after + 1), [True]), services).spots
        states.append(spot.state)
    assert states == ["open", "open", "improved", "improved", "archived", "archived"]
    back = found(interviews([2] * 6, [True, False, False, False, False, True]), services)
    assert back.spots[0].state == "open" and back.spots[0].times == 2 and back.next_spot == back.spots[0]
    assert back.spots[0].first == BEGAN and back.spots[0].last == BEGAN + timedelta(days=5)


def test_readiness_goes_by_the_newest_verdicts(services: Services) -> None:
    assert "3 interviews ended in a yes" in found(interviews([3, 3, 4]), services).readiness
    mixed = [*interviews([3, 3]), *interviews([2], verdict="no-hire")]
    assert found(mixed, services).readiness == "Of the last 3 interviews 2 ended in a yes."


def test_the_terminal_prints_it(tmp_path: Path) -> None:
    for arguments in ([], ["--json"]):
        done = interviewer(tmp_path, "progress", *arguments)
        assert done.returncode == 0 and "Not enough yet: 0 of 3" in done.stdout
    assert json.loads(done.stdout)["interviews"] == 0
