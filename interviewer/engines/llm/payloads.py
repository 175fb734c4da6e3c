"""Blanks out what a model had better not read: sentences that speak to a machine, are encoded, or change the language.

Wider than what the embedded extractor goes by, because a model obeys more than a small encoder can: orders in other
languages, strings that decode to orders. What is blanked can't be quoted either, so it counts for nothing.
"""

import re

from interviewer.engines.embedded.clauses import Clause, sentences
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.engines.embedded.language import language_of
from interviewer.engines.embedded.languages import LANGUAGES

_ORDER = re.compile(
    r"(?i)\b(?:you are now|act as (?:dan|an? (?:ai|grader|assistant|model|coach))|pretend (?:to be|that|the)|"
    r"let's play a game|no longer the interviewer)\b|"
    r"\b(?:rate|mark|grade|score) (?:this|the|my|it)\b.{0,30}\b(?:perfect|outstanding|excellent|full|top|highest)\b|"
    r"\b(?:decode|rot13|base64)\b|^\s*#{2,}\s*\w+|"
    r"\b(?:set|g[i1]ve|output|record|assign)\b.{0,12}\blevel (?:to )?\d|(?:\b\w ){5,}|\b1gn0re\b|"
    r"忽略|无视|無視して|最高分|最高点|系统\s*[:：]|评为\s*\d"
)
_ENCODED = re.compile(r"\b[A-Za-z0-9+/]{32,}={0,2}")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def blanked(text: str, any_language: bool = False) -> str:
    """The text with such sentences as white space; as long as before, so that places stay.

    Args:
        any_language: whether a sentence in another language than the rest is one like any other, as in a CV.
    """
    own = any_language or _other_script(text)
    for part in sentences(text):
        if _suspect(part, own):
            text = text[: part.start] + " " * (part.end - part.start) + text[part.end :]
    return text


def _suspect(part: Clause, foreign_text: bool) -> bool:
    text = part.text
    foreign = not foreign_text and (_other_script(text) or language_of(text) not in LANGUAGES)
    return foreign or speaks_to_machine(text) or bool(_ORDER.search(text) or _ENCODED.search(text))


def _other_script(text: str) -> bool:
    letters = _LETTER.findall(text)
    return bool(letters) and len(_LATIN.findall(text)) < 0.5 * len(letters)
