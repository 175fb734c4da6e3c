"""The vector store: a Chroma collection that is a cache, never a source.

It is named by the hash of what it was built from, counts as there only when its last document is in, and is thrown
away and built again when it is damaged. One process owns the folder; a second one, or one whose home can't be
written or is full, builds the same collection in memory.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from filelock import FileLock, Timeout

from interviewer.private_files import private_folder
from interviewer.retrieval.documents import IndexedDocument, content_key
from interviewer.retrieval.embedder import Embedder, Vectors

Progress = Callable[[int, int], None]
_BATCH = 16
_NEVER = 2_000_000_000  # writes after which Chroma would save its graph; it is built anew from SQLite instead
_COSINE: Any = {"hnsw": {"space": "cosine", "sync_threshold": _NEVER}}
_EMPTY_PLACES = ("data_level0.bin", "length.bin")


class _OwnSettings(ChromaSettings):
    """Chroma's settings as they are given here: its variables and .env file could have answers traced elsewhere."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: Any,  # noqa: ARG003
        init_settings: Any,
        *_others: Any,
        **_named: Any,
    ) -> tuple[Any, ...]:
        return (init_settings,)


class DenseIndex:
    """Nearest documents by cosine.

    Args:
        documents: what to index; `progress(done, all)` is called while they are embedded.
        folder: where indexes are kept, or None to stay in memory.

    Attributes:
        state: `ready` (found complete on disk), `built`, `rebuilt` (it was damaged) or `in memory`, with the reason.
    """

    def __init__(
        self, documents: Sequence[IndexedDocument], embedder: Embedder, folder: Path | None, progress: Progress
    ) -> None:
        self._documents = tuple(documents)
        self._embedder = embedder
        self._progress = progress
        self._key = content_key(self._documents, embedder.id)
        self._lock: FileLock | None = None
        self.state = ""
        self._collection = self._on_disk(folder) if folder else self._in_memory("no folder was given")

    def rank(self, vector: Vectors, flags: Sequence[str], k: int) -> list[str]:
        """Ids of at most `k` documents that carry all `flags`, nearest first."""
        clauses: list[Any] = [{flag: True} for flag in flags]
        where = None if not clauses else clauses[0] if len(clauses) == 1 else {"$and": clauses}
        found = self._collection.query(query_embeddings=[vector.tolist()], n_results=k, where=where, include=[])
        return list(found["ids"][0])

    def nearest(self, vector: Vectors) -> float:
        """The cosine between `vector` and the document nearest to it."""
        found = self._collection.query(query_embeddings=[vector.tolist()], n_results=1, include=["distances"])
        return 1.0 - float(found["distances"][0][0])

    def close(self) -> None:
        """Give the folder back to other processes."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _on_disk(self, folder: Path) -> Any:
        try:
            private_folder(folder)
            self._lock = FileLock(folder / "lock", mode=0o600)
            self._lock.acquire(timeout=0)
        except Timeout:
            return self._in_memory("another process owns the index")
        except OSError as error:
            return self._in_memory(f"{folder} can't be written: {error.strerror}")
        home, marker = folder / self._key, folder / f"{self._key}.complete.json"
        was_complete = marker.exists()
        if was_complete:
            try:
                return self._opened(home)
            except Exception:  # noqa: BLE001 Chroma and SQLite raise many kinds for a damaged store; each means: build it anew
                marker.unlink(missing_ok=True)
        self._throw_away(folder)
        try:
            collection = self._written(home)
            marker.write_text(json.dumps({"documents": len(self._documents)}), encoding="utf-8")
        except Exception as error:  # noqa: BLE001 as above; a disk that is full shows itself in as many ways
            why = f"{folder} can't be filled: {error}"
        else:
            self.state = "rebuilt, because it was damaged" if was_complete else "built"
            return collection
        self._throw_away(folder)
        self.close()
        return self._in_memory(why)

    def _written(self, home: Path) -> Any:
        client: Any = chromadb.PersistentClient(str(home), settings=_settings())
        try:
            collection = self._filled(client)
            _blank_empty_graphs(home)
            return collection
        except Exception:
            client.close()  # only then is the room free again that its files took
            raise

    def _opened(self, home: Path) -> Any:
        if not (home / "chroma.sqlite3").is_file():
            raise FileNotFoundError(home)
        client = chromadb.PersistentClient(str(home), settings=_settings())
        collection = client.get_collection(self._key, embedding_function=None)
        first = self._documents[0]
        stored = collection.get(ids=[first.id], include=["embeddings"])["embeddings"]
        near = collection.query(query_embeddings=[list(stored[0])], n_results=1, include=[])  # type: ignore[index,arg-type]
        if collection.count() != len(self._documents) or not near["ids"][0]:
            raise ValueError("incomplete")
        self.state = "ready"
        return collection

    def _in_memory(self, why: str) -> Any:
        self.state = f"in memory: {why}"
        return self._filled(chromadb.EphemeralClient(settings=_settings()))

    def _filled(self, client: Any) -> Any:
        collection = client.get_or_create_collection(
            self._key, embedding_function=None, configuration=_COSINE, metadata={"embedder": self._embedder.id}
        )
        for start in range(0, len(self._documents), _BATCH):
            batch = self._documents[start : start + _BATCH]
            collection.upsert(
                ids=[document.id for document in batch],
                embeddings=self._embedder.embed([document.searchable for document in batch]).tolist(),
                documents=[document.text for document in batch],
                metadatas=[dict.fromkeys(document.flags, True) for document in batch],
            )
            self._progress(min(start + _BATCH, len(self._documents)), len(self._documents))
        return collection

    def _throw_away(self, folder: Path) -> None:
        """Remove every older or damaged index: each can be built again from the pack."""
        SharedSystemClient.clear_system_cache()
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.endswith(".complete.json"):
                path.unlink(missing_ok=True)


def _blank_empty_graphs(home: Path) -> None:
    """Overwrite the empty places of a new graph, which Chroma saves as it found them in memory.

    Whatever this process had there before, a key or an answer, would stay in that file.
    """
    for file in (file for name in _EMPTY_PLACES for file in home.rglob(name)):
        with file.open("r+b") as opened:
            opened.write(bytes(file.stat().st_size))


def _settings() -> ChromaSettings:
    return _OwnSettings(anonymized_telemetry=False)
