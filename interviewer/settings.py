"""Where things are and what is switched on: the only reader of the environment, but for what libraries look up there.

Reads no file and opens no connection.
"""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from interviewer.errors import SetupError
from interviewer.inference.sessions import sensible_threads

_HERE = Path(__file__).resolve().parent
_PREFIX = "INTERVIEWER_"
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
Player = Literal["auto", "embedded", "llm"]


class Settings(BaseModel):
    """All settings; each is an environment variable, documented in the README.

    Attributes:
        home: INTERVIEWER_HOME: sessions and index; the user data folder of the platform unless set.
        pack: INTERVIEWER_PACK: the pack's folder; the one that is shipped unless set.
        key: OPENAI_API_KEY: with it a language model plays; never shown, never logged.
        base_url: OPENAI_BASE_URL: a compatible server; OpenAI's unless set. May hold a password, so never shown either.
        model: OPENAI_MODEL: the model to ask there.
        voice, extractor, coach: INTERVIEWER_VOICE, _EXTRACTOR, _COACH: who plays a role where nobody says otherwise;
            INTERVIEWER_READER is the second's earlier name.
        timeout: INTERVIEWER_TIMEOUT: seconds that a call of the model may take.
        concurrency: INTERVIEWER_CONCURRENCY: how many lines a bulk critique grades at once; unless set, 8 with a model
            and 1 without.
        max_tokens: INTERVIEWER_MAX_TOKENS: tokens that one reply of the model may take, its thoughts included.
        temperature, reasoning_effort: INTERVIEWER_TEMPERATURE, INTERVIEWER_REASONING_EFFORT: sent where they are set.
        extra_body: INTERVIEWER_EXTRA_BODY: further fields of each request, as a JSON object; may hold what is secret.
        threads: INTERVIEWER_THREADS: how many threads each of the two shipped models computes with; half of the
            processors, 4 at most, unless set.
        hosts: INTERVIEWER_HOSTS: further names that the page answers to, with commas between.
        proxy: INTERVIEWER_PROXY: addresses of proxies whose word about a client is believed, with commas between.
        root_path: INTERVIEWER_ROOT_PATH: the path below which a proxy shows the page, such as /interviewer; it passes
            on what follows that path.
        users_file, users: INTERVIEWER_USERS_FILE, INTERVIEWER_USERS: who may sign in to the page. An empty one is no
            unset one: somebody meant to let only some people in.
    """

    model_config = ConfigDict(frozen=True, validate_by_name=True, validate_by_alias=True)

    home: Path = Field(default_factory=lambda: user_data_path("mock-interviewer"))
    pack: Path = Field(default_factory=lambda: shipped("knowledge") / "alibaba")
    key: str | None = Field(default=None, repr=False, validation_alias="OPENAI_API_KEY")
    base_url: str | None = Field(default=None, repr=False, validation_alias="OPENAI_BASE_URL")
    model: str | None = Field(default=None, validation_alias="OPENAI_MODEL")
    voice: Player = "auto"
    extractor: Player = Field(
        default="auto", validation_alias=AliasChoices("INTERVIEWER_EXTRACTOR", "INTERVIEWER_READER")
    )
    coach: Player = "auto"
    timeout: float = Field(default=60.0, gt=0, le=86_400)
    concurrency: int | None = Field(default=None, ge=1, le=64)
    max_tokens: int | None = Field(default=None, ge=16, le=1_000_000)
    temperature: float | None = Field(default=None, ge=0, le=2)
    reasoning_effort: str | None = Field(default=None, pattern=r"^[a-z]{1,20}$")
    extra_body: Annotated[dict[str, Any], NoDecode] = Field(default_factory=dict, repr=False)
    threads: int = Field(default_factory=sensible_threads, ge=1, le=64)
    hosts: str = ""
    proxy: str = ""
    root_path: str = ""
    users_file: str | None = None
    users: str | None = Field(default=None, repr=False)

    @field_validator("home", "pack", mode="after")
    @classmethod
    def _at_home(cls, path: Path) -> Path:
        try:
            return path.expanduser()
        except RuntimeError:
            raise PydanticCustomError("home", "it begins with the home of a user who does not exist") from None

    @field_validator("key")
    @classmethod
    def _is_a_key(cls, key: str | None) -> str | None:
        if key and not all("!" <= letter <= "~" for letter in key):
            raise PydanticCustomError("key", "it holds a character that no key holds")
        return key

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        try:
            parts = urlsplit(url or "http://unset")
            if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
                return url
        except ValueError:
            pass
        raise PydanticCustomError("address", "it is no address such as http://127.0.0.1:8081/v1")

    @field_validator("root_path")
    @classmethod
    def _is_a_path(cls, path: str) -> str:
        if path and not _PATH.fullmatch(path):
            raise PydanticCustomError("root_path", "it is no path such as /interviewer")
        return path.rstrip("/")

    @field_validator("extra_body", mode="before")
    @classmethod
    def _is_an_object(cls, fields: object) -> object:
        try:
            return json.loads(fields) if isinstance(fields, str) else fields
        except ValueError:
            raise PydanticCustomError("extra_body", 'it is no JSON object such as {{"top_k": 5}}') from None

    @field_validator("extra_body")
    @classmethod
    def _leaves_alone_what_is_ours(cls, fields: dict[str, Any]) -> dict[str, Any]:
        ours = sorted({"model", "messages", "stream", "response_format", "tools"} & set(fields))
        if ours:
            raise PydanticCustomError("extra_body", f"'{ours[0]}' is set by the program")
        return fields

    @property
    def servers(self) -> Path:
        """What was found out about how models' servers want to be asked."""
        return self.home / "servers.json"

    @property
    def agreement(self) -> Path:
        """How well models read and coach, as `interviewer doctor --model --calibrate` found."""
        return self.home / "agreement.json"

    @property
    def database(self) -> Path:
        return self.home / "sessions.sqlite3"

    @property
    def index(self) -> Path:
        return self.home / "index"


class _Environment(BaseSettings, Settings):
    """The settings as the environment has them."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _only_what_is_set(cls, given: dict[str, Any]) -> dict[str, Any]:
        """An empty variable counts as unset, but for those that say who may come in."""
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value != "" or name in ("users", "users_file")}


def load_settings() -> Settings:
    """Settings from the environment.

    Raises:
        SetupError: a variable holds what it can't hold.
    """
    try:
        return _Environment()
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        name = str(wrong["loc"][0])
        variable = name if name.isupper() else f"{_PREFIX}{name.upper()}"
        raise SetupError(f"{variable} is not usable ({wrong['msg'].lower()}); mend or unset it") from None


def shipped(name: str) -> Path:
    """A data folder: of the checkout, or of the installed wheel, which carries a copy.

    Raises:
        SetupError: it is in neither.
    """
    for folder in (_HERE.parent / name, _HERE / "_shipped" / name):
        if folder.is_dir():
            return folder
    raise SetupError(f"the folder '{name}' is missing beside the package; install mock-interviewer again")
