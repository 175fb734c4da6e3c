"""Takes secrets out of a text that somebody else wrote, before anybody sees it. Knows no server and no screen."""

import base64
import re
import string
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from urllib.parse import quote

HIDDEN = "[hidden]"
_TELLING = 8  # so many characters of a secret in a row count as it
_SHORTEST = 4  # what is shorter than that is found in too many words
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)  # keeps places, as str.lower does not
_WORD = re.compile(r"[^\s\"'<>(){}\[\],;]+")
_VEIL = r"(?:\*|•|…|\.\.\.)"


def redacted(text: str, secrets: Iterable[str]) -> str:
    """The text without the words that hold a secret: whole, in part, veiled in the middle, or encoded."""
    lowered = text.translate(_LOWER)
    places = [place for secret in secrets for place in _places(lowered, secret)]
    if not places:
        return text
    hidden = bytearray(len(text))
    for start, end in places:
        hidden[start:end] = b"\1" * (end - start)
    for word in _WORD.finditer(text):
        if any(hidden[slice(*word.span())]):
            hidden[slice(*word.span())] = b"\1" * len(word[0])
    runs = groupby(zip(hidden, text, strict=True), key=itemgetter(0))
    return "".join(HIDDEN if told else "".join(letter for _, letter in run) for told, run in runs)


def _places(lowered: str, secret: str) -> Iterator[tuple[int, int]]:
    forms = {form.translate(_LOWER) for form in _forms(secret)}
    pieces = {form[at : at + _TELLING] for form in forms for at in range(len(form) - _TELLING + 1)}
    for at in range(len(lowered) - _TELLING + 1) if pieces else ():
        if lowered[at : at + _TELLING] in pieces:
            yield at, at + _TELLING
    patterns = [rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms if _SHORTEST <= len(form) < _TELLING]
    if len(secret) >= _TELLING:
        patterns += _veiled(secret.translate(_LOWER))
    for pattern in patterns:
        yield from (found.span() for found in re.finditer(pattern, lowered))


def _veiled(known: str) -> Iterator[str]:
    """Patterns for its beginning before a veil, and its end behind one; whole words, for `risk-...` is no `sk-...`."""
    lengths = range(_TELLING, 2, -1)
    beginnings = "|".join(re.escape(known[:length]) for length in lengths)
    ends = "|".join(re.escape(known[-length:]) for length in lengths if length >= _SHORTEST)
    yield from (rf"(?<!\w)(?:{beginnings}){_VEIL}", rf"{_VEIL}(?:{ends})(?!\w)")


def _forms(secret: str) -> Iterator[str]:
    """The secret as it is, and as it looks in URLs, dumps and headers."""
    raw = secret.encode()
    yield from (secret, quote(secret, safe=""), raw.hex())
    for before in range(3):  # Base64 packs three bytes at a time, so what stands before a secret changes its look
        packed = base64.b64encode(b"\0" * before + raw).decode()[before and before + 1 :].rstrip("=")[:-1]
        yield from (packed, packed.translate(str.maketrans("+/", "-_")))
