"""Words that a page broke at a line's end, put together again."""

import re

from interviewer.engines.embedded.language import language_of
from interviewer.inference.wordpiece import tokenizer

_BROKEN = re.compile(
    r"(?<![\w-])([^\W\d_]{2,})(?:[-\u2010]|(\u00ad))[ \t]*\n[ \t]*(?!(?:and|or|und|oder|et|ou)\b)"
    r"([a-zß-ÿ]{2,})(\S*)[ \t]*\n?"
)
_ENDINGS = ("", "s", "es", "ed", "d", "ing", "ly")


def joined(text: str) -> str:
    """The text with broken words whole, each on the line where it begins; a hyphen that belongs to a word stays.

    It belongs to the word that has it elsewhere in the text, and to all that is no word without it, unless the text is
    one that breaks words, as another place in it shows, or no English.
    """
    breaks = language_of(text) != "en" or any(_is_word(found[1] + found[3]) for found in _BROKEN.finditer(text))

    def whole(found: re.Match[str]) -> str:
        first, soft, second, rest = found.groups()
        together, apart = f"{first}{second}", f"{first}-{second}"
        parts_stand = _is_word(first) and _is_word(second)
        is_one = soft or (apart not in text and (_is_word(together) or (breaks and not parts_stand)))
        return f"{together if is_one else apart}{rest}\n"

    return _BROKEN.sub(whole, text)


def _is_word(letters: str) -> bool:
    """Whether it is an English word, in one of its forms."""
    word = letters.lower()
    forms = {word, *(word.removesuffix(ending) for ending in _ENDINGS), f"{word}s"}
    return any(len(form) > 1 and tokenizer().token_to_id(form) is not None for form in forms)
