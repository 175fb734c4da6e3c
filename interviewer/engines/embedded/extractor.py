"""The embedded extractor: recognises what the candidate did, and finds the evidence of what was answered.

It reads an answer in its thread; a finder (`EvidenceFinder`) points to the evidence, and to what the answer makes of
the evidence that was given earlier.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import BackQuestion, Evidence, Reading, Reference
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.embedded.dialogue_acts import recognise, speaks_to_machine
from interviewer.engines.embedded.language import language_of
from interviewer.engines.embedded.languages import LANGUAGES
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.rubric.metric_gap import DIMENSION as METRIC_GAP
from interviewer.rubric.metric_gap import EFFECT, MECHANISM
from interviewer.rubric.ownership import ASSIGNMENT, DECISION, FINDING, OUTCOME, TAKING_PART
from interviewer.rubric.ownership import DIMENSION as OWNERSHIP
from interviewer.rubric.threads import counting

_WORD = re.compile(r"\S+")
_TELLS = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED})
_OWES_A_MEASURE = frozenset({DialogueAct.DID_NOT_KNOW, DialogueAct.SILENT, DialogueAct.REFUSED})
_FEWEST_WORDS_BESIDE_PAYLOAD = 8
_SEEMS_NO_ANSWER = frozenset({DialogueAct.STRAYED, DialogueAct.ASKED_BACK})
_MAY_ASK = frozenset({DialogueAct.ANSWERED, DialogueAct.ASKED_BACK})
_FEWEST_WORDS_OF_A_STORY = 20
_STORY = frozenset({DECISION, OUTCOME, EFFECT, MECHANISM, ASSIGNMENT, FINDING})
_SURE = 0.8
_VERY_SURE = 0.9
_VOLUNTEERS = {
    METRIC_GAP.id: frozenset(METRIC_GAP.evidence),
    OWNERSHIP.id: frozenset(OWNERSHIP.evidence) - {TAKING_PART},  # a "we" in passing volunteers nothing
}


@dataclass(frozen=True)
class Found:
    """The evidence of one answer, what it makes of earlier evidence, and how likely each headline dimension applies."""

    evidence: tuple[Evidence, ...]
    references: tuple[Reference, ...]
    applicable: dict[str, float]


class EvidenceFinder(Protocol):
    """Finds the evidence of a thread's last answer. `id` names kind and version."""

    id: str

    def find(self, thread: Sequence[Exchange], told: Sequence[Evidence] = ()) -> Found: ...


class Asking(Protocol):
    """Finds what the candidate asks the interviewer; `known` are ways of asking for what is known of an open case."""

    def find(self, exchange: Exchange, known: tuple[str, ...] = ()) -> tuple[BackQuestion, ...]: ...


class EmbeddedExtractor:
    """Reads English, instantly and without a model call over a network.

    Args:
        asking: finds what is asked back; without one, nothing is (where answers are read that stand in no talk).
    """

    def __init__(self, finder: EvidenceFinder, asking: Asking | None = None) -> None:
        self._finder = finder
        self._asking = asking
        self.id = finder.id

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        """What the candidate did with `exchange`, and the evidence that counts for it."""
        language = language_of(exchange.answer)
        asked = self._asked(exchange, context, language)
        act = recognise(exchange.answer, [item.span.text for item in asked])
        if act in _SEEMS_NO_ANSWER and self._tells_a_story(exchange, context):
            act = DialogueAct.ANSWERED
        reading = self._read(exchange, context, act, language)
        return reading.model_copy(update={"asked": asked if act in _MAY_ASK else ()})

    def _asked(self, exchange: Exchange, context: ExtractionContext, language: str) -> tuple[BackQuestion, ...]:
        return self._asking.find(exchange, context.known) if self._asking and language in LANGUAGES else ()

    def _read(self, exchange: Exchange, context: ExtractionContext, act: DialogueAct, language: str) -> Reading:
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

    def _tells_a_story(self, exchange: Exchange, context: ExtractionContext) -> bool:
        """Whether there is work in it after all: a story may end on a question, and name the weather."""
        long = len(_WORD.findall(exchange.answer)) >= _FEWEST_WORDS_OF_A_STORY
        found = self._finder.find((*context.earlier, exchange)).evidence if long else ()
        return any(item.kind in _STORY and item.probability >= _SURE for item in found)

    def _of_answer(self, exchange: Exchange, context: ExtractionContext, act: DialogueAct, language: str) -> Reading:
        found = self._finder.find((*context.earlier, exchange), context.told)
        return Reading(
            extractor=self.id,
            act=act,
            language=language,
            evidence=counting(found.evidence, context.told, found.references),
            references=found.references,
            applicable={name: max(value, _volunteered(name, found)) for name, value in found.applicable.items()},
            words=len(_WORD.findall(exchange.answer)),
        )


def _volunteered(dimension: str, found: Found) -> float:
    """How sure the answer's own evidence is of a dimension; what is volunteered is always graded (RUBRIC, preamble)."""
    kinds = _VOLUNTEERS[dimension]
    surest = max((item.probability for item in found.evidence if item.kind in kinds), default=0.0)
    return surest if surest >= _VERY_SURE else 0.0


def _words_beside_payload(answer: str) -> int:
    """How many words of an answer do not address a machine or a grader."""
    rest = (part.text for part in sentences(answer) if not speaks_to_machine(part.text))
    return sum(len(_WORD.findall(text)) for text in rest)
