"""Cuts a line that is still coming into sentences that are whole, so that each can be checked and shown on its own."""

import re

_END = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s)|[。！？]+[”」』]*")
_ABBREVIATED = re.compile(r"(?i)\b(?:mr|mrs|ms|dr|vs|no|approx|e\.g|i\.e|etc)\.$")


def whole_sentences(text: str, ended: bool) -> list[str]:
    """The sentences that no later word can change; with `ended`, also what stands behind the last full stop.

    None ends within quotation marks: what is quoted belongs to the sentence that quotes it.
    """
    found, start = [], 0
    for end in _END.finditer(text):
        part = text[start : end.end()]
        if _balanced(part) and not _ABBREVIATED.search(part):
            found.append(" ".join(part.split()))
            start = end.end()
    rest = " ".join(text[start:].split())
    return [*found, rest] if ended and rest else found


def joined(sentences: list[str]) -> str:
    """The sentences as one line; Chinese ones stand without white space between them."""
    line = ""
    for sentence in sentences:
        line += sentence if not line or line[-1] in "。！？”」』" else f" {sentence}"
    return line


def _balanced(text: str) -> bool:
    plain = text.count('"') % 2 == 0
    return plain and text.count("“") <= text.count("”") and text.count("「") <= text.count("」")
