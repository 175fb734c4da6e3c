"""Where labelled words stand among an answer's clauses: what a finder of evidence is fitted to."""

from collections.abc import Sequence

import numpy as np

from evals.data.corpus import Labelled
from interviewer.engines.embedded.clauses import Clause
from interviewer.engines.embedded.trained_finder import EXPLICIT_EFFECT, HEADS

AT = {head: place for place, head in enumerate(HEADS)}
_HELD = 0.4  # of a clause or of the words, whichever is shorter


def overlapping(answer: str, text: str, clauses: Sequence[Clause]) -> list[int]:
    """The rows of the clauses that hold these words; at least the one that holds most of them, if there is any."""
    if not clauses:
        return []
    start = answer.find(text)
    end = start + len(text)
    shared = [min(end, clause.end) - max(start, clause.start) for clause in clauses]
    whole = [min(len(text), max(1, clause.end - clause.start)) for clause in clauses]
    hit = [place for place in range(len(shared)) if shared[place] >= _HELD * whole[place]]
    return hit or [int(np.argmax(shared))]


def marks(item: Labelled, clauses: Sequence[Clause]) -> np.ndarray:
    """(clauses, heads): which clauses hold the labelled words of a link."""
    rows = np.zeros((len(clauses), len(HEADS)), dtype=np.float32)
    for link in item.links:
        for place in overlapping(item.answer, link.text, clauses):
            rows[place, heads_of(link.kind, link.explicit)] = 1.0
    return rows


def holds(item: Labelled) -> np.ndarray:
    found = np.zeros(len(HEADS), dtype=np.float32)
    for link in item.links:
        found[heads_of(link.kind, link.explicit)] = 1.0
    return found


def heads_of(kind: str, explicit: bool) -> list[int]:
    return [AT[kind], AT[EXPLICIT_EFFECT]] if kind == "effect" and explicit else [AT[kind]]
