"""Keeps a prompt's size flat as an interview grows: the newest stays word for word, older talk is cut or left out."""

from collections.abc import Sequence

from interviewer.engines.llm.tokens import count
from interviewer.engines.protocols import Exchange

TALK = 1_500  # tokens of a thread, for who marks evidence in it
VOICE_TALK = 900  # tokens of the open question's talk, for who says the next line
EARLIER = 350  # tokens of what earlier questions brought
KNOWN = 200  # tokens of what is known of the candidate
CV = 600  # tokens of a CV
_CUT = " [...] "


def talk(thread: Sequence[Exchange], budget: int = TALK) -> str:
    """The open question's talk, oldest first; older turns give way before newer ones."""
    lines: list[str] = []
    left = budget
    for exchange in reversed(thread):
        if left <= 0:
            break
        text = _fitted(f"{exchange.asked_by or 'Interviewer'}: {exchange.question}\nCandidate: {exchange.answer}", left)
        left -= count(text)
        lines.append(text)
    return "\n".join(reversed(lines))


def earlier(folded: Sequence[str], budget: int = EARLIER) -> str:
    """The newest of the folded questions that fit."""
    kept: list[str] = []
    left = budget
    for line in reversed(folded):
        left -= count(line)
        if left < 0:
            break
        kept.append(line)
    return "\n".join(reversed(kept))


def papers(cv: str | None, budget: int = CV) -> str:
    """As much of a CV as fits."""
    return _fitted(cv, budget) if cv else ""


def _fitted(text: str, budget: int) -> str:
    """The text with its middle cut out where it is too long: a story's end says more than its middle."""
    tokens = count(text)
    if tokens <= budget:
        return text
    keep = int(len(text) * budget / tokens) // 2
    return f"{text[:keep]}{_CUT}{text[-keep:]}" if keep else ""
