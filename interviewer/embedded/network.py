"""The trained network behind the embedded reader: its file, and the proof that this machine computes it rightly.

Knows tensors and known answers; what the numbers mean is the finder's business.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interviewer.embedded.encoding import Encoded, encode
from interviewer.errors import SetupError
from interviewer.inference.sessions import open_model, sensible_threads

WEIGHTS = Path(__file__).parent / "weights" / "reader.onnx"
KNOWN_ANSWERS = "known_answers.json"
TOLERANCE = 0.01  # of a probability: kernels differ by a hundred-thousandth, wrong arithmetic by a half


@dataclass(frozen=True)
class KnownAnswer:
    """An answer and what the network said of it where its arithmetic was known to be exact.

    Attributes:
        links: (clauses, heads) probabilities, uncalibrated.
        applies: (dimensions,) probabilities, uncalibrated.
    """

    question: str
    answer: str
    links: NDArray[np.float32]
    applies: NDArray[np.float32]


class Network:
    """The network of one file. It computes nothing before one known answer came out right."""

    def __init__(self, weights: Path = WEIGHTS, threads: int | None = None) -> None:
        self._weights = weights
        self._session: Any = open_model(weights, threads or sensible_threads())
        known = known_answers(weights.parent / KNOWN_ANSWERS)
        if known:
            _check(self._weights, self._deviation(known[0]))

    def logits(self, encoded: Encoded) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(clauses, heads) of the kinds of link, and (dimensions,) of which dimension applies."""
        fed = {"ids": encoded.ids[None], "types": encoded.types[None], "spread": encoded.spread[None]}
        links, applies = self._session.run(None, fed)
        return links[0], applies[0]

    def check(self) -> int:
        """Compute every known answer; how many there are.

        Raises:
            SetupError: one of them came out wrong, or there is none.
        """
        known = known_answers(self._weights.parent / KNOWN_ANSWERS)
        if not known:
            raise SetupError(f"{self._weights.parent / KNOWN_ANSWERS} is missing; install mock-interviewer again")
        _check(self._weights, max(self._deviation(item) for item in known))
        return len(known)

    def _deviation(self, known: KnownAnswer) -> float:
        """The largest difference of a probability from the known one."""
        links, applies = self.logits(encode(known.question, known.answer))
        if links.shape != known.links.shape:
            return 1.0
        return max(
            float(np.abs(probabilities(links) - known.links).max()),
            float(np.abs(probabilities(applies) - known.applies).max()),
        )


@cache
def network(weights: Path, threads: int) -> Network:
    """The network of a file, opened and tried out once a process."""
    return Network(weights, threads)


def known_answers(file: Path) -> Sequence[KnownAnswer]:
    """The known answers beside the weights; none where there is no such file."""
    if not file.is_file():
        return ()
    rows = json.loads(file.read_text(encoding="utf-8"))
    return [
        KnownAnswer(row["question"], row["answer"], *(np.array(row[name], np.float32) for name in ("links", "applies")))
        for row in rows
    ]


def probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)


def _check(weights: Path, deviation: float) -> None:
    if not deviation <= TOLERANCE:  # also where it is not a number
        raise SetupError(
            f"the embedded reader computes wrongly here: a known answer is off by {deviation:.2f} (at most "
            f"{TOLERANCE:g}), so nothing is graded; install mock-interviewer again ({weights} may be damaged), and "
            "report your processor if that does not help"
        )
