"""Which broken link of a thread to press next, and when there is nothing left to press."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from interviewer.assessment.grading import grade_all
from interviewer.domain.assessment import Grade, Status
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.interview import Thread
from interviewer.domain.moves import Deepen, Press, Reconcile
from interviewer.interview.contexts import thread_targets
from interviewer.packs.schema import Pack, Question
from interviewer.rubric.threads import whole

PROBES_PER_LINK = 2
HOLDS = 3  # a thread whose headline levels are at least this holds
_SUPPORTING_WEAK = 2
_GAVE_UP = frozenset({DialogueAct.DID_NOT_KNOW, DialogueAct.REFUSED})
_READABLE = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED})


@dataclass(frozen=True)
class ThreadView:
    """A thread as the policy sees it.

    Attributes:
        grades: of all that stands of it: what a thread holds decides what is pressed next, not its last answer alone.
        pressed: how often each (dimension, link) was pressed; given up counts as pressed to the end.
        askable: the links for which there is something to ask.
        from_silence: what to press first where nothing could be graded, as (dimension, link).
        focus: the dimension that the candidate wants tested above all, pressed before the others.
        just_opened: whether the last answer brought out what the earlier ones held back; it earns one probe more.
    """

    question: Question
    headline: tuple[str, ...]
    grades: tuple[Grade, ...]
    pressed: Counter[tuple[str, str]]
    askable: frozenset[str]
    from_silence: tuple[tuple[str, str], ...]
    probes: int
    deepened: bool
    just_opened: bool
    focus: str | None = None

    @property
    def headline_levels(self) -> list[int]:
        return [grade.guess for grade in self.grades if grade.dimension in self.headline and grade.guess is not None]

    @property
    def holds(self) -> bool:
        """Whether every headline dimension that was graded stands at `HOLDS` or more, and one was."""
        return bool(self.headline_levels) and min(self.headline_levels) >= HOLDS


def view(thread: Thread, pack: Pack, focus: str | None = None) -> ThreadView:
    """Look at a thread through the rubric."""
    question = pack.question(thread.question)
    dimensions = [pack.rubric.dimension(item) for item in question.dimensions]
    readings = [(turn.number, turn.reading) for turn in thread.turns if turn.reading and turn.act in _READABLE]
    targets = thread_targets(thread, pack)
    grades = grade_all(dimensions, whole(readings), targets) if readings else ()
    before = grade_all(dimensions, whole(readings[:-1]), targets) if len(readings) > 1 else ()
    persona_probes = (link for persona in pack.personas.values() for link in persona.probes)
    return ThreadView(
        question=question,
        headline=pack.rubric.headline,
        grades=grades,
        pressed=_pressed(thread),
        askable=frozenset(question.probes).union(persona_probes),
        from_silence=tuple((item.id, item.from_silence) for item in dimensions if item.from_silence),
        probes=probes_of(thread),
        deepened=any(isinstance(turn.move.action, Deepen) for turn in thread.turns),
        just_opened=_opened(before, grades, pack.rubric.headline),
        focus=focus,
    )


def probes_of(thread: Thread) -> int:
    """How often the thread was asked on; to hold one thing against another is no probe."""
    return sum(not isinstance(turn.move.action, Reconcile) for turn in thread.turns) - 1


def _opened(before: Sequence[Grade], now: Sequence[Grade], headline: Collection[str]) -> bool:
    """Whether a headline dimension rose to where it holds with the last answer."""
    stood = {grade.dimension: grade.guess for grade in before}
    return any(
        grade.dimension in headline and (stood.get(grade.dimension) or 0) < HOLDS <= (grade.guess or 0)
        for grade in now
        if grade.dimension in stood
    )


def next_press(seen: ThreadView) -> Press | None:
    """The first broken link of the weakest dimension that may still be pressed, or None.

    What the candidate wants tested comes first; headline dimensions come before supporting ones.
    """
    for dimension, link in _broken(seen):
        count = seen.pressed[(dimension, link)]
        if count < PROBES_PER_LINK and link in seen.askable:
            return Press(question=seen.question.id, dimension=dimension, link=link, attempt=count + 1)
    return None


def _pressed(thread: Thread) -> Counter[tuple[str, str]]:
    pressed: Counter[tuple[str, str]] = Counter()
    for turn in thread.turns:
        if isinstance(turn.move.action, Press):
            given_up = turn.skipped or turn.act in _GAVE_UP
            pressed[(turn.move.action.dimension, turn.move.action.link)] += PROBES_PER_LINK if given_up else 1
    return pressed


def _broken(seen: ThreadView) -> Iterator[tuple[str, str]]:
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
