"""Where things are and what is switched on, from the environment. Reads no file and opens no connection."""

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field

from interviewer.errors import SetupError

_HERE = Path(__file__).resolve().parent


class Settings(BaseModel):
    """All settings; each is an environment variable, documented in the README.

    Attributes:
        home: INTERVIEWER_HOME: sessions and index; the user data folder of the platform unless set.
        pack: INTERVIEWER_PACK: the pack's folder; the one that is shipped unless set.
    """

    model_config = ConfigDict(frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("mock-interviewer"))
    pack: Path = Field(default_factory=lambda: shipped("knowledge") / "alibaba")

    @property
    def database(self) -> Path:
        return self.home / "sessions.sqlite3"

    @property
    def index(self) -> Path:
        return self.home / "index"


def load_settings() -> Settings:
    """Settings from the environment; an empty variable counts as unset."""
    given = {"home": os.environ.get("INTERVIEWER_HOME"), "pack": os.environ.get("INTERVIEWER_PACK")}
    return Settings(**{name: Path(value).expanduser() for name, value in given.items() if value})


def shipped(name: str) -> Path:
    """A data folder: of the checkout, or of the installed wheel, which carries a copy.

    Raises:
        SetupError: it is in neither.
    """
    for folder in (_HERE.parent / name, _HERE / "_shipped" / name):
        if folder.is_dir():
            return folder
    raise SetupError(f"the folder '{name}' is missing beside the package; install mock-interviewer again")
