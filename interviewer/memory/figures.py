"""Figures in what was said: a number with what it counts. Knows nothing of whether it is true.

Units are one name for each kind that can be compared: "percent", "point", "money:euro", "time" (in days), "date" (the
day of the year), "year", or "count" with the noun that is counted.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from interviewer.memory.numerals import Numeral, Token, is_numeral, numeral_at, tokens_of

_CURRENCIES = {
    "€": "euro", "euro": "euro", "euros": "euro", "eur": "euro", "$": "dollar", "dollar": "dollar",
    "dollars": "dollar", "usd": "dollar", "£": "pound", "pound": "pound", "pounds": "pound", "¥": "yuan",
    "yuan": "yuan", "rmb": "yuan", "renminbi": "yuan", "francs": "franc", "rupees": "rupee", "yen": "yen",
    "reais": "real", "zloty": "zloty", "rand": "rand", "pesos": "peso", "kroner": "krone",
    "kronor": "krona", "lira": "lira",
}  # fmt: skip
_DAYS = {
    "millisecond": 1 / 86_400_000, "ms": 1 / 86_400_000, "second": 1 / 86_400, "minute": 1 / 1440, "hour": 1 / 24,
    "day": 1.0, "night": 1.0, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.0,
}  # fmt: skip
_NAMES = "january february march april may june july august september october november december"
_MONTHS = _NAMES.split()
_ORDINAL_NAMES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
_ORDINALS = _ORDINAL_NAMES.split()
_MONTH = "|".join(name.capitalize() for name in _MONTHS)
_ORDINAL = "|".join(reversed(_ORDINALS))
_DATES = (
    re.compile(rf"(?:the )?(?P<ordinal>{_ORDINAL}) (?:of )?(?P<month>{_MONTH})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\b"),
    re.compile(rf"\b(?P<month>{_MONTH}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?%)"),
    re.compile(rf"(?:the )?(?P<week>first|second|third|fourth|last) week of (?P<month>{_MONTH})\b"),
)
_YEAR = re.compile(r"(?<![\d.,])(?:19[89]\d|20[0-4]\d)(?![\d%.,]\d|%| ?(?:euro|dollar|yuan))\b")
_ROUGHLY = "about around roughly almost nearly some maybe perhaps approximately over under say ca circa"
_ABOUT = frozenset(_ROUGHLY.split())
_ENDS_A_NAME = (
    "a an the of in to and or but for with from by at on as is was were are be been i we it they he she that this "
    "which who so then than my our their her his its if when where while after before because not no per each every "
    "more less fewer out off up down only now later ago all times"
)
_NOT_COUNTED = frozenset(_ENDS_A_NAME.split())
_PERIODS = frozenset({"day", "night", "week", "month", "quarter", "year", "hour", "minute", "second"})
_CHANGE = re.compile(r"to|→|->|became|(?:down|up|back) to|then|and then it was|to about|to some")
_RANGE = re.compile(r"-|–|or|and|to maybe|until|,|maybe")
MOST_FIGURES = 60  # of one answer that are held against others; nobody says more
_MOST_COUNTED = 3  # words that can name what is counted


@dataclass(frozen=True)
class Figure:
    """A number at code points `start` to `end` of a text, with what it counts.

    Attributes:
        value: in the unit's own measure; of a time in days, of a per cent in hundredths (45 for "45 per cent").
        counted: the words right behind it, which name what a count counts.
        per: what it is a rate of ("a month", "per parcel"), in lower case; the empty string where it is none.
        about: whether it was given as rough.
        role: which end of a change it is ("from 4.1 to 5.3"), or whether it is one of a range ("five or six").
    """

    text: str
    start: int
    end: int
    value: float
    unit: str
    counted: tuple[str, ...] = ()
    per: str = ""
    about: bool = False
    role: Literal["", "from", "to", "range"] = ""


def figures_of(text: str) -> list[Figure]:
    """All figures of `text`, in order; none overlap. A bare "one" and numbers that name things are none."""
    dates = [*_dates(text), *_years(text)]
    taken = [(item.start, item.end) for item in dates]
    tokens, found, at = tokens_of(text), list[Figure](), 0
    while at < len(tokens):
        numeral = None if _inside(tokens[at], taken) else numeral_at(text, tokens, at)
        figure = _figure(text, tokens, numeral) if numeral else None
        if figure:
            found.append(figure)
        at = numeral.last if numeral else at + 1
    return _paired(text, sorted([*dates, *found], key=lambda item: item.start))


def _inside(token: Token, taken: list[tuple[int, int]]) -> bool:
    return any(start <= token.start < end for start, end in taken)


def _dates(text: str) -> list[Figure]:
    found: list[Figure] = []
    for pattern in _DATES:
        for match in islice(pattern.finditer(text), MOST_FIGURES):
            if not any(item.start < match.end() and match.start() < item.end for item in found):
                found.append(_dated(match))
    return found


def _dated(match: re.Match[str]) -> Figure:
    parts = match.groupdict()
    month = _MONTHS.index(parts["month"].lower())
    if parts.get("week"):
        weeks = ("first", "second", "third", "fourth", "last").index(parts["week"])
        day = min(28, 4 + 7 * weeks)
    else:
        day = _ORDINALS.index(parts["ordinal"]) + 1 if parts.get("ordinal") else int(parts["day"])
    return Figure(
        match.group(), match.start(), match.end(), month * 30.4 + day, "date", about=parts.get("week") is not None
    )


def _years(text: str) -> list[Figure]:
    return [
        Figure(match.group(), match.start(), match.end(), float(match.group()), "year")
        for match in _YEAR.finditer(text)
    ]


def _figure(text: str, tokens: list[Token], numeral: Numeral) -> Figure | None:
    first = numeral.first
    before = tokens[first - 1] if first else None
    prefix = (
        before
        if before and before.word in _CURRENCIES and text[before.end : tokens[first].start] in ("", " ")
        else None
    )
    value, unit, end = _unit(text, tokens, numeral, prefix)
    if unit == "count" and _is_no_count(text, tokens, numeral):
        return None
    start = prefix.start if prefix else tokens[first].start
    counted = _counted(text, tokens, end) if unit == "count" else ()
    return Figure(
        text=text[start : tokens[end - 1].end],
        start=start,
        end=tokens[end - 1].end,
        value=value,
        unit=unit,
        counted=counted,
        per=_rate(tokens, end + len(counted), unit),
        about=first > 0 and any(item.word in _ABOUT for item in tokens[max(0, first - 2) : first]),
    )


def _unit(text: str, tokens: list[Token], numeral: Numeral, prefix: Token | None) -> tuple[float, str, int]:
    """The value in its unit, the unit, and the token behind it."""
    at, value = numeral.last, numeral.value
    words = [token.word for token in tokens[at : at + 2]] + ["", ""]
    if prefix and words[0] == "m" and text[tokens[at].start - 1].isdigit():
        return value * 1e6, f"money:{_CURRENCIES[prefix.word]}", at + 1
    if prefix:
        return value, f"money:{_CURRENCIES[prefix.word]}", at
    if numeral.is_share:
        return 100 * value, "percent", at
    if words[0] in ("%", "percent", "pct") or words[:2] == ["per", "cent"]:
        end = at + (2 if words[0] == "per" else 1)
        points = end < len(tokens) and tokens[end].word in ("point", "points")
        return value, "point" if points else "percent", end + points
    if words[0] in ("point", "points", "pp"):
        return value, "point", at + 1
    if words[0] in _CURRENCIES and words[0] not in "€$£¥":
        return value, f"money:{_CURRENCIES[words[0]]}", at + 1
    if words[0] in "€$£¥" and words[0]:
        return value, f"money:{_CURRENCIES[words[0]]}", at + 1
    period = words[0].removesuffix("s") if words[0] != "ms" else "ms"
    if period in _DAYS:
        return value * _DAYS[period], "time", at + 1
    return value, "count", at


def _is_no_count(text: str, tokens: list[Token], numeral: Numeral) -> bool:
    """A bare "one", the number of a list's item, a number word in a row of others that counts nothing."""
    token = tokens[numeral.first]
    if numeral.last == numeral.first + 1 and token.word in ("one", "zero"):
        return True
    line = text[text.rfind("\n", 0, token.start) + 1 : token.start]
    return not line.strip() and text[token.end : token.end + 1] in (".", ")")


