"""Words advice and orders a rewrite through a model; the substance of both was decided before.

Advice that brings in a figure of its own, or a level, is replaced by the pack's wording; a finding that the model says
does not fit the answer is left out. A rewrite is an order of numbered pieces; it is verified like any other
(`interviewer.assessment.verification`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from interviewer.domain.assessment import Blank, Connective, Kept, Piece, Rewrite
from interviewer.domain.evidence import Reading
from interviewer.domain.model_calls import ModelCall, Outcome, Usage
from interviewer.engines.embedded.coach import joined, sentence
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
_JOINS = frozenset({" ", "."})
Pieces = Mapping[str, tuple[Piece, ...]]  # by the name under which the model is shown them


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
        pieces = _numbered(plain.rewrite)
        told = zip(range(len(requests)), requests, plain.advice, strict=True)
        prompt = self._prompt.render(
            thread="\n".join(f"Q: {item.question}\nA: {item.answer}" for item in thread),
            findings="\n".join(self._told(*finding) for finding in told),
            sentences=_listed(pieces, "S"),
            blanks=_listed(pieces, "B"),
        )
        try:
            reply = self._chat.value(prompt, Coached)
        except ProviderError as error:
            reason = self._fallback.take(error)
            return replace(plain, model_calls=(self._call("failed", Usage(), reason),))
        worded = {item.finding: item for item in reply.value.advice} if reply.value else {}
        unfit = {number for number, item in worded.items() if not item.fits}
        fitting = [request for number, request in enumerate(requests) if number not in unfit]
        if len(fitting) < len(requests):  # no blank is left for a link that is not missing
            plain = replace(plain, rewrite=self._own.coach(thread, reading, fitting).rewrite)
        return self._checked(reply.value, reply.usage, plain, requests, unfit)

    def _checked(
        self,
        coached: Coached | None,
        usage: Usage,
        plain: Coaching,
        requests: Sequence[AdviceRequest],
        unfit: set[int],
    ) -> Coaching:
        worded = {item.finding: item for item in coached.advice} if coached else {}
        advice = tuple(
            None if number in unfit or own is None else _taken(worded.get(number), own, request)
            for number, (own, request) in enumerate(zip(plain.advice, requests, strict=True))
        )
        pieces = _numbered(plain.rewrite)
        ordered = _ordered(coached.order, pieces) if coached and pieces else None
        own = sum(new is not old for new, old in zip(advice, plain.advice, strict=True)) + (ordered is not None)
        due = len(requests) + bool(pieces)
        reason = "" if own == due else f"{due - own} of {due} pieces added something, or could not be read"
        return Coaching(advice, ordered or plain.rewrite, (self._call("used" if own else "replaced", usage, reason),))

    def _told(self, number: int, request: AdviceRequest, plain: Advice | None) -> str:
        """One finding as the model is told it."""
        dimension = self._rubric.dimension(request.dimension)
        missing = dimension.link(request.link).absent if request.link else "nothing, it was strong"
        lines = [
            f"Finding {number}, about {dimension.name}. Missing: {missing}",
            f"Their words: {request.quote}" if request.quote else "",
            f"Why, in substance: {plain.why}" if plain else "",
            f"What next, in substance: {plain.next_step}" if plain else "",
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


def _numbered(plain: Rewrite | None) -> dict[str, tuple[Piece, ...]]:
    """The sentences S and the blanks B that may be used; a blank comes with its lead-in, everything with its stop."""
    found: dict[str, tuple[Piece, ...]] = {}
    lead_in: tuple[Piece, ...] = ()
    for piece in plain.pieces if plain else ():
        if isinstance(piece, Kept):
            found[f"S{sum(name[0] == 'S' for name in found)}"] = tuple(sentence(piece))
        elif isinstance(piece, Blank):
            found[f"B{sum(name[0] == 'B' for name in found)}"] = (*lead_in, piece, Connective(text="."))
        lead_in = (piece,) if isinstance(piece, Connective) and piece.text not in _JOINS else ()
    return found


def _listed(pieces: Pieces, letter: str) -> str:
    named = {name: Rewrite(pieces=parts).text for name, parts in pieces.items() if name.startswith(letter)}
    return "\n".join(f"{name}: {text}" for name, text in named.items())


def _ordered(order: Sequence[str], pieces: Pieces) -> Rewrite | None:
    """The pieces in the model's order; None unless it keeps every blank once and no piece twice."""
    every_blank = {name for name in pieces if name.startswith("B")} <= set(order)
    known = [name for name in order if name in pieces]
    if len(known) < len(order) or not every_blank or len(order) != len(set(order)):
        return None
    return joined([pieces[name] for name in order]) if any(name.startswith("S") for name in order) else None
