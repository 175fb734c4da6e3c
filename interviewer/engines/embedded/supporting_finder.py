"""Finds the evidence of the supporting dimensions by meaning: one linear classifier for each kind, over each sentence.

Features are what the extractor's network makes of the sentence, and how many of each kind's cue words stand in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.domain.evidence import Evidence, EvidenceKind
from interviewer.engines.embedded.clauses import Clause, sentences
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.engines.embedded.languages import language
from interviewer.engines.embedded.lexical_finder import evidence_at
from interviewer.engines.embedded.network import probabilities
from interviewer.engines.embedded.sentence_reading import READ, SentenceReader
from interviewer.engines.protocols import Exchange
from interviewer.errors import SetupError
from interviewer.rubric.baseline_first import BASELINE, CHOICE
from interviewer.rubric.constraint_first import CONSTRAINT
from interviewer.rubric.depth import BUILT_ON, LIMIT, PRINCIPLE, TAKEN_BACK
from interviewer.rubric.pressure_deadline import CUT, RISK_TOLD, SHIPS
from interviewer.rubric.robustness import ALARM, FAILURE, PROOF, RESPONSE
from interviewer.rubric.scale_dirty_data import DIRT, DIRT_HANDLING, DISTRIBUTED, VOLUME

_WEIGHTS = Path(__file__).parent / "weights"
_MOST_CUES = 3
_WORTH_TELLING = 0.05
_DIGITS = 3  # of a probability; far coarser than what processors differ by


@dataclass(frozen=True)
class Heads:
    """Kinds that were learnt together from one set of marked sentences, and the file of their weights.

    Kinds of another set have heads of their own, because nobody marked the sentences of the one for the other.
    """

    kinds: tuple[EvidenceKind, ...]
    weights: Path

    @property
    def features(self) -> int:
        """How many numbers a sentence has."""
        return READ + len(self.kinds)


DATA_AND_DATES = Heads(
    (VOLUME, DISTRIBUTED, DIRT, DIRT_HANDLING, SHIPS, CUT, RISK_TOLD, CONSTRAINT, CHOICE, BASELINE),
    _WEIGHTS / "supporting.npz",
)
CODE_AND_THEORY = Heads(
    (FAILURE, RESPONSE, ALARM, PROOF, PRINCIPLE, LIMIT, BUILT_ON, TAKEN_BACK), _WEIGHTS / "code_and_theory.npz"
)
ALL_HEADS = (DATA_AND_DATES, CODE_AND_THEORY)
SUPPORTING = frozenset(kind for heads in ALL_HEADS for kind in heads.kinds)


@dataclass(frozen=True)
class Supporting:
    """Reads with the weights of the heads' file, or with those given: (kinds, features + 1), the intercept last."""

    read: SentenceReader
    heads: Heads = DATA_AND_DATES
    weights: NDArray[np.float32] | None = None

    def find(self, exchange: Exchange) -> list[Evidence]:
        """The evidence of each sentence that does not speak to a machine.

        Raises:
            SetupError: the weights are missing or damaged.
        """
        parts = sentences(exchange.answer)
        if not parts:
            return []
        numbers = features(parts, self.read(exchange.question, exchange.answer), self.heads)
        chances = probabilities(numbers @ self._rows[:, :-1].T + self._rows[:, -1])
        return [
            evidence_at(exchange, part, kind, round(float(chance), _DIGITS))
            for part, row in zip(parts, chances, strict=True)
            if part.text and not speaks_to_machine(part.text)
            for kind, chance in zip(self.heads.kinds, row, strict=True)
            if chance >= _WORTH_TELLING
        ]

    @cached_property
    def _rows(self) -> NDArray[np.float32]:
        return read_weights(self.heads) if self.weights is None else self.weights


def features(parts: Sequence[Clause], read: NDArray[np.float32], heads: Heads) -> NDArray[np.float32]:
    """Shape (sentences, `heads.features`)."""
    lexicon = {cues.kind: cues for cues in language("en").lexicon}
    counted = [[min(_MOST_CUES, lexicon[kind].matches(part.text)) for kind in heads.kinds] for part in parts]
    return np.concatenate([read, np.array(counted, dtype=np.float32)], axis=1)


def read_weights(heads: Heads) -> NDArray[np.float32]:
    """The weights of the heads' file.

    Raises:
        SetupError: it is missing or damaged.
    """
    try:
        with np.load(heads.weights, allow_pickle=False) as stored:
            found = stored["kinds"].astype(np.float32)
    except Exception:  # noqa: BLE001 a damaged archive raises whatever its parser stumbles over
        found = None
    if found is None or found.shape != (len(heads.kinds), heads.features + 1):
        raise SetupError(f"{heads.weights} is missing or damaged; install mock-interviewer again")
    return np.asarray(found, dtype=np.float32)
