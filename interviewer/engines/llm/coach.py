"""Words advice and orders a rewrite through a model; the substance of both was decided before.

Advice that brings in a figure of its own, or a level, is replaced by the pack's wording. A rewrite is an order of
numbered pieces; it is verified like any other (`interviewer.assessment.verification`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from interviewer.domain.assessment import Blank, Connective, Kept, Piece, Rewrite
from interviewer.domain.evidence import Reading, Span
from interviewer.domain.model_calls import ModelCall, Outcome, Usage
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.prompts import load_prompt
from interviewer.engines.llm.schemas import Coached, WordedAdvice
from interviewer.engines.protocols import Advice, AdviceRequest, Coach, Coaching, Exchange
from interviewer.errors import ProviderError
from interviewer.packs.schema import Rubric

_FIGURE = re.compile(r"\d[\d.,]*")
_JUDGES = re.compile(r"(?i)\b(?:level|score|grade|rubric|\d of 4|metric gap|the candidate(?:'s)?)\b")
_LONGEST = 60  # words
_SPACE = Connective(text=" ")


class LlmCoach:
    """One call for an answer. `own` is the embedded coach: the substance, and what is said where the model's won't do.

    Which pieces of its reply are used is decided one by one: an advice that adds something costs itself only.
    """

    def __init__(self, rubric: Rubric, chat: Chat, own: Coach, fallback: Fallback) -> None:
        self._rubric = rubric
        self._chat = chat
        self._own = own
        self._fallback = fallback
        self._prompt = load_prompt("coach-answer")
        self.id = f"{self._prompt.name};{chat.parameters}"

    def coach(self, thread: Sequence[Exchange], reading: Reading, requests: Sequence[AdviceRequest]) -> Coaching:
        """The model's wording and order of what the embedded coach decided, where they add nothing."""
        plain = self._own.coach(thread, reading, requests)
        if self._fallback.gone or not requests:
            return plain
        pieces = _numbered(thread[-1], plain.rewrite, self._rubric) if plain.rewrite else {}
        prompt = self._prompt.render(
            findings="\n".join(map(self._told, range(len(requests)), requests, plain.advice)),
            sentences=_listed(pieces, "S"),
            connectives=_listed(pieces, "C"),
            blanks=_listed(pieces, "B"),
        )
        try:
            reply = self._chat.value(prompt, Coached)
        except ProviderError as error:
            reason = self._fallback.take(error)
            return replace(plain, model_calls=(self._call("failed", Usage(), reason),))
        return self._checked(reply.value, reply.usage, plain, requests, pieces)

    def _checked(
        self,
        coached: Coached | None,
        usage: Usage,
        plain: Coaching,
        requests: Sequence[AdviceRequest],
        pieces: dict[str, Piece],
    ) -> Coaching:
        worded = {item.finding: item for item in coached.advice} if coached else {}
        advice = tuple(
            _taken(worded.get(number), own, request)
            for number, (own, request) in enumerate(zip(plain.advice, requests, strict=True))
        )
        ordered = _ordered(coached.order, pieces) if coached and pieces else None
        rewrite = Rewrite(pieces=ordered) if ordered else plain.rewrite
        own = sum(new is not old for new, old in zip(advice, plain.advice, strict=True)) + (ordered is not None)
        due = len(requests) + bool(pieces)
        reason = "" if own == due else f"{due - own} of {due} pieces added something, or could not be read"
        return Coaching(advice, rewrite, (self._call("used" if own else "replaced", usage, reason),))

    def _told(self, number: int, request: AdviceRequest, plain: Advice) -> str:
        """One finding as the model is told it."""
        dimension = self._rubric.dimension(request.dimension)
        missing = dimension.link(request.link).absent if request.link else "nothing, it was strong"
        lines = [
            f"Finding {number}, about {dimension.name}. Missing: {missing}",
            f"Their words: {request.quote}" if request.quote else "",
            f"Why, in substance: {plain.why}",
            f"What next, in substance: {plain.next_step}",
        ]
        return "\n".join(filter(None, lines))

    def _call(self, outcome: Outcome, usage: Usage, reason: str) -> ModelCall:
        stamp = self.id if outcome == "used" else self._own.id
        return ModelCall(role="coach", stamp=stamp, usage=usage, outcome=outcome, reason=reason)


def _taken(worded: WordedAdvice | None, plain: Advice, request: AdviceRequest) -> Advice:
    """The model's words where they add nothing, else the pack's."""
    if worded is None or not _sound(worded, f"{plain.why} {plain.next_step} {request.quote or ''}"):
        return plain
    return Advice(worded.why, worded.next_step)


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
