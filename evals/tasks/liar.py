"""An engine that lies, at the seam where engines stand: what it claims must be dropped by code, whoever made it."""

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.domain.assessment import Connective, Finding, Kept, Rewrite
from interviewer.domain.evidence import Evidence, Quantity, Reading, Span
from interviewer.engines.protocols import Advice, AdviceRequest, Coach, Exchange, ExtractionContext, Extractor
from interviewer.packs.schema import Rubric
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

    def advise(self, request: AdviceRequest, rubric: Rubric) -> Advice:
        return self.honest.advise(request, rubric)

    def rewrite(self, exchange: Sequence[Exchange], reading: Reading, findings: Sequence[Finding]) -> Rewrite | None:
        made_up = Span(turn=exchange[-1].turn, start=0, end=len(_MADE_UP), text=_MADE_UP)
        honest = self.honest.rewrite(exchange, reading, findings)
        if len(findings) % 2:
            return Rewrite(pieces=(*(honest.pieces if honest else ()), Kept(span=made_up)))
        return Rewrite(pieces=(*(honest.pieces if honest else ()), Connective(text=f" {_MADE_UP}.")))


def _claim(span: Span) -> Evidence:
    return Evidence(kind=EFFECT, span=span, quantity=Quantity.EXPLICIT, probability=0.99)
