"""Words the policy's moves from the persona's lines, the question bank, the case and the candidate's own words.

No sentence is said twice in one interview: a wording any of whose sentences was said before, with whatever words of
the candidate's in it, is passed over. Interviews that follow each other draw from different parts of a list.
"""

import random
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from interviewer.domain.dialogue_acts import AskedAbout, AskedBack, DialogueAct
from interviewer.domain.moves import (
    Acknowledge,
    Action,
    Announce,
    AskMain,
    Close,
    Deepen,
    GiveFloor,
    Greet,
    Move,
    Press,
    React,
    Reaction,
    Reconcile,
    Reply,
    Restate,
    TakeUp,
    TellFact,
)
from interviewer.domain.open_points import LeftOpen
from interviewer.engines.embedded.filling import blanks, filled, marked, named, within_a_sentence
from interviewer.engines.embedded.open_question import continuing, in_short, open_question
from interviewer.engines.embedded.subject_fit import asked_of_anything, fits, matters
from interviewer.engines.frames import SaidFrames
from interviewer.engines.protocols import VoiceContext
from interviewer.packs.doubts import doubted
from interviewer.packs.people import Persona
from interviewer.packs.schema import Pack, Question

_LINES_FOR = {
    DialogueAct.DID_NOT_KNOW: "dont_know",
    DialogueAct.SILENT: "silence",
    DialogueAct.REFUSED: "refusal",
    DialogueAct.STRAYED: "off_topic",
    DialogueAct.SPOKE_TO_MACHINE: "machine",
    DialogueAct.WANTS_TO_END: "end_early",
    DialogueAct.OTHER_LANGUAGE: "other_language",
    DialogueAct.RAMBLED: "interrupt",
}

_REPLIES = {
    AskedBack.REPEAT: "restate",
    AskedBack.MEANING: "meaning",
    AskedBack.WHY: "why",
    AskedBack.WHO: "who",
    AskedBack.CHALLENGE: "challenge",
    AskedBack.COMPANY: "cannot_tell",
    AskedBack.FACT: "cannot_tell",
    AskedBack.FIGURE: "unknown_fact",
    AskedBack.PROCESS: "as_you_like",
}
_HANDS_BACK = frozenset({AskedBack.EITHER_OR, AskedBack.MEANING, AskedBack.PROCESS})  # whoever hears it goes on
_HANDS_BACK_TOO = frozenset({AskedAbout.NOTHING_NEW, AskedAbout.MISREAD, AskedAbout.CONFIDENTIAL})
_FEWEST_WORDS_OF_A_WHOLE = 7
_HANDS = 4  # parts of each list, one an interview in turn, so that no wording comes again within three interviews


class EmbeddedVoice:
    """Speaks for every persona of a pack."""

    id = "embedded-voice@1"

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._asked_of_anything = asked_of_anything(pack)

    def say(self, move: Move, context: VoiceContext) -> Generator[str, None, None]:
        """The line word by word, so that it can be shown as if spoken."""
        line = _Phrase(self._pack, self._pack.personas[move.speaker], context, self._asked_of_anything)
        parts = [line.reaction(reaction, move.action) for reaction in move.reactions]
        if not (any(parts) and _needs_no_more(move)):
            parts.append(line.action(move.action))
        text = _joined(parts) or line.question_again(move.action)
        yield from re.findall(r"\S+\s*", text)


