"""Results by the hash of all they depend on: prompt, model, parameters, case and code. What has changed runs again."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.harness.context import Outcome, Talk, Values
from evals.harness.reading import Record, checked, json_of, text_of
from interviewer.errors import BadInput


@dataclass(frozen=True)
class Identity:
    """What makes a result that result. `sources` is the hash of code, weights, pack and prompts."""

    suite: str
    case: str
    case_digest: str
    epoch: int
    engine: str
    model: str
    parameters: str
    sources: str

    @property
    def key(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:32]


class _Entry(Record):
    identity: dict[str, str | int]
    values: Values
    shown: dict[str, str]
    seconds: float
    talk: Talk = ()


class Cache:
    """One file an entry; `folder` None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, identity: Identity) -> tuple[Outcome, float] | None:
        """The outcome of this very identity and the seconds it took, or None.

        Raises:
            BadInput: the entry is cut off, or says that it was made from something else.
        """
        path = self._path(identity)
        if path is None or not path.exists():
            return None
        entry = checked(_Entry, json_of(text_of(path), str(path)), str(path))
        if entry.identity != asdict(identity):
            raise BadInput(f"{path}: this cache entry was made by other code or for another case; delete the file")
        return Outcome(entry.values, entry.shown, entry.talk), entry.seconds

    def put(self, identity: Identity, outcome: Outcome, seconds: float) -> None:
        path = self._path(identity)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        entry = _Entry(
            identity=asdict(identity), values=outcome.values, shown=outcome.shown, seconds=seconds, talk=outcome.talk
        )
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(entry.model_dump_json(), encoding="utf-8")
        part.replace(path)

    def _path(self, identity: Identity) -> Path | None:
        return self._folder / identity.key[:2] / f"{identity.key}.json" if self._folder else None
