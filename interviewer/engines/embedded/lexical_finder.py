"""Finds links by cue words alone: the floor for a trained finder, and all that the supporting dimensions need."""

from interviewer.domain.evidence import About, Link, LinkKind, Quantity, Span, Stance
from interviewer.engines.embedded.attributes import about_of, actor_of, quantity_of, stance_of
from interviewer.engines.embedded.clauses import Clause, clauses
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.engines.embedded.extractor import Found
from interviewer.engines.embedded.lexicon import lexicon
from interviewer.engines.protocols import Said

_KEPT_WHEN_DENIED = frozenset({LinkKind.DISOWNED_LINK, LinkKind.BLAME, LinkKind.FINDING, LinkKind.OBSTACLE})
_METRIC = frozenset({LinkKind.TECHNICAL_MEASURE, LinkKind.BUSINESS_MEASURE, LinkKind.MECHANISM, LinkKind.EFFECT})
_OWNING = frozenset(
    {LinkKind.ASSIGNMENT, LinkKind.TAKING_PART, LinkKind.DECISION, LinkKind.FINDING, LinkKind.OUTCOME, LinkKind.BLAME}
)
HEADLINE_KINDS = _METRIC | _OWNING | {LinkKind.COST, LinkKind.DISOWNED_LINK, LinkKind.OBSTACLE}


class LexicalFinder:
    """A link wherever a cue of its kind stands in a clause."""

    id = "lexical@1"

    def find(self, said: Said) -> Found:
        links = cued_links(said, frozenset(LinkKind))
        return Found(tuple(links), _applicable(links))


def cued_links(said: Said, kinds: frozenset[LinkKind]) -> list[Link]:
    """The links of the given kinds that cues point to; what addresses a machine or a grader is passed over."""
    found = []
    for clause in clauses(said.answer):
        if speaks_to_machine(clause.text):
            continue
        for cues in lexicon():
            count = cues.matches(clause.text) if cues.kind in kinds else 0
            if count:
                found.append(link_at(said, clause, cues.kind, 1.0 - (1.0 - cues.weight) ** count))
    technical = {link.span for link in found if link.kind is LinkKind.TECHNICAL_MEASURE}
    business = {link.span for link in found if link.kind is LinkKind.BUSINESS_MEASURE}
    return [link for link in found if _plausible(link, only_technical=technical - business)]


def link_at(said: Said, clause: Clause, kind: LinkKind, probability: float) -> Link:
    """A link that a clause carries, with the attributes that its words show."""
    stance = stance_of(clause.text)
    return Link(
        kind=kind,
        span=Span(turn=said.turn, start=clause.start, end=clause.end, text=clause.text),
        actor=actor_of(clause.text),
        stance=Stance.DONE if stance is Stance.DENIED and kind in _KEPT_WHEN_DENIED else stance,
        quantity=quantity_of(clause.text),
        about=about_of(clause.text),
        probability=round(min(1.0, probability), 4),
    )


def _applicable(links: list[Link]) -> dict[str, float]:
    """Most answers can be graded on metric gap; ownership applies where somebody acts."""
    metric = max((link.probability for link in links if link.kind in _METRIC), default=0.0)
    owning = max((link.probability for link in links if link.kind in _OWNING), default=0.0)
    return {"metric_gap": max(metric, 0.9), "ownership": owning}


def _plausible(link: Link, only_technical: set[Span]) -> bool:
    """An effect is an amount of something the business lives by, and of this work; other links pass as they are."""
    if link.kind is not LinkKind.EFFECT:
        return True
    amount = link.quantity is not Quantity.NONE
    return amount and link.about is About.OWN_WORK and link.span not in only_technical
