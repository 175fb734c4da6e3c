"""Finds evidence by cue words alone: the floor for a trained finder, and all that the supporting dimensions need."""

from collections.abc import Sequence

from interviewer.domain.evidence import About, Evidence, EvidenceKind, Quantity, Reference, Span, Stance
from interviewer.engines.embedded.attributes import about_of, actor_of, quantity_of, stance_of
from interviewer.engines.embedded.clauses import Clause, clauses
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.engines.embedded.extractor import Found
from interviewer.engines.embedded.languages import Cues, language
from interviewer.engines.protocols import Exchange
from interviewer.rubric.metric_gap import BUSINESS_MEASURE, EFFECT, MECHANISM, TECHNICAL_MEASURE
from interviewer.rubric.ownership import ASSIGNMENT, BLAME, DECISION, FINDING, OUTCOME, TAKING_PART
from interviewer.rubric.registry import HEADLINE, KINDS

_STANDS_DENIED = frozenset(name for name, kind in KINDS.items() if kind.stands_denied)
_METRIC = frozenset({TECHNICAL_MEASURE, BUSINESS_MEASURE, MECHANISM, EFFECT})
_OWNING = frozenset({ASSIGNMENT, TAKING_PART, DECISION, FINDING, OUTCOME, BLAME})


class LexicalFinder:
    """A piece of evidence wherever a cue of its kind stands in a clause; `cues` are those of the pack's own kinds."""

    id = "lexical@1"

    def __init__(self, cues: tuple[Cues, ...] = ()) -> None:
        self._cues = cues

    def find(self, thread: Sequence[Exchange], told: Sequence[Evidence] = ()) -> Found:
        """It can't tell what an answer makes of earlier evidence: all of that counts, and nothing is withdrawn."""
        evidence = cued_evidence(thread[-1], (*language("en").lexicon, *self._cues))
        references = tuple(Reference(kind=item.kind, span=item.span, relied=1.0) for item in told)
        return Found(tuple(evidence), references, _applicable(evidence))


def cued_evidence(exchange: Exchange, lexicon: Sequence[Cues]) -> list[Evidence]:
    """The evidence that cues point to; what addresses a machine or a grader is passed over."""
    heard = (clause for clause in clauses(exchange.answer) if not speaks_to_machine(clause.text))
    found = [
        evidence_at(exchange, clause, cues.kind, 1.0 - (1.0 - cues.weight) ** count)
        for clause in heard
        for cues in lexicon
        if (count := cues.matches(clause.text))
    ]
    technical = {item.span for item in found if item.kind == TECHNICAL_MEASURE}
    business = {item.span for item in found if item.kind == BUSINESS_MEASURE}
    return [item for item in found if _plausible(item, only_technical=technical - business)]


def evidence_at(exchange: Exchange, clause: Clause, kind: EvidenceKind, probability: float) -> Evidence:
    """A piece of evidence that a clause carries, with the attributes that its words show."""
    stance = stance_of(clause.text)
    return Evidence(
        kind=kind,
        span=Span(turn=exchange.turn, start=clause.start, end=clause.end, text=clause.text),
        actor=actor_of(clause.text),
        stance=Stance.DONE if stance is Stance.DENIED and kind in _STANDS_DENIED else stance,
        quantity=quantity_of(clause.text),
        about=about_of(clause.text),
        probability=round(min(1.0, probability), 4),
    )


def _applicable(evidence: list[Evidence]) -> dict[str, float]:
    """Most answers can be graded on metric gap; ownership applies where somebody acts."""
    metric = max((item.probability for item in evidence if item.kind in _METRIC), default=0.0)
    owning = max((item.probability for item in evidence if item.kind in _OWNING), default=0.0)
    return dict(zip(HEADLINE, (max(metric, 0.9), owning), strict=True))


def _plausible(item: Evidence, only_technical: set[Span]) -> bool:
    """An effect is an amount of something the business lives by, and of this work; other evidence pass as they are."""
    if item.kind != EFFECT:
        return True
    amount = item.quantity is not Quantity.NONE
    return amount and item.about is About.OWN_WORK and item.span not in only_technical