def _counted(text: str, tokens: list[Token], at: int) -> tuple[str, ...]:
    words, words_end = list[str](), tokens[at - 1].end
    for token in tokens[at : at + _MOST_COUNTED]:
        behind = text[words_end : token.start]
        if token.word in _NOT_COUNTED or not token.text.isalpha() or is_numeral(token.word) or behind.strip(" -"):
            break
        words.append(token.word)
        words_end = token.end
    return tuple(words)


def _rate(tokens: list[Token], at: int, unit: str) -> str:
    """What the figure is a rate of: "a month", "per parcel", "on a hundred parcels" is none."""
    words = [token.word for token in tokens[at : at + 2]] + ["", ""]
    priced = unit.startswith("money") and words[1].isalpha() and words[1] not in _NOT_COUNTED
    if words[0] in ("a", "an", "each", "every") and (words[1] in _PERIODS or priced):
        return words[1]
    if (
        words[0] == "in"
        and words[1] in ("a", "the", "one")
        and at + 2 < len(tokens)
        and tokens[at + 2].word in _PERIODS
    ):
        return tokens[at + 2].word
    if words[0] == "per" and words[1] != "cent":
        return words[1]
    return {"annually": "year", "yearly": "year", "monthly": "month", "daily": "day", "weekly": "week"}.get(
        words[0], ""
    )


def _paired(text: str, found: list[Figure]) -> list[Figure]:
    """The figures with what joins them: a bare number before "to 5.3 per cent" is one of per cent, too."""
    paired = list(found)
    for place in range(len(paired) - 1):
        first, second = paired[place], paired[place + 1]
        between = text[first.end : second.start].lower().strip(" ,")
        role = "change" if _CHANGE.fullmatch(between) else "range" if _RANGE.fullmatch(between) else ""
        if not role:
            continue
        if first.unit == "count" and not first.counted and second.unit != "count":
            scale = (
                next((days for name, days in _DAYS.items() if name in second.text), 1.0)
                if second.unit == "time"
                else 1.0
            )
            first = replace(first, unit=second.unit, value=first.value * scale)
        if first.unit == second.unit or not second.counted:
            paired[place] = replace(first, role="from" if role == "change" else "range")
            paired[place + 1] = replace(second, role="to" if role == "change" else "range", unit=first.unit)
    return paired
