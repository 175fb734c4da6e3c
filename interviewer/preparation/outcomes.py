"""Real interviews, entered afterwards, and how they stand to what the rehearsals said before them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from interviewer.domain.outcomes import Outcome, Result
from interviewer.domain.sanitizing import sanitize
from interviewer.domain.summary import Summary
from interviewer.errors import BadInput
from interviewer.packs.schema import Pack
from interviewer.preparation.shelf import Shelf
from interviewer.storage.protocol import Papers

RESULTS: tuple[Result, ...] = get_args(Result)
_MOST = 200


@dataclass(frozen=True)
class Compared:
    """A real interview, and the verdict of the last rehearsal before it: of its round, where one was sat.

    Attributes:
        verdict: None where nothing was rehearsed before it.
        agree: whether both ended in a yes, or both in a no; None where one of them is open.
    """

    outcome: Outcome
    verdict: str | None
    agree: bool | None


@dataclass(frozen=True)
class Outcomes:
    """One user's real interviews, kept in `papers`."""

    papers: Papers
    pack: Pack

    @property
    def _shelf(self) -> Shelf[Outcome]:
        return Shelf(self.papers, "outcome", Outcome, "that interview is not noted any more; look at the list again")

    def all(self) -> list[Outcome]:
        """Every one, by its day.

        Raises:
            StoreError: it can't be read.
        """
        return sorted(self._shelf.all(), key=lambda item: item.day)

    def note(
        self, day: date, result: str, today: date, round_: str | None = None, asked: str = "", wrong: str = ""
    ) -> Outcome:
        """Keep what became of a real interview.

        Raises:
            BadInput: its day is to come, the result or the round is unknown, a text is too long.
            StoreError: it could not be kept.
        """
        if day > today:
            raise BadInput(f"{day.isoformat()} is to come; note it once it is over")
        known = next((item for item in RESULTS if item == result), None)
        if known is None:
            raise BadInput(f"unknown result '{result}'; known are: {', '.join(RESULTS)}")
        rounds = [item.id for item in self.pack.manifest.rounds]
        if round_ is not None and round_ not in rounds:
            raise BadInput(f"unknown round '{round_}'; known are: {', '.join(rounds)}")
        if len(self._shelf.all()) >= _MOST:
            raise BadInput(f"{_MOST} interviews are noted already; remove one first")
        texts = {"asked": sanitize(asked), "wrong": sanitize(wrong)}
        return self._shelf.put(Outcome(id=secrets.token_hex(4), day=day, result=known, round=round_, **texts))

    def remove(self, outcome_id: str) -> None:
        """Remove one for good; nothing happens where it is gone already.

        Raises:
            StoreError: the disk did not take it.
        """
        self._shelf.remove(outcome_id)

    def compared(self, past: Sequence[Summary]) -> list[Compared]:
        """Each with what the last rehearsal before it said.

        Args:
            past: the interviews of this pack, the newest first.
        """
        return [_compared(outcome, past) for outcome in self.all()]


def _compared(outcome: Outcome, past: Sequence[Summary]) -> Compared:
    before = [item for item in past if item.verdict and item.started_at.date() <= outcome.day]
    like = [item for item in before if item.round == outcome.round]
    verdict = next((item.verdict for item in (*like, *before)), None)
    if verdict is None or outcome.result == "waiting":
        return Compared(outcome, verdict, None)
    return Compared(outcome, verdict, (not verdict.endswith("no-hire")) == (outcome.result == "passed"))


def told_of(compared: Sequence[Compared]) -> str:
    """How often rehearsal and real interview agreed, in a sentence; empty where nothing can be said."""
    judged = [item for item in compared if item.agree is not None]
    if not judged:
        return ""
    right = sum(item.agree is True for item in judged)
    return f"The last rehearsal before it agreed with {right} of {len(judged)} real interviews."
