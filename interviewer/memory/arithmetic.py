"""Sums said aloud, checked: a product, a share of a whole, a ratio, a change, a total, a rate over time.

Only what is put as a sum is checked: the operands, and then a result that the words tie to them ("so that's ..."). A
result is wrong where no reading of the words gives it. Never says what is right: that is the candidate's to find.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from interviewer.memory.figures import MOST_FIGURES, Figure, figures_of

_TOLERANCE = 0.05  # of the result; people round
_ROUGH_TOLERANCE = 0.2  # where the result is called rough
_ROUNDED_TENS = 0.125  # 14 said as "ten" is rounding no more
_MOST_WORDS = 14  # between an operand and the result that is drawn from it
_CLOSE = 6  # words between a whole and the share that is taken of it
_OPERANDS = 5  # figures before a result of which it may be made
_LONGEST = 30  # words of a sum that is quoted
_HEDGE = (
    r"(?:about|around|roughly|almost|nearly|some|maybe|perhaps|only|just|say|already|like|the|a|,|then|still|over|"
    r"well over|more than)"
)
_RESULT = re.compile(
    rf"(?:\b(?:so|thus|hence|therefore|makes|make|making|made|gives|equals|comes to|meaning)|[=→⇒≈]|"
    rf"\b(?:so )?(?:that|this|it|which)(?:'s|’s| is| was| makes| made| gives| comes to| means| would be))"
    rf"(?:\s+{_HEDGE})*\s*$",
    re.IGNORECASE,
)
_IS = re.compile(rf"(?:\b(?:is|are|was)|=|→|≈)(?:\s+{_HEDGE})*\s*$", re.IGNORECASE)
_TIMES = re.compile(r"^[\s,]*(?:[a-z]+ ){0,2}(?:times|×|x|\*|multiplied by)\s*$", re.IGNORECASE)
_IN_A_CHAIN = re.compile(r"(?:times|×|x|\*|by|/|÷)\s*$", re.IGNORECASE)  # "0.3 × 31,000 × 2": more than two operands
_DIVIDED = re.compile(r"^[\s,]*(?:[a-z]+ ){0,2}(?:divided by|÷|/|split by)\s*$", re.IGNORECASE)
_OF = re.compile(r"^\s*(?:out )?of (?:the |those |these |all |our |my |their |his |her )?$", re.IGNORECASE)
_AND = re.compile(r"^[\s,]*(?:[a-z]+[\s,]+){0,3}(?:and|plus|\+)\s*(?:the other |another )?$", re.IGNORECASE)
_OF_THEM = re.compile(r"\bof (?:them|those|these|that|which|it)\b", re.IGNORECASE)
_IN_ALL = re.compile(
    r"^[\s,]*(?:[a-z]+ ){0,2}(?:in all|in total|altogether|all together|together|in sum)\b", re.IGNORECASE
)
_ON_A_NUMBER = re.compile(r"^\s*(?:on|for|over|among|across|per|in)\s+$", re.IGNORECASE)
# What shows that a figure is no result yet, or one of another scale.
_FRACTION = re.compile(r"(?i)(?:a |one )?(?:half|third|quarter|fifth)")
_OF_THINGS = re.compile(r"(?i)\s+(?:the|our|my|their|all|its)\s+[a-z]")
_GOES_ON = re.compile(r"^\s*(?:times|×|x\b|\*|[kmgt]b\b|bytes|to\b)", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:more|less|fewer|better|worse|cheaper|\w+er) than\b", re.IGNORECASE)
_EACH = re.compile(r"^[\s,]*(?:[a-z]+ ){0,3}(?:at|for|with|each|costs?|times)(?:\s+[a-z]+)?\s*$", re.IGNORECASE)
_APIECE = re.compile(r"^\s*(?:each|apiece|a piece|per)\b", re.IGNORECASE)
_YEARLY = {"day": (365.0, 360.0, 250.0, 260.0), "week": (52.0, 50.0, 48.0), "month": (12.0,), "quarter": (4.0,)}


@dataclass(frozen=True)
class Slip:
    """A sum that does not come out, at code points `start` to `end` of the answer.

    `result` is the figure that was given; `expected` is what it should be in each reading of the words.
    """

    start: int
    end: int
    result: Figure
    expected: tuple[float, ...]


@lru_cache(maxsize=512)
def slips_of(text: str) -> tuple[Slip, ...]:
    """The sums of an answer that are wrong in every reading, in order."""
    figures = figures_of(text)[:MOST_FIGURES]
    slips: list[Slip] = []
    for place in range(1, len(figures)):
        readings = list(_readings(text, figures, place))
        result = figures[place]
        wrong = readings and result.role == "" and not any(_agrees(result, value) for _, value in readings)
        if wrong and not _made_of_others(figures[max(0, place - _OPERANDS) : place], result):
            first = min((figure.start for figure, _ in readings), default=result.start)
            slips.append(Slip(*_clause(text, first, result), result, tuple(value for _, value in readings)))
    return tuple(slips)


def comes_out(slip: Slip, answer: str) -> bool:
    """Whether an answer gives what the sum should have given."""
    return any(_agrees(figure, value) for figure in figures_of(answer) for value in slip.expected)


def _readings(text: str, figures: list[Figure], place: int) -> Iterator[tuple[Figure, float]]:
    """What the result at `place` should be in each reading of the words before it, with the sum's first operand."""
    result, last = figures[place], figures[place - 1]
    if result.unit in ("date", "year") or _far(text, last, result) or _GOES_ON.match(text[result.end :]):
        return
    if _FRACTION.fullmatch(result.text) and _OF_THINGS.match(text[result.end :]):
        return  # "that's half the regions" works nothing out
    before = figures[place - 2] if place > 1 else None
    if before and not _far(text, before, last):
        for value in _of_two(text, before, last, result):
            yield before, value
        if place > 2 and _is_total(text, figures[place - 3 : place], result):
            yield figures[place - 3], sum(item.value for item in figures[place - 3 : place])
    yield from ((last, value) for value in _of_rate(text, last, result))


