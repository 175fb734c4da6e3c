"""Who plays each role: from what the user chose, whether a model is set up, and how well its reading was measured.

Imports no SDK: `doctor` and `--help` may ask.
"""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Literal, cast

from interviewer.domain.setup import ENGINES, EngineRequest, EngineSelection
from interviewer.engines.llm.endpoint import DEFAULT_MODEL, NO_KEY, OPENAI, Endpoint, Options, proxy_for
from interviewer.errors import BadInput
from interviewer.settings import Settings

AGREEMENT = Path(str(files("interviewer.engines.llm"))) / "agreement.toml"  # written by evals/reports/llm_report.py
Player = Literal["embedded", "llm"]


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The model's server, where one is set up: a key, or an address of one's own, which may need no key."""
    if not settings.key and not settings.base_url:
        return None
    proxy = proxy_for(settings.base_url or OPENAI)
    model = settings.model or DEFAULT_MODEL
    options = Options(settings.max_tokens, settings.temperature, settings.reasoning_effort, settings.extra_body)
    key = settings.key or NO_KEY
    return Endpoint(key, settings.base_url, model, settings.timeout, proxy, options, settings.servers)


def select_engines(wish: EngineRequest, settings: Settings) -> EngineSelection:
    """Who plays.

    Raises:
        BadInput: an unknown player, or a model is wanted and none is set up.
    """
    for what, value in wish.model_dump(exclude={"samples"}).items():
        if value not in ENGINES:
            raise BadInput(f"unknown {what} '{value}'; known are: {', '.join(ENGINES)}")
    endpoint = endpoint_of(settings)
    model = endpoint.model if endpoint else None
    chosen = EngineSelection(
        voice=_player(wish.voice, wish.engine, settings.voice, "llm" if endpoint else "embedded"),
        extractor=_player(
            wish.extractor, wish.engine, settings.extractor, better_extractor(model) if model else "embedded"
        ),
        coach=_player(wish.coach, wish.engine, settings.coach, "embedded"),
        samples=wish.samples,
    )
    if chosen.roles and endpoint is None:
        raise BadInput(
            "no language model is set up; set OPENAI_API_KEY (or OPENAI_BASE_URL for a server of your own), "
            "or use --engine embedded"
        )
    return chosen.model_copy(update={"model": model}) if chosen.roles else chosen


def better_extractor(model: str) -> Player:
    """Whichever extractor agrees better with people's labels; the embedded one where the model's was never measured."""
    measured = tomllib.loads(AGREEMENT.read_text(encoding="utf-8"))
    scores = measured.get("models", {}).get(model)
    return "llm" if scores and sum(scores["llm"].values()) > sum(scores["embedded"].values()) else "embedded"


def _player(wanted: str, engine: str, usual: str, automatic: Player) -> Player:
    """What is asked for goes before the settings: `--engine embedded` sends nothing, whatever they say."""
    for wish in (wanted, engine, usual):
        if wish != "auto":
            return cast(Player, wish)
    return automatic
