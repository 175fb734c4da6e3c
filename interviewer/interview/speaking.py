"""Has the line of the open turn said: what a voice may draw on and choose among, and its words as they come.

Knows no log. Of what it yields nothing is an event; the event is what it returns.
"""

from collections.abc import Generator
from dataclasses import dataclass

from interviewer.domain.events import LineSaid
from interviewer.domain.interview import Interview
from interviewer.domain.model_calls import ModelCall
from interviewer.domain.moves import Move
from interviewer.engines.protocols import Voice, VoiceContext
from interviewer.interview.contexts import voice_context
from interviewer.interview.offers import offers
from interviewer.interview.policy import Policy


@dataclass(frozen=True)
class Thinking:
    """`speaker` is about to say something: to be shown until their first words come."""

    speaker: str


@dataclass(frozen=True)
class LinePiece:
    """A piece of the line that `speaker` is saying; the whole line follows as `LineSaid`."""

    speaker: str
    text: str


@dataclass(frozen=True)
class Spoken:
    """A line, whole: the move that was taken, who worded it, and how a model came to it where one did."""

    move: Move
    text: str
    stamp: str
    call: ModelCall | None


def said_aloud(state: Interview, policy: Policy, voice: Voice) -> Generator[Thinking | LinePiece, None, LineSaid]:
    """The voice's line for the last turn, piece by piece; returns it whole, with the move if another was taken."""
    turn = state.turns[-1]
    yield Thinking(turn.move.speaker)
    before = state.model_copy(update={"turns": state.turns[:-1]})
    context = voice_context(state, turn, policy.pack, offers(before, policy, turn.move))
    spoken = yield from spoken_by(voice, turn.move, context)
    return LineSaid(
        turn=turn.number,
        speaker=spoken.move.speaker,
        text=spoken.text,
        stamp=spoken.stamp,
        model_call=spoken.call,
        move=None if spoken.move == turn.move else spoken.move,
    )


def spoken_by(voice: Voice, move: Move, context: VoiceContext) -> Generator[LinePiece, None, Spoken]:
    """The words of a move as they come; returns them whole."""
    saying, pieces = voice.say(move, context), list[str]()
    while True:
        try:
            piece = next(saying)
        except StopIteration as done:
            call: ModelCall | None = done.value
            return Spoken(move, "".join(pieces).strip(), call.stamp if call else voice.id, call)
        if isinstance(piece, Move):
            move = piece
        else:
            pieces.append(piece)
            yield LinePiece(move.speaker, piece)
