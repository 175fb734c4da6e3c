"""What the extractor's network makes of each sentence of an answer, in the light of the line that it was said to.

The numbers come from the middle of the network: its end knows evidence and little else.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.embedded.encoding import best_rows, windows
from interviewer.engines.embedded.network import WEIGHTS, network
from interviewer.inference.sessions import sensible_threads

READ = 768  # numbers a sentence
_REMEMBERED = 256  # answers: policy and critics read the same one


class SentenceReader:
    """Reads with the network of one file."""

    def __init__(self, weights: Path = WEIGHTS, threads: int | None = None) -> None:
        self._weights = weights
        self._threads = threads or sensible_threads()

    def __call__(self, line: str, answer: str) -> NDArray[np.float32]:
        """Shape (sentences, `READ`), in the order of `sentences(answer)`; zeros for one that addresses a machine.

        Raises:
            SetupError: the network is missing or this machine computes it wrongly.
        """
        return _read(self._weights, self._threads, line, answer)


@lru_cache(maxsize=_REMEMBERED)
def _read(weights: Path, threads: int, line: str, answer: str) -> NDArray[np.float32]:
    places = {part.start: number for number, part in enumerate(sentences(answer))}
    found = np.zeros((len(places), READ), dtype=np.float32)
    read = windows([(line, answer)], sentences)
    meanings = [network(weights, threads).meanings(window) for window in read]
    for place, (window, row) in best_rows(read).items():
        if place.clause.text:
            found[places[place.clause.start]] = meanings[window][row]
    return found
