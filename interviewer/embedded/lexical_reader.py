"""A reader that goes by cue words alone: the floor that a trained reader has to beat, and its first features."""

import re

from interviewer.domain.links import About, Link, LinkKind, Reading, Span, Stance
from interviewer.embedded.acts import recognise, speaks_to_machine
from interviewer.embedded.attributes import about_of, actor_of, quantity_of, stance_of
from interviewer.embedded.clauses import Clause, clauses
from interviewer.embedded.language import language_of
from interviewer.embedded.lexicon import lexicon
from interviewer.roles import ReadContext, Said

_WORDS = re.compile(r"\S+")
_KEPT_WHEN_DENIED = frozenset({LinkKind.DISOWNED_LINK, LinkKind.BLAME, LinkKind.FINDING, LinkKind.OBSTACLE})
_SUPPORTING_ONLY = frozenset(
    {
        LinkKind.CONSTRAINT,
        LinkKind.CHOICE,
        LinkKind.COMPLEX_MODEL,
        LinkKind.BASELINE,
        LinkKind.COMPARISON,
        LinkKind.VOLUME,
        LinkKind.DISTRIBUTED,
        LinkKind.DIRT,
        LinkKind.DIRT_HANDLING,
        LinkKind.SHIPS,
        LinkKind.CUT,
        LinkKind.RISK_TOLD,
        LinkKind.SITUATION,
        LinkKind.ACTION,
        LinkKind.RESULT,
        LinkKind.REFUSAL,
    }
)


class LexicalReader:
    """Finds a link wherever a cue of its kind stands in a clause."""

    id = "lexical@1"

    def read(self, said: Said, context: ReadContext) -> Reading:
        thread = (*context.earlier, said)
        links = [link for item in thread for link in cued_links(item)]
        return Reading(
            reader=self.id,
            act=recognise(said.answer),
            language=language_of(said.answer),
            links=tuple(links),
            applicable=applicable(links, context.targets),
            words=len(_WORDS.findall(said.answer)),
        )


def cued_links(said: Said, supporting_only: bool = False) -> list[Link]:
    """The links that cues point to in one answer; only those of the supporting dimensions if so wished."""
    found = []
    for clause in clauses(said.answer):
        if speaks_to_machine(clause.text):
            continue
        for cues in lexicon():
            if supporting_only and cues.kind not in _SUPPORTING_ONLY:
                continue
            count = cues.matches(clause.text)
            if count:
                found.append(_link(said, clause, cues.kind, 1.0 - (1.0 - cues.weight) ** count))
    return [link for link in found if _plausible(link)]


def applicable(links: list[Link], targets: tuple[str, ...]) -> dict[str, float]:
    """A headline dimension applies where the question is for it or the candidate volunteers something of it."""
    metric = max((link.probability for link in links if link.kind in _METRIC), default=0.0)
    owning = max((link.probability for link in links if link.kind in _OWNING), default=0.0)
    return {
        "metric_gap": max(metric, 0.9 if "metric_gap" in targets or not targets else 0.0),
        "ownership": max(owning, 0.6 if "ownership" in targets else 0.0),
    }


_METRIC = frozenset({LinkKind.TECHNICAL_MEASURE, LinkKind.BUSINESS_MEASURE, LinkKind.MECHANISM, LinkKind.EFFECT})
_OWNING = frozenset(
    {LinkKind.ASSIGNMENT, LinkKind.TAKING_PART, LinkKind.DECISION, LinkKind.FINDING, LinkKind.OUTCOME, LinkKind.BLAME}
)


def _link(said: Said, clause: Clause, kind: LinkKind, probability: float) -> Link:
    stance = stance_of(clause.text)
    return Link(
        kind=kind,
        span=Span(turn=said.turn, start=clause.start, end=clause.end, text=clause.text),
        actor=actor_of(clause.text),
        stance=Stance.DONE if stance is Stance.DENIED and kind in _KEPT_WHEN_DENIED else stance,
        quantity=quantity_of(clause.text),
        about=about_of(clause.text),
        probability=round(probability, 4),
    )


def _plausible(link: Link) -> bool:
    """An effect is on something: without an amount, or about the company at large, a cue alone says too little."""
    if link.kind is LinkKind.EFFECT:
        return link.about is About.OWN_WORK and link.quantity.value != "none"
    return True
