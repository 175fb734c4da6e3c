"""Which link of a thread to press next. It does not know how much time there is; `leaving` weighs that."""

from collections.abc import Iterable, Iterator
from itertools import chain

from interviewer.domain.assessment import Status
from interviewer.domain.moves import Press
from interviewer.interview.loose_ends import PRESSING
from interviewer.interview.thread_view import HOLDS, PROBES_PER_LINK, Link, ThreadView, level_of

_SUPPORTING_WEAK = 2


def next_press(seen: ThreadView) -> Press | None:
    """The first broken link of the weakest dimension that may still be pressed, or None."""
    return next(presses(seen), None)


def presses(seen: ThreadView) -> Iterator[Press]:
    """Every broken link that may still be pressed, in the policy's order; one may come twice.

    What the candidate wants tested comes first, then what was left open: whoever listens asks for it at once. Where the
    last answer was to a probe of a dimension and left a part of it untold, that part comes next. Headline dimensions
    come before supporting ones; what would make a good answer hold better comes once the headline holds.
    """
    yield from _presses(seen, (item for item in _broken(seen) if item[0] == seen.focus))
    yield from _left_open(seen, at_once=True)
    rest = [item for item in seen.half_told if item[0] == seen.pressed_last]
    yield from _presses(seen, rest)
    weak = (item for item in _broken(seen) if item[0] in seen.headline and level_of(seen.grades, item[0]) < HOLDS)
    yield from _presses(seen, weak)
    yield from _left_open(seen, at_once=False)
    yield from _presses(seen, _broken(seen))


def unfinished_press(seen: ThreadView) -> Press | None:
    """The press without which the thread would be left a question early, or None.

    It asks for what was left open or told in part, or goes on where the last answer raised a level that does not hold.
    """
    raised = (item for item in _broken(seen) if item[0] in seen.rose and level_of(seen.grades, item[0]) < HOLDS)
    return next(chain(_left_open(seen, at_once=True), _presses(seen, (*seen.half_told, *raised))), None)


def _left_open(seen: ThreadView, at_once: bool) -> Iterator[Press]:
    return (press for press in seen.left_open if press.left_open and (press.left_open.point in PRESSING) is at_once)


def _presses(seen: ThreadView, links: Iterable[Link]) -> Iterator[Press]:
    for dimension, link in links:
        count = seen.pressed[(dimension, link)]
        if count < PROBES_PER_LINK and link in seen.askable and link not in seen.told:
            yield Press(question=seen.question.id, dimension=dimension, link=link, attempt=count + 1)


def _broken(seen: ThreadView) -> Iterator[Link]:
    order = {dimension: place for place, dimension in enumerate(seen.question.dimensions)}
    graded = [grade for grade in seen.grades if grade.status is not Status.NOT_APPLICABLE and grade.guess is not None]
    graded.sort(key=lambda grade: (grade.guess, order[grade.dimension]))
    headline = [grade for grade in graded if grade.dimension in seen.headline]
    for grade in (grade for grade in graded if grade.dimension == seen.focus):
        yield from ((grade.dimension, link) for link in grade.broken)
    for grade in headline:
        yield from ((grade.dimension, link) for link in grade.broken)
    for grade in graded:
        if grade.dimension not in seen.headline and (grade.guess or 0) <= _SUPPORTING_WEAK:
            yield from ((grade.dimension, link) for link in grade.broken[:1])
    if not headline:
        yield from seen.from_silence
