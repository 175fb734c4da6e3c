"""Whether what a line states stands somewhere: its figures, its names, and what it puts in quotation marks.

What a line may draw on is the talk, what was told in it, and the plain wording of its move.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from interviewer.engines.llm.figures import unfounded
from interviewer.engines.llm.quotes import locate

_QUOTED = re.compile(r"[\"“「]([^\"“”「」]+)[\"”」]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…\"“]\s+|[\"“(])\s*$")
_NAME = re.compile(r"\b[A-Z][\w'’-]*\b")
_NO_NAMES = frozenset(
    re.findall(
        r"[\w'’]+",
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december i i'm i've i'd i'll i’m i’ve i’d i’ll ok okay mr mrs ms dr",
    )
)
_FEWEST = 2  # words in quotation marks that are a quotation; one word is a way of speaking


@dataclass(frozen=True)
class Grounds:
    """Attributes:
    talk: what the candidate and the interviewers said; quotations stand here.
    other: whatever else a line may name: what was told, the wording, the candidate's papers, the pack's names.
    """

    talk: str
    other: str

    @property
    def all(self) -> str:
        return f"{self.talk}\n{self.other}"


def ungrounded(line: str, grounds: Grounds) -> tuple[str, ...]:
    """The names of the checks that the line breaks: `figures`, `names`, `quotation`."""
    checks = {
        "figures": not unfounded(line, grounds.all),
        "names": not set(_names(line)) - _known_words(grounds.all),
        "quotation": all(_stands(quote, grounds) for quote in _QUOTED.findall(line)),
    }
    return tuple(name for name, kept in checks.items() if not kept)


def _stands(quote: str, grounds: Grounds) -> bool:
    return (len(quote.split()) < _FEWEST and quote.isascii()) or locate(quote, grounds.all) is not None


def _names(line: str) -> Iterator[str]:
    """Words with a capital that no sentence gave them, folded."""
    for found in _NAME.finditer(line):
        word = _folded(found[0])
        if not _SENTENCE_START.search(line[: found.start()]) and word not in _NO_NAMES:
            yield from (part for part in word.split("-") if part)


def _known_words(text: str) -> set[str]:
    return {part for word in re.findall(r"[\w'’-]+", text) for part in (_folded(word), *_folded(word).split("-"))}


def _folded(word: str) -> str:
    return re.sub(r"['’]s$", "", word).lower()
