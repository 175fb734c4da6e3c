"""An engine that lies, at the seam where engines stand: what it claims must be dropped by code, whoever made it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from interviewer.domain.assessment import Connective, Kept, Rewrite
from interviewer.domain.evidence import Evidence, Quantity, Reading, Span
from interviewer.engines.protocols import AdviceRequest, Coach, Coaching, Exchange, ExtractionContext, Extractor
from interviewer.rubric.metric_gap import EFFECT

_MADE_UP = "GMV rose by 37% against the control group"


@dataclass
class LyingReader:
    """Adds, to what an honest extractor finds, words that nobody said and words at the wrong place."""

    honest: Extractor
    id: str = "liar@1"

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        reading = self.honest.extract(exchange, context)
        nowhere = Span(turn=exchange.turn, start=0, end=len(_MADE_UP), text=_MADE_UP)
        beside = Span(turn=exchange.turn, start=1, end=1 + len(exchange.answer[:12]), text=exchange.answer[:12])
        return reading.model_copy(update={"evidence": (_claim(nowhere), _claim(beside), *reading.evidence)})


@dataclass
class LyingCoach:
    """Words findings honestly, and puts a made-up success into every rewrite."""

    honest: Coach
    id: str = "lying-coach@1"

    def coach(self, thread: Sequence[Exchange], reading: Reading, requests: Sequence[AdviceRequest]) -> Coaching:
        honest = self.honest.coach(thread, reading, requests)
        kept = honest.rewrite.pieces if honest.rewrite else ()
        made_up = Span(turn=thread[-1].turn, start=0, end=len(_MADE_UP), text=_MADE_UP)
        lie = Kept(span=made_up) if len(requests) % 2 else Connective(text=f" {_MADE_UP}.")
        return replace(honest, rewrite=Rewrite(pieces=(*kept, lie)))


def _claim(span: Span) -> Evidence:
    return Evidence(kind=EFFECT, span=span, quantity=Quantity.EXPLICIT, probability=0.99)
