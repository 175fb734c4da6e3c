"""What a candidate was told of a case so far, to be kept in sight: the brief, and each fact by who told it."""

from dataclasses import dataclass

from interviewer.domain.interview import Interview
from interviewer.domain.moves import Announce, TellFact


@dataclass(frozen=True)
class ToldFact:
    speaker: str
    text: str


@dataclass(frozen=True)
class CaseFile:
    """`brief` is None where the round has no case, or before it was told."""

    brief: str | None
    facts: tuple[ToldFact, ...]


def case_file_of(state: Interview) -> CaseFile:
    """Only what was said: the case's other facts stay with the people who know them."""
    said = [(turn.move.speaker, reaction) for turn in state.turns if turn.line for reaction in turn.move.reactions]
    briefs = [item.text for _, item in said if isinstance(item, Announce) and item.what == "brief"]
    facts = [ToldFact(speaker, text) for speaker, item in said if (text := _fact(item))]
    return CaseFile(briefs[0] if briefs else None, tuple(dict.fromkeys(facts)))


def _fact(reaction: object) -> str | None:
    if isinstance(reaction, TellFact) and reaction.source == "case":
        return reaction.text
    return reaction.text if isinstance(reaction, Announce) and reaction.what == "twist" else None
