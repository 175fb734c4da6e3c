"""Cuts an answer into clauses that keep their offsets: the unit in which links are looked for."""

import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"')\]]*\s+(?=\S)|\n+")
_CLAUSE_END = re.compile(
    r",\s+(?=(?:and|but|so|which|because|since|then|while|although|though|whereas|when|until|or)\b)"
    r"|(?<!\s)\s+(?:-{1,2}|–|—)\s+|:\s+|(?<!\s)\s+(?=(?:because|but|so that|which meant|although|whereas)\b)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|dr|mr|mrs|ms|prof|st|fig|ca)\.)$", re.IGNORECASE)
_SHORTEST = 12  # characters; shorter pieces say too little alone and stay with what goes before


@dataclass(frozen=True)
class Clause:
    """`text` stands at code points `start` to `end` of the answer; `sentence` counts sentences from 0."""

    text: str
    start: int
    end: int
    sentence: int


def sentences(text: str) -> list[Clause]:
    """The sentences of `text`, without the white space around them."""
    return [clause for clause in cut_at(text, 0, len(text), _SENTENCE_END) if clause.text]


def clauses(text: str) -> list[Clause]:
    """The clauses of `text`, in order."""
    found: list[Clause] = []
    for number, sentence in enumerate(sentences(text)):
        for piece in cut_at(text, sentence.start, sentence.end, _CLAUSE_END):
            clause = Clause(piece.text, piece.start, piece.end, number)
            last = found[-1] if found else None
            if last and last.sentence == number and min(len(last.text), len(clause.text)) < _SHORTEST:
                found[-1] = Clause(text[last.start : clause.end], last.start, clause.end, number)
            else:
                found.append(clause)
    return found


def cut_at(text: str, start: int, end: int, boundary: re.Pattern[str]) -> list[Clause]:
    """The pieces of `text` from `start` to `end` between the matches of `boundary`, without white space around."""
    pieces: list[Clause] = []
    at = start
    for match in boundary.finditer(text, start, end):
        if match.start() <= at or _ABBREVIATION.search(text[at : match.start()]):
            continue
        pieces.append(_stripped(text, at, match.start(), len(pieces)))
        at = match.end()
    pieces.append(_stripped(text, at, end, len(pieces)))
    return [piece for piece in pieces if piece.text]


def _stripped(text: str, start: int, end: int, number: int) -> Clause:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return Clause(piece, start, start + len(piece), number)
