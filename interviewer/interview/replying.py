"""What an interviewer replies to the questions back in what a candidate said, and who of a panel does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.domain.dialogue_acts import AskedBack
from interviewer.domain.evidence import BackQuestion, Span
from interviewer.domain.interview import Interview, Thread, Turn
from interviewer.domain.moves import GiveFloor, Press, Reaction, Reply, Restate, TellFact
from interviewer.interview.clarifier import NEAR, VERY_NEAR, Clarifier
from interviewer.interview.time_left import time_left
from interviewer.interview.wishes import chosen, wish_of
from interviewer.packs.schema import Fact, Pack

_MOST_REPLIES = 3  # in one line
_FEWEST_WORDS_OF_AN_ANSWER = 12
_ABOUT_THE_MATTER = frozenset({AskedBack.FACT, AskedBack.FIGURE, AskedBack.COMPANY})
_OF_ITSELF = frozenset({AskedBack.WHY, AskedBack.WHO, AskedBack.CHALLENGE})


@dataclass(frozen=True)
class Response:
    """What is replied.

    Attributes:
        speaker: who does; None where it is nobody's in particular.
        restate: the open question said again, where that was asked for.
    """

    reactions: tuple[Reaction, ...] = ()
    speaker: str | None = None
    restate: Restate | None = None


@dataclass(frozen=True)
class Replying:
    """Chooses replies for one pack."""

    pack: Pack
    clarify: Clarifier

    def __call__(self, state: Interview, turn: Turn) -> Response:
        """What to reply to all that was asked in a turn."""
        asked = turn.reading.asked if turn.reading else ()
        if not asked:  # nothing but a question mark, or words that only a model could read
            asked = (BackQuestion(kind=AskedBack.REPEAT, span=_whole(turn)),)
        reactions: list[Reaction] = []
        owners: list[str] = []
        for item in asked:
            facts = self._facts(state, item)
            owners += [fact.speaker for fact in facts]
            reactions += self._told(state, facts) if facts else self._replies(state, turn, item)
        addressed = self._addressed(state, asked)
        speaker = addressed if addressed in owners or not owners else owners[0]
        if addressed and speaker != addressed:
            reactions = [_taken_over(reactions[0]), *reactions[1:]]
        restate = next((self._again(state) for item in asked if self._is_restated(state, item)), None)
        return Response(tuple(dict.fromkeys(reactions))[:_MOST_REPLIES], speaker, restate)

    def on_the_way(self, state: Interview, turn: Turn) -> tuple[Reaction, ...]:
        """What to reply within an answer, before going on; what was told already is not told again there."""
        replies = self(state, turn).reactions
        return tuple(item for item in replies if not (isinstance(item, TellFact) and item.again))

    def keeps_open(self, turn: Turn) -> bool:
        """Whether the question stays open: a turn holds little beside what it asks, or wants the question again."""
        if turn.reading is None or not turn.reading.asked:
            return False
        if any(item.kind is AskedBack.REPEAT for item in turn.reading.asked):
            return True
        asking = sum(len(item.span.text.split()) for item in turn.reading.asked)
        return len((turn.answer or "").split()) - asking < _FEWEST_WORDS_OF_AN_ANSWER

    # What is told of the case

    def _facts(self, state: Interview, item: BackQuestion) -> tuple[Fact, ...]:
        """The case's facts that are asked for; where something else seems to be meant, only what is very near."""
        if item.kind not in _ABOUT_THE_MATTER:
            return ()
        return self.clarify.facts(state, item.span.text, NEAR if item.kind is AskedBack.FACT else VERY_NEAR)

    def _told(self, state: Interview, facts: Sequence[Fact]) -> list[Reaction]:
        """Each fact once; what was told before only where nothing else was asked for."""
        new = [fact for fact in facts if not self.clarify.told(state, fact)]
        return [
            TellFact(source="case", id=fact.id, text=fact.answer, again=not new) for fact in (new if new else facts)
        ]

    # Everything else

    def _replies(self, state: Interview, turn: Turn, item: BackQuestion) -> list[Reaction]:
        text = item.span.text
        if item.kind in _ABOUT_THE_MATTER:
            return [self._of_the_matter(state, item)]
        if item.kind in _OF_ITSELF:
            return [Reply(to=item.kind)]
        match item.kind:
            case AskedBack.REPEAT:
                return [Reply(to=AskedBack.REPEAT)]
            case AskedBack.MEANING:
                known = self.clarify.term(text)
                meant = self._meaning(state)
                return [known or Reply(to=AskedBack.MEANING if meant else AskedBack.REPEAT, text=meant)]
            case AskedBack.EITHER_OR:
                return [Reply(to=item.kind, text=chosen(text, turn.line or "", self.clarify.embedder))]
        wish = wish_of(text, self.clarify.embedder)
        left = time_left(state, "question", least=1) if wish == "time" else ""  # the one that is open, if no more
        return [Reply(to=AskedBack.PROCESS, text=left or None, wait=wish == "moment")]

    def _of_the_matter(self, state: Interview, item: BackQuestion) -> Reaction:
        """From glossary or guide; else the company's are not told, and a figure is to be assumed."""
        text = item.span.text
        known = self.clarify.term(text, about=True)
        if known is None and item.kind is AskedBack.COMPANY:
            known = self.clarify.guide(state, text) or None
        if known:
            return known
        return Reply(to=AskedBack.COMPANY) if item.kind is AskedBack.COMPANY else TellFact(source="none")

    def _meaning(self, state: Interview) -> str | None:
        """What is meant by the question that is open, where the pack says so."""
        question = self.pack.question(state.threads[-1].question)
        press = _open_press(state.threads[-1])
        if press is None:
            return question.plain
        if press.left_open and (follow_up := self.pack.follow_ups.get(press.left_open.point)):
            return follow_up.meaning
        return self.pack.rubric.dimension(press.dimension).link(press.link).meaning

    def _is_restated(self, state: Interview, item: BackQuestion) -> bool:
        if item.kind is AskedBack.REPEAT:
            return True
        return item.kind is AskedBack.MEANING and not (self.clarify.term(item.span.text) or self._meaning(state))

    def _again(self, state: Interview) -> Restate:
        press = _open_press(state.threads[-1])
        question = state.threads[-1].question
        if press is None:
            return Restate(question=question)
        return Restate(question=question, link=press.link, left_open=press.left_open)

    def _addressed(self, state: Interview, asked: Sequence[BackQuestion]) -> str | None:
        """The one of the panel who is named in a question."""
        said = " ".join(item.span.text for item in asked)
        for speaker in self.pack.round(state.setup.round).speakers:
            names = self.pack.personas[speaker].name.split()
            if any(re.search(rf"\b{re.escape(name)}\b", said, re.IGNORECASE) for name in names):
                return speaker
        return None


def _open_press(thread: Thread) -> Press | None:
    """The probe that is open; None where the main question is."""
    for turn in reversed(thread.turns):
        if isinstance(turn.move.action, Press):
            return turn.move.action
        if not isinstance(turn.move.action, GiveFloor | Restate):
            return None
    return None


def _taken_over(reaction: Reaction) -> Reaction:
    return reaction.model_copy(update={"takes_over": True}) if isinstance(reaction, TellFact) else reaction


def _whole(turn: Turn) -> Span:
    answer = turn.answer or ""
    return Span(turn=turn.number, start=0, end=max(1, len(answer)), text=answer)
