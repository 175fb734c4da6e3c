"""Finds evidence with a small fine-tuned encoder: per clause, the probability of each kind of evidence, in its context.

The model is the first nine layers of all-mpnet-base-v2, fine-tuned through the rubric's own level rules and quantised
to int8 (`make train`, `evals/training/train_extractor.py`, `evals/MODEL_CARD.md`). Levels are not its business, and it
needs no torch.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.domain.evidence import About, Evidence, EvidenceKind, Quantity, Stance
from interviewer.engines.embedded.attributes import (
    names_assignment,
    names_decision,
    names_finding,
    names_technical_measure,
)
from interviewer.engines.embedded.calibration import Calibration, calibration
from interviewer.engines.embedded.clauses import Clause
from interviewer.engines.embedded.encoding import encode
from interviewer.engines.embedded.extractor import Found
from interviewer.engines.embedded.languages import Cues, language
from interviewer.engines.embedded.lexical_finder import cued_evidence, evidence_at
from interviewer.engines.embedded.network import WEIGHTS, network, probabilities
from interviewer.engines.protocols import Exchange
from interviewer.inference.sessions import sensible_threads
from interviewer.rubric.metric_gap import BUSINESS_MEASURE, EFFECT
from interviewer.rubric.registry import HEADLINE, KINDS

EXPLICIT_EFFECT = "effect_explicit"
HEADS = (
    "technical_measure",
    "business_measure",
    "mechanism",
    "effect",
    EXPLICIT_EFFECT,
    "cost",
    "disowned_link",
    "assignment",
    "taking_part",
    "decision",
    "finding",
    "obstacle",
    "outcome",
    "blame",
)
DIMENSIONS = HEADLINE
HEADLINE_KINDS = frozenset(EvidenceKind(head) for head in HEADS if head != EXPLICIT_EFFECT)
_BUSINESS = next(cues for cues in language("en").lexicon if cues.kind == BUSINESS_MEASURE)
_CERTAIN = 0.9  # how far a name from the lexicon's unmistakable ones is believed
_IN_SO_MANY_WORDS = {"assignment": names_assignment, "decision": names_decision, "finding": names_finding}
_WORTH_TELLING = 0.02  # evidence less probable than this change no level and are left out
_SUPPORTING = frozenset(KINDS) - HEADLINE_KINDS


class TrainedFinder:
    """Supporting dimensions go by cue words, which need no training; `cues` are those of the pack's own kinds."""

    id = "mpnet-links@3"

    def __init__(
        self,
        calibrated: Calibration | None = None,
        weights: Path = WEIGHTS,
        threads: int | None = None,
        cues: tuple[Cues, ...] = (),
    ) -> None:
        self._cues = cues
        self._calibration = calibrated or calibration()
        self._weights = weights
        self._threads = threads or sensible_threads()

    def find(self, exchange: Exchange) -> Found:
        seen = _seen(self._weights, self._threads, exchange.question, exchange.answer)
        bias = np.array([self._calibration.bias.get(head, 0.0) for head in HEADS], dtype=np.float32)
        likely = probabilities(seen.logits / self._calibration.temperature + bias)
        shift = np.array([self._calibration.shift[dimension] for dimension in DIMENSIONS], dtype=np.float32)
        applicable = probabilities(seen.applies + shift)
        links = links_of(exchange, zip(seen.clauses, likely, strict=True))
        cued = cued_evidence(exchange, _SUPPORTING, self._cues)
        return Found((*links, *cued), dict(zip(DIMENSIONS, map(float, applicable.round(4)), strict=True)))

    def open(self) -> None:
        """Load the network, which tries itself out.

        Raises:
            SetupError: this machine computes it wrongly.
        """
        network(self._weights, self._threads)

    def check(self) -> str:
        """How it is known that this machine computes rightly.

        Raises:
            SetupError: it does not.
        """
        return f"{network(self._weights, self._threads).check()} known answers come out right"


def links_of(exchange: Exchange, rows: Iterable[tuple[Clause, NDArray[np.float32]]]) -> list[Evidence]:
    """A piece of evidence for each clause and kind that is worth telling, as the clauses stand."""
    found = []
    for clause, row in rows:
        for head, probability in zip(HEADS, _corrected(clause.text, row), strict=True):
            if clause.text and probability >= _WORTH_TELLING:
                kind = EFFECT if head == EXPLICIT_EFFECT else EvidenceKind(head)
                item = evidence_at(exchange, clause, kind, float(probability))
                found.append(item.model_copy(update=_judged(item, head)))
    return found


def _corrected(text: str, row: NDArray[np.float32]) -> NDArray[np.float32]:
    """The model's word, save where the clause says in so many words what it is."""
    certain = row.copy()
    for head, names in _IN_SO_MANY_WORDS.items():
        if names(text):
            certain[HEADS.index(head)] = max(row[HEADS.index(head)], _CERTAIN)
    if names_technical_measure(text) and not _BUSINESS.matches(text):
        certain[HEADS.index("technical_measure")] = max(row[HEADS.index("technical_measure")], _CERTAIN)
        for head in ("business_measure", "effect", EXPLICIT_EFFECT):
            certain[HEADS.index(head)] = min(row[HEADS.index(head)], 1.0 - _CERTAIN)
    return certain


def _judged(item: Evidence, head: str) -> dict[str, object]:
    """What the head has judged by itself, so that no rule of thumb overrules it."""
    judged: dict[str, object] = {"about": About.OWN_WORK}
    if item.stance is Stance.DENIED:
        judged["stance"] = Stance.DONE
    if item.kind == EFFECT:
        judged["quantity"] = Quantity.EXPLICIT if head == EXPLICIT_EFFECT else Quantity.VAGUE
    return judged


@dataclass(frozen=True)
class _Seen:
    """What the network made of one answer: (clauses, heads) and (dimensions,) logits."""

    clauses: tuple[Clause, ...]
    logits: NDArray[np.float32]
    applies: NDArray[np.float32]


@lru_cache(maxsize=4096)
def _seen(weights: Path, threads: int, question: str, answer: str) -> _Seen:
    """An answer is read by the policy, by the critics, and again with every later answer of its thread."""
    encoded = encode(question, answer)
    return _Seen(encoded.clauses, *network(weights, threads).logits(encoded))
