"""What an interviewer replies to the questions back in what a candidate said, and who of a panel does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.domain.dialogue_acts import AskedAbout, AskedBack
from interviewer.domain.evidence import BackQuestion, Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import AskMain, Press, Reaction, Reply, Restate, TellFact
from interviewer.domain.open_points import LeftOpen
from interviewer.interview.asked_about import asked_about, kind_of
from interviewer.interview.choosing import chosen
from interviewer.interview.clarifier import NEAR, VERY_NEAR, Clarifier
from interviewer.interview.probing import presses
from interviewer.interview.standing import standing_turn
from interviewer.interview.thread_view import view
from interviewer.interview.time_left import time_left
from interviewer.packs.schema import Fact, Pack

_MOST_REPLIES = 3  # in one line
_FEWEST_WORDS_OF_AN_ANSWER = 12
_ABOUT_THE_MATTER = frozenset({AskedBack.FACT, AskedBack.FIGURE, AskedBack.COMPANY})
_MAY_BE_OF_THE_CASE = _ABOUT_THE_MATTER | {AskedBack.EITHER_OR}  # "is it logged at the request or at the end?"
_NOT_UNDERSTOOD = frozenset({AskedBack.REPEAT, AskedBack.MEANING})
_MAY_BE_A_CHOICE = frozenset({AskedBack.WHO, AskedBack.MEANING})
_ABOUT_THEMSELF = re.compile(r"\b(?:me|mine|my|our|ours)\b", re.IGNORECASE)  # "'you' meaning me, or the team?"
_NO_END_AGREED = "a few more questions"


@dataclass(frozen=True)
class Response:
    """What is replied.

    Attributes:
        speaker: who does; None where it is nobody's in particular.
        restate: what is asked instead of handing the floor back: the open question again, where that was asked for;
            the next one, where the open one is said to be answered.
    """

    reactions: tuple[Reaction, ...] = ()
    speaker: str | None = None
    restate: Restate | Press | None = None


@dataclass(frozen=True)
class Replying:
    """Chooses replies for one pack."""

    pack: Pack
    clarify: Clarifier

    def __call__(self, state: Interview, turn: Turn) -> Response:
        """What to reply to all that was asked in a turn."""
        asked = turn.reading.asked if turn.reading else ()
        asked = asked or (self._unread(turn),)
        reactions, owners = self._to_all(state, asked)
        addressed = self._addressed(state, asked)
        speaker = addressed if addressed in owners or not owners else owners[0]
        if addressed and speaker != addressed:
            reactions = [_taken_over(reactions[0]), *reactions[1:]]
        instead = self._again(state, reactions) or self._something_new(state, reactions)
        if instead is None:
            reactions = [_with_nothing_new(item) for item in reactions]
        return Response(tuple(reactions)[:_MOST_REPLIES], speaker, instead)

    def _unread(self, turn: Turn) -> BackQuestion:
        """Nothing but a question mark, or words that only a model could read: a complaint, or not understood."""
        about = asked_about(turn.answer or "", AskedBack.CHALLENGE, self.clarify.embedder)
        complains = about is not None and kind_of(about) is AskedBack.CHALLENGE
        return BackQuestion(kind=AskedBack.CHALLENGE if complains else AskedBack.REPEAT, span=_whole(turn))

    def on_the_way(self, state: Interview, turn: Turn) -> Response:
        """What to reply within an answer, before going on; what was told already is not told again there."""
        asked = turn.reading.asked if turn.reading else ()
        reactions, _ = self._to_all(state, asked)
        new = tuple(item for item in reactions if not (isinstance(item, TellFact) and item.again))
        return Response(new[:_MOST_REPLIES], self._addressed(state, asked) if new else None)

    def keeps_open(self, turn: Turn) -> bool:
        """Whether the question stays open: a turn holds little beside what it asks, or says it was not understood."""
        if turn.reading is None or not turn.reading.asked:
            return False
        if any(item.kind in _NOT_UNDERSTOOD for item in turn.reading.asked):
            return True
        asking = sum(len(item.span.text.split()) for item in turn.reading.asked)
        return len((turn.answer or "").split()) - asking < _FEWEST_WORDS_OF_AN_ANSWER

    def _to_all(self, state: Interview, asked: Sequence[BackQuestion]) -> tuple[list[Reaction], list[str]]:
        """The reply to each question, none twice, and whose the facts are that are told."""
        reactions: list[Reaction] = []
        owners: list[str] = []
        for item in asked:
            facts = self._facts(state, item)
            owners += [fact.speaker for fact in facts]
            reactions += self._told(state, facts) if facts else [self._reply(state, item)]
        if any(map(_says_told_already, reactions)):  # then nobody wants to hear it again
            reactions = [item for item in reactions if not _leads_over(item)]
        return sorted(dict.fromkeys(reactions), key=_leads_over), owners

    # What is told of the case

    def _facts(self, state: Interview, item: BackQuestion) -> tuple[Fact, ...]:
        """The case's facts that are asked for; where something else seems to be meant, only what is very near."""
        if item.kind not in _MAY_BE_OF_THE_CASE:
            return ()
        return self.clarify.facts(state, item.span.text, NEAR if item.kind is AskedBack.FACT else VERY_NEAR)

    def to_parting_question(self, asked: str) -> Reply:
        """The reply to what is asked after the closing line, of the company, the team or the person; what it is about
        decides. What comes of the interview is not the interviewer's to tell.
        """
        about = asked_about(asked, AskedBack.COMPANY, self.clarify.embedder)
        if about is None or kind_of(about) is AskedBack.CHALLENGE:
            return Reply(to=AskedBack.COMPANY)
        return Reply(to=kind_of(about), about=about)

    def _told(self, state: Interview, facts: Sequence[Fact]) -> list[Reaction]:
        """Each fact once; what was told before only where nothing else was asked for."""
        new = [fact for fact in facts if not self.clarify.told(state, fact)]
        return [
            TellFact(source="case", id=fact.id, text=fact.answer, again=not new) for fact in (new if new else facts)
        ]

    # Everything else

    def _reply(self, state: Interview, item: BackQuestion) -> Reaction:
        text, embedder = item.span.text, self.clarify.embedder
        choice = chosen(text, embedder) if item.kind is AskedBack.EITHER_OR or _ABOUT_THEMSELF.search(text) else None
        if item.kind is AskedBack.EITHER_OR or (item.kind in _MAY_BE_A_CHOICE and choice):
            return Reply(to=AskedBack.EITHER_OR, text=choice)
        about = asked_about(text, item.kind, embedder)
        kind = kind_of(about) if about else item.kind
        if kind in _ABOUT_THE_MATTER:
            return self._of_the_matter(state, kind, about, text)
        match kind:
            case AskedBack.MEANING:
                known = self.clarify.term(text)
                meant = self._meaning(state)
                if known or meant:
                    return known or Reply(to=AskedBack.MEANING, text=meant)
                return Reply(to=AskedBack.REPEAT, about=AskedAbout.PLAINER)
            case AskedBack.PROCESS if about is AskedAbout.TIME:
                left = time_left(state, "question", least=1)  # the one that is open, if no more
                return Reply(to=kind, text=left or _NO_END_AGREED, about=about)
            case AskedBack.PROCESS:
                return Reply(to=kind, wait=about is AskedAbout.MOMENT, about=about)
        return Reply(to=kind, about=about)

    def _of_the_matter(self, state: Interview, kind: AskedBack, about: AskedAbout | None, text: str) -> Reaction:
        """A figure is to be assumed, unless it is a term's meaning that is asked for; the company's is told from the
        persona's own work, from glossary or guide, or not at all."""
        known = self.clarify.term(text, about=True)
        if kind is not AskedBack.COMPANY:
            return known or TellFact(source="none")
        if about is AskedAbout.UNIT:
            known = known or self.clarify.unit(state, text)
        if about is None or about is AskedAbout.OTHER_PLACE:
            known = known or self.clarify.guide(state, text) or None
        return known or Reply(to=kind, about=about)

    def _meaning(self, state: Interview) -> str | None:
        """What is meant by the question that is open, where the pack says so."""
        standing = standing_turn(state)
        match standing.move.action if standing else None:
            case Press(left_open=LeftOpen(point=point)) if point in self.pack.follow_ups:
                return self.pack.follow_ups[point].meaning
            case Press(dimension=dimension, link=link):
                return self.pack.rubric.dimension(dimension).link(link).meaning
            case AskMain(question=question):
                return self.pack.question(question).plain
        return None

    def _again(self, state: Interview, reactions: Sequence[Reaction]) -> Restate | None:
        """The open question once more, in the way that was asked for."""
        for item in reactions:
            if isinstance(item, Reply) and item.to is AskedBack.REPEAT:
                standing = standing_turn(state)
                press = standing.move.action if standing and isinstance(standing.move.action, Press) else None
                manner = "plainer" if item.about is AskedAbout.PLAINER else "again"
                return Restate(
                    question=state.threads[-1].question,
                    link=press.link if press else None,
                    manner="shorter" if item.about is AskedAbout.SHORTER else manner,
                    left_open=press.left_open if press else None,
                )
        return None

    def _something_new(self, state: Interview, reactions: Sequence[Reaction]) -> Press | None:
        """What of a thread was not asked for yet, where the open question is said to be answered already."""
        if not any(map(_says_told_already, reactions)):
            return None
        seen = view(state.threads[-1], self.pack, state.setup.focus)
        return next((item for item in presses(seen) if not seen.pressed[(item.dimension, item.link)]), None)

    def _addressed(self, state: Interview, asked: Sequence[BackQuestion]) -> str | None:
        """The one of the panel who is named first in a question."""
        said = " ".join(item.span.text for item in asked)
        named = dict[int, str]()
        for speaker in self.pack.round(state.setup.round).speakers:
            names = "|".join(map(re.escape, self.pack.personas[speaker].name.split()))
            if found := re.search(rf"\b(?:{names})\b", said, re.IGNORECASE):
                named[found.start()] = speaker
        return named[min(named)] if named else None


def _taken_over(reaction: Reaction) -> Reaction:
    return reaction.model_copy(update={"takes_over": True}) if isinstance(reaction, TellFact) else reaction


def _says_told_already(reaction: Reaction) -> bool:
    return isinstance(reaction, Reply) and reaction.about is AskedAbout.TOLD_ALREADY


def _leads_over(reaction: Reaction) -> bool:
    """Whether the open question has to follow at once."""
    return isinstance(reaction, Reply) and reaction.to is AskedBack.REPEAT


def _with_nothing_new(reaction: Reaction) -> Reaction:
    """Where what was asked was told already, and nothing else is left to ask."""
    return reaction.model_copy(update={"about": AskedAbout.NOTHING_NEW}) if _says_told_already(reaction) else reaction


def _whole(turn: Turn) -> Span:
    answer = turn.answer or ""
    return Span(turn=turn.number, start=0, end=max(1, len(answer)), text=answer)
