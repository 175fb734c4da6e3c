"""Answers a candidate's clarifying question: from the case, from the guide, or from the glossary."""

import re
from dataclasses import dataclass

from interviewer.domain.interview import Interview
from interviewer.domain.moves import Announce, TellFact
from interviewer.packs.schema import Case, Excerpt, Fact, Pack
from interviewer.retrieval.embedder import Embedder

_NEAR_FACT = 0.45  # cosine of the question with the nearest way of asking for a fact
_NEAR_EXCERPT = 0.42
_SHORTEST_ASIDE = 4  # words; "Why?" within an answer is asked of nobody
_FRAME = re.compile(
    r"(?i)\b(?:can|could|may) (?:you|i|we) (?:please )?(?:tell me|ask|know|clarify)\b|"
    r"\bbefore i (?:answer|start)[^,]*,|"
    r"\bquick question\b|\bplease\b|\bi(?:'d| would) (?:like|want|need) to (?:know|ask)\b"
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_AGAIN = re.compile(
    r"(?i)\b(?:(?:you|please) repeat|repeat (?:that|it|the question|your question)|rephrase|say (?:that|it) again|"
    r"what was the question|didn'?t (?:get|understand|catch) (?:that|it|you|your|the question|what you)|"
    r"don'?t understand(?: the question)?|what do you mean(?: by that)?\W*$|pardon)\b"
)


@dataclass(frozen=True)
class Clarifier:
    """Looks a question up, in the order in which a person in the room would."""

    pack: Pack
    embedder: Embedder

    def __call__(self, state: Interview, asked: str) -> TellFact:
        """What to tell; `source` is `none` where neither case nor guide holds an answer."""
        if _AGAIN.search(asked):
            return TellFact(source="none")
        questions = [part.strip() for part in _SENTENCE.findall(asked) if part.rstrip().endswith("?")]
        question = _FRAME.sub("", questions[-1] if questions else asked).strip() or asked
        case = self.pack.cases.get(state.plan.case or "") if _case_is_open(state) else None
        told = (self._case_fact(case, question) if case else None) or self._company_fact(question, state)
        if told is None:
            return TellFact(source="none")
        return told.model_copy(update={"again": told.id in _told(state)})

    def aside(self, state: Interview, answer: str) -> TellFact | None:
        """The case fact that an answer asks for on its way, if one does; a fact told already is not told again."""
        case = self.pack.cases.get(state.plan.case or "") if _case_is_open(state) else None
        questions = [part.strip() for part in _SENTENCE.findall(answer) if part.rstrip().endswith("?")]
        if case is None:
            return None
        asked = [_FRAME.sub("", part) for part in questions if len(part.split()) >= _SHORTEST_ASIDE]
        facts = (self._case_fact(case, question) for question in reversed(asked))
        return next((fact for fact in facts if fact and fact.id not in _told(state)), None)

    def _case_fact(self, case: Case, question: str) -> TellFact | None:
        ways = _ways_of_asking(case)
        nearness = self.embedder.embed([way for _, way in ways]) @ self.embedder.embed([question])[0]
        place = int(nearness.argmax())
        fact: Fact = ways[place][0]
        return TellFact(source="case", id=fact.id, text=fact.answer) if nearness[place] >= _NEAR_FACT else None

    def _company_fact(self, question: str, state: Interview) -> TellFact | None:
        known = [(f"term-{term.id}", [term.name, *term.aliases], term.definition) for term in self.pack.terms]
        meaning = re.search(r"(?i)\b(?:mean(?:ing|s)?|define|definition|stand for|what(?:'s| is| are))\b", question)
        for id_, names, definition in known if meaning else ():
            if any(re.search(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", question) for name in names):
                return TellFact(source="guide", id=id_, text=definition)
        unit = state.setup.unit
        telling = [
            item for item in self.pack.excerpts.values() if item.say and (not item.units or unit in (None, *item.units))
        ]
        if not telling:
            return None
        nearness = self.embedder.embed([_told_of(item) for item in telling]) @ self.embedder.embed([question])[0]
        place = int(nearness.argmax())
        if nearness[place] < _NEAR_EXCERPT:
            return None
        return TellFact(source="guide", id=telling[place].id, text=telling[place].say)


def searched_texts(pack: Pack) -> list[str]:
    """Every text of the pack that a question is compared with."""
    asks = [way for case in pack.cases.values() for _, way in _ways_of_asking(case)]
    return [*asks, *(_told_of(item) for item in pack.excerpts.values() if item.say)]


def _ways_of_asking(case: Case) -> list[tuple[Fact, str]]:
    return [(fact, way) for fact in case.facts for way in fact.asks]


def _told_of(excerpt: Excerpt) -> str:
    return f"{excerpt.title}. {excerpt.say}"


def _case_is_open(state: Interview) -> bool:
    """Whether the case was told already; before that nobody can ask about it."""
    reactions = (reaction for turn in state.turns for reaction in turn.move.reactions)
    return any(isinstance(reaction, Announce) for reaction in reactions)


def _told(state: Interview) -> list[str]:
    reactions = (reaction for turn in state.turns for reaction in turn.move.reactions)
    return [reaction.id for reaction in reactions if isinstance(reaction, TellFact) and reaction.id]
