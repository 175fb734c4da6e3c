"""Recognises what the candidate just did, without a model call: by the form of what was said, not its worth."""

from collections.abc import Sequence

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.engines.embedded.clauses import Clause, sentences
from interviewer.engines.embedded.gibberish import says_nothing
from interviewer.engines.embedded.language import language_of
from interviewer.engines.embedded.languages import LANGUAGES, language

LONGEST_ANSWER = 250  # words, about two minutes of speech
_SHORT = 40  # words; a longer text that also holds such a phrase is an answer
_CURT = 25  # words; up to this length not knowing, refusing or wanting to leave is all that was said


def recognise(answer: str) -> DialogueAct:
    """What the candidate did with this text."""
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
    return _short_act(text, words) if words <= _SHORT else _long_act(text)


def speaks_to_machine(text: str) -> bool:
    """Whether the text addresses a program or a grader instead of the person in the room."""
    return bool(_count("to_machine", text))


def _short_act(text: str, words: int) -> DialogueAct:
    if words <= _CURT:
        for cues, act in (("wants_to_end", DialogueAct.WANTS_TO_END), ("refused", DialogueAct.REFUSED)):
            if _count(cues, text):
                return act
    off_topic = bool(_count("small_talk", text)) and not _count("work", text)
    if _mostly_asks(text):
        return DialogueAct.STRAYED if off_topic else DialogueAct.ASKED_BACK
    if words <= _CURT and _count("did_not_know", text):
        return DialogueAct.DID_NOT_KNOW
    return DialogueAct.STRAYED if off_topic else DialogueAct.ANSWERED


def _long_act(text: str) -> DialogueAct:
    if _mostly_asks(text):
        return DialogueAct.ASKED_BACK
    off_topic = _count("small_talk", text)
    return DialogueAct.STRAYED if off_topic >= 2 and off_topic > _count("work", text) else DialogueAct.ANSWERED


def _mostly_asks(text: str) -> bool:
    parts = sentences(text)
    if len(text.split()) <= _SHORT and _asks_the_interviewer(parts):
        return True
    if not any(part.text.endswith("?") for part in parts):
        return len(parts) == 1 and bool(_count("question_without_mark", text))
    asking = sum(map(_asks, parts))
    return parts[-1].text.endswith("?") and 2 * asking >= len(parts)


def _asks_the_interviewer(parts: Sequence[Clause]) -> bool:
    """A question to the person across the table, with its reason behind it and nothing about the candidate's work."""
    first, rest = parts[0].text, " ".join(part.text for part in parts[1:])
    return first.endswith("?") and bool(_count("to_interviewer", first)) and not _count("first_person", rest)


def _asks(part: Clause) -> bool:
    text = part.text
    return text.endswith("?") or bool(_count("question_openers", text) or _count("asks_question", text))


def _count(cues: str, text: str) -> int:
    """How often any cue of a list stands in the text."""
    return sum(len(pattern.findall(text)) for pattern in language("en").dialogue_acts[cues])
