"""A thread as the policy sees it: what it holds, what its last answer changed, and what is told in part only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from interviewer.assessment.grading import grade_all
from interviewer.domain.assessment import Grade
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Evidence, Reading
from interviewer.domain.interview import Thread, Turn
from interviewer.domain.moves import Deepen, Press, Reconcile
from interviewer.interview.contexts import thread_targets
from interviewer.interview.loose_ends import READABLE, link_pressed, loose_ends
from interviewer.packs.schema import Pack, Question
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.registry import RULES, SHOWN_BY
from interviewer.rubric.threads import whole

PROBES_PER_LINK = 2
HOLDS = 3  # a thread whose headline levels are at least this holds
GAVE_UP = frozenset({DialogueAct.DID_NOT_KNOW, DialogueAct.REFUSED})

Link = tuple[str, str]  # dimension and link


@dataclass(frozen=True)
class ThreadView:
    """A thread as the policy sees it.

    Attributes:
        grades: of all that stands of it: what a thread holds decides what is pressed next, not its last answer alone.
        pressed: how often each link was pressed; given up counts as pressed to the end.
        askable: the links for which there is something to ask.
        told: the links that ask for nothing new, since what they ask for stands there.
        from_silence: what to press first where nothing could be graded.
        rose: the headline dimensions that the last answer raised.
        half_told: the links that ask for the rest of what was told in part, whatever its level is.
        stuck: whether pressing on is of no use: the last probe was given up, or one link pressed twice for nothing.
        left_open: probes for what the thread's answers left open and nobody asked yet, the last answer's first.
        focus: the dimension that the candidate wants tested above all, pressed before the others.
        just_opened: whether the last answer brought out what the earlier ones held back; it earns one probe more.
    """

    question: Question
    headline: tuple[str, ...]
    grades: tuple[Grade, ...]
    pressed: Counter[Link]
    askable: frozenset[str]
    told: frozenset[str]
    from_silence: tuple[Link, ...]
    probes: int
    deepened: bool
    rose: frozenset[str]
    half_told: tuple[Link, ...]
    stuck: bool
    just_opened: bool
    left_open: tuple[Press, ...]
    pressed_last: str | None = None
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
    now, before, earlier = (_graded(thread, thread.turns[: len(thread.turns) - n], pack) for n in (0, 1, 2))
    rose = _rose(before, now, pack)
    pressed = _pressed(thread)
    readings = _readings(thread.turns)
    stands = whole(readings) if readings else None
    persona_probes = (link for persona in pack.personas.values() for link in persona.probes)
    dimensions = [pack.rubric.dimension(item) for item in question.dimensions]
    last = thread.turns[-1]
    return ThreadView(
        question=question,
        headline=pack.rubric.headline,
        grades=now,
        pressed=pressed,
        askable=frozenset(question.probes).union(persona_probes),
        told=_told(stands.evidence if stands else ()),
        from_silence=tuple((item.id, item.from_silence) for item in dimensions if item.from_silence),
        probes=probes_of(thread),
        deepened=any(isinstance(turn.move.action, Deepen) for turn in thread.turns),
        rose=rose,
        half_told=tuple(_half_told(stands, now, pack, pressed, rose)) if stands else (),
        stuck=_gave_up(last) or (_twice_the_same(thread) and not rose | _rose(earlier, before, pack)),
        just_opened=any(level_of(before, item) < HOLDS <= level_of(now, item) for item in rose),
        left_open=tuple(_left_open(thread, question, pack, pressed)),
        pressed_last=last.move.action.dimension if isinstance(last.move.action, Press) else None,
        focus=focus,
    )


def probes_of(thread: Thread) -> int:
    """How often the thread was asked on; to hold one thing against another is no probe."""
    return sum(not isinstance(turn.move.action, Reconcile) for turn in thread.turns) - 1


def _readings(turns: Sequence[Turn]) -> list[tuple[int, Reading]]:
    return [(turn.number, turn.reading) for turn in turns if turn.reading and turn.act in READABLE]


def _graded(thread: Thread, turns: Sequence[Turn], pack: Pack) -> tuple[Grade, ...]:
    """The grades after these turns of the thread."""
    readings = _readings(turns)
    dimensions = [pack.rubric.dimension(item) for item in pack.question(thread.question).dimensions]
    return grade_all(dimensions, whole(readings), thread_targets(thread, pack)) if readings else ()


def level_of(grades: Sequence[Grade], dimension: str) -> int:
    """The level of a dimension; 0 where it was not graded."""
    return next((grade.guess for grade in grades if grade.dimension == dimension and grade.guess is not None), 0)


def _rose(before: Sequence[Grade], now: Sequence[Grade], pack: Pack) -> frozenset[str]:
    """The headline dimensions whose level rose; none where nothing was read before."""
    return frozenset(item for item in pack.rubric.headline if before and level_of(before, item) < level_of(now, item))


def _told(evidence: Iterable[Evidence]) -> frozenset[str]:
    likely = [item for item in evidence if item.probability >= LIKELY]
    return frozenset(link for link, shows in SHOWN_BY.items() if any(map(shows, likely)))


def _half_told(
    stands: Reading, grades: Sequence[Grade], pack: Pack, pressed: Counter[Link], rose: frozenset[str]
) -> Iterator[Link]:
    """Asked for once; a second time where the last answer brought more of it."""
    for grade in grades:
        if grade.dimension in pack.rubric.headline and grade.guess is not None:
            for link in RULES[pack.rubric.dimension(grade.dimension).rule].half_told(stands):
                if pressed[(grade.dimension, link)] <= (grade.dimension in rose):
                    yield grade.dimension, link


def _left_open(thread: Thread, question: Question, pack: Pack, pressed: Counter[Link]) -> Iterator[Press]:
    for item in loose_ends(thread, pack):
        if link := link_pressed(item, question, pack):
            attempt = min(PROBES_PER_LINK, pressed[link] + 1)
            yield Press(question=question.id, dimension=link[0], link=link[1], attempt=attempt, left_open=item)


def _gave_up(turn: Turn) -> bool:
    return isinstance(turn.move.action, Press) and (turn.skipped or turn.act in GAVE_UP)


def _twice_the_same(thread: Thread) -> bool:
    """Whether the last two lines pressed one and the same link."""
    pressed = [
        (turn.move.action.dimension, turn.move.action.link) if isinstance(turn.move.action, Press) else None
        for turn in thread.turns[-2:]
    ]
    return len(pressed) == 2 and pressed[0] is not None and pressed[0] == pressed[1]


def _pressed(thread: Thread) -> Counter[Link]:
    pressed: Counter[Link] = Counter()
    for turn in thread.turns:
        if isinstance(turn.move.action, Press):
            link = (turn.move.action.dimension, turn.move.action.link)
            pressed[link] += PROBES_PER_LINK if _gave_up(turn) else 1
    return pressed
