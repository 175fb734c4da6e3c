"""Finds the amounts that a text names, in digits and in words, English and Chinese: value, and whether it is a share.

For holding one text against another: equal amounts compare equal however they are written ("45%", "forty-five per
cent", "百分之四十五"). Counts that only point ("one of them", "the two") are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_UNITS = {word: value for value, word in enumerate(re.findall(r"\w+", _BELOW_TWENTY))}
_TENS = dict(
    zip(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), range(20, 100, 10), strict=True)
)
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "k": 1_000, "m": 10**6, "bn": 10**9}
_PARTS = {"half": 0.5, "halved": 0.5, "halves": 0.5, "quarter": 0.25, "third": 1 / 3, "thirds": 1 / 3, "dozen": 12.0}
_TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "doubling": 2.0, "tripled": 3.0, "triple": 3.0}
_FEW = ("two", "three")  # in words and without a unit they seldom quote: "you have two days"; a model's check sees them
_SPOKEN_PARTS = frozenset({0.5, 0.25, round(1 / 3, 6), round(2 / 3, 6), 0.75})
_ROUNDED = 0.05
_WORD = "|".join([*_UNITS, *_TENS])
_SHARE = r"(?P<share>\s*(?:%|％|per ?cent\b|percent\w*|percentage points?|pct\b|个百分点))?"
_DIGITS = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<digits>\d[\d,]*(?:\.\d+)?)(?:\s?(?P<scale>hundred|thousand|million|billion|k|m|bn|[百千万亿]+)(?![a-z]))?{_SHARE}",
    re.IGNORECASE,
)
_WORDS = re.compile(
    rf"\b(?P<words>(?:{_WORD})(?:[\s-]+(?:and[\s-]+)?(?:{_WORD}|hundred|thousand|million|billion))*)"
    rf"(?:[\s-]+point(?P<decimals>(?:[\s-]+(?:{'|'.join(list(_UNITS)[:10])}))+))?\b{_SHARE}",
    re.IGNORECASE,
)
_AMOUNT = r"(?![\s-]*(?:per\b|percent|%|point\b|hundred|thousand|million))"
_POINTING = re.compile(
    rf"(?i)\b(?:the|these|those|of|all|both|your|my|any|between|in) (?:one|two|three)\b{_AMOUNT}|"
    rf"(?<!-)(?<!point )\bone\b{_AMOUNT}"
)
_NAMED = re.compile(
    r"(?i)\b(?:(?:a|one|two|by|in) )?(?P<part>half|halved|halves|(?:a|one|two) (?:quarter|thirds?)|dozen)\b|"
    rf"\b(?P<times>{'|'.join(_TIMES)})\b"
)
_HAN = "零〇一二两三四五六七八九十百千万亿"
_HAN_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 10**8}
_HAN_SHARE = re.compile(rf"百分之(?P<of>[{_HAN}点\d.]+)|(?P<tenths>[一二两三四五六七八九\d])成")
_HAN_PART = re.compile(r"(?P<whole>[二三四五六七八九十])分之(?P<share>[一二两三四五六七八九])|一半|(?<=[降减少砍])半")
_HAN_COUNT = re.compile(
    rf"[{_HAN}]+点[零一二三四五六七八九]+|(?<!第)[{_HAN}]*[十百千万亿][{_HAN}]*|(?<!第)[四五六七八九](?=[天周年月小倍人])"
)


@dataclass(frozen=True)
class Figure:
    """An amount: its value, and whether it was said to be a share (per cent or points)."""

    value: float
    share: bool = False


def figures(text: str) -> set[Figure]:
    """Every amount that the text names."""
    return {Figure(round(value, 6), share) for value, share in _found(text)}


def unfounded(text: str, sources: str) -> set[Figure]:
    """The amounts of `text` that `sources` don't name; a share may be named again without its sign, not the reverse.

    A part ("a quarter less", "twice") is also founded where two amounts of the sources stand in that proportion.
    """
    known = figures(sources)
    values = {figure.value for figure in known}
    shares = {figure.value for figure in known if figure.share}
    parts = {round(100 * figure.value, 6) for figure in known if figure.value < 1}
    proportions = {number / other for number in values for other in values if other}
    return {
        figure
        for figure in figures(text)
        if not _is_proportion(figure, proportions)
        and figure.value not in ((shares | parts) if figure.share else (values | {value / 100 for value in shares}))
    }


def _is_proportion(figure: Figure, proportions: set[float]) -> bool:
    """Whether it is a part or a multiple that two amounts show, as what is left or what is gone."""
    if figure.share or figure.value not in _SPOKEN_PARTS:
        return False
    return any(
        abs(shown - figure.value) <= _ROUNDED * figure.value
        for proportion in proportions
        for shown in (proportion, 1 - proportion)
    )


def _found(text: str) -> Iterator[tuple[float, bool]]:
    for found in _DIGITS.finditer(text):
        yield float(found["digits"].replace(",", "")) * _scaled(found["scale"]), bool(found["share"])
    told = _POINTING.sub(" ", text)
    for found in _WORDS.finditer(told):
        if found["words"].lower() in _FEW and not found["decimals"] and not found["share"]:
            continue
        decimals = "".join(str(_UNITS[word]) for word in re.findall(r"[a-z]+", (found["decimals"] or "").lower()))
        yield _in_words(found["words"]) + float(f"0.{decimals or 0}"), bool(found["share"])
    for found in _NAMED.finditer(told):
        yield _PARTS[found["part"].split()[-1].lower()] if found["part"] else _TIMES[found["times"].lower()], False
    for found in _HAN_SHARE.finditer(text):
        yield (_in_han(found["of"]), True) if found["of"] else (10 * _in_han(found["tenths"]), True)
    for found in _HAN_PART.finditer(text):
        yield (_in_han(found["share"]) / _in_han(found["whole"]) if found["whole"] else 0.5), False
    for found in _HAN_COUNT.finditer(_HAN_SHARE.sub(" ", text)):
        if not re.search(r"\d\s*$", text[: found.start()]):
            yield _in_han(found[0]), False


def _scaled(scale: str | None) -> float:
    if not scale:
        return 1.0
    product = 1.0
    for sign in [scale.lower()] if scale.isascii() else scale:
        product *= _SCALES.get(sign) or _HAN_SCALES.get(sign, 1)
    return product


def _in_words(words: str) -> float:
    total, current = 0.0, 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _SCALES:
            scale = _SCALES[word]
            current = (current or 1) * scale
            if scale > 100:
                total, current = total + current, 0.0
        elif word != "and":
            current += _UNITS[word] if word in _UNITS else _TENS[word]
    return total + current


def _in_han(text: str) -> float:
    """The value of Chinese numerals, or of digits among them; after 点 come decimals."""
    if re.fullmatch(r"[\d.]+", text):
        return float(text.strip(".") or 0)
    whole, _, decimals = text.partition("点")
    total, section, digit = 0.0, 0.0, 0.0
    for sign in whole:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign in _HAN_SCALES and _HAN_SCALES[sign] < 10_000:
            section, digit = section + (digit or 1) * _HAN_SCALES[sign], 0.0
        elif sign in _HAN_SCALES:
            total, section, digit = (total + section + digit or 1) * _HAN_SCALES[sign], 0.0, 0.0
    tail = "".join(str(_HAN_DIGITS[sign]) for sign in decimals if sign in _HAN_DIGITS)
    return total + section + digit + (float(f"0.{tail}") if tail else 0.0)
