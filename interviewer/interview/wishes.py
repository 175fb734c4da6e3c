"""What a candidate gets who wishes something of the talk itself: which of two options, and what the wish is for."""

import re
from collections.abc import Sequence
from typing import Literal

from interviewer.retrieval.embedder import Embedder

Wish = Literal["moment", "time", "other"]
# What is meant is told by nearness to examples, so that it needs none of their words.
_EXAMPLES: dict[Wish, tuple[str, ...]] = {
    "moment": (
        "Give me a moment to think.",
        "Can I have a minute?",
        "One second, please.",
        "May I take a short break?",
        "Someone is at the door, I will be right back.",
        "Let me write this down first.",
        "Hold on, I need to find my notes.",
        "Wait a minute, I am calculating.",
    ),
    "time": (
        "How much time do we have left?",
        "How many more questions are there?",
        "How long will this take?",
        "Are we running out of time?",
        "Is this the last question?",
        "How long should my answer be?",
    ),
    "other": (
        "May I draw it?",
        "May I take notes?",
        "Can I answer in another language?",
        "Can we skip this question?",
        "Can I come back to an earlier question?",
        "Am I allowed to use a calculator?",
        "Should I keep it short?",
        "May I ask questions?",
        "Is it fine if I guess?",
    ),
}
_LONGEST_OPTION = 8  # words
_PERSONS = ("you", "i")  # of a whole clause, which is no name for an option
_OR = re.compile(r",?\s+or\s+(?:else\s+|rather\s+)?", re.IGNORECASE)
_BREAK = re.compile(r"[,.;:?!]\s*")
_FIRST = re.compile(r"(?i)^(?:only|just|about|for|in|of|the|a|an|my|our|your|his|her|their|this|that)$")


def wish_of(asked: str, embedder: Embedder) -> Wish:
    """What a request about the talk itself is for: a moment, the time or questions left, or leave to do something."""
    texts = [(wish, text) for wish, examples in _EXAMPLES.items() for text in examples]
    nearness = embedder.embed([text for _, text in texts]) @ embedder.embed([asked])[0]
    return texts[int(nearness.argmax())][0]


def chosen(asked: str, line: str, embedder: Embedder) -> str | None:
    """Of two things that were offered, the one nearer to the interviewer's line, in the candidate's own words."""
    options = _options(asked)
    if len(options) < 2:
        return None
    nearness = embedder.embed(options) @ embedder.embed([line])[0]
    return options[int(nearness.argmax())]


def _options(asked: str) -> list[str]:
    """The two sides of the last "or", each cut to what is offered; empty where they can't be told apart."""
    joints = list(_OR.finditer(asked))
    if not joints:
        return []
    before = _BREAK.split(asked[: joints[-1].start()])[-1].split()
    after = _BREAK.split(asked[joints[-1].end() :])[0].split()
    if not before or not 0 < len(after) <= _LONGEST_OPTION:
        return []
    options = [_alike(before, after), after]
    named = not any(word.lower() in _PERSONS for option in options for word in option)
    return [" ".join(option) for option in options] if named else []


def _alike(before: Sequence[str], after: Sequence[str]) -> Sequence[str]:
    """The end of `before` that is built like `after`: from the same first word, from an article, or as long."""
    starts = [place for place, word in enumerate(before) if word.lower() == after[0].lower()]
    if starts:
        return before[starts[-1] :]
    if _FIRST.match(after[0]):
        starts = [place for place, word in enumerate(before) if place and _FIRST.match(word)]
    return before[starts[-1] :] if starts else before[-len(after) :]
