"""The labels of an answer as arrays over its clauses: what a finder of links is fitted to."""

from collections.abc import Sequence

import numpy as np

from evals.data.corpus import Labelled
from interviewer.engines.embedded.clauses import Clause
from interviewer.engines.embedded.trained_finder import EXPLICIT_EFFECT, HEADS

AT = {head: place for place, head in enumerate(HEADS)}


def marks(item: Labelled, clauses: Sequence[Clause]) -> np.ndarray:
    """(clauses, heads): which clauses hold the labelled words of a link; at least the one that holds most of them."""
    rows = np.zeros((len(clauses), len(HEADS)), dtype=np.float32)
    for link in item.links:
        start = item.answer.find(link.text)
        end = start + len(link.text)
        shared = [min(end, clause.end) - max(start, clause.start) for clause in clauses]
        whole = [min(len(link.text), max(1, clause.end - clause.start)) for clause in clauses]
        hit = [place for place in range(len(shared)) if shared[place] >= 0.4 * whole[place]]
        for place in hit or [int(np.argmax(shared))]:
            rows[place, heads_of(link.kind, link.explicit)] = 1.0
    return rows


def holds(item: Labelled) -> np.ndarray:
    found = np.zeros(len(HEADS), dtype=np.float32)
    for link in item.links:
        found[heads_of(link.kind, link.explicit)] = 1.0
    return found


def heads_of(kind: str, explicit: bool) -> list[int]:
    return [AT[kind], AT[EXPLICIT_EFFECT]] if kind == "effect" and explicit else [AT[kind]]
