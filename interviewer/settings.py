"""Where things are and what is switched on, from the environment. Reads no file and opens no connection."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from interviewer.errors import SetupError
from interviewer.inference.sessions import sensible_threads

_HERE = Path(__file__).resolve().parent


class Settings(BaseModel):
    """All settings; each is an environment variable, documented in the README.

    Attributes:
        home: INTERVIEWER_HOME: sessions and index; the user data folder of the platform unless set.
        pack: INTERVIEWER_PACK: the pack's folder; the one that is shipped unless set.
        key: OPENAI_API_KEY: with it a language model plays; never shown, never logged.
        base_url: OPENAI_BASE_URL: a compatible server; OpenAI's unless set. May hold a password, so never shown either.
        model: OPENAI_MODEL: the model to ask there.
        timeout: INTERVIEWER_TIMEOUT: seconds that a call of the model may take.
        threads: INTERVIEWER_THREADS: how many threads each of the two shipped models computes with; half of the
            processors, 4 at most, unless set.
    """

    model_config = ConfigDict(frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("mock-interviewer"))
    pack: Path = Field(default_factory=lambda: shipped("knowledge") / "alibaba")
    key: str | None = Field(default=None, repr=False)
    base_url: str | None = Field(default=None, repr=False)
    model: str | None = None
    timeout: float = Field(default=60.0, gt=0, le=86_400)
    threads: int = Field(default_factory=sensible_threads, ge=1, le=64)

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

    @property
    def database(self) -> Path:
        return self.home / "sessions.sqlite3"

    @property
    def index(self) -> Path:
        return self.home / "index"


_VARIABLES = {
    "home": "INTERVIEWER_HOME",
    "pack": "INTERVIEWER_PACK",
    "key": "OPENAI_API_KEY",
    "base_url": "OPENAI_BASE_URL",
    "model": "OPENAI_MODEL",
    "timeout": "INTERVIEWER_TIMEOUT",
    "threads": "INTERVIEWER_THREADS",
}


def load_settings() -> Settings:
    """Settings from the environment; an empty variable counts as unset.

    Raises:
        SetupError: a variable holds what it can't hold.
    """
    given: dict[str, Any] = {
        name: value for name, variable in _VARIABLES.items() if (value := os.environ.get(variable, "").strip())
    }
    for name in ("home", "pack"):
        if name in given:
            given[name] = Path(given[name]).expanduser()
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        variable = _VARIABLES[str(wrong["loc"][0])]
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
