"""Words advice and orders a rewrite through a model; the substance of both was decided before.

Advice that brings in a figure of its own, or a level, is replaced by the pack's wording. A rewrite is an order of
numbered pieces; it is verified like any other (`interviewer.assessment.verification`).
"""

import re
from collections.abc import Sequence

from interviewer.domain.assessment import Blank, Connective, Finding, Kept, Piece, Rewrite
from interviewer.domain.evidence import Reading, Span
from interviewer.domain.model_calls import ModelCall
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.prompts import Prompt, load_prompt
from interviewer.engines.llm.schemas import WordedAdvice, WordedRewrite
from interviewer.engines.protocols import Advice, AdviceRequest, Coach, Exchange
from interviewer.errors import ProviderError
from interviewer.packs.schema import Rubric

_FIGURE = re.compile(r"\d[\d.,]*")
_JUDGES = re.compile(r"(?i)\b(?:level|score|grade|rubric|\d of 4|metric gap|the candidate(?:'s)?)\b")
_LONGEST = 60  # words
_SPACE = Connective(text=" ")


class LlmCoach:
    """`own` is the embedded coach: the substance of every advice, and what is said where the model's won't do."""

    def __init__(self, rubric: Rubric, chat: Chat, own: Coach, fallback: Fallback) -> None:
        self._rubric = rubric
        self._chat = chat
        self._own = own
        self._fallback = fallback
        self._advice = load_prompt("coach-advice")
        self._rewrite = load_prompt("coach-rewrite")
        self.id = self._stamp(self._advice)

    def advise(self, request: AdviceRequest, rubric: Rubric) -> Advice:
        """The model's wording of the pack's advice, where it adds nothing."""
        plain = self._own.advise(request, rubric)
        if self._fallback.gone:
            return plain
        dimension = rubric.dimension(request.dimension)
        prompt = self._advice.render(
            dimension=dimension.name,
            missing=dimension.link(request.link).absent if request.link else "nothing, it was strong",
            quote=request.quote or "",
            why=plain.why,
            next_step=plain.next_step,
        )
        try:
            reply = self._chat.value(prompt, WordedAdvice)
        except ProviderError as error:
            return self._kept(plain, self._fallback.take(error))
        worded = reply.value
        if worded is None or not _sound(worded, f"{plain.why} {plain.next_step} {request.quote or ''}"):
            reason = "the model's wording added something, or could not be read"
            model_call = ModelCall(
                role="coach", stamp=self._own.id, usage=reply.usage, outcome="replaced", reason=reason
            )
            return Advice(plain.why, plain.next_step, model_call)
        return Advice(worded.why, worded.next_step, ModelCall(role="coach", stamp=self.id, usage=reply.usage))

    def rewrite(self, exchange: Sequence[Exchange], reading: Reading, findings: Sequence[Finding]) -> Rewrite | None:
        """The embedded coach's rewrite in the model's order; the embedded one where that order is none."""
        plain = self._own.rewrite(exchange, reading, findings)
        if plain is None or self._fallback.gone:
            return plain
        pieces = _numbered(exchange[-1], plain, self._rubric)
        prompt = self._rewrite.render(
            sentences=_listed(pieces, "S"), connectives=_listed(pieces, "C"), blanks=_listed(pieces, "B")
        )
        try:
            reply = self._chat.value(prompt, WordedRewrite)
        except ProviderError as error:
            reason = self._fallback.take(error)
            return plain.model_copy(update={"model_call": self._failed(reason)})
        ordered = _ordered(reply.value.order if reply.value else [], pieces)
        if ordered is None:
            model_call = ModelCall(
                role="coach", stamp=self._own.id, usage=reply.usage, outcome="replaced", reason="no order"
            )
            return plain.model_copy(update={"model_call": model_call})
        stamp = self._stamp(self._rewrite)
        return Rewrite(pieces=ordered, model_call=ModelCall(role="coach", stamp=stamp, usage=reply.usage))

    def _kept(self, plain: Advice, reason: str) -> Advice:
        return Advice(plain.why, plain.next_step, self._failed(reason))

    def _failed(self, reason: str) -> ModelCall:
        return ModelCall(role="coach", stamp=self._own.id, outcome="failed", reason=reason)

    def _stamp(self, prompt: Prompt) -> str:
        return f"{prompt.name};{self._chat.parameters}"


def _sound(worded: WordedAdvice, material: str) -> bool:
    """Whether the wording holds no figure that is not in the material, no level, and is no lecture."""
    text = f"{worded.why} {worded.next_step}"
    figures = set(_FIGURE.findall(text)) <= set(_FIGURE.findall(material))
    filled = bool(worded.why.strip() and worded.next_step.strip())
    return filled and figures and not _JUDGES.search(text) and len(text.split()) <= _LONGEST


def _numbered(exchange: Exchange, plain: Rewrite, rubric: Rubric) -> dict[str, Piece]:
    """Every piece that may be used, by the name under which the model is shown it."""
    own = [
        Kept(span=Span(turn=exchange.turn, start=part.start, end=part.end, text=part.text))
        for part in sentences(exchange.answer)
    ]
    kept = [piece for piece in own if any(isinstance(item, Kept) and item.span == piece.span for item in plain.pieces)]
    connectives = [Connective(text=text) for text in rubric.connectives if len(text) > 2]
    blanks = [piece for piece in plain.pieces if isinstance(piece, Blank)]
    groups: tuple[tuple[str, Sequence[Piece]], ...] = (("S", kept), ("C", connectives), ("B", blanks))
    return {f"{letter}{number}": piece for letter, group in groups for number, piece in enumerate(group)}


def _listed(pieces: dict[str, Piece], letter: str) -> str:
    texts = {name: piece.span.text if isinstance(piece, Kept) else piece.text for name, piece in pieces.items()}
    return "\n".join(f"{name}: {text}" for name, text in texts.items() if name.startswith(letter))


def _ordered(order: Sequence[str], pieces: dict[str, Piece]) -> tuple[Piece, ...] | None:
    """The pieces in the model's order with spaces and full stops between; None unless it keeps every blank once."""
    known = all(name in pieces for name in order)
    told = [name for name in order if name.startswith(("S", "B"))]
    every_blank = {name for name in pieces if name.startswith("B")} <= set(told)
    if not known or not every_blank or len(told) != len(set(told)) or not any(name.startswith("S") for name in told):
        return None
    found: list[Piece] = []
    for name in order:
        piece = pieces[name]
        found += [piece]
        if isinstance(piece, Blank):
            found += [Connective(text=".")]
        if not isinstance(piece, Connective):
            found += [_SPACE]
    return tuple(found[:-1]) if found[-1] == _SPACE else None
