"""Whether a question of the bank is about what the candidate tells of: people often tell of something else."""

import re

from interviewer.packs.schema import Pack

_STEM = 5  # letters
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def matters(text: str) -> frozenset[str]:
    """The words that can say what a text is about, cut to their beginnings, so that inflections are alike."""
    return frozenset(word[:_STEM].lower() for word in _LONG_WORD.findall(text))


def asked_of_anything(pack: Pack) -> frozenset[str]:
    """The words of questions that a pack's people ask whatever is told."""
    probes = (text for persona in pack.personas.values() for texts in persona.probes.values() for text in texts)
    follow_ups = (text for item in pack.follow_ups.values() for text in item.lines)
    return matters(" ".join([*probes, *follow_ups]))


def fits(question: str, told: frozenset[str], of_anything: frozenset[str]) -> bool:
    """Whether a question is about anything, or about a matter that was told of; to nothing told, all fits."""
    about = matters(question) - of_anything
    return not told or not about or bool(about & told)
