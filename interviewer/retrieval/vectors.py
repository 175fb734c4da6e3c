"""Vectors that were computed before: of the shipped pack, beside it, and of any other pack, in the user's own folder.

A file of them is a cache: keyed by the hash of each text, bound to one embedding model, and ignored when it is damaged.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from interviewer.retrieval.embedder import DIMENSIONS, Embedder, Vectors

FILE = "vectors.npz"
Progress = Callable[[int, int], None]
_UNIT = 0.01  # how far from 1 the length of a stored vector may be: half precision keeps three digits


class RememberingEmbedder:
    """An embedder that computes no text twice, nor one that stands in a file of `folders`."""

    def __init__(self, embedder: Embedder, folders: Iterable[Path]) -> None:
        self.id = embedder.id
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        for folder in folders:
            self._known.update(read_vectors(folder / FILE, embedder.id))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimensions), of unit length."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        known = (self._known.get(key(text)) for text in texts)
        pairs = zip(texts, known, strict=True)
        return np.stack([self._embedder.embed([text])[0] if vector is None else vector for text, vector in pairs])

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Those of the texts that stand in no file."""
        return [text for text in texts if key(text) not in self._known]


def key(text: str) -> str:
    """The name of a text in a file of vectors."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def read_vectors(file: Path, embedder_id: str) -> Mapping[str, Vectors]:
    """Vectors of unit length by key; none where the file is missing, damaged, or of another embedding model."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            keys, vectors, embedder = stored["keys"], stored["vectors"].astype(np.float32), str(stored["embedder"])
    except Exception:  # noqa: BLE001 a damaged archive raises whatever its parser stumbles over; it is a cache: compute anew
        return {}
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    fits = embedder == embedder_id and keys.ndim == 1 and vectors.shape == (len(keys), DIMENSIONS)
    if not fits or not (np.abs(lengths - 1.0) < _UNIT).all():
        return {}
    return dict(zip(keys.tolist(), vectors / lengths, strict=True))


def packed_vectors(texts: Iterable[str], embedder: Embedder, progress: Progress) -> bytes:
    """The file that holds the vectors of these texts, in half precision; `progress(done, all)` is told meanwhile."""
    ordered = sorted(set(texts), key=key)
    vectors = np.zeros((len(ordered), DIMENSIONS), dtype=np.float16)
    for number, text in enumerate(ordered):
        vectors[number] = embedder.embed([text])[0]
        progress(number + 1, len(ordered))
    packed = BytesIO()
    np.savez_compressed(packed, keys=[key(text) for text in ordered], vectors=vectors, embedder=embedder.id)
    return packed.getvalue()
