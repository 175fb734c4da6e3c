"""What an interviewer says to a candidate who has something left after the closing line. Knows no grade and no log."""

from collections.abc import Generator
from dataclasses import replace

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.events import FarewellAnswered
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Close, Move
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor, Voice
from interviewer.interview.contexts import voice_context
from interviewer.interview.replying import Replying
from interviewer.interview.speaking import LinePiece, Thinking, spoken_by


def farewell_reply(
    state: Interview, closing: Turn, extractor: Extractor, voice: Voice, replying: Replying
) -> Generator[Thinking | LinePiece, None, FarewellAnswered]:
    """The reply to the last farewell, piece by piece; returns it whole."""
    said = state.farewells[-1].text
    exchange = Exchange(turn=closing.number, question=closing.line or "", answer=said)
    act = extractor.extract(exchange, ExtractionContext(round=state.setup.round)).act
    asks = act is DialogueAct.ASKED_BACK or "?" in said
    reactions = (replying.to_parting_question(said),) if asks else ()  # to anything else there is another parting word
    move = Move(speaker=closing.move.speaker, reactions=reactions, action=Close(reason="goodbye"))
    yield Thinking(move.speaker)
    context = replace(voice_context(state, closing, replying.pack), thread=(exchange,))
    spoken = yield from spoken_by(voice, move, context)
    return FarewellAnswered(speaker=move.speaker, text=spoken.text, stamp=spoken.stamp, model_call=spoken.call)
