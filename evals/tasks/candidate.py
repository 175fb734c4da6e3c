"""Simulated candidates: a hidden truth, what they say first, and what they tell only when that very link is pressed.

They are matched to a probe by the typed move in the event log, never by reading the line. Written as files in
`suites/candidates/`; a candidate is a pure function of the interview so far: the same interview hears the same words.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from evals.harness.reading import Record, read_toml
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Deepen, Press
from interviewer.errors import BadInput

Rank = Literal["weak", "mixed", "strong"]
Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class Tell(Record):
    """What is told when one of `links` is pressed for the `attempt`-th time; `reveals` marks the hidden truth."""

    links: Texts
    text: str
    attempt: int = 1
    reveals: bool = False


class Story(Record):
    opening: str
    tells: tuple[Tell, ...] = Field(default=(), alias="tell")


class Candidate(Record):
    """candidates/ID.toml

    Attributes:
        flawed: headline dimensions in which the candidate is truly weak, with the links a debrief may name for it.
        sound: headline dimensions in which the candidate, once properly asked, is not weak.
        evasions: what is said to a probe that no tell fits, in this order.
    """

    id: str
    title: str
    hidden_truth: str
    round: str
    unit: str | None = None
    turns: int = Field(default=8, ge=2)
    rank: Rank
    flawed: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    sound: tuple[str, ...] = ()
    evasions: Texts
    stories: Annotated[tuple[Story, ...], Field(min_length=1, alias="story")]

    def answer(self, state: Interview) -> str:
        """What this candidate says to the open question."""
        turn = state.open_turn
        if turn is None:
            raise BadInput("nothing was asked")
        threads = state.threads
        story = self.stories[(len(threads) - 1) % len(self.stories)]
        own = {item.answer for item in threads[-1].answered}
        if story.opening not in own:
            return story.opening
        told = next((tell for tell in story.tells if _fits(tell, turn) and tell.text not in own), None)
        if told:
            return told.text
        return self.evasions[_probes_evaded(self, state) % len(self.evasions)]

    def revealed_at(self, state: Interview) -> int | None:
        """The number of the answer (from 1) that told the hidden truth, or None."""
        truths = {tell.text for story in self.stories for tell in story.tells if tell.reveals}
        answers = [turn.answer for turn in state.turns if turn.answer is not None]
        return next((place for place, text in enumerate(answers, start=1) if text in truths), None)

    @property
    def hides(self) -> bool:
        """Whether there is something that only a proper probe brings out."""
        return any(tell.reveals for story in self.stories for tell in story.tells)


def load_candidates(folder: Path) -> list[Candidate]:
    """All candidates, by id.

    Raises:
        BadInput: a file has a mistake, or its name is not its id.
    """
    found = []
    for path in sorted(folder.glob("*.toml")):
        candidate = read_toml(Candidate, path)
        if candidate.id != path.stem:
            raise BadInput(f"{path}: id is '{candidate.id}', but the file's name says '{path.stem}'; make them equal")
        found.append(candidate)
    if not found:
        raise BadInput(f"{folder}: no candidates here; restore the folder")
    return found


def _fits(tell: Tell, turn: Turn) -> bool:
    action = turn.move.action
    if isinstance(action, Deepen):
        return "deepen" in tell.links
    return isinstance(action, Press) and action.link in tell.links and action.attempt >= tell.attempt


def _probes_evaded(candidate: Candidate, state: Interview) -> int:
    return sum(turn.answer in candidate.evasions for turn in state.turns)
