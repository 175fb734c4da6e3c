"""The trained network behind the embedded extractor: its file, and the proof that this machine computes it rightly.

Knows tensors and known answers; what the numbers mean is the finder's business.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interviewer.engines.embedded.encoding import Talk, Window, windows
from interviewer.errors import SetupError
from interviewer.inference.sessions import open_model, sensible_threads

WEIGHTS = Path(__file__).parent / "weights" / "reader.onnx"
KNOWN_ANSWERS = "known_answers.json"
TOLERANCE = 0.002  # of a logit: kernels differ by 0.00001, a spoiled block of 4,096 weights by 0.01 and more


@dataclass(frozen=True)
class KnownAnswer:
    """A thread and what the network said of it where its arithmetic was known to be exact.

    Attributes:
        evidence: (clauses, heads) logits, of the thread's first window.
        applies: (dimensions,) logits.
    """

    thread: Talk
    evidence: NDArray[np.float32]
    applies: NDArray[np.float32]


class Network:
    """The network of one file. It computes nothing before one known answer came out right."""

    def __init__(self, weights: Path = WEIGHTS, threads: int | None = None) -> None:
        self._weights = weights
        self._session: Any = open_model(weights, threads or sensible_threads())
        self._known = known_answers(weights.parent / KNOWN_ANSWERS)
        _check(weights, self._deviation(self._known[0]))

    def logits(self, window: Window) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(clauses, heads) of what stands in a clause, and (dimensions,) of which dimension applies."""
        evidence, applies = self._session.run(["links", "applies"], _fed(window))
        return evidence[0], applies[0]

    def meanings(self, window: Window) -> NDArray[np.float32]:
        """(clauses, numbers) what the middle of the network makes of each clause, in its question's light."""
        (found,) = self._session.run(["sentences"], _fed(window))
        return np.asarray(found[0], dtype=np.float32)

    def check(self) -> int:
        """Compute every known answer; how many there are.

        Raises:
            SetupError: one of them came out wrong.
        """
        _check(self._weights, max(self._deviation(item) for item in self._known))
        return len(self._known)

    def _deviation(self, known: KnownAnswer) -> float:
        """The largest difference of a logit from the known one."""
        evidence, applies = self.logits(windows(known.thread)[0])
        if evidence.shape != known.evidence.shape:
            return np.inf
        return max(float(np.abs(evidence - known.evidence).max()), float(np.abs(applies - known.applies).max()))


def _fed(window: Window) -> dict[str, NDArray[Any]]:
    return {"ids": window.ids[None], "types": window.types[None], "spread": window.spread[None]}


_opening = Lock()
_opened: dict[tuple[Path, int], Network] = {}


def network(weights: Path, threads: int) -> Network:
    """The network of a file, opened and tried out once a process, however many ask at the same moment.

    Raises:
        SetupError: the file or its known answers are missing or damaged, or this machine computes wrongly.
    """
    with _opening:
        if (weights, threads) not in _opened:
            _opened[weights, threads] = Network(weights, threads)
        return _opened[weights, threads]


def known_answers(file: Path) -> Sequence[KnownAnswer]:
    """The known answers beside the weights, one at least.

    Raises:
        SetupError: the file is missing or damaged.
    """
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        found = [
            KnownAnswer([(q, a) for q, a in row["thread"]], _array(row["links"]), _array(row["applies"]))
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError):
        found = []
    if not found:
        raise SetupError(f"{file} is missing or damaged; install mock-interviewer again")
    return found


def _array(numbers: object) -> NDArray[np.float32]:
    return np.array(numbers, dtype=np.float32)


def probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)


def _check(weights: Path, deviation: float) -> None:
    if not deviation <= TOLERANCE:  # also where it is not a number
        raise SetupError(
            f"the embedded extractor computes wrongly here: a known answer is off by {deviation:.2f} (at most "
            f"{TOLERANCE:g}), so nothing is graded; install mock-interviewer again ({weights} may be damaged), and "
            "report your processor if that does not help"
        )