def _made_of_others(before: list[Figure], result: Figure) -> bool:
    """Whether a figure from further back gives the result with another: then other operands were meant.

    The last two are what the words of the sum were read with; what these make of each other was looked at.
    """
    pairs = [(one, other) for one, other in combinations(before, 2) if one not in before[-2:]]
    products = (_factor(one) * _factor(other) for one, other in pairs)
    ratios = (one.value / other.value for one, other in pairs if other.value)
    return any(_agrees(result, value) for value in (*products, *ratios))


def _of_two(text: str, first: Figure, second: Figure, result: Figure) -> Iterator[float]:
    between, tail = text[first.end : second.start], text[second.end : result.start]
    if _COMPARED.search(tail) or _IN_A_CHAIN.search(text[: first.start]):
        return
    tied = _RESULT.search(tail) is not None
    near = _IS.search(tail) is not None and len(tail.split()) <= 4
    if (tied or near) and _TIMES.match(between):
        yield from _product(first, second, result)
    elif (tied or near) and _DIVIDED.match(between) and second.value:
        yield first.value / second.value
    elif tied or (near and first.unit == "percent"):
        yield from _share(text, first, second, result)
    told = first.unit != "count" or re.search(r"\bfrom\s*$", text[: first.start])
    if tied and told and first.role == "from" and second.role == "to" and first.value:
        yield from _change(first, second, result)
    priced = second.unit.startswith("money") and second.unit == result.unit and first.unit == "count"
    if tied and priced and _EACH.match(between) and (second.per or _APIECE.match(text[second.end :])):
        yield from _product(first, second, result)
    if tied and _ON_A_NUMBER.match(between) and result.per and second.unit == "count" and second.value:
        yield from ((first.value / second.value),) if first.unit == result.unit else ()


def _product(first: Figure, second: Figure, result: Figure) -> Iterator[float]:
    value = _factor(first) * _factor(second)
    yield value
    if result.unit == "percent":
        yield 100 * value
    for factor in (first, second):
        if factor.unit == "time":  # "3 euro times two months" may be meant by the month or by the day
            yield from (value / days for days in (1 / 24, 7.0, 30.4, 91.3, 365.0))


def _factor(figure: Figure) -> float:
    return figure.value / 100 if figure.unit == "percent" else figure.value


