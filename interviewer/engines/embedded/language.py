"""Tells whether the embedded engine can read an answer: it reads English, also in bad spelling and grammar."""

import re
from functools import cache
from typing import Any

from interviewer.engines.embedded.languages import language

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_FEWEST_WORDS = 6  # shorter texts are taken for English: identification is unreliable on them
_ENOUGH_ENGLISH = 0.18  # share of function words; English prose has 0.35 and more, telegram style about 0.2


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str:
    """The ISO 639-1 code of the text's language; "en" where it is too short to tell and written in Latin letters."""
    letters = _LETTER.findall(text)
    if letters and len(_LATIN.findall(text)) < 0.6 * len(letters):
        return str(_identifier().classify(text)[0])
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _FEWEST_WORDS:
        return "en"
    function_words = language("en").function_words
    if sum(word in function_words for word in words) >= _ENOUGH_ENGLISH * len(words):
        return "en"
    code, probability = _identifier().classify(text)
    return str(code) if probability > 0.9 else "en"
