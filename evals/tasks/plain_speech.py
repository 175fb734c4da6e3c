"""Whether a line is plain speech, as far as code can tell: no long sentence, no word that a school did not teach.

A word counts as known where it stands among the commoner ones of BERT's vocabulary (which lists words about as often as
they are met), or in the pack's own briefs, facts and glossary, which a candidate has just heard. What an idiom is, this
can't tell; readers do.
"""

import re
from collections.abc import Iterable
from functools import cache

from interviewer.inference.wordpiece import tokenizer
from interviewer.packs.schema import Pack

LONGEST_SENTENCE = 22  # words
_COMMON = 16_000  # places of the vocabulary
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_SENTENCE = re.compile(r"[^.!?:;]+")
_ENDINGS = re.compile(r"(?:ies|es|s|ed|d|ing|er|est|ly|n't)$")


def subject_words(pack: Pack) -> frozenset[str]:
    """The words of what the pack is about."""
    cases = pack.cases.values()
    texts: Iterable[str] = (
        *(f"{case.title} {case.brief} {case.twist.text}" for case in cases),
        *(fact.answer for case in cases for fact in case.facts),
        *(f"{term.name} {term.definition}" for term in pack.terms),
        *(unit.blurb for unit in pack.manifest.units),
    )
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def is_long(line: str) -> bool:
    """Whether a sentence of the line is longer than one hears at once."""
    return any(len(_WORD.findall(sentence)) > LONGEST_SENTENCE for sentence in _SENTENCE.findall(line))


def rare_words(line: str, subject: frozenset[str]) -> list[str]:
    """The words of a line that few know; names (a capital first letter) are none."""
    return [word for word in _WORD.findall(line) if word[0].islower() and not _is_known(word.lower(), subject)]


def _is_known(word: str, subject: frozenset[str]) -> bool:
    vocabulary = _vocabulary()
    first = re.split(r"['’-]", word)[0]
    stem = _ENDINGS.sub("", first)
    forms = (first, stem, f"{stem}e", f"{stem}y", stem[:-1] if stem[-1:] == stem[-2:-1] else stem)
    return any(form in subject or vocabulary.get(form, _COMMON) < _COMMON for form in forms)


@cache
def _vocabulary() -> dict[str, int]:
    return dict(tokenizer().get_vocab())
