"""Finds what a job description asks for, in its own words. Knows no CV."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interviewer.domain.application import Requirement
from interviewer.preparation.columns import BULLETS

MOST = 60  # requirements of one description
_WORDS = Path(__file__).with_name("job_words.toml")
_BULLET = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}o]\s+|\(?\d{{1,2}}\s?[.)、:：]\s*|[a-z]\)\s+)")
_SENTENCE = re.compile(r"(?<=[!?;])\s+|(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!incl\.)(?<=\.)\s+|(?<=[。；])")
_RUN_ON = re.compile(r"[;；]\s*")
_RUNS_ON = 3  # semicolons in a line that is a list
_AROUND = " :：#*【】[]"
_MOST_OF_HEADING = 7  # words
_FEWEST, _MOST_OF_ONE = 2, 60  # words of a requirement in a text; a page is none
_LETTERS_A_WORD = 2  # of a script without blanks


def requirements_of(description: str) -> tuple[Requirement, ...]:
    """What is asked for, in its order, each letter for letter as it stands there.

    The items of a list ask for something unless they stand under a heading that offers; a sentence asks where it says
    so. What is offered, who the company is and how to apply is left out.
    """
    found = (item for part in _parts(description) for item in _asked_in(part))
    return tuple({item.text: item for item in found}.values())[:MOST]


@cache
def expressions() -> Mapping[str, re.Pattern[str]]:
    """The expressions of job_words.toml by their table; any of a table's stands for it. Case does not count."""
    with _WORDS.open("rb") as file:
        tables = tomllib.load(file)
    return {name: _any(rows) for name, rows in tables.items() if name != "degrees"}


@cache
def degrees() -> tuple[re.Pattern[str], ...]:
    """One expression for each degree, from the lowest."""
    with _WORDS.open("rb") as file:
        return tuple(map(_any, tomllib.load(file)["degrees"]))


def _any(rows: list[str]) -> re.Pattern[str]:
    """Any of the expressions as a whole word; Chinese ones, which know no blanks, anywhere."""
    return re.compile(
        "|".join(rf"(?<![A-Za-z]){row}(?![A-Za-z])" if row.isascii() else f"(?:{row})" for row in rows), re.I
    )


@dataclass(frozen=True)
class _Part:
    """A line, an item of a list or a part of a run-on; whether it asks by its place; whether its heading welcomes."""

    text: str
    asks: bool
    welcome: bool


def _parts(description: str) -> Iterator[_Part]:
    known, offered, asking, welcome, listing = expressions(), False, False, False, False
    for line in description.splitlines():
        text, is_item = _BULLET.sub("", line).strip(), _BULLET.match(line) is not None
        if not text:
            continue
        if not is_item and _is_heading(text):
            title = text.strip(_AROUND)
            offered, asking = bool(known["offers"].match(title)), bool(known["asking"].fullmatch(title))
            welcome, listing = bool(known["welcome"].search(text)), False
            continue
        asking = asking and (is_item or not listing)  # a paragraph behind a list is no part of it
        listing = listing or is_item
        label, rest = _labelled(text)
        if label and known["offers"].fullmatch(label):
            continue
        if not offered:
            in_turn = _RUN_ON.split(rest) if len(_RUN_ON.findall(rest)) >= _RUNS_ON else [rest]
            asks = is_item or len(in_turn) > 1 or bool(label)
            for part in in_turn:
                yield _Part(part, asks or asking, welcome or bool(known["welcome"].search(label)))


def _is_heading(line: str) -> bool:
    if line[-1] in ":：":
        return True
    if line[-1] in ".;,!?。；，" or _words(line) > _MOST_OF_HEADING:
        return False
    known = expressions()
    return bool(known["asking"].fullmatch(line.strip(_AROUND))) or not known["asks"].search(line)


def _labelled(line: str) -> tuple[str, str]:
    """What stands before the first colon, where that says that something is asked for or offered, and the rest."""
    known, (label, colon, rest) = expressions(), line.replace("：", ":").partition(":")
    title = label.strip(_AROUND)
    names = known["asking"].fullmatch(title) or known["offers"].fullmatch(title)
    return (title, rest.strip()) if colon and rest.strip() and names else ("", line)


def _asked_in(part: _Part) -> Iterator[Requirement]:
    known = expressions()
    for sentence in filter(None, map(str.strip, _SENTENCE.split(part.text))):
        label, rest = _labelled(sentence)
        text = rest.strip(" ;；。.")
        fewest = 1 if part.asks else _FEWEST
        if not fewest <= _words(text) <= _MOST_OF_ONE or known["noise"].search(text) or text.endswith("?"):
            continue
        if part.asks or known["asks"].search(text):
            welcome = part.welcome or known["welcome"].search(f"{label} {text}")
            yield Requirement(text=text, is_must=not welcome)


def _words(text: str) -> int:
    """How many words; of a script without blanks, by its letters."""
    wide = sum(ord(letter) > 0x2E7F for letter in text)
    return len(text.split()) + wide // _LETTERS_A_WORD
