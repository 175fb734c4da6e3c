"""Tries a model once in each role, on made-up words: does it work, how was it asked, how long did it take?"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from interviewer.domain.model_calls import ModelCall, Usage
from interviewer.domain.moves import AskMain, Move
from interviewer.engines.llm.engine import LlmEngine
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.protocols import (
    AdviceRequest,
    Coach,
    Exchange,
    ExtractionContext,
    Extractor,
    Voice,
    VoiceContext,
)
from interviewer.errors import ProviderError
from interviewer.packs.schema import Pack

ANSWER = (
    "My lead gave me the arrival estimates. I found drivers waiting at closed gates, which nobody counted, so I moved "
    "pickups to when gates are open. RMSE got 2% worse; late parcels fell from 9% to 6%, for two more vans a week."
)
_QUESTION = "What did you change, and what came of it?"


@dataclass(frozen=True)
class Trial:
    """How a model did in one role.

    Attributes:
        how: in which way it was asked, where there is more than one.
        said: the beginning of what it said, or why that could not be used.
    """

    role: str
    works: bool
    how: str
    seconds: float
    usage: Usage
    said: str


def tried(engine: LlmEngine, pack: Pack, voice: Voice, extractor: Extractor, coach: Coach) -> Iterator[Trial]:
    """One line, one reading, one advice; `voice`, `extractor` and `coach` are the embedded ones beneath."""
    yield _timed("voice", engine, lambda: _line(engine, pack, voice))
    yield _timed("extractor", engine, lambda: _reading(engine, pack, extractor))
    yield _timed("coach", engine, lambda: _coaching(engine, pack, extractor, coach))


Said = tuple[str, ModelCall | None]


def _timed(role: str, engine: LlmEngine, ask: Callable[[], Said]) -> Trial:
    begun = time.monotonic()
    try:
        said, call = ask()
    except ProviderError as error:
        return Trial(role, False, _how(role, engine), time.monotonic() - begun, Usage(), str(error))
    works = call is not None and call.outcome == "used"
    usage = call.usage if call else Usage()
    told = said if works else (call.reason if call else "the model was not asked")
    return Trial(role, works, _how(role, engine), time.monotonic() - begun, usage, " ".join(told.split()))


def _how(role: str, engine: LlmEngine) -> str:
    dialect = engine.known.dialect
    reasons = ", reasons first" if dialect.reasons else ""
    if role == "voice":
        return ("streamed" if dialect.streams else "whole") + reasons
    return (dialect.method or "not found out").replace("_", " ") + reasons


def _line(engine: LlmEngine, pack: Pack, own: Voice) -> Said:
    round_ = pack.manifest.rounds[0]
    question = next(item for item in pack.questions[round_.id] if item.opener)
    move = Move(speaker=round_.speakers[0], action=AskMain(question=question.id))
    saying, pieces = engine.voice(own, Fallback()).say(move, VoiceContext(1, (), (), round=round_.id)), list[str]()
    while True:
        try:
            pieces.append(str(next(saying)))
        except StopIteration as done:
            return "".join(pieces), done.value


def _reading(engine: LlmEngine, pack: Pack, own: Extractor) -> Said:
    context = ExtractionContext(pack.manifest.rounds[0].id, pack.rubric.headline)
    reading = engine.extractor(own, Fallback()).extract(Exchange(0, _QUESTION, ANSWER), context)
    found = ", ".join(f"{item.kind} ({item.span.text[:30]})" for item in reading.evidence[:3])
    return f"{len(reading.evidence)} pieces of evidence: {found}", reading.model_call


def _coaching(engine: LlmEngine, pack: Pack, extractor: Extractor, own: Coach) -> Said:
    exchange, dimension = Exchange(0, _QUESTION, ANSWER), pack.rubric.dimension(pack.rubric.headline[0])
    reading = extractor.extract(exchange, ExtractionContext(pack.manifest.rounds[0].id, pack.rubric.headline))
    request = AdviceRequest(dimension.id, dimension.links[0].id, 2, "RMSE got 2% worse", 0)
    coaching = engine.coach(own, Fallback()).coach([exchange], reading, [request])
    advice = coaching.advice[0]
    return advice.next_step if advice else "the finding does not fit", next(iter(coaching.model_calls), None)
