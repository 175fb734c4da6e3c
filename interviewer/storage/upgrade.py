"""Brings events of earlier versions to today's form, step by step; each step says what a version changed.

Version 2 (rooms by question): `links` became `evidence`, `reader` `extractor`, `work` `model_call`, `cast` `selection`.
"""

from typing import Any

_RENAMED = {"links": "evidence", "reader": "extractor", "work": "model_call", "cast": "selection"}
_OPEN = "applicable"  # its keys are dimensions of a pack, which may have any name


def upgraded(body: dict[str, Any], version: int) -> dict[str, Any]:
    """An event as today's version writes it, from one of `version`."""
    if version < 2:
        body = _renamed(body)
    return body


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {_RENAMED.get(key, key): held if key == _OPEN else _renamed(held) for key, held in value.items()}
    if renamed.get("role") == "reader":
        renamed["role"] = "extractor"
    return renamed
