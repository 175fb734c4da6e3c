"""What a thread's answers left open and nobody has asked yet, and which link of the rubric a probe for it presses."""

from collections.abc import Iterator, Mapping, Sequence

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Actor, EvidenceKind
from interviewer.domain.interview import Thread, Turn
from interviewer.domain.moves import Press
from interviewer.domain.open_points import LeftOpen, OpenPoint
from interviewer.memory.figures import figures_of
from interviewer.memory.left_open import left_open
from interviewer.packs.schema import Pack, Question
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.metric_gap import BUSINESS_MEASURE, COMPARISON, COST, EFFECT, MECHANISM
from interviewer.rubric.ownership import DECISION, FINDING, OBSTACLE, OUTCOME, TAKING_PART
from interviewer.rubric.scale_dirty_data import DIMENSION as SCALE_DIRTY_DATA
from interviewer.rubric.threads import own_evidence

READABLE = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED})
PRESSING = frozenset(OpenPoint) - {OpenPoint.COMPARED, OpenPoint.RESULT, OpenPoint.PRICE}  # a thread isn't left before
_LINKS = {  # the first that the question is about
    OpenPoint.BY_WHOM: ("took_part",),
    OpenPoint.AMOUNT: ("effect", "decided"),
    OpenPoint.BEFORE: ("effect", "decided"),
    OpenPoint.ON_PAPER: ("effect", "decided"),
    OpenPoint.USE: ("mechanism", "decided"),
    OpenPoint.TAKEN_UP: ("mechanism", "decided"),
    OpenPoint.WRONGLY_HIT: ("cost", "decided"),
    OpenPoint.UNHARMED: ("cost", "decided"),
    OpenPoint.EVERYBODY: ("drove", "cost"),
    OpenPoint.EVERYTHING: ("scope", "decided"),
    OpenPoint.COMPARED: ("effect", "decided"),
    OpenPoint.RESULT: ("decided", "effect"),
    OpenPoint.PRICE: ("cost",),
}
_TOLD_BY: Mapping[OpenPoint, tuple[EvidenceKind, ...]] = {  # evidence in another answer of the thread
    OpenPoint.USE: (BUSINESS_MEASURE, EFFECT, MECHANISM),
    OpenPoint.COMPARED: (COMPARISON,),
    OpenPoint.RESULT: (OUTCOME, EFFECT),
    OpenPoint.PRICE: (COST,),
}
_FIGURED = frozenset({OpenPoint.AMOUNT, OpenPoint.BEFORE})
_RATES = frozenset({"percent", "point"})
_DOINGS = frozenset({DECISION, FINDING, OBSTACLE, TAKING_PART})
_HARDLY = 0.15  # a passive hides who did it from the extractor too, which then is hardly sure that anybody did


def loose_ends(thread: Thread, pack: Pack) -> tuple[LeftOpen, ...]:
    """Each kind once in a thread, the last answer's first; of earlier answers what no later one has closed."""
    asked = {
        turn.move.action.left_open.point
        for turn in thread.turns
        if isinstance(turn.move.action, Press) and turn.move.action.left_open
    }
    answered = [turn for turn in thread.turns if turn.answer and turn.reading and turn.act in READABLE]
    found: dict[OpenPoint, LeftOpen] = {}
    for place in range(len(answered) - 1, -1, -1):
        for item in _of(answered[place]):
            fresh = answered[place] is thread.turns[-1]
            others = [*answered[:place], *answered[place + 1 :]]
            told = any(_tells(turn, _TOLD_BY.get(item.point, ())) for turn in others)
            if not told and (fresh or (item.point in PRESSING and not _closed(item, answered[place + 1 :]))):
                found.setdefault(item.point, item)
    return tuple(item for point, item in found.items() if point not in asked and point in pack.follow_ups)


def link_pressed(item: LeftOpen, question: Question, pack: Pack) -> tuple[str, str] | None:
    """Dimension and link that a probe for it presses; None where the question is about none of them.

    A figure in an answer about bad data is no claim of success, whose use one would ask for.
    """
    if item.point is OpenPoint.USE and question.dimensions[0] == SCALE_DIRTY_DATA.id:
        return None
    links = ((dimension, link) for link in _LINKS[item.point] for dimension in question.dimensions)
    return next((pair for pair in links if _has_link(pack, *pair)), None)


def _has_link(pack: Pack, dimension: str, link: str) -> bool:
    return any(item.id == link for item in pack.rubric.dimension(dimension).links)


def _of(turn: Turn) -> Iterator[LeftOpen]:
    assert turn.reading is not None
    evidence = own_evidence(turn.reading, turn.number)
    found = left_open(turn.number, turn.answer or "", evidence, turn.reading.language)
    doers = {item.actor for item in evidence if item.kind in _DOINGS and item.probability >= _HARDLY}
    nobody = Actor.NOBODY in doers and doers <= {Actor.NOBODY, Actor.GROUP}
    if nobody and all(item.point is not OpenPoint.BY_WHOM for item in found):
        yield LeftOpen(point=OpenPoint.BY_WHOM, turn=turn.number)
    yield from found


def _tells(turn: Turn, kinds: tuple[EvidenceKind, ...]) -> bool:
    own = own_evidence(turn.reading, turn.number) if turn.reading and kinds else ()
    return any(item.kind in kinds and item.probability >= LIKELY for item in own)


def _closed(item: LeftOpen, later: Sequence[Turn]) -> bool:
    """Whether a later answer of the thread gives the change that was missing."""
    figures = [figure for turn in later for figure in figures_of(turn.answer or "")]
    return item.point in _FIGURED and any(figure.role == "to" or figure.unit in _RATES for figure in figures)
