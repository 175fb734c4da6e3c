"""What the shipped models computed before, kept on disk: a run after a change computes only what the change touched.

A pure function of its input needs no second call. Each entry is bound to the model, its runtime, the code around it and
the very input; nothing else is remembered, and no level. Does not know which suite asks.
"""

import hashlib
import json
import platform
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Lock

import numpy as np

from evals.harness.digests import digest_of
from interviewer.domain.evidence import Evidence, Reference
from interviewer.engines.embedded.extractor import Found
from interviewer.engines.embedded.languages import Cues, pack_cues
from interviewer.engines.embedded.trained_finder import TrainedFinder
from interviewer.engines.protocols import Exchange
from interviewer.errors import BadInput
from interviewer.resources import Resources
from interviewer.retrieval.embedder import DIMENSIONS, MiniLmEmbedder, Vectors
from interviewer.retrieval.vectors import RememberingEmbedder

FILE = "computed.sqlite"
_READING = (
    "interviewer/engines/embedded/**/*",
    "interviewer/inference/*.py",
    "interviewer/domain/*.py",
    "interviewer/rubric/*.py",  # the kinds of evidence, and what is so of each
)
_EMBEDDING = ("interviewer/retrieval/embedder.py", "interviewer/inference/*.py")


class Memory:
    """Bytes by key in one file, shared by threads; what two ask for at once is computed once.

    `computed` counts what was not known.
    """

    def __init__(self, folder: Path) -> None:
        self.computed = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / FILE
        self._lock = Lock()
        self._busy: defaultdict[str, Lock] = defaultdict(Lock)
        try:
            self._kept = sqlite3.connect(self._file, check_same_thread=False, timeout=60.0, isolation_level=None)
            self._kept.execute("pragma journal_mode=wal")
            self._kept.execute("pragma synchronous=off")
            self._kept.execute("create table if not exists computed (key text primary key, value blob)")
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{self._file}: can't be read ({error}); delete it, it is computed anew") from None

    def get(self, key: str, compute: Callable[[], bytes]) -> bytes:
        """The bytes of this key, computed where they are not known."""
        with self._lock:
            busy = self._busy[key]
        with busy:
            with self._lock:
                row = self._kept.execute("select value from computed where key = ?", (key,)).fetchone()
            if row is not None:
                return bytes(row[0])
            value = compute()
            with self._lock:
                self.computed += 1
                self._kept.execute("insert or replace into computed values (?, ?)", (key, value))
            return value

    def close(self) -> None:
        with self._lock:
            self._kept.close()


def _key(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _bound(sources: Sequence[str], pack: Path) -> str:
    """What all entries of a model hang on: its code, its weights where they lie in the tree, runtime and processor."""
    return _key(digest_of(sources, pack), version("onnxruntime"), version("tokenizers"), platform.machine())


class _KeptEmbedder:
    """The shipped embedder, with a memory that keeps every bit of a vector."""

    def __init__(self, memory: Memory, embedder: MiniLmEmbedder, bound: str) -> None:
        self.id = embedder.id
        self._memory, self._embedder, self._bound = memory, embedder, bound
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._one(text) for text in texts])

    def _one(self, text: str) -> Vectors:
        if text not in self._known:
            key = _key("vector", self._bound, self.id, text)
            kept = self._memory.get(key, lambda: self._embedder.embed([text])[0].astype(np.float32).tobytes())
            self._known[text] = np.frombuffer(kept, dtype=np.float32)
        return self._known[text]


class _KeptFinder(TrainedFinder):
    """The shipped finder of evidence, with a memory; the pack's cues are part of what an entry hangs on."""

    def __init__(self, memory: Memory, bound: str, threads: int, cues: tuple[Cues, ...]) -> None:
        super().__init__(threads=threads, cues=cues)
        told = [(item.kind, item.weight, [pattern.pattern for pattern in item.patterns]) for item in cues]
        self._memory, self._bound = memory, _key(bound, told)

    def find(self, thread: Sequence[Exchange], told: Sequence[Evidence] = ()) -> Found:
        shown = [(item.turn, item.question, item.answer) for item in thread]
        key = _key("evidence", self._bound, self.id, shown, [item.model_dump(mode="json") for item in told])
        compute = super().find
        kept = json.loads(self._memory.get(key, lambda: _packed(compute(thread, told))))
        evidence = tuple(Evidence.model_validate(item, strict=False) for item in kept["evidence"])
        references = tuple(Reference.model_validate(item, strict=False) for item in kept["references"])
        return Found(evidence, references, kept["applicable"])


def _packed(found: Found) -> bytes:
    kept = {
        "evidence": [item.model_dump(mode="json") for item in found.evidence],
        "references": [item.model_dump(mode="json") for item in found.references],
        "applicable": found.applicable,
    }
    return json.dumps(kept).encode()


class RememberingResources(Resources):
    """What an interview needs, with the shipped models' work remembered between runs."""

    def __init__(self, pack: Path, index: Path, threads: int, memory: Memory) -> None:
        super().__init__(pack, index, threads)
        self.memory = memory

    @cached_property
    def embedder(self) -> RememberingEmbedder:
        own = _KeptEmbedder(self.memory, MiniLmEmbedder(self._threads), _bound(_EMBEDDING, self._folder))
        return RememberingEmbedder(own, (self._folder, self._index))

    @cached_property
    def finder(self) -> TrainedFinder:
        return _KeptFinder(
            self.memory, _bound(_READING, self._folder), self._threads, pack_cues(self.pack.rubric, "en")
        )

    def close(self) -> None:
        super().close()
        self.memory.close()
