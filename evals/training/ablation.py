"""Extractors that do with less than the shipped one, to show what each part of it is worth.

The clause embeddings of the unchanged encoder, with a logistic regression for each kind of link, with and without the
lexicon's cues beside them. Fitted on the training part within a minute; never shipped.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from evals.data.corpus import Labelled
from evals.training.marking import marks
from interviewer.domain.evidence import Evidence
from interviewer.engines.embedded.clauses import Clause, clauses
from interviewer.engines.embedded.extractor import Found
from interviewer.engines.embedded.languages import language
from interviewer.engines.embedded.lexical_finder import cued_evidence
from interviewer.engines.embedded.trained_finder import DIMENSIONS, HEADLINE_KINDS, HEADS, links_of
from interviewer.engines.protocols import Exchange
from interviewer.retrieval.embedder import Embedder

_CUES = sorted(HEADLINE_KINDS)
_STRENGTH = 0.05  # inverse regularisation: few answers, many numbers


class FrozenFinder:
    """Finds links from unchanged sentence embeddings, with or without cues. Each clause sees its neighbours' mean."""

    def __init__(self, embedder: Embedder, with_cues: bool) -> None:
        self.id = "embeddings and lexicon" if with_cues else "embeddings alone"
        self._embedder = embedder
        self._with_cues = with_cues
        self._heads: list[Pipeline] = []
        self._applies: list[Pipeline] = []

    def fit(self, items: Sequence[Labelled]) -> "FrozenFinder":
        """Fit on labelled answers."""
        told = [(item, Exchange(0, item.question, item.answer), clauses(item.answer)) for item in items]
        rows = np.concatenate([self._features(exchange, parts) for _, exchange, parts in told])
        marked = np.concatenate([marks(item, parts) for item, _, parts in told])
        self._heads = [_fitted(rows, marked[:, head]) for head in range(len(HEADS))]
        whole = np.stack([self._whole(exchange) for _, exchange, _ in told])
        self._applies = [
            _fitted(whole, np.array([getattr(item, dimension) is not None for item in items], dtype=np.float32))
            for dimension in DIMENSIONS
        ]
        return self

    def find(self, thread: Sequence[Exchange], _told: Sequence[Evidence] = ()) -> Found:
        """An answer as if it stood alone: nothing that was told earlier is referred to."""
        exchange = thread[-1]
        parts = clauses(exchange.answer)
        applies = [float(head.predict_proba(self._whole(exchange)[None])[0, 1]) for head in self._applies]
        applicable = dict(zip(DIMENSIONS, applies, strict=True))
        if not parts:
            return Found((), (), applicable)
        rows = self._features(exchange, parts)
        likely = np.stack([head.predict_proba(rows)[:, 1] for head in self._heads], axis=1).astype(np.float32)
        return Found(tuple(links_of(exchange, zip(parts, likely, strict=True))), (), applicable)

    def _features(self, exchange: Exchange, parts: Sequence[Clause]) -> np.ndarray:
        vectors = self._embedder.embed([part.text for part in parts])
        columns = [vectors, np.broadcast_to(vectors.mean(0), vectors.shape)]
        if self._with_cues:
            columns.append(_cues(exchange, parts))
        return np.concatenate(columns, axis=1)

    def _whole(self, exchange: Exchange) -> np.ndarray:
        return self._embedder.embed([exchange.question, exchange.answer]).reshape(-1)


def _cues(exchange: Exchange, parts: Sequence[Clause]) -> np.ndarray:
    """(clauses, kinds): how far the lexicon believes each kind of link in each clause."""
    found = np.zeros((len(parts), len(_CUES)), dtype=np.float32)
    place = {part.start: number for number, part in enumerate(parts)}
    for link in cued_evidence(exchange, [item for item in language("en").lexicon if item.kind in HEADLINE_KINDS]):
        found[place[link.span.start], _CUES.index(link.kind)] = link.probability
    return found


def _fitted(rows: np.ndarray, wanted: np.ndarray) -> Pipeline:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=400))
    return model.fit(rows, wanted > 0.5)
