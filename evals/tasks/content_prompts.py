"""Whether a prompt still holds the rules that it must, in whatever words. Calls no model."""

import re
from collections.abc import Iterator, Sequence

from evals.tasks.asks import wrong_asks
from interviewer.retrieval.embedder import Embedder

_PARTS = re.compile(r"(?<=[.!?:;])\s+|\n")
_FORBIDS = re.compile(
    r"(?i)\b(?:no|not|never|nothing|neither|nor|don'?t|can'?t|without|avoid|only|leave out|exactly)\b"
)
_HOLDS = 0.45  # cosine of a rule with the sentence that says it
_FEWEST_SPACES = 2


def missing_rules(prompt: str, rules: Sequence[str], embedder: Embedder) -> list[str]:
    """Rules of which the prompt holds no sentence that is near, and that forbids where the rule forbids."""
    sentences = [part for part in _PARTS.split(_system(prompt)) if part.count(" ") >= _FEWEST_SPACES]
    near = embedder.embed(rules) @ embedder.embed(sentences).T
    found = []
    for rule, row in zip(rules, near, strict=True):
        best = int(row.argmax())
        if row[best] < _HOLDS or (_FORBIDS.search(rule) and not _FORBIDS.search(sentences[best])):
            found.append(f"{rule} (nearest, {row[best]:.2f}: {sentences[best]})")
    return found


def wrong_rules(prompt: str) -> Iterator[str]:
    """What the prompt asks for and must not."""
    yield from (f"{kind}: {said}" for kind, said in wrong_asks(_system(prompt)))


def _system(prompt: str) -> str:
    """The part that no candidate's words go into."""
    return prompt.split("---", 2)[-1].split("=== user ===")[0]
