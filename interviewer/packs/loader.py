"""Reads a pack's files and reports the first mistake with its file and place."""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ValidationError
from yaml import YAMLError

from interviewer.errors import PackError
from interviewer.packs.people import Persona
from interviewer.packs.preparing import BriefingFile, DrillFile, StoryFile
from interviewer.packs.references import check_references
from interviewer.packs.schema import (
    Case,
    Excerpt,
    FollowUpFile,
    GlossaryFile,
    LoopFile,
    Manifest,
    Pack,
    Question,
    QuestionFile,
    Rubric,
)

T = TypeVar("T", bound=BaseModel)


def load_pack(folder: Path) -> Pack:
    """Read and check the pack in `folder`.

    Raises:
        PackError: a file is missing, can't be read, lacks a field, or names something that does not exist.
    """
    if not (folder / "pack.toml").is_file():
        raise PackError(f"{folder}: no pack.toml here; name a pack's folder with INTERVIEWER_PACK")
    manifest = _model(Manifest, folder / "pack.toml")
    pack = Pack(
        manifest=manifest,
        rubric=_model(Rubric, folder / "rubric.toml"),
        excerpts={path.stem: _excerpt(path) for path in _files(folder, "guide/*.md")},
        terms=_model(GlossaryFile, folder / "glossary.toml").term,
        follow_ups={
            item.id: item for path in _files(folder, "follow_ups.toml") for item in _model(FollowUpFile, path).follow_up
        },
        briefings=tuple(
            item for path in _files(folder, "briefings.toml") for item in _model(BriefingFile, path).briefing
        ),
        drills=tuple(item for path in _files(folder, "drills.toml") for item in _model(DrillFile, path).drill),
        talks=tuple(item for path in _files(folder, "drills.toml") for item in _model(DrillFile, path).talk),
        stories=next((_model(StoryFile, path) for path in _files(folder, "stories.toml")), StoryFile()),
        loop=next((_model(LoopFile, path) for path in _files(folder, "loop.toml")), None),
        personas={path.stem: _model(Persona, path) for path in _files(folder, "personas/*.toml")},
        questions={item.id: _questions(folder / f"questions/{item.id}.toml") for item in manifest.rounds},
        cases={path.stem: _model(Case, path) for path in _files(folder, "cases/*.toml")},
        digest=_digest(folder),
    )
    check_references(pack, folder)
    return pack


def _questions(path: Path) -> tuple[Question, ...]:
    return _model(QuestionFile, path).question


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".toml", ".md"}):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PackError(f"{path}: the file is missing; restore it or take its mention out of the pack") from None
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise PackError(f"{path}: can't be read ({error.strerror}); check its permissions") from None


def _model(model: type[T], path: Path) -> T:
    try:
        data = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path}: not valid TOML: {error}") from None
    return _validated(model, data, path)


def _excerpt(path: Path) -> Excerpt:
    text, yaml_handler = _text(path), YAMLHandler()
    try:
        fields, body = frontmatter.parse(text, handler=yaml_handler)
    except YAMLError as error:
        raise PackError(f"{path}: front matter is not valid YAML: {' '.join(str(error).split())}") from None
    if not fields or not yaml_handler.detect(text):
        raise PackError(
            f"{path}: must begin with front matter: fields such as 'id: {path.stem}' between two lines of three hyphens"
        )
    excerpt = _validated(Excerpt, {**fields, "body": body}, path)
    if excerpt.id != path.stem:
        raise PackError(f"{path}: id is '{excerpt.id}', but the file's name says '{path.stem}'; make them equal")
    return excerpt


def _validated(model: type[T], data: Any, path: Path) -> T:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "".join(_steps(first["loc"], data)).lstrip(".") or "the file"
        raise PackError(f"{path}: {place}: {first['msg'].lower()} ({error.error_count()} mistake(s))") from None


def _steps(location: tuple[int | str, ...], data: Any) -> Iterator[str]:
    """Names list entries by their id where they have one, because people look for names, not for numbers."""
    for step in location:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(step, int):
            yield f"[{data['id'] if isinstance(data, dict) and 'id' in data else step + 1}]"
        else:
            yield f".{step}"
