"""What words look like to the finder of questions back: their meaning, their form, their place, the words themselves.

Knows no kind of question: which of these numbers speak for which is learnt (`evals/training/train_asked_back.py`).
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from interviewer.retrieval.embedder import DIMENSIONS, Embedder

Features = NDArray[np.float32]
_MEANING = 4.0  # how much the numbers of a unit vector weigh beside the others; learnt weights adapt, penalties do not
_AGAINST_LINE = 20.0
_WORDS = 1024  # places for words and pairs of words
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\?")
_LONG = 5  # letters; shared words of this length and more are about the subject
_MANY = 20  # words
_FEW = 4


@dataclass(frozen=True)
class Heard:
    """What an answer was said into.

    Attributes:
        line: what the interviewer had said.
        known: ways of asking for what is known of the case that is open; empty where none is.
    """

    line: str
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where words stand in an answer of `of` sentences: from sentence `first` to sentence `last`, counted from 0."""

    first: int
    last: int
    of: int


def features(text: str, place: Place, heard: Heard, embedder: Embedder) -> Features:
    """The numbers of one piece of an answer."""
    meaning, line = embedder.embed([text, heard.line])
    nearest = float((embedder.embed(heard.known) @ meaning).max()) if heard.known else 0.0
    form = [*_form(text, place, heard.line), float(meaning @ line), float(bool(heard.known)), nearest]
    parts = (_MEANING * meaning, _AGAINST_LINE * meaning * line, np.array(form), _words(text))
    return np.concatenate(parts).astype(np.float32)


def size() -> int:
    """How many numbers `features` gives."""
    return 2 * DIMENSIONS + len(_form("", Place(0, 0, 1), "")) + 3 + _WORDS


def _form(text: str, place: Place, line: str) -> Sequence[float]:
    words = _tokens(text)
    shared = set(words) & set(_tokens(line)) - {"?"}
    asks = text.endswith("?")
    ends = place.last == place.of - 1
    return (
        float(asks),
        float("?" in text),
        float(asks and ends),
        float(asks and not ends),
        min(len(words), 2 * _MANY) / _MANY,
        float(len(words) <= _FEW),
        float(place.first == 0),
        float(ends),
        float(place.of == 1),
        min(place.of, 8) / 4,
        float('"' in text or "“" in text),
        float(":" in text),
        float(any(character.isdigit() for character in text)),
        len(shared) / max(1, len(set(words))),
        float(any(len(word) >= _LONG for word in shared)),
    )


def _words(text: str) -> Features:
    """Words and pairs of words, each counted once at the place that its hash gives it."""
    words = ["^", *_tokens(text), "$"]
    found = np.zeros(_WORDS, dtype=np.float32)
    for term in {*words, *(f"{one} {other}" for one, other in pairwise(words))}:
        found[zlib.crc32(term.encode()) % _WORDS] = 1.0
    return np.asarray(3.0 * found / np.sqrt(found.sum()), dtype=np.float32)


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text.lower())
