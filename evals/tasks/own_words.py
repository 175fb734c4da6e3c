"""What a line of the interviewer's says in their own words: what stands within a quotation is the candidate's."""

import re
from collections.abc import Iterator, Sequence

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|「[^」]*」")
_SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=\d))+[.!?]*")
_CLAUSE = re.compile(r"(?:[^.!?:;\n]|\.(?=\d))+[.!?:;]*")
_ENDS_NOTHING = str.maketrans(".!?:;", "     ")
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
    r"(?i)\b(?:earlier|before|or|on paper|at first|a (?:moment|while|minute) ago|you (?:said|told)|but|now|both|"
    r"instead|cv|résumé|which (?:is|of|one|figure|number|date|version)|differ\w*|fits?|match\w*|agrees?|adds? up|again|"
    r"check\w*|sum|arithmetic|right|sure|comes? to|got to|get to|times|correct|mistake|contradict\w*|changed)\b"
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5  # letters
_COMMON_WORDS = """
about actually afterwards again also another anyone anything around because been before being both bring came change
changed come comes could count decide decided decision difference different does doing done each else enough even
ever every everything exactly figure figures find first found from gave give given good happen happened happens have
having here into just kind knew know leave left like long made make many mean measure measured might more most much
must name need never next nothing number numbers often once only other over part people really said same saying seen
share should side since some somebody someone something still such take tell than that their them then there these
they thing things think this those told took true under until very want were what when where which while whom whose
will with within without word words work would year your yours yourself
"""  # stand in a question about anything
_COMMON = frozenset(_COMMON_WORDS.split())
_QUOTED_WHOLE = 4  # words; a shorter quotation may name what is being explained


def says(patterns: Sequence[str], line: str) -> bool:
    """Whether a pattern matches the interviewer's own words; what lies within one quotation is not said by them."""
    return any(True for _ in _matched(patterns, line, (0, len(line))))


def asks(patterns: Sequence[str], line: str, of: Sequence[str] = ()) -> bool:
    """Whether a pattern matches own words in a sentence that asks or requests.

    Args:
        of: the answers it is asked of. A question with a matter of its own that none of them speaks of, such as the
            next one of a bank, asks for something else in words that happen to be alike.
    """
    whole = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), line)  # a question quoted is none
    sentences = [match for match in _SENTENCE.finditer(whole) if match[0].endswith("?") or _REQUEST.match(match[0])]
    spoken_of = _matters(" ".join(of))
    for sentence in sentences:
        for found in _matched(patterns, line, sentence.span()):
            own = _matters(sentence[0])
            if not of or not own or own & (spoken_of | _matters(found)):
                return True
    return False


def _matters(text: str) -> set[str]:
    """The words that say what a text is about, cut to their beginnings, so that inflections are alike."""
    return {word[:_STEM].lower() for word in _WORD.findall(text) if word.lower() not in _COMMON}


def _matched(patterns: Sequence[str], line: str, span: tuple[int, int]) -> Iterator[str]:
    """What patterns match within a stretch of the line, unless it lies within one quotation."""
    quoted = [match.span() for match in _QUOTED.finditer(line)]
    begin, end = span
    for pattern in patterns:
        for match in re.finditer(pattern, line[begin:end], re.IGNORECASE):
            first, last = begin + match.start(), begin + match.end()
            if not any(opened <= first and last <= closed for opened, closed in quoted):
                yield match[0]


def statements(line: str, with_quotations: bool = False) -> str:
    """What the line says without asking, and without leaning on words of the candidate's at some length."""
    whole = _QUOTED.sub(lambda quoted: quoted[0].translate(_ENDS_NOTHING), line)
    parts = [match[0] for match in _CLAUSE.finditer(whole) if not match[0].endswith("?")]
    if with_quotations:
        return " ".join(parts)
    return " ".join(part for part in parts if not any(_is_long(quoted) for quoted in _QUOTED.findall(part)))


def about_the_same(line: str, other: str) -> bool:
    """Whether both speak of one matter."""
    return bool(_matters(line) & _matters(other))


def without_quotations(line: str) -> str:
    return _QUOTED.sub(" ", line)


def without_marks(line: str) -> str:
    """The line with what it quotes as its own words."""
    return re.sub(r"[\"“”「」]", "", line)


def quotes(line: str, text: str) -> bool:
    """Whether the line quotes that text at some length."""
    parts = (match[0].strip('"“”「」?!. ') for match in _QUOTED.finditer(line))
    return any(part in text and _is_long(part) for part in parts)


def _is_long(quoted: str) -> bool:
    return len(quoted.split()) >= _QUOTED_WHOLE


def dodges(line: str) -> bool:
    """Whether it hands a question back unanswered: assume something, take what you like."""
    return bool(_DODGES.search(without_quotations(line)))


def sets_against(line: str) -> bool:
    """Whether own words set one thing against another; quoting a wrong figure as evidence does not."""
    return bool(_SETS_AGAINST.search(without_quotations(line)))
