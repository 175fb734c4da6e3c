"""Cues for evidence, from `lexicon.toml`, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from interviewer.domain.evidence import EvidenceKind


@dataclass(frozen=True)
class Cues:
    """Patterns that point to one kind of evidence; `weight` is how far one match alone may be believed."""

    kind: EvidenceKind
    weight: float
    patterns: tuple[re.Pattern[str], ...]

    def matches(self, clause: str) -> int:
        """How many different cues stand in a clause."""
        return sum(pattern.search(clause) is not None for pattern in self.patterns)


@cache
def lexicon() -> tuple[Cues, ...]:
    """All cues, one entry per kind of evidence."""
    data = tomllib.loads((files("interviewer.engines.embedded") / "lexicon.toml").read_text(encoding="utf-8"))
    return tuple(
        Cues(EvidenceKind(kind), entry["weight"], tuple(re.compile(cue, re.IGNORECASE) for cue in entry["cues"]))
        for kind, entry in data.items()
    )
