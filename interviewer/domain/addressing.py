"""Tells what an answer says to the interviewer from what it tells of the work. English only."""

import re

_AIDE = r"(?:asked|said|say|mentioned|put it|told me|quoted|suggested|pointed out)"
_END = re.compile(r"[.!?](?=[\s\"'”’)]|$)|\n")
_OPENING = re.compile(
    rf"(?:(?:and|but|so|well|yes|no|right|ok|okay|sure)\b[,\s]+)*(?:(?:as|like) you(?:'ve| have)? (?:just )?{_AIDE}"
    r"|(?:that'?s |that is )?(?:a |an )?(?:very )?(?:good|great|fair|nice|tough|excellent) (?:question|point)"
    r"|to (?:answer|come back to) (?:your|the) question|(?:thanks|thank you) for (?:asking|the question)|sorry"
    rf"|you(?:'ve| have)? (?:just )?(?:asked|said|mentioned)\b[^,:;.?!]*)\s*[,:]\s+",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    rf"\b(?:as|like) you(?:'ve| have)? (?:just )?{_AIDE}\b|\b(?:as|if) you (?:know|mean|ask me|can see)\b"
    r"|\byou(?:'ve| have|'re| are)? (?:just )?(?:handed|handing|asked|asking|said|saying|mentioned|quoted|offered)\b"
    r"|\byou(?:'ll| will) (?:laugh|ask|say|think)\b|\b(?:do|did|would|are) you (?:want|mean|need|like|prefer|asking)\b"
    r"|\b(?:good|great|fair|nice|tough|excellent) (?:question|point)\b|\byour (?:question|point|excuse)\b"
    r"|\b(?:does|did|is|was|will) (?:that|this|it)\b[^.?!]*"
    r"\b(?:answer|make sense|clear|enough|what you|help you)\b[^.!]*\?"
    r"|\b(?:shall|should|may|can|could) i (?:go on|continue|add|explain|say more|elaborate|stop)\b[^.!]*\?"
    r"|\b(?:what do you think|let me know|thank you|thanks(?! to)\b)|\bi hope (?:that|this|it) (?:answers|helps)\b"
    r"|\bhappy to (?:go|explain|elaborate|expand|share|say more)\b|\b(?:right|okay|ok|no)\?$",
    re.IGNORECASE,
)


def opening_address(text: str) -> int:
    """How many characters at the beginning of `text` turn to the interviewer before the telling begins."""
    found = _OPENING.match(text)
    return found.end() if found else 0


def is_asked(answer: str, end: int) -> bool:
    """Whether the sentence of `answer` in which a part ends at code point `end` is a question."""
    ends = _END.search(answer, max(0, end - 1))
    return ends is not None and ends[0] == "?"


def is_addressed(text: str) -> bool:
    """Whether the sentence is said to the interviewer: a courtesy, a question back, a word on their question."""
    return bool(_ADDRESSED.search(text))