@dataclass
class _Phrase:
    """One line in the making."""

    pack: Pack
    persona: Persona
    context: VoiceContext
    asked_of_anything: frozenset[str]

    def __post_init__(self) -> None:
        self._said = SaidFrames(self.context.already_said)
        self._quoted = False
        self._rng = random.Random(f"{self.context.seed}:{len(self.context.already_said)}")

    def reaction(self, reaction: Reaction, action: Action) -> str:
        lines = self.persona.lines
        match reaction:
            case Greet(project=str(project)):
                return self._pick(lines.greeting_project, project=named(project)) or self._pick(lines.greeting)
            case Greet():
                return self._pick(lines.greeting)
            case TakeUp():
                self._quoted = True
                return self._pick(lines.tie, quote=reaction.quote)
            case Acknowledge():
                return self._pick(lines.acknowledge_strong if reaction.strong else lines.acknowledge)
            case TellFact():
                return self._fact(reaction)
            case Reply(to=AskedBack.REPEAT) if not isinstance(action, Restate):
                return self._pick(lines.asks_on)
            case Reply():
                return self._reply(reaction, action)
            case Announce(what="brief"):
                return f"{self._pick(lines.case)} {reaction.text}".strip()
            case Announce():
                return reaction.text
            case React():
                return self._react(reaction, action)

    def action(self, action: Action) -> str:
        match action:
            case AskMain():
                return self._main(self.pack.question(action.question))
            case Press():
                return self._pressed(action)
            case Restate():
                return self._restated(action)
            case Reconcile():
                return self._reconciled(action)
            case Deepen():
                return self._probe(self.pack.question(action.question), "deepen")
            case GiveFloor():
                return self._handed_back(self.pack.question(action.question))
            case Close():
                return self._pick(self.persona.lines.close)

    def _react(self, reaction: React, action: Action) -> str:
        variables = {"topic": self.pack.question(action.question).topic} if isinstance(action, GiveFloor) else {}
        if reaction.quote:
            variables["quote"] = reaction.quote
        lines: Sequence[str] = getattr(self.persona.lines, _LINES_FOR[reaction.to])
        return self._pick([line for line in lines if blanks(line) <= variables.keys()], **variables)

    def _fact(self, fact: TellFact) -> str:
        if fact.text is None:
            return self._pick(self.persona.lines.unknown_fact)
        lines = self.persona.lines
        lead_in = "" if fact.again else self._pick(lines.takes_over if fact.takes_over else lines.fact)
        return f"{lead_in} {fact.text}".strip()

    def _reply(self, reply: Reply, action: Action) -> str:
        lines = self.persona.lines
        match reply.to:
            case AskedBack.EITHER_OR if reply.text:
                return self._pick(lines.choose, option=reply.text)
            case AskedBack.EITHER_OR:
                return self._pick(lines.choose_any)
            case AskedBack.PROCESS if reply.text:
                return self._pick(lines.time_left, left=reply.text)
            case AskedBack.PROCESS if reply.wait:
                return self._pick(lines.wait)
            case AskedBack.MEANING if reply.text and not self._unsaid(reply.text):
                return "" if isinstance(action, GiveFloor) else self._pick(lines.asks_on)
        own = self.persona.replies.get(reply.about, ()) if reply.about else ()
        lead_in = self._pick(own) or self._pick(getattr(lines, _REPLIES[reply.to]))
        self._said.add(reply.text or "")  # what is meant is not explained twice in one line
        return f"{lead_in} {reply.text or ''}".strip()

    def _restated(self, restate: Restate) -> str:
        """The same question: a main one in the pack's plainer words, a probe in its own, in short or explained."""
        asked, question = open_question(self.context.standing), self.pack.question(restate.question)
        if not asked or _is_main(asked, question):
            plain = question.plain or ""
            return plain if plain and self._unsaid(plain) else self._main(question)  # who wants it again gets it
        if restate.manner == "again":
            return asked
        meant = self._meant_by(restate) if restate.manner == "plainer" else ""
        return f"{in_short(asked)} {meant}".strip()

    def _meant_by(self, restate: Restate) -> str:
        """What the pack says is meant by what was asked, if that was not said yet."""
        follow_up = self.pack.follow_ups.get(restate.left_open.point) if restate.left_open else None
        links = (item for dimension in self.pack.rubric.dimensions for item in dimension.links)
        of_link = next((item.meaning or "" for item in links if item.id == restate.link), "")
        meaning = follow_up.meaning if follow_up else of_link
        return meaning if meaning and self._unsaid(meaning) else ""

    def _handed_back(self, question: Question) -> str:
        """The open question in short; where it was said so already, no more than a word to go on."""
        asked = in_short(open_question(self.context.standing))
        plain = question.plain or ""
        if _is_main(asked, question) and plain and self._unsaid(plain) and _stands_alone(in_short(plain)):
            asked = in_short(plain)
        back = self._pick(self.persona.lines.back, question=continuing(asked)) if asked else ""
        return back or self._floor(question)

    def _reconciled(self, action: Reconcile) -> str:
        lines = self.persona.lines
        if action.against == "sum":
            return self._pick(lines.recount, sum=action.now)
        if action.against == "colleague" and self.pack.loop:
            told = {"whom": action.whom or "", "earlier": action.earlier or "", "now": action.now}
            return self._pick(self.pack.loop.reconcile, **told)
        wordings = lines.reconcile_cv if action.against == "cv" else lines.reconcile
        return self._pick(wordings, earlier=action.earlier or "", now=action.now)

    def question_again(self, action: Action) -> str:
        """What is said where every line that fits was said: a person repeats themself rather than say nothing."""
        if isinstance(action, Close):
            return self.persona.lines.close[0]
        return self._main(self.pack.question(action.question))

    def _pressed(self, press: Press) -> str:
        return self._asked_for(press.left_open) or self._probe(self.pack.question(press.question), press.link)

    def _asked_for(self, left_open: LeftOpen | None) -> str:
        """The follow-up on what was left open, with the candidate's few words unless they were just quoted."""
        follow_up = self.pack.follow_ups.get(left_open.point) if left_open else None
        if left_open is None or follow_up is None:
            return ""
        plain = [line for line in follow_up.lines if not blanks(line)]
        echoing = [line for line in follow_up.lines if blanks(line)] if left_open.words else []
        first, second = (plain, echoing) if self._quoted else (echoing, plain)
        words = within_a_sentence(left_open.words)
        return self._pick(first, words=words) or self._pick(second, words=words)

    def _main(self, question: Question) -> str:
        if question.text_with_project and self.context.project:
            return filled(question.text_with_project, {"project": named(self.context.project)})
        if question.text_with_claim and self.context.claim:
            return filled(question.text_with_claim, {"claim": self.context.claim})
        doubt = doubted(self.pack, self.context.colleagues).get(question.id, {})
        return filled(question.text, {"gap": self.context.gap or "", **doubt})

    def _probe(self, question: Question, link: str) -> str:
        """The question's own probe, unless it is on a matter that the candidate's story is not about."""
        own = [text for text in question.probes.get(link, ()) if self._unsaid(text)]
        told = matters(" ".join([self.context.brief, *(exchange.answer for exchange in self.context.thread)]))
        fitting = (text for text in own if fits(text, told, self.asked_of_anything))
        probe = next(fitting, "") or self._pick(self.persona.probes.get(link, ()))
        return probe or next(iter(own), "") or self._floor(question)

    def _floor(self, question: Question) -> str:
        return self._pick(self.persona.lines.floor, topic=question.topic)

    def _pick(self, lines: Sequence[str], **variables: str) -> str:
        """One of the lines not said yet, filled in, of this interview's part if one is left; else the empty string."""
        own = self.context.ordinal % _HANDS
        hands = [lines[own::_HANDS], [line for place, line in enumerate(lines) if place % _HANDS != own]]
        shuffled = (line for hand in hands for line in self._rng.sample(hand, len(hand)))
        chosen = next((line for line in shuffled if self._unsaid(line)), None)
        line = filled(chosen, variables) if chosen else ""
        self._said.add(line)  # a line of two replies must not hold the same sentence twice
        return line

    def _unsaid(self, wording: str) -> bool:
        return not self._said.hold(marked(wording))


