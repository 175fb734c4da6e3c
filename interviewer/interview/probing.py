"""Which link of a thread to press next. It does not know how much time there is; `leaving` weighs that."""

from collections.abc import Iterable, Iterator

from interviewer.domain.assessment import Status
from interviewer.domain.evidence import Actor
from interviewer.domain.moves import Press
from interviewer.interview.thread_view import HOLDS, PROBES_PER_LINK, Link, ThreadView, level_of

_SUPPORTING_WEAK = 2
_ASKS_WHO = frozenset({"found", "took_part", "decided", "drove", "assigned"})
_ASKS_WHO_WE_ARE = "took_part"  # its own wordings ask who is behind a "we"


def next_press(seen: ThreadView) -> Press | None:
    """The first broken link of the weakest dimension that may still be pressed, or None."""
    return next(presses(seen), None)


def presses(seen: ThreadView) -> Iterator[Press]:
    """Every broken link that may still be pressed, in the policy's order; one may come twice.

    What the candidate wants tested comes first; headline dimensions come before supporting ones. Where the last answer
    was to a probe of a dimension and left a part of it untold, that part comes before all.
    """
    rest = [item for item in seen.half_told if item[0] == seen.pressed_last]
    yield from _presses(seen, rest)
    yield from _presses(seen, _broken(seen))


def unfinished_press(seen: ThreadView) -> Press | None:
    """The press without which the thread would be left a question early, or None.

    It asks for the rest of what was told in part, or goes on where the last answer raised a level that does not hold.
    """
    raised = (item for item in _broken(seen) if item[0] in seen.rose and level_of(seen.grades, item[0]) < HOLDS)
    return next(_presses(seen, (*seen.half_told, *raised)), None)


def _presses(seen: ThreadView, links: Iterable[Link]) -> Iterator[Press]:
    for dimension, link in links:
        count = seen.pressed[(dimension, link)]
        if count < PROBES_PER_LINK and link in seen.askable and link not in seen.told:
            by_whom = link in _ASKS_WHO and bool(seen.without_doer) and not _asks_anyway(link, seen.without_doer)
            question = seen.question.id
            yield Press(question=question, dimension=dimension, link=link, attempt=count + 1, by_whom=by_whom)


def _asks_anyway(link: str, doers: frozenset[Actor]) -> bool:
    return link == _ASKS_WHO_WE_ARE and Actor.NOBODY not in doers


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
