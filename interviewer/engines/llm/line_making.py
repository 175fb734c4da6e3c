"""A line in the making: takes a model's reply as it comes, and hands on each sentence that passes every check."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from interviewer.domain.model_calls import ModelCall, Outcome, Usage
from interviewer.domain.moves import AskMain, Close, GiveFloor, Move
from interviewer.engines.embedded.filling import filled
from interviewer.engines.embedded.language import language_of
from interviewer.engines.guardrails import Expected, broken_checks
from interviewer.engines.llm.grounding import Grounds, ungrounded
from interviewer.engines.llm.line_check import LineCheck
from interviewer.engines.llm.line_header import Choice, chosen, without_header
from interviewer.engines.llm.line_prompt import told_by
from interviewer.engines.llm.sentences import joined, whole_sentences
from interviewer.engines.protocols import Offer, VoiceContext
from interviewer.packs.doubts import doubted
from interviewer.packs.schema import Pack

Piece = Move | str
_WRAPPED = re.compile(r"^\s*(?:[\"“](?P<quoted>[^\"”]*)[\"”])\s*$", re.DOTALL)


class LineInTheMaking:
    """Attributes:
    said: the model's sentences that were handed on.
    begun: whether anything was, also what is told word for word.
    whole: whether the line is said to its end.
    faults: the checks that the last try broke; `corrections` those of all tries.
    """

    def __init__(
        self,
        pack: Pack,
        context: VoiceContext,
        offers: Sequence[Offer],
        wordings: str,
        private: str,
        check: LineCheck | None,
    ) -> None:
        self._pack, self._context, self._offers, self._check = pack, context, offers, check
        self._private = private.partition("\n")[2]  # the first line says who speaks, which anybody may know
        self._wordings = wordings
        self._choice: Choice | None = None
        self._read: list[str] = []
        self.said: list[str] = []
        self.begun = self.whole = False
        self.faults: tuple[str, ...] = ()
        self.corrections: tuple[str, ...] = ()
        self.usage = Usage()

    @property
    def move(self) -> Move:
        """The move that is made: the first offered, until a header names another."""
        return self._choice.move if self._choice else self._offers[0].move

    @property
    def so_far(self) -> str:
        return joined(self.said)

    @property
    def stands(self) -> bool:
        """Whether what was said is a line without what was to follow: it has come to its question, or closes."""
        come_to_it = isinstance(self.move.action, Close) or any(mark in self.so_far for mark in "?？")
        return bool(self.said) and come_to_it and not self._broken(self.so_far, whole=True)

    def call(self, outcome: Outcome, stamp: str, reason: str = "") -> ModelCall:
        """How the line came about."""
        return ModelCall(
            role="voice", stamp=stamp, usage=self.usage, outcome=outcome, corrections=self.corrections, reason=reason
        )

    def told_first(self) -> Iterator[Piece]:
        """What has to be told whatever the model says: it need not wait for the model."""
        if len(self._offers) == 1 and not self._context.facts:
            yield from self._telling()

    def begin(self) -> None:
        """A new reply comes: the whole line anew, or the rest of what was said."""
        self._read, self.faults = [], ()
        if not self.said:
            self._choice = None

    def take(self, text: str, ended: bool) -> Iterator[Piece]:
        """Hand on what is new in the reply so far, as long as all of it passes."""
        parted = without_header(text, ended)
        if parted is None or self.faults or self.whole:
            return
        if self._choice is None:
            self._choose(chosen(parted[0], self._context, self._offers))
        sentences = whole_sentences(self._own_words(parted[1], ended), ended)
        if sentences[: len(self._read)] != self._read:
            self._fail(("in_role",))
            return
        for sentence in sentences[len(self._read) :]:
            self._read.append(sentence)
            yield from self._passed(sentence)
            if self.faults:
                self.whole = self.stands
                return
        if ended:
            self._fail(self._broken(self.so_far, whole=True))
            self.whole = not self.faults

    def instead(self, plain: str) -> Iterator[Piece]:
        """The embedded voice's words in place of what is missing."""
        if not self.begun and self._choice and self._choice.move != self._offers[0].move:
            yield self._choice.move
        yield from pieces(f" {plain}" if self.said else plain)

    def _choose(self, choice: Choice) -> None:
        self._choice = choice
        self.corrections += choice.broken

    def _passed(self, sentence: str) -> Iterator[Piece]:
        """The sentence in pieces, behind what is told before the first; nothing where it breaks a check."""
        self._fail(self._broken(joined([*self.said, sentence]), whole=False) or self._judged(sentence))
        if self.faults:
            return
        if not self.said:
            if self.move != self._offers[0].move:
                yield self.move
            yield from self._telling()
        gap = "" if not self.said or joined([self.said[-1], sentence]) == self.said[-1] + sentence else " "
        self.said.append(sentence)
        self.begun = True
        yield from pieces(gap + sentence)

    def _telling(self) -> Iterator[Piece]:
        told = told_by(self.move)
        if told and not self.begun:
            self.begun = True
            yield from pieces(f"{told} ")

    def _fail(self, broken: tuple[str, ...]) -> None:
        self.faults = broken
        self.corrections += broken

    def _broken(self, line: str, whole: bool) -> tuple[str, ...]:
        if self._check is None:
            return ()
        told = told_by(self.move)
        expected = Expected(
            _asks(self.move), told, self._context.already_said, self._question, self._heard, self._private
        )
        broken = broken_checks(f"{told} {line}".strip(), expected, whole)
        grounds = Grounds("\n".join((*self._context.answers, *self._heard, *self._context.already_said)), self._other)
        own_name = ("in_role",) if re.search(rf"{self._speaker}(?: says)?:", line) else ()
        return (*broken, *own_name, *ungrounded(line, grounds), *self._foreign(line))

    def _judged(self, sentence: str) -> tuple[str, ...]:
        if self._check is None:
            return ()
        refused, usage = self._check.refuses(sentence, self._context, told_by(self.move))
        self.usage += usage
        return ("judged",) if refused else ()

    def _foreign(self, line: str) -> tuple[str, ...]:
        """The check that a line speaks the talk's language: the pack's, or the one that the candidate spoke last."""
        spoken = {language_of(self._wordings), *map(language_of, self._heard[-1:])}
        return () if language_of(line) in spoken else ("language_of_the_talk",)

    @property
    def _heard(self) -> tuple[str, ...]:
        return tuple(exchange.answer for exchange in self._context.thread)

    @property
    def _question(self) -> str:
        action = self.move.action
        if not isinstance(action, AskMain):
            return ""
        doubt = doubted(self._pack, self._context.colleagues).get(action.question, {})
        return filled(self._pack.question(action.question).text, {"gap": self._context.gap or "", **doubt})

    @property
    def _other(self) -> str:
        """What a line may name besides the talk."""
        context, manifest = self._context, self._pack.manifest
        names = [f"{item.name} {item.title}" for item in self._pack.personas.values()]
        terms = [" ".join((item.name, *item.aliases)) for item in self._pack.terms]
        papers = [context.cv, context.role, context.project, context.claim, context.gap, context.excerpt]
        told = (context.brief, *context.told, told_by(self.move), self._wordings)
        units = [unit.name for unit in manifest.units]
        return "\n".join((manifest.company, *units, *names, *terms, *filter(None, papers), *told))

    def _own_words(self, text: str, ended: bool) -> str:
        """Without the speaker's name before the line, and without quotation marks around the whole."""
        wrapped = _WRAPPED.match(text) if ended else None
        return re.sub(rf"^{self._speaker}(?: says)?:\s*", "", wrapped["quoted"] if wrapped else text)

    @property
    def _speaker(self) -> str:
        return re.escape(self._pack.personas[self.move.speaker].name)


def pieces(line: str) -> Iterator[str]:
    """The line word by word, so that it can be shown as if spoken."""
    yield from re.findall(r"\s*\S+\s*", line)


def _asks(move: Move) -> Literal["once", "at_most_once", "not"]:
    match move.action:
        case Close():
            return "not"
        case GiveFloor():
            return "at_most_once"
        case _:
            return "once"
