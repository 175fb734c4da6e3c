"""What an interviewer's line must never do, as named checks on text alone.

Written apart from the product's own guard (`interviewer.engines.guardrails`), so that a guard that was weakened by
mistake does not blind the measure with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.packs.schema import Pack
from interviewer.rubric.registry import RULES

_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_WORD = re.compile(r"[^\W_]+")
_COACHING = re.compile(
    r"(?i)\b(?:you should(?:n't| not)? (?:say|mention|try|add|have said|talk|focus|tell|be)|try (?:to|saying|adding)|"
    r"next time|a (?:better|stronger|good) answer|good (?:answer|job|point)|great (?:answer|job|point|question)|"
    r"well done|excellent|perfect answer|here'?s a (?:tip|hint)|my advice|i(?:'d| would) (?:advise|recommend|suggest)|"
    r"remember to|don'?t forget to|make sure (?:to|you)|it (?:helps|would help) (?:if you|to)|for a higher|"
    r"to improve your answer|keep in mind|consider (?:adding|mentioning))\b"
)
_IDS = "|".join(sorted(rule.id for rule in RULES.values() if "_" in rule.id))
_RUBRIC = re.compile(
    r"(?i)\b(?:metric[ _]gap|ownership (?:framing|level|score)|rubric|grad(?:e|es|ed|ing)\b|"
    r"level [0-4]\b|[0-4] (?:out of|/) 4|(?:your|this|the) scores?\b|scored? (?:you|this answer)\b|"
    r"business_measure|technical_measure|took_part|from_silence|"
    r"name-?dropped|gap open|disowned|strong (?:no-)?hire|lean (?:no-)?hire|no-hire|"
    rf"{_IDS}|probe budget|broken link)"
)
_OUT_OF_ROLE = re.compile(
    r"(?i)\b(?:as an ai|language model|i am an? (?:ai|assistant|bot)|chat ?bot|system prompt|"
    r"my instructions (?:are|say|tell)|the user|mock interview|simulat(?:e|ed|ion)|this exercise|role-?play)\b|"
    r"\{[a-z_]+\}|<\w+>|\[[a-z ,]+\]"
)
_COPIED = 7  # words in a row from what only the debrief may say


@dataclass(frozen=True)
class Spoken:
    """A line with what it may be held against."""

    text: str
    speaker: str
    speakers: Sequence[str]
    said_before: Sequence[str]


def faults(spoken: Spoken, secrets: str) -> set[str]:
    """The names of the checks that the line fails."""
    own = _QUOTED.sub(" ", spoken.text)
    found = {
        "one_question": own.count("?") > 1,
        "coaching": bool(_COACHING.search(own)),
        "rubric_leak": bool(_RUBRIC.search(own)) or any(run in secrets for run in _runs(own)),
        "role": not spoken.text.strip() or spoken.speaker not in spoken.speakers or bool(_OUT_OF_ROLE.search(own)),
        "repetition": bool(_sentences(spoken.text) & {key for line in spoken.said_before for key in _sentences(line)}),
    }
    return {name for name, failed in found.items() if failed}


CHECKS = ("one_question", "coaching", "rubric_leak", "role", "repetition")


def secrets_of(pack: Pack) -> str:
    """The folded words of rubric, hints and examples, which have no place in an interviewer's mouth."""
    texts: list[str] = []
    for dimension in pack.rubric.dimensions:
        texts += [*dimension.strong_why, *dimension.strong_next, *(level.anchor for level in dimension.levels)]
        for link in dimension.links:
            texts += [link.absent, link.blank, link.hint, *link.why, *link.next_step]
    texts += [question.example.answer for question in pack.all_questions.values() if question.example]
    texts += [case.hidden_truth for case in pack.cases.values()]
    return " | ".join(_folded(text) for text in texts)


def _runs(text: str) -> list[str]:
    words = _folded(text).split()
    return [" ".join(words[n : n + _COPIED]) for n in range(len(words) - _COPIED + 1)]


def _folded(text: str) -> str:
    return " ".join(word.lower() for word in _WORD.findall(text))


def _sentences(text: str) -> set[str]:
    """Sentences folded, whatever they quote; two words or less may come again, as in any talk."""
    keys = (_folded(part) for part in _SENTENCE.findall(_QUOTED.sub(" quoted ", text)))
    return {key for key in keys if key.count(" ") >= 2}
