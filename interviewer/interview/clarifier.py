"""Looks up what a candidate asks about: in the open case, in the guide, in the glossary. Decides no move."""

import re
from dataclasses import dataclass

from interviewer.domain.interview import Interview
from interviewer.domain.moves import TellFact
from interviewer.interview.asked_about import example_texts
from interviewer.interview.choosing import SERVES, SERVES_LESS
from interviewer.interview.contexts import open_case
from interviewer.packs.schema import Case, Excerpt, Fact, Pack
from interviewer.retrieval.embedder import Embedder

NEAR = 0.3  # cosine of a question that is known to ask for a fact with the nearest way of asking for one
VERY_NEAR = 0.6  # of one that seems to ask for something else
_PART_NEAR = 0.5  # of a part of a question: two facts are often asked for in one breath
_NEAR_EXCERPT = 0.42
_MOST_FACTS = 3
_SHORTEST_PART = 3  # words
_AROUND_TERM = 5  # words around a term, such as "what does ... mean": more than that asks something about it
_PART = re.compile(  # where a sentence ends, or another question begins
    r"[?.!;]\s+|,?\s+(?:and|or)\s+(?=(?:how|what|who|whom|whose|which|when|where|why|is|are|was|were|do|does|did|can|"
    r"has|have|in|by|from|for)\b)|,\s+(?=(?:how|what|who|which|when|where|why)\b)"
)
_FRAME = re.compile(
    r"(?i)\b(?:can|could|may) (?:you|i|we) (?:please )?(?:tell me|ask|know|clarify)\b|"
    r"\bbefore i (?:answer|start)[^,]*,|"
    r"\bquick question\b|\bplease\b|\bi(?:'d| would) (?:like|want|need) to (?:know|ask)\b"
)


@dataclass(frozen=True)
class Clarifier:
    """Finds what the pack holds on a question."""

    pack: Pack
    embedder: Embedder

    def facts(self, state: Interview, asked: str, near: float = NEAR) -> tuple[Fact, ...]:
        """The facts of the open case that are asked for, in the order of asking; none before the case is told."""
        case = open_case(state, self.pack)
        if case is None:
            return ()
        question = _FRAME.sub("", asked).strip() or asked
        parts = [part for part in _PART.split(question) if len(part.split()) >= _SHORTEST_PART]
        found = [self._nearest(case, part, max(near, _PART_NEAR)) for part in parts] if len(parts) > 1 else []
        whole = self._nearest(case, question, near)
        known = [fact for fact in found if fact] or ([whole] if whole else [])
        return tuple({fact.id: fact for fact in known}.values())[:_MOST_FACTS]

    def told(self, state: Interview, fact: Fact) -> bool:
        """Whether a fact was told already."""
        reactions = (reaction for turn in state.turns for reaction in turn.move.reactions)
        return any(isinstance(item, TellFact) and item.id == fact.id for item in reactions)

    def term(self, asked: str, about: bool = False) -> TellFact | None:
        """The definition of a term of the glossary that is named; with `about`, only where little else is said."""
        for term in self.pack.terms:
            for name in (term.name, *term.aliases):
                rest, found = re.subn(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", "", asked)
                if found and (not about or len(rest.split()) <= _AROUND_TERM):
                    return TellFact(source="guide", id=f"term-{term.id}", text=term.definition)
        return None

    def unit(self, state: Interview, asked: str) -> TellFact | None:
        """What a unit of the company does: the one that is named, else the candidate's own."""
        units = self.pack.manifest.units
        named = (unit for unit in units if re.search(rf"(?i)\b{re.escape(unit.name)}\b", asked))
        unit = next(named, None) or next((unit for unit in units if unit.id == state.setup.unit), None)
        return TellFact(source="guide", id=f"unit-{unit.id}", text=unit.blurb) if unit else None

    def guide(self, state: Interview, asked: str) -> TellFact | None:
        """What the guide says of the company, where it is near what is asked."""
        unit = state.setup.unit
        telling = [
            item for item in self.pack.excerpts.values() if item.say and (not item.units or unit in (None, *item.units))
        ]
        if not telling:
            return None
        nearness = self.embedder.embed([_told_of(item) for item in telling]) @ self.embedder.embed([asked])[0]
        place = int(nearness.argmax())
        if nearness[place] < _NEAR_EXCERPT:
            return None
        return TellFact(source="guide", id=telling[place].id, text=telling[place].say)

    def _nearest(self, case: Case, question: str, near: float) -> Fact | None:
        ways = case.ways_of_asking
        nearness = self.embedder.embed([way for _, way in ways]) @ self.embedder.embed([question])[0]
        place = int(nearness.argmax())
        return ways[place][0] if nearness[place] >= near else None


def searched_texts(pack: Pack) -> list[str]:
    """Every text that a question is compared with."""
    asks = [way for case in pack.cases.values() for _, way in case.ways_of_asking]
    return [
        *asks,
        *(_told_of(item) for item in pack.excerpts.values() if item.say),
        *example_texts(),
        *SERVES,
        *SERVES_LESS,
    ]


def _told_of(excerpt: Excerpt) -> str:
    return f"{excerpt.title}. {excerpt.say}"
