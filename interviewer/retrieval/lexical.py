"""BM25 over a pack's documents, in memory."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from interviewer.retrieval.documents import IndexedDocument

_WORD = re.compile(r"[^\W_]+")


def _tokens(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=10_000)
def _stem(word: str) -> str:
    """Porter's (1980) rather than Snowball's English stemmer, because it retrieves better here (evals/JOURNAL.md).

    A stemmer works on state of its own and searches run in several threads, so each word gets a new one.
    """
    return str(snowballstemmer.stemmer("porter").stemWord(word))


class LexicalIndex:
    """Ranks documents by BM25."""

    def __init__(self, documents: Sequence[IndexedDocument]) -> None:
        self._ids = [document.id for document in documents]
        self._bm25 = bm25s.BM25()
        self._bm25.index([_tokens(document.searchable) for document in documents], show_progress=False)

    def rank(self, query: str, allowed: Collection[str], k: int) -> list[str]:
        """Ids of at most `k` allowed documents that share a word with `query`, best first."""
        scores = self._scores(query)
        order = np.argsort(-scores, kind="stable")
        ranked = (self._ids[index] for index in order if scores[index] > 0)
        return [item for item in ranked if item in allowed][:k]

    def best(self, query: str) -> float:
        """The score of the document that shares most with `query`; 0 where none shares a word."""
        return float(self._scores(query).max())

    def _scores(self, query: str) -> NDArray[np.float32]:
        tokens = [token for token in _tokens(query) if token in self._bm25.vocab_dict]
        found: NDArray[np.float32] = self._bm25.get_scores(tokens) if tokens else np.zeros(len(self._ids), np.float32)
        return found
