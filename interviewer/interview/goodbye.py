"""What an interviewer says to a candidate who has something left after the closing line. Knows no grade and no log."""

from collections.abc import Generator
from dataclasses import replace

from interviewer.domain.dialogue_acts import AskedBack, DialogueAct
from interviewer.domain.events import FarewellAnswered
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Close, Move, Reply
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor, Voice
from interviewer.interview.contexts import voice_context
from interviewer.interview.speaking import LinePiece, Thinking, spoken_by
from interviewer.packs.schema import Pack


def farewell_reply(
    state: Interview, closing: Turn, extractor: Extractor, voice: Voice, pack: Pack
) -> Generator[Thinking | LinePiece, None, FarewellAnswered]:
    """The reply to the last farewell, piece by piece; returns it whole."""
    said = state.farewells[-1].text
    exchange = Exchange(turn=closing.number, question=closing.line or "", answer=said)
    act = extractor.extract(exchange, ExtractionContext(round=state.setup.round)).act
    move = _move(closing.move.speaker, asks=act is DialogueAct.ASKED_BACK or "?" in said)
    yield Thinking(move.speaker)
    context = replace(voice_context(state, closing, pack), thread=(exchange,))
    spoken = yield from spoken_by(voice, move, context)
    return FarewellAnswered(speaker=move.speaker, text=spoken.text, stamp=spoken.stamp, model_call=spoken.call)


def _move(speaker: str, asks: bool) -> Move:
    """A question is answered as the role can: what comes next is not the interviewer's to tell. Anything else gets
    another parting word.
    """
    reactions = (Reply(to=AskedBack.COMPANY),) if asks else ()
    return Move(speaker=speaker, reactions=reactions, action=Close(reason="goodbye"))
