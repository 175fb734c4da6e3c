"""Recognises what the candidate just did, without a model call: by the form of what was said, not its worth."""

import re
from collections.abc import Sequence

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.engines.embedded.gibberish import says_nothing
from interviewer.engines.embedded.language import language_of
from interviewer.engines.embedded.languages import LANGUAGES, language

LONGEST_ANSWER = 250  # words, about two minutes of speech
_SHORT = 40  # words; a longer text that also holds such a phrase is an answer
_ASIDE = 8  # words
_CURT = 25  # words; up to this length not knowing, refusing or wanting to leave is all that was said
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_A_REPORT = 2  # numbers; whoever gives so many speaks of work, also where the work is about dinners


def recognise(answer: str, asked: Sequence[str] = ()) -> DialogueAct:
    """What the candidate did with this text, of which `asked` are the words that ask something back."""
    text = answer.strip()
    words = len(text.split())
    if says_nothing(text):
        return DialogueAct.ASKED_BACK if text.startswith("?") else DialogueAct.SILENT
    if speaks_to_machine(text):
        return DialogueAct.SPOKE_TO_MACHINE
    if language_of(text) not in LANGUAGES:
        return DialogueAct.OTHER_LANGUAGE
    if words > LONGEST_ANSWER:
        return DialogueAct.RAMBLED
    only_asks = bool(asked) and _says_little_beside(text, asked)
    return _short_act(text, words, only_asks) if words <= _SHORT else _long_act(text, only_asks)


def speaks_to_machine(text: str) -> bool:
    """Whether the text addresses a program or a grader instead of the person in the room."""
    return bool(_count("to_machine", text))


def _short_act(text: str, words: int, only_asks: bool) -> DialogueAct:
    if words <= _CURT:
        for cues, act in (("wants_to_end", DialogueAct.WANTS_TO_END), ("refused", DialogueAct.REFUSED)):
            if _count(cues, text):
                return act
    off_topic = bool(_count("small_talk", text)) and not _count("work", text)
    if only_asks:
        return DialogueAct.STRAYED if off_topic else DialogueAct.ASKED_BACK
    if words <= _CURT and _count("did_not_know", text):
        return DialogueAct.DID_NOT_KNOW
    return DialogueAct.STRAYED if off_topic else DialogueAct.ANSWERED


def _long_act(text: str, only_asks: bool) -> DialogueAct:
    if only_asks:
        return DialogueAct.ASKED_BACK
    off_topic = _count("small_talk", text)
    about_else = off_topic >= 2 and off_topic > _count("work", text) and len(_NUMBER.findall(text)) < _A_REPORT
    return DialogueAct.STRAYED if about_else else DialogueAct.ANSWERED


def _says_little_beside(text: str, asked: Sequence[str]) -> bool:
    """Whether what stands beside the questions is a courtesy or their reason: a few words, and no figure."""
    rest = text
    for question in asked:
        rest = rest.replace(question, " ", 1)
    return len(rest.split()) <= _ASIDE and not any(character.isdigit() for character in rest)


def _count(cues: str, text: str) -> int:
    """How often any cue of a list stands in the text."""
    return sum(len(pattern.findall(text)) for pattern in language("en").dialogue_acts[cues])
