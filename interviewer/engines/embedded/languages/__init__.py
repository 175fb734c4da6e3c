"""What the embedded engine knows of each language that it reads: a folder of word lists a language, loaded once.

`LANGUAGES` alone says which languages there are. What is done with the words stands in the modules beside.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from interviewer.domain.evidence import EvidenceKind
from interviewer.packs.schema import Rubric

LANGUAGES = ("en",)  # ISO 639-1, each the name of a folder


@dataclass(frozen=True)
class Cues:
    """Patterns that point to one kind of evidence; `weight` is how far one match alone may be believed."""

    kind: EvidenceKind
    weight: float
    patterns: tuple[re.Pattern[str], ...]

    def matches(self, clause: str) -> int:
        """How many different cues stand in a clause."""
        return sum(pattern.search(clause) is not None for pattern in self.patterns)


@dataclass(frozen=True)
class Signs:
    """What raises the doubt that a link may be there though no reading says so, over one clause."""

    cues: re.Pattern[str]
    unless: re.Pattern[str] | None

    def match(self, clause: str) -> bool:
        """Whether the clause holds a sign."""
        return self.cues.search(clause) is not None and not (self.unless and self.unless.search(clause))


@dataclass(frozen=True)
class Language:
    """The word lists of one language.

    Attributes:
        lexicon: cues for evidence, one entry a kind.
        signs: what may be there though it was not read, by link, and by kind for what bears out big words.
        dialogue_acts: patterns, by what they show that the candidate is doing.
        attributes: one pattern for each thing that words show besides evidence: who acts, amounts, denial.
        function_words: what every text of the language is full of.
    """

    lexicon: tuple[Cues, ...]
    signs: Mapping[str, Signs]
    dialogue_acts: Mapping[str, tuple[re.Pattern[str], ...]]
    attributes: Mapping[str, re.Pattern[str]]
    function_words: frozenset[str]


@cache
def language(code: str) -> Language:
    """The word lists of a language among `LANGUAGES`."""
    acts, attributes, signs = (_read(code, name) for name in ("dialogue_acts", "attributes", "signs"))
    return Language(
        lexicon=tuple(_cues(kind, entry["weight"], entry["cues"]) for kind, entry in _read(code, "lexicon").items()),
        signs={name: _signs(signs[entry.get("same_as", name)]) for name, entry in signs.items()},
        dialogue_acts={name: _compiled(cues, re.IGNORECASE | re.MULTILINE) for name, cues in acts.items()},
        attributes={name: re.compile("|".join(parts), re.IGNORECASE) for name, parts in attributes.items()},
        function_words=frozenset(_read(code, "function_words")["words"]),
    )


def pack_cues(rubric: Rubric, code: str) -> tuple[Cues, ...]:
    """The cues that a pack brings for its dimensions' own kinds of evidence."""
    by_kind = (dimension.cues.get(code, {}) for dimension in rubric.dimensions)
    return tuple(_cues(kind, entry.weight, entry.cues) for kinds in by_kind for kind, entry in kinds.items())


def _cues(kind: str, weight: float, cues: Iterable[str]) -> Cues:
    return Cues(EvidenceKind(kind), weight, _compiled(cues, re.IGNORECASE))


def _signs(entry: Mapping[str, list[str]]) -> Signs:
    unless = re.compile("|".join(entry["unless"]), re.IGNORECASE) if "unless" in entry else None
    return Signs(re.compile("|".join(entry["cues"]), re.IGNORECASE), unless)


def _compiled(cues: Iterable[str], flags: re.RegexFlag) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue, flags) for cue in cues)


def _read(code: str, name: str) -> dict[str, Any]:
    return tomllib.loads((files(__name__) / code / f"{name}.toml").read_text(encoding="utf-8"))
