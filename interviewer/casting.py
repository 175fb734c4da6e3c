"""Who plays each role: from what the user chose, whether a model is set up, and how well its reading was measured.

Imports no SDK: `doctor` and `--help` may ask.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, cast

from interviewer.domain.setup import Cast
from interviewer.errors import BadInput
from interviewer.llm.endpoint import DEFAULT_MODEL, NO_KEY, OPENAI, Endpoint, proxy_for
from interviewer.settings import Settings

AGREEMENT = Path(str(files("interviewer.llm"))) / "agreement.toml"  # written by evals/llm_report.py
Player = Literal["embedded", "llm"]
ENGINES = ("auto", "embedded", "llm")


@dataclass(frozen=True)
class Wish:
    """What was asked for, role by role; `auto` leaves a role to `engine`, and that to what is set up."""

    engine: str = "auto"
    voice: str = "auto"
    reader: str = "auto"
    coach: str = "auto"
    samples: int = 1


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The model's server, where one is set up: a key, or an address of one's own, which may need no key."""
    if not settings.key and not settings.base_url:
        return None
    proxy = proxy_for(settings.base_url or OPENAI)
    model = settings.model or DEFAULT_MODEL
    return Endpoint(settings.key or NO_KEY, settings.base_url, model, settings.timeout, proxy)


def cast_for(wish: Wish, settings: Settings) -> Cast:
    """Who plays.

    Raises:
        BadInput: an unknown player, or a model is wanted and none is set up.
    """
    for what, value in vars(wish).items():
        if what != "samples" and value not in ENGINES:
            raise BadInput(f"unknown {what} '{value}'; known are: {', '.join(ENGINES)}")
    endpoint = endpoint_of(settings)
    if endpoint is None and "llm" in (wish.engine, wish.voice, wish.reader, wish.coach):
        raise BadInput(
            "no language model is set up; set OPENAI_API_KEY (or OPENAI_BASE_URL for a server of your own), "
            "or use --engine embedded"
        )
    model = endpoint.model if endpoint else None
    chosen = Cast(
        voice=_player(wish.voice, wish.engine, "llm" if endpoint else "embedded"),
        reader=_player(wish.reader, wish.engine, better_reader(model) if model else "embedded"),
        coach=_player(wish.coach, wish.engine, "embedded"),
        samples=wish.samples,
    )
    return chosen.model_copy(update={"model": model}) if chosen.roles else chosen


def better_reader(model: str) -> Player:
    """Whichever reader agrees better with people's labels; the embedded one where the model's was never measured."""
    measured = tomllib.loads(AGREEMENT.read_text(encoding="utf-8"))
    scores = measured.get("models", {}).get(model)
    return "llm" if scores and sum(scores["llm"].values()) > sum(scores["embedded"].values()) else "embedded"


def _player(wanted: str, engine: str, automatic: Player) -> Player:
    """A role's own wish goes before the engine's. With `--engine llm` the model plays voice and reader, and coach."""
    for wish in (wanted, engine):
        if wish != "auto":
            return cast(Player, wish)
    return automatic
