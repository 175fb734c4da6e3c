"""Words one of the legal moves through a model, in role, and lets nothing pass that breaks an interviewer's conduct.

The model names its move in a first line, the header; code checks that and tells what the pack wants told word for
word. Each sentence is shown as soon as it is whole and checked: what a guard takes back must not have been read. What
does not pass is asked for once more, the whole line or how it goes on; then the embedded voice has the word.
"""

from collections.abc import Generator
from typing import Any

from interviewer.domain.model_calls import ModelCall
from interviewer.domain.moves import Move
from interviewer.engines.llm.client import Chat, Reply
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.line_check import LineCheck
from interviewer.engines.llm.line_making import LineInTheMaking, Piece, pieces
from interviewer.engines.llm.line_prompt import again, in_full, line_prompt, moves_text, told_by
from interviewer.engines.llm.payloads import blanked
from interviewer.engines.llm.prompts import Rendered, load_prompt
from interviewer.engines.protocols import Offer, Saying, Voice, VoiceContext
from interviewer.errors import ProviderError
from interviewer.packs.schema import Pack

_TRIES = 2
_UNFIT = "two lines of the model's broke the rules of conduct"
_UNFIT_END = "the end of the model's line broke the rules of conduct twice"


class LlmVoice:
    """Speaks for every persona of a pack. `own` is the embedded voice, whose line is the move's plain wording.

    `steady` is who checks sentences: the same model, as steady as it can be.
    """

    def __init__(
        self, pack: Pack, chat: Chat, own: Voice, fallback: Fallback, guarded: bool = True, steady: Chat | None = None
    ) -> None:
        self._pack = pack
        self._chat = chat
        self._steady = steady or chat
        self._own = own
        self._fallback = fallback
        self._guarded = guarded
        self._prompt = load_prompt("interviewer-line")
        self.id = f"{self._prompt.name};{chat.parameters}"

    def say(self, move: Move, context: VoiceContext) -> Saying:
        """The model's line where it is fit to be said, else the embedded voice's.

        Raises:
            ProviderError: the model failed, and going on with the embedded voice was not agreed to.
        """
        if self._fallback.gone:
            yield from pieces(in_full(self._own, move, context))
            return ModelCall(role="voice", stamp=self._own.id, outcome="failed", reason=str(self._fallback.gone))
        offers = context.offers or (Offer("m1", move),)
        moves = moves_text(offers, context, self._own)
        persona = self._pack.personas[move.speaker]
        check = LineCheck(self._steady, f"{persona.name}, {persona.title}", moves) if self._guarded else None
        prompt = self._rendered(move, context, moves, told_by(move) if len(offers) == 1 else "")
        line = LineInTheMaking(self._pack, context, offers, moves, prompt.system, check)
        try:
            yield from self._asked(line, prompt)
        except ProviderError as error:
            if line.stands:
                return line.call("used", self.id)
            reason = self._fallback.take(error)
            yield from self._plainly(line, context)
            return line.call("failed", self._own.id, reason)
        if line.whole:
            return line.call("used", self.id)
        yield from self._plainly(line, context)
        return line.call("replaced", self._own.id, _UNFIT_END if line.said else _UNFIT)

    def _asked(self, line: LineInTheMaking, prompt: Rendered) -> Generator[Piece, None, None]:
        """The model's words, asked for once more where they are not fit."""
        yield from line.told_first()
        for _ in range(_TRIES):
            asked = again(prompt, line.faults, line.so_far)
            yield from _followed(line, self._chat.stream(asked, lambda: bool(line.said)))
            if line.whole:
                return

    def _plainly(self, line: LineInTheMaking, context: VoiceContext) -> Generator[Piece, None, None]:
        """What the embedded voice says in place of the line, or behind what was said of it: then its question only."""
        move = line.move
        if line.begun:
            move = move.model_copy(update={"reactions": ()})
        yield from line.instead(in_full(self._own, move, context))

    def _rendered(self, move: Move, context: VoiceContext, moves: str, told: str) -> Rendered:
        return line_prompt(self._prompt, self._pack, move.speaker, context, moves, told, self._harmless)

    def _harmless(self, text: str) -> str:
        """What a model had better not read is blanked out."""
        return blanked(text) if self._guarded else text


def _followed(line: LineInTheMaking, saying: Generator[str, None, Reply[Any]]) -> Generator[Piece, None, None]:
    """The sentences of a reply as they come, those that pass."""
    line.begin()
    while True:
        try:
            text = next(saying)
        except StopIteration as done:
            reply: Reply[Any] = done.value
            break
        yield from line.take(text, ended=False)
    line.usage += reply.usage
    yield from line.take(reply.text, ended=True)
