"""Numbers in running English text, in digits and in words: "4.5", "42 000", "1.2 million", "forty-five", "a third"."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?![\d])(?:\.\d+)?|\d+(?:[.,]\d+)?|(?<![\d\w])\.\d+|[^\W\d_]+|[%‰€$£¥]"
)
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_UNITS = {"nought": 0.0} | {word: float(value) for value, word in enumerate(_SMALL.split())}
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10.0 * value for value, word in enumerate(_ROUND.split(), start=2)}
_SCALES = {"thousand": 1e3, "lakh": 1e5, "million": 1e6, "crore": 1e7, "billion": 1e9}
_SUFFIXES = {**_SCALES, "hundred": 1e2, "k": 1e3, "mn": 1e6, "mio": 1e6, "bn": 1e9}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10, "twentieth": 1 / 20}
_PLURAL_PARTS = {f"{word}s": value for word, value in _PARTS.items() if word != "half"}
_AS_A_PART = frozenset({"of", "the", "less", "more", "fewer", "a", "an", "my", "our", "their"})  # "a third of them"
_WHOLES = frozenset(
    {3.0, 4.0, 5.0, 8.0, 10.0, 20.0, 25.0, 30.0, 40.0, 50.0, 100.0, 200.0, 300.0, 500.0, 1000.0, 10_000.0}
)
_JOINS = re.compile(r"[\s-]*")


@dataclass(frozen=True)
class Token:
    """A word, a number in digits or a sign, at code points `start` to `end`."""

    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text.lower()

    @property
    def is_digits(self) -> bool:
        return self.text[-1].isdecimal()


@dataclass(frozen=True)
class Numeral:
    """A number: the tokens `first` up to `last` (not included) say `value`. A share is a part of one ("a third of")."""

    value: float
    first: int
    last: int
    is_share: bool = False


def tokens_of(text: str) -> list[Token]:
    """The words, numbers and signs of `text`, in order."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def is_numeral(word: str) -> bool:
    """Whether a word, in lower case, is a number's: "forty", "hundred"."""
    return word in _UNITS or word in _TENS or word in _SUFFIXES or word == "dozen"


def numeral_at(text: str, tokens: list[Token], place: int) -> Numeral | None:
    """The number that begins at token `place`, the longest one; None where none begins there."""
    return _part(tokens, place) or _out_of(text, tokens, place) or _plain(text, tokens, place)


def _plain(text: str, tokens: list[Token], place: int) -> Numeral | None:
    return _in_digits(text, tokens, place) if tokens[place].is_digits else _in_words(text, tokens, place)


def _out_of(text: str, tokens: list[Token], place: int) -> Numeral | None:
    """ "One in twenty", "3 in a hundred", "57 of 100": a share of a whole that is named as a round number."""
    few = _plain(text, tokens, place)
    if few is None or few.last + 1 >= len(tokens):
        return None
    between = [token.word for token in tokens[few.last : few.last + 2]]
    behind = few.last + 2 if between == ["out", "of"] else few.last + 1
    if between[0] not in ("in", "of", "out") or behind >= len(tokens):
        return None
    whole = _plain(text, tokens, behind)
    if whole is None or whole.value not in _WHOLES or few.value >= whole.value:
        return None
    if between[0] == "of" and whole.value < 100:
        return None  # "two of ten" counts things
    return Numeral(few.value / whole.value, place, whole.last, is_share=True)


def _in_digits(text: str, tokens: list[Token], place: int) -> Numeral | None:
    token = tokens[place]
    before = text[max(0, token.start - 1) : token.start]
    if before.isalpha() or before in ("_", ":") or re.match(r":\d", text[token.end :]):
        return None  # a name ("F1", "T2"), a time of day
    value, last = _digits(token.text), place + 1
    if last < len(tokens) and tokens[last].text == "M" and tokens[last].start == token.end:
        return Numeral(value * _SCALES["million"], place, last + 1)
    while last < len(tokens) and tokens[last].word in _SUFFIXES and _adjacent(text, tokens, last):
        value *= _SUFFIXES[tokens[last].word]
        last += 1
    return Numeral(value, place, last)


def _digits(text: str) -> float:
    grouped = re.fullmatch(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?", text)
    return float(re.sub(r"[,\u00a0\u202f ]", "", text) if grouped else text.replace(",", "."))


def _part(tokens: list[Token], place: int) -> Numeral | None:
    """ "A third of", "two thirds", "half of": a share, where it stands before what it is a part of."""
    words = [token.word for token in tokens[place : place + 3]] + ["", "", ""]
    if words[1] in _PLURAL_PARTS and words[0] in _UNITS:
        return Numeral(_UNITS[words[0]] * _PLURAL_PARTS[words[1]], place, place + 2, is_share=True)
    if words[0] in ("a", "one") and words[1] in _PARTS and words[2] in _AS_A_PART - {"a", "an"}:
        return Numeral(_PARTS[words[1]], place, place + 2, is_share=True)
    if words[0] == "half" and words[1] in _AS_A_PART - {"a", "an"} and not _behind_and(tokens, place):
        return Numeral(_PARTS["half"], place, place + 1, is_share=True)
    return None


def _behind_and(tokens: list[Token], place: int) -> bool:
    return place > 1 and [token.word for token in tokens[place - 2 : place]] == ["and", "a"]


def _in_words(text: str, tokens: list[Token], place: int) -> Numeral | None:
    total = current = 0.0
    at, seen = place, False
    while at < len(tokens) and (at == place or _adjacent(text, tokens, at)):
        word = tokens[at].word
        following = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if word in ("a", "an") and at == place and following in {*_SCALES, "hundred", "dozen"}:
            current = 1.0
        elif word in _UNITS and (not seen or _takes(current, _UNITS[word])):
            current += _UNITS[word]
        elif word in _TENS and (not seen or (current % 100 == 0)):
            current += _TENS[word]
        elif word == "hundred" and 0 < current < 100:
            current *= 100
        elif word == "dozen" and 0 < current < 100:
            current *= 12
        elif word in _SCALES and seen and current:
            total, current = total + current * _SCALES[word], 0.0
        elif word == "and" and seen and following in {*_UNITS, *_TENS} and _open_to_more(tokens[at - 1].word):
            pass
        elif word == "and" and seen and [item.word for item in tokens[at + 1 : at + 3]] == ["a", "half"]:
            current, at = current + 0.5, at + 2
        elif word == "point" and seen and following in _UNITS:
            decimals = _decimals(tokens, at + 1)
            current, at = current + float(f"0.{decimals}"), at + len(decimals)
        else:
            break
        seen, at = True, at + 1
    return Numeral(total + current, place, at) if seen else None


def _takes(current: float, unit: float) -> bool:
    """Whether a unit can follow: "forty" takes "five", "two" takes nothing."""
    return current % 100 == 0 or (current % 10 == 0 and current % 100 >= 20 and unit < 10)


def _open_to_more(word: str) -> bool:
    return word in {"hundred", *_SCALES}


def _decimals(tokens: list[Token], place: int) -> str:
    digits = ""
    for token in tokens[place : place + 4]:
        if token.word not in _UNITS or _UNITS[token.word] > 9:
            break
        digits += str(int(_UNITS[token.word]))
    return digits


def _adjacent(text: str, tokens: list[Token], place: int) -> bool:
    return bool(_JOINS.fullmatch(text[tokens[place - 1].end : tokens[place].start]))
