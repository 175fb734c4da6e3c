"""The open question cut out of the line that put it: whole, or in short, in the very words that were said.

Nothing is reworded, so that the same thing is asked however often it is said.
"""

import re

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*[\"”]?")
_FEWEST_WORDS = 4  # that ask something by themselves
_SECOND_HALF = re.compile(
    r",? (?:and|or) (?:how|what|who|whom|why|when|where|which|by when|compared|did|do|does|is|was|were|are|can|could)\b"
)
_ASKS = re.compile(
    r"(?i)^(?:(?:and|so|then|in|on|at|for|from|of|to|by|with) )*"
    r"(?:how|what|who|whom|whose|why|when|where|which|did|do|does|is|was|were|are|can|could|would|will|have|has|had)\b"
)
_KEEPS_CAPITAL = re.compile(r"(?:I|I'[a-z]+|Mr|Mrs|Ms|[A-Z][A-Z]+)\b")


def open_question(line: str) -> str:
    """The question at the end of a line, with the sentence before it where it says too little by itself."""
    sentences = [part.strip() for part in _SENTENCE.findall(line) if any(map(str.isalnum, part))]
    if not sentences:
        return ""
    asking = [place for place, sentence in enumerate(sentences) if sentence.endswith("?")]
    last = asking[-1] if asking else len(sentences) - 1
    first = last - 1 if last and len(sentences[last].split()) < _FEWEST_WORDS else last
    return " ".join(sentences[first : last + 1])


def in_short(question: str) -> str:
    """Its first half where it asks two things in one; else the whole, without what stands before it."""
    last = _SENTENCE.findall(question)[-1].strip() if question else ""
    for joint in _SECOND_HALF.finditer(last):
        half = last[: joint.start()].rstrip(" ,")
        if len(half.split()) >= _FEWEST_WORDS and _ASKS.match(half):
            return f"{half}?"
    return last


def continuing(question: str) -> str:
    """The question as it stands behind a colon: small at its beginning, unless that is a name."""
    return question if _KEEPS_CAPITAL.match(question) else question[:1].lower() + question[1:]
