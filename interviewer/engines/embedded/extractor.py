"""The embedded extractor: recognises what the candidate did, and finds the evidence of what was answered.

It reads each answer of a thread with its own question; a finder (`EvidenceFinder`) points to the evidence.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Evidence, Reading
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.embedded.dialogue_acts import recognise, speaks_to_machine
from interviewer.engines.embedded.language import language_of
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.rubric.metric_gap import EFFECT, MECHANISM
from interviewer.rubric.ownership import ASSIGNMENT, DECISION, FINDING, OUTCOME
from interviewer.rubric.registry import HEADLINE

_WORD = re.compile(r"\S+")
_TELLS = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED})
_OWES_A_MEASURE = frozenset({DialogueAct.DID_NOT_KNOW, DialogueAct.SILENT, DialogueAct.REFUSED})
_FEWEST_WORDS_BESIDE_PAYLOAD = 8
_SEEMS_NO_ANSWER = frozenset({DialogueAct.STRAYED, DialogueAct.ASKED_BACK})
_FEWEST_WORDS_OF_A_STORY = 20
_STORY = frozenset({DECISION, OUTCOME, EFFECT, MECHANISM, ASSIGNMENT, FINDING})
_SURE = 0.8


@dataclass(frozen=True)
class Found:
    """The evidence of one answer, and how likely each headline dimension applies to it."""

    evidence: tuple[Evidence, ...]
    applicable: dict[str, float]


class EvidenceFinder(Protocol):
    """Finds the evidence of one answer in the light of its question. `id` names kind and version."""

    id: str

    def find(self, exchange: Exchange) -> Found: ...


class EmbeddedExtractor:
    """Reads English, instantly and without a model call over a network."""

    def __init__(self, finder: EvidenceFinder) -> None:
        self._finder = finder
        self.id = finder.id

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        """What the candidate did with `exchange`, and the evidence of it and of the thread's earlier answers."""
        act = recognise(exchange.answer)
        language = language_of(exchange.answer)
        if act in _SEEMS_NO_ANSWER and self._tells_a_story(exchange):
            act = DialogueAct.ANSWERED
        if (
            act is DialogueAct.SPOKE_TO_MACHINE
            and _words_beside_payload(exchange.answer) >= _FEWEST_WORDS_BESIDE_PAYLOAD
        ):
            return self._of_answer(exchange, context, act, language)
        if act in _TELLS:
            return self._of_answer(exchange, context, act, language)
        owed = act in _OWES_A_MEASURE and context.asked in (None, "metric_gap")
        return Reading(
            extractor=self.id,
            act=act,
            language=language,
            applicable={"metric_gap": float(owed), "ownership": 0.0},
            words=len(_WORD.findall(exchange.answer)),
        )

    def _tells_a_story(self, exchange: Exchange) -> bool:
        """Whether there is work in it after all: a story may end on a question, and name the weather."""
        long = len(_WORD.findall(exchange.answer)) >= _FEWEST_WORDS_OF_A_STORY
        return long and any(
            item.kind in _STORY and item.probability >= _SURE for item in self._finder.find(exchange).evidence
        )

    def _of_answer(self, exchange: Exchange, context: ExtractionContext, act: DialogueAct, language: str) -> Reading:
        found = [self._finder.find(item) for item in (*context.earlier, exchange)]
        applicable = {
            dimension: 1.0 if dimension in context.targets else max(item.applicable[dimension] for item in found)
            for dimension in HEADLINE
        }
        return Reading(
            extractor=self.id,
            act=act,
            language=language,
            evidence=tuple(piece for item in found for piece in item.evidence),
            applicable=applicable,
            words=len(_WORD.findall(exchange.answer)),
        )


def _words_beside_payload(answer: str) -> int:
    """How many words of an answer do not address a machine or a grader."""
    rest = (part.text for part in sentences(answer) if not speaks_to_machine(part.text))
    return sum(len(_WORD.findall(text)) for text in rest)
