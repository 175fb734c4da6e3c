"""Reads suite files (TOML and JSONL) into checked models; a mistake is named with its file, line and field."""

import json
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from interviewer.errors import BadInput

M = TypeVar("M", bound=BaseModel)


class Record(BaseModel):
    """A checked record of a suite file: a field it does not know is most often a misspelt one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def read_toml(model: type[M], path: Path) -> M:
    """One TOML file.

    Raises:
        BadInput: it is missing, malformed, or lacks a field.
    """
    try:
        data = tomllib.loads(text_of(path))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: not valid TOML: {error}") from None
    return checked(model, data, str(path))


def read_jsonl(model: type[M], path: Path) -> list[M]:
    """One record a line; a text in it may hold what else ends a line, such as U+2028.

    Raises:
        BadInput: a line is malformed or lacks a field, or two have the same id.
    """
    found: dict[Any, int] = {}
    records = []
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        record = checked(model, json_of(line, f"{path}:{number}"), f"{path}:{number}")
        name = getattr(record, "id", number)
        if name in found:
            raise BadInput(f"{path}:{number}: the id '{name}' stands already in line {found[name]}; rename one")
        found[name] = number
        records.append(record)
    return records


def json_of(line: str, where: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"{where}: not valid JSON ({error.msg}); the file may be cut off") from None


def checked(model: type[M], data: Any, where: str) -> M:
    """The data as `model`.

    Raises:
        BadInput: with the place and the first mistake.
    """
    try:
        return model.model_validate(data, strict=False)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "the record"
        raise BadInput(f"{where}: {field}: {first['msg'].lower()} ({error.error_count()} mistake(s))") from None


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise BadInput(f"{path}: can't be read ({reason}); restore it or name another") from None
