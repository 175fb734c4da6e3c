"""Words the policy's move through a model, in role, and lets no line pass that breaks the conduct of an interviewer.

What the pack wants told word for word (a case, a twist, a fact) is said as it stands; the model words the rest. A
line is shown once it is whole and checked: what a guard takes back must not have been read.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from interviewer.domain.model_calls import ModelCall, Usage
from interviewer.domain.moves import (
    Announce,
    AskMain,
    Close,
    Deepen,
    GiveFloor,
    Move,
    Press,
    Reconcile,
    Reply,
    Restate,
    TellFact,
)
from interviewer.engines.embedded.language import language_of
from interviewer.engines.guardrails import Expected, broken_checks
from interviewer.engines.llm import memory
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.payloads import blanked
from interviewer.engines.llm.prompts import Rendered, load_prompt
from interviewer.engines.protocols import Voice, VoiceContext
from interviewer.errors import ProviderError
from interviewer.packs.schema import Pack

_TRIES = 2
_WRAPPED = re.compile(r"^\s*(?:[\"“](?P<quoted>[^\"”]*)[\"”])\s*$", re.DOTALL)


@dataclass(frozen=True)
class _Draft:
    """The best that the model came to: its line if one passed, and what went wrong on the way."""

    line: str | None
    usage: Usage
    corrections: tuple[str, ...]


class LlmVoice:
    """Speaks for every persona of a pack. `own` is the embedded voice, whose line is the move's plain wording."""

    def __init__(self, pack: Pack, chat: Chat, own: Voice, fallback: Fallback, guarded: bool = True) -> None:
        self._pack = pack
        self._chat = chat
        self._own = own
        self._fallback = fallback
        self._guarded = guarded
        self._prompt = load_prompt("interviewer-line")
        self.id = f"{self._prompt.name};{chat.parameters}"

    def say(self, move: Move, context: VoiceContext) -> Generator[str, None, ModelCall | None]:
        """The model's line where it is fit to be said, else the embedded voice's.

        Raises:
            ProviderError: the model failed, and going on with the embedded voice was not agreed to.
        """
        plain = "".join(self._own.say(move, context)).strip()
        if self._fallback.gone:
            yield from _words(plain)
            return ModelCall(role="voice", stamp=self._own.id, outcome="failed", reason=str(self._fallback.gone))
        try:
            draft = self._draft(move, context, plain)
        except ProviderError as error:
            reason = self._fallback.take(error)
            yield from _words(plain)
            return ModelCall(role="voice", stamp=self._own.id, outcome="failed", reason=reason)
        yield from _words(draft.line or plain)
        replaced = draft.line is None
        return ModelCall(
            role="voice",
            stamp=self._own.id if replaced else self.id,
            usage=draft.usage,
            outcome="replaced" if replaced else "used",
            corrections=draft.corrections,
            reason="two lines of the model's broke the rules of conduct" if replaced else "",
        )

    def _draft(self, move: Move, context: VoiceContext, plain: str) -> _Draft:
        told = _told(move)
        heard = tuple(exchange.answer for exchange in context.thread)
        name = self._pack.personas[move.speaker].name
        prompt = self._rendered(move, context, plain, told)
        private = prompt.system.partition("\n")[2]  # the first line says who speaks, which anybody may know
        expected = Expected(_asks(move), told, context.already_said, self._question(move), heard, private)
        usage, corrections = Usage(), tuple[str, ...]()
        for _ in range(_TRIES):
            reply = self._chat.text(_with_corrections(prompt, corrections))
            usage += reply.usage
            line = f"{told} {_cleaned(reply.text).removeprefix(f'{name}:').strip()}".strip()
            broken = (*broken_checks(line, expected), *_foreign(line, plain, heard)) if self._guarded else ()
            if not broken:
                return _Draft(line, usage, corrections)
            corrections += broken
        return _Draft(None, usage, corrections)

    def _rendered(self, move: Move, context: VoiceContext, plain: str, told: str) -> Rendered:
        return self._prompt.render(
            persona=self._pack.personas[move.speaker],
            company=self._pack.manifest.company,
            round=self._pack.round(context.round).name,
            cv=memory.papers(self._harmless(context.cv or "")),
            earlier=memory.earlier(context.earlier),
            thread=memory.talk(
                [replace(exchange, answer=self._harmless(exchange.answer)) for exchange in context.thread]
            ),
            task=_task(move, told),
            wording=plain.replace(told, "").strip() or plain,
            excerpts="\n".join(f"{item.title}: {self._harmless(item.text)}" for item in context.passages[:1]),
        )

    def _harmless(self, text: str) -> str:
        """What a model had better not read is blanked out."""
        return blanked(text) if self._guarded else text

    def _question(self, move: Move) -> str:
        action = move.action
        return self._pack.question(action.question).text if isinstance(action, AskMain) else ""


def _foreign(line: str, plain: str, heard: Sequence[str]) -> tuple[str, ...]:
    """The check that a line speaks the talk's language: the pack's, or the one that the candidate spoke last."""
    spoken = {language_of(plain), *map(language_of, heard[-1:])}
    return () if language_of(line) in spoken else ("language_of_the_talk",)


def _told(move: Move) -> str:
    """What the line has to tell word for word."""
    texts = (item.text for item in move.reactions if isinstance(item, Announce | TellFact))
    return " ".join(text for text in texts if text)


def _asks(move: Move) -> Literal["once", "at_most_once", "not"]:
    match move.action:
        case Close():
            return "not"
        case GiveFloor():
            return "at_most_once"
        case _:
            return "once"


def _task(move: Move, told: str) -> str:
    """The move in words: what is wanted, never how it should sound."""
    before = "You have just told them what stands under 'told'; don't repeat it. " if told else ""
    match move.action:
        case AskMain():
            wanted = "Ask this question; keep its subject and every condition in it."
        case Press():
            wanted = "Press the point: ask once for exactly what the wording asks for, nothing else."
        case Restate():
            wanted = "Put the question that stands in other, simpler words; the same question, nothing more."
        case Reconcile():
            wanted = "Hold the two against each other, as the wording does, and ask which is right. Don't decide it."
        case Deepen():
            wanted = "Ask one deeper question about what they just said, as the wording does."
        case GiveFloor():
            wanted = "React to what they said and hand the floor back; the earlier question still stands."
        case Close() if any(isinstance(reaction, Reply) for reaction in move.reactions):
            wanted = (
                "The interview is over and they asked you this. Say what the wording says, nothing more: ask nothing."
            )
        case Close():
            wanted = "Close the interview in one or two sentences. Ask nothing, judge nothing, promise nothing."
    return before + wanted


def _with_corrections(prompt: Rendered, broken: tuple[str, ...]) -> Rendered:
    if not broken:
        return prompt
    again = f"Your last try broke: {', '.join(name.replace('_', ' ') for name in broken)}. Say it again without that."
    return Rendered(prompt.system, f"{prompt.user}\n{again}")


def _cleaned(text: str) -> str:
    """Without quotation marks around the whole, and on one line."""
    wrapped = _WRAPPED.match(text)
    return " ".join((wrapped["quoted"] if wrapped else text).split())


def _words(line: str) -> Iterator[str]:
    yield from re.findall(r"\S+\s*", line)