def _joined(parts: Sequence[str]) -> str:
    """The parts as one line; what follows a colon begins small."""
    text = ""
    for part in filter(None, parts):
        text = f"{text} {continuing(part) if text.endswith(':') else part}".strip()
    return text


def _is_main(asked: str, question: Question) -> bool:
    """Whether these words are the main question's own, which a pack can say in plainer ones."""
    return bool(asked) and question.text.endswith(asked)


def _stands_alone(asked: str) -> bool:
    """Whether a main question says what it is about without the sentences before it."""
    return asked.endswith("?") and len(asked.split()) >= _FEWEST_WORDS_OF_A_WHOLE


def _needs_no_more(move: Move) -> bool:
    """Whether the reactions alone are the line: whoever hears them goes on, or has heard the open question in them."""
    if isinstance(move.action, Close):
        return any(isinstance(reaction, Reply) for reaction in move.reactions)
    return isinstance(move.action, GiveFloor) and bool(move.reactions) and all(map(_hands_back, move.reactions))


def _hands_back(reaction: Reaction) -> bool:
    match reaction:
        case Reply():
            told_time = reaction.about is AskedAbout.TIME
            return (reaction.to in _HANDS_BACK and not told_time) or reaction.about in _HANDS_BACK_TOO
        case React():
            return reaction.to is DialogueAct.STRAYED
    return isinstance(reaction, TellFact)
