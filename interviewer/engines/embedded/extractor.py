"""The embedded reader: recognises what the candidate did, and finds the links of what was answered.

It reads each answer of a thread with its own question; a finder (`LinkFinder`) points to the links.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.dialogue_acts import Act
from interviewer.domain.evidence import Link, LinkKind, Reading
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.embedded.dialogue_acts import recognise, speaks_to_machine
from interviewer.engines.embedded.language import language_of
from interviewer.engines.protocols import ReadContext, Said

_WORD = re.compile(r"\S+")
_TELLS = frozenset({Act.ANSWERED, Act.RAMBLED})
_OWES_A_MEASURE = frozenset({Act.DID_NOT_KNOW, Act.SILENT, Act.REFUSED})
_FEWEST_WORDS_BESIDE_PAYLOAD = 8
_SEEMS_NO_ANSWER = frozenset({Act.STRAYED, Act.ASKED_BACK})
_FEWEST_WORDS_OF_A_STORY = 20
_STORY = frozenset(
    {LinkKind.DECISION, LinkKind.OUTCOME, LinkKind.EFFECT, LinkKind.MECHANISM, LinkKind.ASSIGNMENT, LinkKind.FINDING}
)
_SURE = 0.8


@dataclass(frozen=True)
class Found:
    """The links of one answer, and how likely each headline dimension applies to it."""

    links: tuple[Link, ...]
    applicable: dict[str, float]


class LinkFinder(Protocol):
    """Finds the links of one answer in the light of its question. `id` names kind and version."""

    id: str

    def find(self, said: Said) -> Found: ...


class EmbeddedReader:
    """Reads English, instantly and without a model call over a network."""

    def __init__(self, finder: LinkFinder) -> None:
        self._finder = finder
        self.id = finder.id

    def read(self, said: Said, context: ReadContext) -> Reading:
        """What the candidate did with `said`, and the links of it and of the thread's earlier answers."""
        act = recognise(said.answer)
        language = language_of(said.answer)
        if act in _SEEMS_NO_ANSWER and self._tells_a_story(said):
            act = Act.ANSWERED
        if act is Act.SPOKE_TO_MACHINE and _words_beside_payload(said.answer) >= _FEWEST_WORDS_BESIDE_PAYLOAD:
            return self._of_answer(said, context, act, language)
        if act in _TELLS:
            return self._of_answer(said, context, act, language)
        owed = act in _OWES_A_MEASURE and context.asked in (None, "metric_gap")
        return Reading(
            reader=self.id,
            act=act,
            language=language,
            applicable={"metric_gap": float(owed), "ownership": 0.0},
            words=len(_WORD.findall(said.answer)),
        )

    def _tells_a_story(self, said: Said) -> bool:
        """Whether there is work in it after all: a story may end on a question, and name the weather."""
        long = len(_WORD.findall(said.answer)) >= _FEWEST_WORDS_OF_A_STORY
        return long and any(link.kind in _STORY and link.probability >= _SURE for link in self._finder.find(said).links)

    def _of_answer(self, said: Said, context: ReadContext, act: Act, language: str) -> Reading:
        found = [self._finder.find(item) for item in (*context.earlier, said)]
        applicable = {
            dimension: 1.0 if dimension in context.targets else max(item.applicable[dimension] for item in found)
            for dimension in ("metric_gap", "ownership")
        }
        return Reading(
            reader=self.id,
            act=act,
            language=language,
            links=tuple(link for item in found for link in item.links),
            applicable=applicable,
            words=len(_WORD.findall(said.answer)),
        )


def _words_beside_payload(answer: str) -> int:
    """How many words of an answer do not address a machine or a grader."""
    rest = (part.text for part in sentences(answer) if not speaks_to_machine(part.text))
    return sum(len(_WORD.findall(text)) for text in rest)
