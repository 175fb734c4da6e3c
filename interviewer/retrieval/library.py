"""Hybrid search over a pack: BM25 and vectors, joined by rank."""

from pathlib import Path

from interviewer.domain.passages import Passage
from interviewer.packs.schema import Pack
from interviewer.retrieval.chroma_index import DenseIndex, Progress
from interviewer.retrieval.documents import Filter, documents_of
from interviewer.retrieval.embedder import Embedder
from interviewer.retrieval.fusion import reciprocal_rank_fusion
from interviewer.retrieval.lexical import LexicalIndex

_DEPTH = 20  # ranks taken from each side before they are joined
# What counts as near: by meaning, or by meaning and words together. Measured on the 446 queries of
# evals/suites/retrieval.jsonl, of which 97% pass, and on 80 that are about nothing here, of which 6% do.
_NEAR = 0.30  # cosine
_NEAR_IN_WORDS = (0.20, 3.0)  # cosine and BM25


class Library:
    """Searches one pack. Building it opens the vector store, or fills it on first use."""

    def __init__(self, pack: Pack, embedder: Embedder, folder: Path | None, progress: Progress) -> None:
        documents = documents_of(pack)
        self._by_id = {document.id: document for document in documents}
        self._embedder = embedder
        self._lexical = LexicalIndex(documents)
        self._dense = DenseIndex(documents, embedder, folder, progress)

    @property
    def state(self) -> str:
        """How the vector store was come by: ready, built, rebuilt or in memory."""
        return self._dense.state

    def search(self, query: str, k: int = 5, filter: Filter = Filter()) -> tuple[Passage, ...]:  # noqa: B008
        """At most `k` passages near `query`, best first, among those that `filter` admits."""
        rankings = self.rankings(query, max(_DEPTH, k), filter)
        fused = reciprocal_rank_fusion([rankings["dense"], rankings["lexical"]])[:k]
        return tuple(self._by_id[item].passage(round(score, 6)) for item, score in fused)

    def look_up(self, query: str, k: int = 5, filter: Filter = Filter()) -> tuple[Passage, ...]:  # noqa: B008
        """As `search`, for somebody who may ask about anything: nothing where the pack holds nothing near it."""
        return self.search(query, k, filter) if self._has_near(_encodable(query)) else ()

    def _has_near(self, query: str) -> bool:
        if not query.strip():
            return False
        cosine = self._dense.nearest(self._embedder.embed([query])[0])
        least, words = _NEAR_IN_WORDS
        return cosine >= _NEAR or (cosine >= least and self._lexical.best(query) >= words)

    def rankings(self, query: str, depth: int, filter: Filter = Filter()) -> dict[str, list[str]]:  # noqa: B008
        """What each side alone brings up, best first: `dense` and `lexical`."""
        query = _encodable(query)
        flags = filter.flags()
        allowed = {item.id for item in self._by_id.values() if item.flags.issuperset(flags)}
        if not allowed or not query.strip():
            return {"dense": [], "lexical": []}
        dense = self._dense.rank(self._embedder.embed([query])[0], flags, min(depth, len(allowed)))
        return {"dense": dense, "lexical": self._lexical.rank(query, allowed, depth)}

    def close(self) -> None:
        """Give the vector store back to other processes."""
        self._dense.close()


def _encodable(query: str) -> str:
    """The query without unpaired surrogates: they are no text, and no embedder takes them."""
    return query.encode(errors="ignore").decode()
