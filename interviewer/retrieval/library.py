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

    def rankings(self, query: str, depth: int, filter: Filter = Filter()) -> dict[str, list[str]]:  # noqa: B008
        """What each side alone brings up, best first: `dense` and `lexical`."""
        query = query.encode(errors="ignore").decode()  # an unpaired surrogate is no text, and no embedder takes it
        flags = filter.flags()
        allowed = {item.id for item in self._by_id.values() if item.flags.issuperset(flags)}
        if not allowed or not query.strip():
            return {"dense": [], "lexical": []}
        dense = self._dense.rank(self._embedder.embed([query])[0], flags, min(depth, len(allowed)))
        return {"dense": dense, "lexical": self._lexical.rank(query, allowed, depth)}

    def close(self) -> None:
        """Give the vector store back to other processes."""
        self._dense.close()
