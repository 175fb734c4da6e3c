"""What a line of the interviewer's says in their own words: what stands within a quotation is the candidate's."""

import re
from collections.abc import Sequence

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|「[^」]*」")
_SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=\d))+[.!?]*")
_REQUEST = re.compile(
    r"(?i)\W*(?:(?:so|and|but|then|now|please|again|first),? )*(?:tell|give|walk|take me|describe|explain|name|show|"
    r"help me|let me|put|say|(?:i (?:still )?|i['’]m |i am (?:still )?)(?:miss|missing|need|want|lack|asking|wonder|"
    r"don['’]t (?:have|know|see)|do not (?:have|know|see))|i['’]d like|i would like)\b"
)
_DODGES = re.compile(
    r"(?i)\b(?:assum\w+|suppose something|guess|order of magnitude|go by your experience|help yourself|"
    r"make (?:it|that|one|something) up|(?:take|name|pick|choose) (?:whatever|any)|"
    r"whatever (?:was|is) usual|take (?:for granted|as given)|set it yourself|yours will do|"
    r"as you (?:like|please|wish)|won['’]?t settle|that depends|up to you)\b"
)
_SETS_AGAINST = re.compile(
    r"(?i)\b(?:earlier|before|at first|a (?:moment|while|minute) ago|you (?:said|told)|but|now|both|instead|cv|"
    r"résumé|which (?:is|of|one|figure|number|date|version)|differ\w*|fits?|match\w*|agrees?|adds? up|again|"
    r"check\w*|sum|arithmetic|right|sure|comes? to|got to|get to|times|correct|mistake|contradict\w*|changed)\b"
)
_QUOTED_WHOLE = 4  # words; a shorter quotation may name what is being explained


def says(patterns: Sequence[str], line: str) -> bool:
    """Whether a pattern matches the interviewer's own words; what lies within one quotation is not said by them."""
    return _matches(patterns, line, [(0, len(line))])


def asks(patterns: Sequence[str], line: str) -> bool:
    """Whether a pattern matches own words in a sentence that asks or requests."""
    whole = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), line)  # a question quoted is none
    sentences = [match for match in _SENTENCE.finditer(whole) if match[0].endswith("?") or _REQUEST.match(match[0])]
    return _matches(patterns, line, [match.span() for match in sentences])


def _matches(patterns: Sequence[str], line: str, spans: Sequence[tuple[int, int]]) -> bool:
    quoted = [match.span() for match in _QUOTED.finditer(line)]

    def own(place: int, match: re.Match[str]) -> bool:
        first, last = place + match.start(), place + match.end()
        return not any(begin <= first and last <= end for begin, end in quoted)

    return any(
        own(begin, match)
        for begin, end in spans
        for pattern in patterns
        for match in re.finditer(pattern, line[begin:end], re.IGNORECASE)
    )


def without_quotations(line: str) -> str:
    return _QUOTED.sub(" ", line)


def quotes(line: str, text: str) -> bool:
    """Whether the line quotes that text at some length."""
    parts = (match[0].strip('"“”「」?!. ') for match in _QUOTED.finditer(line))
    return any(part in text and len(part.split()) >= _QUOTED_WHOLE for part in parts)


def dodges(line: str) -> bool:
    """Whether it hands a question back unanswered: assume something, take what you like."""
    return bool(_DODGES.search(without_quotations(line)))


def sets_against(line: str) -> bool:
    """Whether own words set one thing against another; quoting a wrong figure as evidence does not."""
    return bool(_SETS_AGAINST.search(without_quotations(line)))
