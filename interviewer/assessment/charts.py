"""Draws the metric chain and the ownership ladder of one assessed answer, as data. Screens only render it.

Source: RUBRIC sections 1 and 2. Returns None where the dimension was not graded, because there is nothing to draw.
"""

from collections.abc import Iterable, Mapping, Sequence

from interviewer.domain.assessment import Assessment, Grade
from interviewer.domain.charts import Ladder, Rung, State, Step
from interviewer.domain.evidence import Actor, Evidence, EvidenceKind, Quantity, Reading, Span
from interviewer.packs.schema import Dimension, Pack
from interviewer.rubric.facts import any_of
from interviewer.rubric.metric_gap import CHAIN, counts

_LIKELY = 0.5
_CONNECTED = 3
_MARK_OF = {
    "decided": (EvidenceKind.DECISION,),
    "found": (EvidenceKind.FINDING,),
    "drove": (EvidenceKind.OBSTACLE,),
    "outcome": (EvidenceKind.OUTCOME,),
}
_LACKS = {"decided": "outcome"}  # a decision is there on that rung; what came of it is not
_MARK_NAMES = {"decided": "a decision of your own", "outcome": "an outcome you answer for"}
_STANDS_BY = {
    0: (EvidenceKind.BLAME,),
    1: (EvidenceKind.ASSIGNMENT,),
    2: (EvidenceKind.TAKING_PART, EvidenceKind.DECISION),
    3: (EvidenceKind.DECISION, EvidenceKind.OUTCOME, EvidenceKind.FINDING),
    4: (EvidenceKind.FINDING, EvidenceKind.OBSTACLE, EvidenceKind.OUTCOME),
}


def chain_of(assessment: Assessment, pack: Pack) -> tuple[Step, ...] | None:
    """The metric chain in the rubric's order, with the first broken link marked."""
    found = _levelled(assessment, pack, "metric_gap")
    if found is None:
        return None
    dimension, grade, level = found
    reading = assessment.reading
    holds = {link: _chain_evidence(link, reading) for link in CHAIN}
    disowned = reading.surest([EvidenceKind.DISOWNED_LINK]) if level <= 1 else None
    steps = []
    for link, likely in holds.items():
        quote = _best(likely)
        state = State.THERE if quote else State.UNNEEDED if _is_unneeded(link, holds, level) else State.MISSING
        if link == "business_measure" and disowned:
            state, quote = State.DISOWNED, disowned.span
        steps.append(Step(link=link, name=dimension.link(link).label, state=state, quote=quote))
    return _with_broken(steps, grade.broken)


def ladder_of(assessment: Assessment, pack: Pack) -> Ladder | None:
    """The ownership ladder, with the rung the answer stands on and the words that put it there."""
    found = _levelled(assessment, pack, "ownership")
    if found is None:
        return None
    dimension, grade, level = found
    reading = assessment.reading
    rungs = tuple(Rung(level=n, name=item.name, here=n == level) for n, item in enumerate(dimension.levels))
    open_turn = (item for kind in _STANDS_BY[level] for item in reading.of(kind) if item.probability >= _LIKELY)
    return Ladder(rungs=rungs, quote=_own_best(open_turn), marks=_marks(dimension, reading, grade))


def _levelled(assessment: Assessment, pack: Pack, name: str) -> tuple[Dimension, Grade, int] | None:
    grade = assessment.grade(name)
    if grade is None or grade.guess is None:
        return None
    return pack.rubric.dimension(name), grade, grade.guess


def _chain_evidence(link: str, reading: Reading) -> list[Evidence]:
    likely = [item for item in reading.of(EvidenceKind(link)) if item.probability >= _LIKELY]
    if link == "mechanism":
        return [item for item in likely if counts(item)]
    if link == "effect":
        return [item for item in likely if counts(item) and item.quantity is Quantity.EXPLICIT]
    return likely


def _is_unneeded(link: str, holds: Mapping[str, Sequence[Evidence]], level: int) -> bool:
    """A business number needs no technical one beside it; a measured effect needs no mechanism (RUBRIC section 1)."""
    if link == "technical_measure":
        return bool(holds["business_measure"] or holds["effect"])
    return link == "mechanism" and level >= _CONNECTED and bool(holds["effect"])


def _marks(dimension: Dimension, reading: Reading, grade: Grade) -> tuple[Step, ...]:
    names = {item.id: item.label for item in dimension.links} | _MARK_NAMES
    steps = []
    for mark, kinds in _MARK_OF.items():
        found = [item for kind in kinds for item in reading.of(kind)]
        state = State.THERE if any_of(found) >= _LIKELY else State.MISSING
        quote = _own_best(item for item in found if item.probability >= _LIKELY)
        steps.append(Step(link=mark, name=names[mark], state=state, quote=quote))
    return _with_broken(steps, grade.broken)


def _with_broken(steps: Iterable[Step], broken: tuple[str, ...]) -> tuple[Step, ...]:
    """The steps, the one that the critic presses marked as broken: a missing one, or else the least sure of all."""
    drawn = tuple(steps)
    missing = [step.link for step in drawn if step.state is State.MISSING]
    doubted = _LACKS.get(broken[0], broken[0]) if broken else None
    first = next((link for link in (*broken, *missing) if link in missing), doubted) if broken else None
    return tuple(_broken(step) if step.link == first else step for step in drawn)


def _broken(step: Step) -> Step:
    return step.model_copy(update={"state": State.BROKEN, "quote": None})


def _best(found: Iterable[Evidence]) -> Span | None:
    best = max(found, key=lambda item: item.probability, default=None)
    return best.span if best else None


def _own_best(found: Iterable[Evidence]) -> Span | None:
    """The surest words, those on what the candidate did before those on what others did."""
    best = max(found, key=lambda item: (item.actor is Actor.CANDIDATE, item.probability), default=None)
    return best.span if best else None
