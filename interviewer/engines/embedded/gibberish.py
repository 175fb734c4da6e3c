"""Tells what is no language at all: no letter and no figure, or fingers that ran over the keys. Goes by form alone."""

import re

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 3  # neighbouring keys in one direction
_NO_VOWEL = 5  # letters; shorter ones are abbreviations
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
_ABBREVIATION = 4  # letters; in capitals they may be anything


def says_nothing(text: str) -> bool:
    """Whether there is nothing to read in it."""
    if not any(character.isalnum() for character in text):
        return True
    words = _WORD.findall(text)
    return bool(words) and not any(character.isdigit() for character in text) and all(map(_is_mashed, words))


def _is_mashed(word: str) -> bool:
    """Whether no hand that writes leaves this: one key held down, keys in their order, or no vowel in a long word."""
    if not word.isascii() or (word.isupper() and len(word) <= _ABBREVIATION):
        return False
    small = word.lower()
    held = len(small) >= _RUN and len(set(small)) == 1
    return held or _runs_over_the_keys(small) or (len(small) >= _NO_VOWEL and not _VOWELS & set(small))


def _runs_over_the_keys(word: str) -> bool:
    """Whether the word is runs over neighbouring keys, and nothing else."""
    while len(word) >= _RUN:
        length = max((n for n in range(_RUN, len(word) + 1) if _is_run(word[:n])), default=0)
        if not length:
            return False
        word = word[length:]
    return not word


def _is_run(part: str) -> bool:
    return any(part in row or part[::-1] in row for row in _ROWS)
