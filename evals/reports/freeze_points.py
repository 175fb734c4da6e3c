"""Freezes interviews at points where the next line is decisive, for the suite `decision-points`.

`python -m evals.reports.freeze_points [FOLDER]`, no key: the embedded engine plays the reactive candidates, and each
interview is kept up to the answers behind which something is newly owed (a flaw to press, a missing half, a question
back, a contradiction or slip to hold against them), at most two a candidate, of every measure and kind as evenly as
they come. Whether the embedded engine then paid it plays no part in the choice.

Freezing is apart from judging: a changed policy, line or prompt is judged at the points as they are. Freeze anew where
answers in `evals/suites/reactive` changed (the suite says so), where a question or case of the pack is gone, or where
the embedded engine's talk became so different that nobody meets these points any more. Then run the suite, look at the
new points, keep a new baseline (`make eval-baseline`), and record a model's replies again.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.harness.context import EvalContext
from evals.harness.suite import SUITES
from evals.reports.running import run
from evals.tasks.conversation import heard_in, setup_of
from evals.tasks.decision_points import FOLDER, owed_next
from evals.tasks.frozen import frozen, write_frozen
from evals.tasks.interviewing import Played, hold
from evals.tasks.points import Point
from evals.tasks.reactive import Reactive, answers_to, load_reactive, words_of
from interviewer.app import Services
from interviewer.settings import load_settings

_MOST = 2  # points a candidate
Owed = tuple[str, str]  # the measure, and of a question back its kind


def play(candidate: Reactive, context: EvalContext) -> Played:
    """The candidate's interview."""
    setup = setup_of(candidate, context)
    return hold(context, setup, lambda state: words_of(answers_to(candidate, heard_in(state))[-1]))


def newly_owed(candidate: Reactive, played: Played) -> dict[int, frozenset[Owed]]:
    """The turns behind whose answer a line came that owed something for the first time, and what that is."""
    heard = heard_in(played.state)
    said = answers_to(candidate, heard)
    found = {}
    for turn in range(len(heard) - 1):
        owed = owed_next(candidate, heard[: turn + 1], said[: turn + 1])
        if fresh := frozenset(_owed(point) for point in owed if point.judged[0][0] == turn + 1):
            found[turn] = fresh
    return found


def chosen(turns: Mapping[str, Mapping[int, frozenset[Owed]]], most: int = _MOST) -> dict[str, tuple[int, ...]]:
    """At most so many turns of each candidate, those first whose measure and kind were taken least so far."""
    taken: Counter[str | Owed] = Counter()
    picked: dict[str, list[int]] = {name: [] for name in turns}
    for _ in range(most):
        for name, own in turns.items():
            left = [turn for turn in own if turn not in picked[name]]
            if left:
                turn = min(left, key=lambda turn: (*_scarcest(own[turn], taken), turn))
                picked[name].append(turn)
                taken.update(part for owed in own[turn] for part in (owed, owed[0]))
    return {name: tuple(sorted(places)) for name, places in picked.items() if places}


def _scarcest(owed: frozenset[Owed], taken: Counter[str | Owed]) -> tuple[int, int]:
    return min((taken[item[0]], taken[item]) for item in owed)


def _owed(point: Point) -> Owed:
    return point.measure, point.kind or ""


def freeze(candidates: Sequence[Reactive], context: EvalContext, folder: Path) -> Iterator[str]:
    """Writes the points, in place of those that were there; tells each file and what its points owe."""
    played = {item.id: play(item, context) for item in candidates}
    owed = {item.id: newly_owed(item, played[item.id]) for item in candidates}
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.jsonl"):
        path.unlink()
    for name, turns in chosen(owed).items():
        path = write_frozen(frozen(name, played[name].events, turns), folder)
        told = (f"{turn}: {', '.join(' '.join(item).strip() for item in sorted(owed[name][turn]))}" for turn in turns)
        yield f"{path.name} ({path.stat().st_size:,} bytes) behind turn {'; '.join(told)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=SUITES / FOLDER)
    given = parser.parse_args()
    with TemporaryDirectory() as home:
        settings = load_settings().model_copy(update={"home": Path(home)})
        with closing(Services(settings)) as services:
            for told in freeze(load_reactive(SUITES / "reactive"), EvalContext(services), given.folder):
                print(told)
    return 0


if __name__ == "__main__":
    run(main)
