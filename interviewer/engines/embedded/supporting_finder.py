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

WEIGHTS = Path(__file__).parent / "weights" / "supporting.npz"
KINDS = tuple(
    EvidenceKind(name)
    for name in (
        "volume",
        "distributed",
        "dirt",
        "dirt_handling",
        "ships",
        "cut",
        "risk_told",
        "constraint",
        "choice",
        "baseline",
    )
)
FEATURES = READ + len(KINDS)
_MOST_CUES = 3
_WORTH_TELLING = 0.05
_DIGITS = 3  # of a probability; far coarser than what processors differ by


@dataclass(frozen=True)
class Supporting:
    """Reads with the weights of a file, or with those given, of shape (kinds, features + 1), the intercept last."""

    read: SentenceReader
    weights: Path | NDArray[np.float32] = WEIGHTS

    def find(self, exchange: Exchange) -> list[Evidence]:
        """The evidence of each sentence that does not speak to a machine.

        Raises:
            SetupError: the weights are missing or damaged.
        """
        parts = sentences(exchange.answer)
        if not parts:
            return []
        numbers = features(parts, self.read(exchange.question, exchange.answer))
        chances = probabilities(numbers @ self._rows[:, :-1].T + self._rows[:, -1])
        return [
            evidence_at(exchange, part, kind, round(float(chance), _DIGITS))
            for part, row in zip(parts, chances, strict=True)
            if part.text and not speaks_to_machine(part.text)
            for kind, chance in zip(KINDS, row, strict=True)
            if chance >= _WORTH_TELLING
        ]

    @cached_property
    def _rows(self) -> NDArray[np.float32]:
        return read_weights(self.weights) if isinstance(self.weights, Path) else self.weights


def features(parts: Sequence[Clause], read: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shape (sentences, `FEATURES`)."""
    lexicon = {cues.kind: cues for cues in language("en").lexicon}
    counted = [[min(_MOST_CUES, lexicon[kind].matches(part.text)) for kind in KINDS] for part in parts]
    return np.concatenate([read, np.array(counted, dtype=np.float32)], axis=1)


def read_weights(file: Path) -> NDArray[np.float32]:
    """The weights of a file.

    Raises:
        SetupError: it is missing or damaged.
    """
    try:
        with np.load(file, allow_pickle=False) as stored:
            found = stored["kinds"].astype(np.float32)
    except Exception:  # noqa: BLE001 a damaged archive raises whatever its parser stumbles over
        found = None
    if found is None or found.shape != (len(KINDS), FEATURES + 1):
        raise SetupError(f"{file} is missing or damaged; install mock-interviewer again")
    return np.asarray(found, dtype=np.float32)
