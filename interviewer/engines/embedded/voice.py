"""Words the policy's moves from the persona's lines, the question bank, the case and the candidate's own words.

No sentence is said twice in one interview: a wording any of whose sentences was said before, with whatever words of
the candidate's in it, is passed over. Interviews that follow each other draw from different parts of a list.
"""

import random
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from interviewer.domain.dialogue_acts import AskedBack, DialogueAct
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
from interviewer.engines.embedded.subject_fit import asked_of_anything, fits, matters
from interviewer.engines.frames import SaidFrames
from interviewer.engines.protocols import VoiceContext
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
}
_HANDS = 4  # parts of each list, one an interview in turn, so that no wording comes again within three interviews
_CANDIDATES_WORDS = ("quote", "earlier", "now", "sum", "option")


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
        text = " ".join(part for part in parts if part) or line.question_again(move.action)
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
                return self._pick(lines.greeting_project, project=project) or self._pick(lines.greeting)
            case Greet():
                return self._pick(lines.greeting)
            case TakeUp():
                self._quoted = True
                return self._pick(lines.tie, quote=reaction.quote)
            case Acknowledge():
                return self._pick(lines.acknowledge_strong if reaction.strong else lines.acknowledge)
            case TellFact():
                return self._fact(reaction)
            case Reply():
                return self._reply(reaction)
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
                return self._restated(self.pack.question(action.question), action)
            case Reconcile():
                return self._reconciled(action)
            case Deepen():
                return self._probe(self.pack.question(action.question), "deepen")
            case GiveFloor():
                return self._floor(self.pack.question(action.question))
            case Close():
                return self._pick(self.persona.lines.close)

    def _react(self, reaction: React, action: Action) -> str:
        variables = {"topic": self.pack.question(action.question).topic} if isinstance(action, GiveFloor) else {}
        if reaction.quote:
            variables["quote"] = reaction.quote
        lines: Sequence[str] = getattr(self.persona.lines, _LINES_FOR[reaction.to])
        return self._pick([line for line in lines if _needs(line) <= variables.keys()], **variables)

    def _fact(self, fact: TellFact) -> str:
        if fact.text is None:
            return self._pick(self.persona.lines.unknown_fact)
        lines = self.persona.lines
        lead_in = "" if fact.again else self._pick(lines.takes_over if fact.takes_over else lines.fact)
        return f"{lead_in} {fact.text}".strip()

    def _reply(self, reply: Reply) -> str:
        lines = self.persona.lines
        match reply.to:
            case AskedBack.EITHER_OR:
                return self._pick(lines.choose, option=reply.text) if reply.text else self._pick(lines.as_you_like)
            case AskedBack.PROCESS if reply.text:
                return self._pick(lines.time_left, left=reply.text)
            case AskedBack.PROCESS:
                return self._pick(lines.wait if reply.wait else lines.as_you_like)
        lead_in = self._pick(getattr(lines, _REPLIES[reply.to]))
        return f"{lead_in} {reply.text or ''}".strip()

    def _restated(self, question: Question, action: Restate) -> str:
        if action.link:
            return self._asked_for(action.left_open) or self._probe(question, action.link)
        plain = question.plain or ""
        return plain if plain and self._unsaid(plain) else question.text  # whoever asks for it again gets it again

    def _reconciled(self, action: Reconcile) -> str:
        lines = self.persona.lines
        if action.against == "sum":
            return self._pick(lines.recount, sum=action.now)
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
        plain = [line for line in follow_up.lines if not _needs(line)]
        echoing = [line for line in follow_up.lines if _needs(line)] if left_open.words else []
        first, second = (plain, echoing) if self._quoted else (echoing, plain)
        words = _within_a_sentence(left_open.words)
        return self._pick(first, words=words) or self._pick(second, words=words)

    def _main(self, question: Question) -> str:
        if question.text_with_project and self.context.project:
            return _filled(question.text_with_project, {"project": self.context.project})
        if question.text_with_claim and self.context.claim:
            return _filled(question.text_with_claim, {"claim": self.context.claim})
        return question.text

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
        line = _filled(chosen, variables) if chosen else ""
        self._said.add(line)  # a line of two replies must not hold the same sentence twice
        return line

    def _unsaid(self, wording: str) -> bool:
        return not self._said.hold(_marked(wording))


def _marked(line: str) -> str:
    """The line with quotation marks around the candidate's words."""
    for name in _CANDIDATES_WORDS:
        blank = f"{{{name}}}"
        line = line if re.search(rf"[\"'“‘]{re.escape(blank)}", line) else line.replace(blank, f'"{blank}"')
    return line


def _within_a_sentence(words: str) -> str:
    """Without the capital of a sentence's beginning; a name or an "I" keeps its own."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _filled(line: str, variables: Mapping[str, str]) -> str:
    """The line with its blanks filled, and a capital where a sentence begins with a name."""
    text = _marked(line).format(**variables)
    project = variables.get("project")
    if project and re.search(r"(?:^|[.!?] ){project}", line):
        text = re.sub(rf"(^|[.!?] ){re.escape(project)}", lambda m: m[1] + project[:1].upper() + project[1:], text)
    return text


def _needs_no_more(move: Move) -> bool:
    """Whether the reaction alone is the line: it brings the talk back to the open question, or answers a goodbye."""
    if isinstance(move.action, Close) and any(isinstance(reaction, Reply) for reaction in move.reactions):
        return True
    strayed = any(isinstance(reaction, React) and reaction.to is DialogueAct.STRAYED for reaction in move.reactions)
    return strayed and isinstance(move.action, GiveFloor)


def _needs(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}
