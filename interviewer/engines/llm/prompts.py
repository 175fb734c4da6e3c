"""Prompts as files: front matter, a stable system part, a user part. Renders strictly; knows nothing of models.

A candidate's text and the guide's excerpts enter only through the filter `data`, as marked data: the marks can't be
forged, because angle brackets in the text are escaped.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import frontmatter
import jinja2
from jinja2 import meta
from pydantic import BaseModel, ConfigDict, ValidationError
from yaml import YAMLError

from interviewer.errors import InvariantError, SetupError
from interviewer.settings import shipped

SPLIT = "\n=== user ===\n"


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    version: int
    output: str
    variables: list[str]


@dataclass(frozen=True)
class Rendered:
    """A prompt ready to be sent: `system` stays the same through an interview, so that providers' caches hit."""

    system: str
    user: str


@dataclass(frozen=True)
class Prompt:
    """One prompt file.

    Attributes:
        output: what is asked for: `line`, or the name of a type in `interviewer.engines.llm.schemas`.
        digest: hash of the file's text, as stamped on every result.
    """

    id: str
    version: int
    output: str
    variables: tuple[str, ...]
    digest: str
    system: str
    user: str

    @property
    def name(self) -> str:
        """Id, version and content hash, as they stand in a stamp."""
        return f"{self.id}@{self.version}#{self.digest}"

    def render(self, **values: object) -> Rendered:
        """Fill in.

        Raises:
            InvariantError: a declared variable is missing, or one is given that was not declared.
        """
        if set(values) != set(self.variables):
            raise InvariantError(
                f"prompt '{self.id}' takes {sorted(self.variables)}, was given {sorted(values)}; please report this"
            )
        environment = _environment()
        parts = (environment.from_string(text).render(**values).strip() for text in (self.system, self.user))
        return Rendered(*parts)

    @property
    def placeholders(self) -> set[str]:
        """The variables that the text uses; a test holds them equal to those declared."""
        return meta.find_undeclared_variables(_environment().parse(self.system + self.user))


_MARK = re.compile(r"<(?=[\s/]*data\b)", re.IGNORECASE)


def marked(text: str, name: str) -> str:
    """`text` as data that can't pass for instructions: marked, and a mark within it broken; all else as it stands."""
    return f'<data name="{name}">\n{_MARK.sub("&lt;", text)}\n</data>'


@cache
def load_prompt(prompt_id: str) -> Prompt:
    """The prompt of that id.

    Raises:
        SetupError: the file is missing or malformed.
    """
    path = prompt_folder() / f"{prompt_id}.md"
    try:
        text = path.read_text(encoding="utf-8")
        front, body = frontmatter.parse(text)
        about = _FrontMatter.model_validate(front)
        system, user = body.split(SPLIT)
    except OSError as error:
        raise SetupError(f"{path}: {error.strerror}; install mock-interviewer again") from None
    except (ValueError, YAMLError, ValidationError) as error:
        raise SetupError(f"{path}: not a prompt file ({error}); see prompts/README.md for its form") from None
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Prompt(about.id, about.version, about.output, tuple(about.variables), digest, system, user)


def prompt_ids() -> Sequence[str]:
    """The ids of all prompts that are shipped."""
    return sorted(path.stem for path in prompt_folder().glob("*.md") if path.stem != "README")


def prompt_folder() -> Path:
    return shipped("prompts")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True)
    environment.filters["data"] = marked
    return environment
