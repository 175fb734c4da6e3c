"""Which of two things that a candidate offers an interviewer takes, in words that the interviewer can say."""

import re
from collections.abc import Sequence

from interviewer.retrieval.embedder import Embedder

_LONGEST_OPTION = 8  # words
_MOST = 2  # pairs in one breath
SERVES = (  # an interview: what people got, what was decided, what is soon told
    "the short version",
    "the result in numbers",
    "the business side",
    "the money",
    "the customers and users",
    "the workers, drivers and shop assistants",
    "the people who used it",
    "with the people",
    "my own part and decision",
    "the real case that happened at work",
    "the failure",
    "the recent one",
)
SERVES_LESS = (
    "the long version",
    "the technical details of the model",
    "the computer side",
    "with the data",
    "the theory and the mathematics",
    "the team in general",
    "the university project",
    "an imagined case",
    "the whole background from the beginning",
    "the success",
    "the old one",
)
_OR = re.compile(r"\s*,?\s+or\s+(?:else\s+|rather\s+|maybe\s+)?", re.IGNORECASE)
_BREAK = re.compile(r"[,.;:?!]\s*")
_PAIRS = re.compile(r"[.?!;,]\s*and\s+|[.?!;]\s*", re.IGNORECASE)
_STARTS = re.compile(
    r"(?i)^(?:only|just|about|for|in|on|of|with|from|to|as|at|after|before|per|by|"
    r"the|a|an|my|our|your|his|her|their|this|that|what|how|why)$"
)
_SWAPPED = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "your": "our",
    "yours": "ours",
}
_LEADS_TO = frozenset({"meaning", "only", "just", "simply", "of", "about", "on", "with", "to", "for", "from", "be"})
_OWNED = frozenset({"mine", "yours", "ours", "theirs"})
_CLAUSE = frozenset(
    {"you", "i'm", "i'll", "you're", "is", "are", "do", "does", "did", "have", "has", "should", "shall"}
)
_NAMELESS = re.compile(
    r"(?i)^(?:the|a|an|my|your) (?:short|long|old|new|recent|big|small|good|bad|simple|easy|hard|first|second|last)$"
)
_TAIL = re.compile(
    r"(?i)\s+(?:please|sir|madam|now|then|first|instead|for you|is it|is that|or what|or so|mainly|maybe)$"
)
_HEAD = re.compile(
    r"(?i)^(?:(?:so|ok|okay|sorry|hm+|well|uh+|um+|and)\s+)*(?:do you mean|you mean|is it|is this|is that|"
    r"(?:shall|should|do|may|can) i (?:take|use|tell|start|begin|go|stay)|shall it be|should it be|meaning|"
    r"would you rather have|do you want(?: to hear)?|you want|would you like)\s+"
)


def chosen(asked: str, embedder: Embedder) -> str | None:
    """Of each pair that was offered, what serves an interview better: "the short one, and the business side"."""
    picks = [_better(pair, embedder) for part in _PAIRS.split(asked) if (pair := _options(part))]
    return ", and ".join(picks[-_MOST:]) if picks else None


def _better(options: Sequence[str], embedder: Embedder) -> str:
    """The option nearer to what serves an interview than to what does so less; as said by the interviewer."""
    meant = embedder.embed(options)
    worth = (meant @ embedder.embed(SERVES).T).max(axis=1) - (meant @ embedder.embed(SERVES_LESS).T).max(axis=1)
    return _from_the_other_side(options[int(worth.argmax())])


def _from_the_other_side(option: str) -> str:
    """My part is your part to the one who is spoken to."""
    words = [_SWAPPED.get(word.lower(), word) for word in option.split()]
    if _STARTS.match(words[0]):
        words[0] = words[0].lower()
    return " ".join([*words, "one"] if _NAMELESS.search(option) else words)


def _options(asked: str) -> list[str]:
    """The two sides of the last "or", each cut to what is offered; empty where they can't be told apart."""
    joints = list(_OR.finditer(asked))
    if not joints:
        return []
    before = _HEAD.sub("", _BREAK.split(asked[: joints[-1].start()].strip())[-1].strip()).split()
    after = _TAIL.sub("", _BREAK.split(asked[joints[-1].end() :])[0].strip()).split()
    if not before or not 0 < len(after) <= _LONGEST_OPTION:
        return []
    options = [_named(_alike(before, after)), _named(after)]
    if any(_is_clause(option) or len(option) > _LONGEST_OPTION for option in options):
        return []
    return [" ".join(option) for option in options]


def _named(option: Sequence[str]) -> Sequence[str]:
    """The thing itself, without the little words that led to it."""
    while len(option) > 1 and option[0].lower() in _LEADS_TO:
        option = option[1:]
    return option


def _is_clause(option: Sequence[str]) -> bool:
    """Whether it says who does what, and so is no name for anything."""
    return any(word.lower() in _CLAUSE for word in option) or option[0].lower() == "i"


def _alike(before: Sequence[str], after: Sequence[str]) -> Sequence[str]:
    """The end of `before` that is built like `after`: from the same first word, from an article, or as long."""
    starts = [place for place, word in enumerate(before) if word.lower() == after[0].lower()]
    if starts:
        return before[starts[-1] :]
    if after[0].lower() in _OWNED or _STARTS.match(after[0]):
        starts = [place for place, word in enumerate(before) if _STARTS.match(word)]
    return before[starts[-1] :] if starts else before[-len(after) :]
