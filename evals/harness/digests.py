"""Hashes of what a result depends on: code, weights, pack and prompts, as a suite's `depends` names them."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from interviewer.errors import BadInput

TREE = Path(__file__).resolve().parent.parent.parent


def files_of(patterns: Sequence[str], pack: Path, prompts: Path | None) -> list[tuple[str, Path]]:
    """The files that these globs name, each with a name that does not depend on where the tree lies.

    Raises:
        BadInput: a glob of the tree or the pack names no file: it would guard nothing.
    """
    found: dict[str, Path] = {}
    for pattern in patterns:
        where, _, rest = pattern.rpartition(":")
        folder = {"": TREE, "pack": pack, "prompts": prompts}.get(where)
        if folder is None:
            continue
        paths = [path for path in sorted(folder.glob(rest)) if path.is_file() and "__pycache__" not in path.parts]
        if not paths and where != "prompts":
            raise BadInput(f"'{pattern}' in a suite's depends names no file under {folder}; correct it")
        found.update({f"{where}:{path.relative_to(folder).as_posix()}": path for path in paths})
    return sorted(found.items())


def digest_of(patterns: Sequence[str], pack: Path, prompts: Path | None = None) -> str:
    """A short hash of the contents of all files that the globs name."""
    digest = hashlib.sha256()
    for name, path in files_of(patterns, pack, prompts):
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
