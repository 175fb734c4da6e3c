"""Who plays each role: from what the user chose, whether a model is set up, and how well its reading was measured.

Imports no SDK: `doctor` and `--help` may ask.
"""

from typing import Literal, cast

from interviewer.domain.setup import ENGINES, EngineRequest, EngineSelection
from interviewer.engines.llm.endpoint import DEFAULT_MODEL, NO_KEY, OPENAI, Endpoint, Options, proxy_for
from interviewer.engines.measured import calibration_of, dimensions_read
from interviewer.errors import BadInput
from interviewer.rubric.registry import HEADLINE
from interviewer.settings import Settings

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


def needed_endpoint(settings: Settings) -> Endpoint:
    """The model's server, for what can't be done without one.

    Raises:
        BadInput: none is set up.
    """
    endpoint = endpoint_of(settings)
    if endpoint is None:
        raise BadInput("no language model is set up; set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own")
    return endpoint


def select_engines(wish: EngineRequest, settings: Settings) -> EngineSelection:
    """Who plays.

    Raises:
        BadInput: an unknown player, or a model is wanted and none is set up.
    """
    for what, value in wish.model_dump(exclude={"samples"}).items():
        if value not in ENGINES:
            raise BadInput(f"unknown {what} '{value}'; known are: {', '.join(ENGINES)}")
    endpoint = endpoint_of(settings)
    reads = dimensions_read(endpoint, settings.agreement) if endpoint else ()
    coaches = endpoint is not None and calibration_of(endpoint, settings.agreement).model_coaches
    unasked = {wish.extractor, wish.engine, settings.extractor} == {"auto"}
    chosen = EngineSelection(
        voice=_player(wish.voice, wish.engine, settings.voice, "llm" if endpoint else "embedded"),
        extractor=_player(wish.extractor, wish.engine, settings.extractor, "llm" if reads else "embedded"),
        coach=_player(wish.coach, wish.engine, settings.coach, "llm" if coaches else "embedded"),
        samples=wish.samples,
        model_reads=reads if unasked and set(reads) != set(HEADLINE) else (),
    )
    if chosen.roles and endpoint is None:
        raise BadInput(
            "no language model is set up; set OPENAI_API_KEY (or OPENAI_BASE_URL for a server of your own), "
            "or use --engine embedded"
        )
    return chosen.model_copy(update={"model": endpoint.model}) if chosen.roles and endpoint else chosen


def _player(wanted: str, engine: str, usual: str, automatic: Player) -> Player:
    """What is asked for goes before the settings: `--engine embedded` sends nothing, whatever they say."""
    for wish in (wanted, engine, usual):
        if wish != "auto":
            return cast(Player, wish)
    return automatic
