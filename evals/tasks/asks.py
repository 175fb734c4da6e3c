"""What a text asks a candidate to do, read for what no coach may ask: hide, invent, claim, blame, promise, show off.

Goes by verb and object within a sentence; a refusal before the verb ("never invent") turns it round. Does not know
which text it reads, and can't tell whether right advice is good advice.
"""

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?;:\n]+")
_NOT = r"(?:don'?t|won'?t|do not|never|not|nobody|no|without|neither|nor|cannot|can'?t|rather than|instead of)"
_REFUSED = re.compile(rf"(?i)\b{_NOT}\b(?:\s+\w+){{0,2}}\s*$")
_OWED = (
    r"(?:costs?|price|bills?|figures?|numbers?|amounts?|comparisons?|compared|baselines?|controls?|fail\w*|mistakes?|"
    r"errors?|miss(?:es|ed)?|risks?|limits?|constraints?|problems?|obstacles?|outcomes?|results?|harm|"
    r"loss(?:es)?|doubts?|"
    r"weak\w*|bad news|went wrong|downsides?|guardrails?|who (?:gave|asked|told|had)|trade-?offs?|late|slip\w*)"
)
_MODEL = r"(?:models?|networks?|transformers?|architectures?|methods?|algorithms?)"
_WRONG: dict[str, tuple[str, ...]] = {
    "hide": (
        rf"(?:hide|conceal|omit|skip|bury|gloss over|play down|drop|cover up|withhold|dodge)\b.*\b{_OWED}",
        rf"leave (?:out\b.*\b{_OWED}|(?:\w+\s+){{0,4}}{_OWED}\s+(?:\w+\s+){{0,3}}(?:out|away|unsaid|aside))",
        rf"(?:keep|stay|be)\s+(?:quiet|silent|vague)\b.*\b{_OWED}",
        rf"keep\s+(?:\w+\s+){{0,4}}{_OWED}\s+(?:\w+\s+){{0,3}}(?:to yourself|out of)",
        rf"(?:let|leave)\b.*\b{_OWED}.*\b(?:un(?:mentioned|told|said|named)|in the dark)\b",
        rf"say (?:nothing|as little as)\b.*\b{_OWED}",
        rf"(?:avoid|stop) (?:mention|say|nam|tell|admit|talk|discuss)\w*\b.*\b{_OWED}",
    ),
    "invent": (
        r"(?:invent|make (?:\w+\s+){0,2}up|fabricate|fake|embellish|exaggerate|inflate|overstate|polish up)\b",
        r"round (?:\w+\s+){0,3}(?:up|upwards)\b",
        r"(?:choose|pick|give|say|quote|take)\b.*\b(?:convincing|plausible|impressive|believable|"
        r"safe)\b.*\b(?:figure|number|value|amount|percentage)",
        r"(?:any|some|a) (?:\w+\s+){0,2}(?:figure|number|amount|percentage) (?:will|would) do\b",
        r"(?:figure|number|amount|percentage)s?\b.*\b(?:sounds? (?:good|large|right|strong|impressive)|"
        r"nobody (?:can|will) check)",
        r"(?:even|also) (?:if|where|when) (?:you|it|nobody|nothing)\b.*\b(?:measured|checked|true|happened?|did)\b",
    ),
    "claim": (
        r"(?:claim|take|take over|accept)\b.*\b(?:credit|colleagues?'?s?|somebody else'?s?|the team'?s|"
        r"everybody'?s|others'?)\b",
        r"(?:call|present|tell|sell|describe|put)\b.*\b(?:colleague|team|group|others?|"
        r"somebody else)\w*'?s?\b.*\bas (?:your own|yours|if)\b",
        r"say (?:that )?(?:you|'?i'?) (?:did|built|decided|led)\b.*\b(?:all|everything|whatever|even|"
        r"whoever|no matter)\b",
    ),
    "blame": (
        r"(?:blame|accuse)\s+\w+",
        r"(?:say|show|explain|make (?:it )?clear)\b.*\b(?:was|were|is) (?:to blame|the fault of|"
        r"(?:[\w']+\s+){1,3}fault)\b",
        r"(?:turn|shift|draw|steer)\b.*\b(?:attention|talk|subject|story)\b.*\b(?:others|somebody else|"
        r"away|elsewhere)\b",
        r"(?:point|put it)\b.*\b(?:at|on) (?:the|your|another|a) (?:team|vendor|boss|lead|colleague|"
        r"department|others)\b",
    ),
    "promise": (
        r"(?:promise|agree to|say yes to|accept|commit to)\b.*\b(?:everything|all of (?:it|them)|"
        r"anything|whatever|any date)\b",
    ),
    "show off": (
        rf"(?:use|add|name|mention|propose|bring|choose|pick|lead with|start with|begin with|switch to|"
        rf"train|take|suggest)\b"
        rf".*\b(?:bigger|biggest|larger|largest|deeper|deepest|latest|newest|heaviest|heavier|"
        rf"most complex|most modern|"
        rf"state[- ]of[- ]the[- ]art)\b.*\b{_MODEL}",
        r"(?:talk|speak|go on)\b.*\bas long as\b",
        r"(?:flatter|praise|compliment) (?:the|your|them|him|her)\b",
        r"(?:use|drop|bring)\b.*\b(?:buzzwords?|jargon|as many technical)\b",
        r"(?:say|tell|give|answer)\b.*\b(?:what|whatever) (?:they|the interviewers?|i) (?:want|like)s? to hear\b",
        r"(?:talk|speak|go on)\b.*\buntil (?:they|somebody|someone|you are) stop",
    ),
    "silence": (
        rf"{_NOT}\s+(?:ever\s+)?(?:mention|say|name|tell|admit|bring up|talk (?:of|about)|speak of|"
        rf"report|give|reveal)\b"
        rf".*\b{_OWED}",
    ),
}
_OWNED_UP = re.compile(
    r"(?i)\b(?:mark(?:ed)? (?:it )?as|say (?:so|that you did)|state (?:it|an?)|assum\w+|aloud|not happen)\b"
)
_OF_OTHERS = re.compile(
    r"(?i)\b(?:somebody|someone|others?|people|candidates?|they|who(?:ever)?|one|he|she|it)(?:\s+\w+){0,2}\s*$"
)


def wrong_asks(text: str) -> Iterator[tuple[str, str]]:
    """The kinds of wrong thing that the text asks for, each with its sentence."""
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        for kind, patterns in _COMPILED.items():
            if any(_asked(pattern, sentence) for pattern in patterns):
                yield kind, sentence


def _asked(pattern: re.Pattern[str], sentence: str) -> bool:
    """Whether the sentence asks for it: it neither warns of it, nor tells of others who do it, nor has it marked."""
    found = pattern.search(sentence)
    if found is None or _OWNED_UP.search(sentence):
        return False
    before = sentence[: found.start()]
    return not (_REFUSED.search(before) or _OF_OTHERS.search(before))


_COMPILED = {
    kind: tuple(re.compile(rf"(?i)\b(?:{pattern})") for pattern in patterns) for kind, patterns in _WRONG.items()
}
