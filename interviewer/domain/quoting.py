"""Shortens the candidate's own words so that they can be taken up: letter for letter, never rephrased."""

import re

LONGEST_QUOTE = 12  # words
_LEADING = re.compile(
    r"^(?:(?:and|but|so|well|then|because|which|that|also|um|uh|like|okay|ok|yes|no|basically|actually|honestly)\b[,\s]*)+",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?<![\s,])[\s,]+(?:the|a|an|of|to|and|or|but|in|on|at|for|with|from|by|as|is|was|were|per|over|that|this|which|who|my|our|their|his|her|"
    r"its|if|so|because|i|we|they|he|she|it|had|has|have|than|not|would|could|did|do|be|about|into|when|where|one)$",
    re.IGNORECASE,
)
_TURN = re.compile(r"[,:;.] |\s(?:and|but|because|so|which|when|where|while|after|before|until)\s", re.IGNORECASE)
_UNSPEAKABLE = frozenset('"<>{}[]|`\\')
_FEWEST = 4  # words left when a quote is cut where its sentence turns
_OPENING = "\"'([{"


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The first few words of `text` that can stand alone; an unbroken part of it, or the empty string."""
    text = _LEADING.sub("", text.strip()).split("\n")[0]
    words = re.findall(r"\S+", text)
    if len(words) > longest:
        text = re.match(rf"\s*(?:\S+\s+){{{longest - 1}}}\S+", text).group(0)  # type: ignore[union-attr]
        turns = [match.start() for match in _TURN.finditer(text) if len(text[: match.start()].split()) >= _FEWEST]
        text = text[: turns[-1]] if turns else text
        while _DANGLING.search(text):
            text = _DANGLING.sub("", text)
    text = text.strip().rstrip(".,;:!? ").lstrip(_OPENING)
    speakable = len(text.split()) >= 2 and not _UNSPEAKABLE.intersection(text)
    return text if speakable else ""


def clipped(text: str, words: int = LONGEST_QUOTE) -> str:
    """The first words of `text`, with an ellipsis where more follow: to show, never to verify."""
    told = text.split()
    return " ".join(told[:words]) + (" …" if len(told) > words else "")
