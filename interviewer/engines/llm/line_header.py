"""The first line of a voice's reply, in which a model names the move that it makes, and what becomes of that name.

What a header claims is checked: unknown ids and words that nobody said count for nothing. Knows no prompt.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from interviewer.domain.moves import Move, Reaction, TakeUp, TellFact
from interviewer.engines.guardrails import is_long
from interviewer.engines.llm.quotes import locate
from interviewer.engines.protocols import Offer, VoiceContext
from interviewer.packs.schema import Fact

_FENCE = re.compile(r"^\s*```\w*\s*")


class LineHeader(BaseModel):
    """Attributes:
    move: the id of one of the moves that were offered.
    tell: ids of facts that the candidate asked for.
    quote: words of the candidate's that the line takes up.
    """

    move: str
    tell: list[str] = []
    quote: str | None = None


@dataclass(frozen=True)
class Choice:
    """The move that is made, and the names of the checks that the header broke."""

    move: Move
    broken: tuple[str, ...] = ()


def without_header(text: str, ended: bool) -> tuple[LineHeader | None, str] | None:
    """The header and the line behind it, as far as they came; None while that can't be told.

    A reply that begins with no header is a line once it is whole: before, it may turn out to be thoughts.
    """
    said = _FENCE.sub("", text).lstrip()
    if not said.startswith("{"):
        return (None, said) if ended else None
    try:
        value, end = json.JSONDecoder().raw_decode(said)
    except (ValueError, RecursionError):
        return (None, said.partition("\n")[2].strip()) if ended else None
    try:
        header = LineHeader.model_validate(value)
    except ValidationError:
        header = None
    return header, said[end:].strip().strip("`").lstrip()


def chosen(header: LineHeader | None, context: VoiceContext, offers: Sequence[Offer]) -> Choice:
    """The move that the header names, with what it tells and takes up; the first where it names none that is offered.

    All facts of a line are told by one person, to whom they belong.
    """
    offer = next((item for item in offers if header and item.id == header.move), None)
    if header is None or offer is None:
        return Choice(offers[0].move, ("header",))
    known = {fact.id: fact for fact in context.facts}
    facts = [known[id_] for id_ in dict.fromkeys(header.tell) if id_ in known]
    facts = [fact for fact in facts if fact.speaker == facts[0].speaker]
    quote = _said(header.quote, context.answers) if header.quote else None
    broken = (
        *(["tell"] if set(header.tell) - set(known) else []),
        *(["quote"] if header.quote and not quote else []),
    )
    return Choice(_made(offer.move, facts, quote), broken)


def _made(move: Move, facts: Sequence[Fact], quote: str | None) -> Move:
    """The move as it is said: with its own take-up only where the line has one, and with no refusal beside a fact."""
    told = tuple(TellFact(source="case", id=fact.id, text=fact.answer) for fact in facts)
    kept = tuple(item for item in move.reactions if not _replaced(item, bool(told)))
    taken_up = (TakeUp(quote=quote),) if quote else ()
    speaker = facts[0].speaker if facts else move.speaker
    return move.model_copy(update={"speaker": speaker, "reactions": (*kept, *told, *taken_up)})


def _replaced(reaction: Reaction, told: bool) -> bool:
    return isinstance(reaction, TakeUp) or (told and isinstance(reaction, TellFact) and reaction.text is None)


def _said(quote: str, answers: Sequence[str]) -> str | None:
    """The words as they stand in an answer, the newest first; a whole answer is not taken up."""
    if is_long(quote):
        return None
    for answer in reversed(answers):
        place = locate(quote, answer)
        if place:
            return answer[slice(*place)]
    return None
