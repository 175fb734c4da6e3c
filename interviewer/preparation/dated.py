"""Years in texts: how many are asked for, and how many lie between the dates of a CV. English and Chinese."""

import re
from datetime import date

_IN_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_YEARS = re.compile(
    rf"(?i)(?<![\d-])(\d{{1,2}}|{'|'.join(_IN_WORDS)})\s?\+?(?:\s?(?:-|–|to)\s?\d+)?\s?(?:\+|plus|or more|full)?\s?"
    r"(?:years?|yrs?|年)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BY_NAME = "|".join(_MONTHS)
_DATE = rf"(?:(?:({_BY_NAME})[a-z]*\.?\s|(\d{{1,2}})[/.])?\b((?:19|20)\d\d)(?:[./](\d{{1,2}})\b)?)"
_PERIOD = re.compile(
    rf"(?i){_DATE}\s?(?:-|–|—|to|until|till|~|至)\s?(?:{_DATE}|(now|present|today|current|ongoing|至今))"
)
_MIDDLE = 0.5  # of a year that is given without a month


def years_in(text: str) -> float | None:
    """The first number of years that a text names, the lower one of a range; None where it names none."""
    found = _YEARS.search(text)
    if found is None:
        return None
    number = found[1].lower()
    return float(_IN_WORDS.index(number) + 1 if number in _IN_WORDS else number)


def years_between(text: str, today: date) -> float:
    """The years that all periods of a text last, one after the other; a year alone counts from its middle."""
    return sum(_length(period, today) for period in _PERIOD.finditer(text))


def _length(period: re.Match[str], today: date) -> float:
    *dates, goes_on = period.groups()
    begins = _moment(*dates[:4])
    ends = today.year + (today.month - 1) / 12 if goes_on else _moment(*dates[4:])
    return max(ends - begins, 0.0)


def _moment(name: str | None, before: str | None, year: str, behind: str | None) -> float:
    """A month by its name, or by its number before or behind the year."""
    if name:
        return int(year) + _MONTHS.index(name.lower()) / 12
    number = before or behind
    return int(year) + ((min(max(int(number), 1), 12) - 1) / 12 if number else _MIDDLE)
