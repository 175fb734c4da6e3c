"""Words that a page broke at a line's end, put together again."""

import re

from interviewer.inference.wordpiece import tokenizer

_BROKEN = re.compile(r"(?<![\w-])([^\W\d_]{2,})(?:-|\u2010|\u00ad)[ \t]*\n[ \t]*([a-zß-ÿ]{2,})([^\w\s]*)[ \t]*")


def joined(text: str) -> str:
    """The text with broken words whole, each on the line where it begins; a hyphen that belongs to a word stays.

    One that stands so elsewhere in the text belongs to it, and one between two whole words that are no word together.
    """
    return _BROKEN.sub(lambda broken: f"{_whole(broken[1], broken[2], text)}{broken[3]}\n", text)


def _whole(first: str, second: str, text: str) -> str:
    together, apart = f"{first}{second}", f"{first}-{second}"
    if apart in text:
        return apart
    if _is_word(together) or not (_is_word(first) and _is_word(second)):
        return together
    return apart


def _is_word(letters: str) -> bool:
    return tokenizer().token_to_id(letters.lower()) is not None