def _share(text: str, first: Figure, second: Figure, result: Figure) -> Iterator[float]:
    """ "2% of 300 is 6", "300 a month, 2% of them, so 6", "6 of 300, so 2 per cent"."""
    between = text[first.end : second.start]
    if first.unit == "percent" and _OF.match(between) and result.unit in ("count", second.unit):
        yield first.value * second.value / 100
    behind = text[second.end : result.start]
    close = bool(first.counted) and len(between.split()) <= _CLOSE and not re.search(r"[.?!]\s", between)
    pointed = close or _OF_THEM.search(between) or _OF_THEM.match(behind.lstrip())
    if second.unit == "percent" and pointed and _is_whole(first, result):
        share = first.value * second.value / 100
        yield from (share, first.value - share)
        yield from (share * times for times in _YEARLY.get(first.per, ()) if result.per == "year")
    counted = {first.unit, second.unit} == {"count"} and first.value <= second.value
    if counted and _OF.match(between) and result.unit == "percent" and second.value:
        yield from (100 * first.value / second.value, 100 - 100 * first.value / second.value)


def _is_whole(first: Figure, result: Figure) -> bool:
    same = first.unit == result.unit and result.unit != "percent"
    return same and (first.unit == "count" or first.unit.startswith("money"))


def _change(first: Figure, second: Figure, result: Figure) -> Iterator[float]:
    """How far from one to the other: in the unit itself, in per cent of either end, in times."""
    difference = abs(second.value - first.value)
    if result.unit in ("percent", "point"):
        yield from (100 * difference / first.value, 100 * difference / (second.value or first.value))
        yield 100 * second.value / first.value
        if first.unit in ("percent", "point", "count"):
            yield difference
    elif result.unit == first.unit:
        yield difference


def _of_rate(text: str, rate: Figure, result: Figure) -> Iterator[float]:
    """ "3,000 a month, so 36,000 a year"."""
    tail = text[rate.end : result.start]
    alike = rate.unit == result.unit and (rate.unit != "count" or rate.counted[-1:] == result.counted[-1:])
    if alike and result.per == "year" and rate.per in _YEARLY and _RESULT.search(tail):
        yield from (rate.value * times for times in _YEARLY[rate.per])


def _is_total(text: str, parts: list[Figure], result: Figure) -> bool:
    """ "3, 4 and 5, so 12 in all"."""
    joined = _AND.match(text[parts[-2].end : parts[-1].start]) and re.match(
        r"^[\s,]*(?:[a-z]+[\s,]+){0,2}$", text[parts[0].end : parts[1].start]
    )
    alike = len({item.unit for item in (*parts, result)}) == 1 and not any(item.per for item in parts)
    tied = _RESULT.search(text[parts[-1].end : result.start])
    return bool(joined and alike and tied and _IN_ALL.match(text[result.end :]))


def _agrees(result: Figure, expected: float) -> bool:
    """Whether a result is what it should be, as people round."""
    if not math.isfinite(expected):
        return True
    tolerance = (_ROUGH_TOLERANCE if result.about else _TOLERANCE) * abs(expected)
    place = _last_place(result.value)
    rounding = place / 2 if place <= 1 else min(place / 2, _ROUNDED_TENS * abs(expected))
    return abs(result.value - expected) <= max(tolerance, rounding) + 1e-9


def _last_place(value: float) -> float:
    """The worth of the last digit that is given: 10,000 of 60,000, 0.1 of 2.7."""
    digits = f"{value:.12g}"
    if "." in digits:
        return float(10.0 ** -len(digits.split(".")[1]))
    return float(10.0 ** (len(digits) - len(digits.rstrip("0")))) if value else 1.0


def _far(text: str, first: Figure, second: Figure) -> bool:
    between = text[first.end : second.start]
    return len(between.split()) > _MOST_WORDS or "\n\n" in between


def _clause(text: str, first: int, result: Figure) -> tuple[int, int]:
    """Where the words of the sum stand: from its first operand, or its sentence where they are far apart."""
    end = result.end
    behind = re.match(r"(?:\s+[a-z]+){0,4}?(?=[.,;!?])", text[end:])
    end += behind.end() if behind else 0
    if len(text[first:end].split()) > _LONGEST:
        first = max(first, text.rfind(". ", 0, result.start) + 2)
    return first, end
