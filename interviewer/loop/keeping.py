"""One user's loops: begun, gone on with, kept. A loop holds the ids of its interviews, whose logs are elsewhere."""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from interviewer.domain.loop import Loop, LoopWish, Step
from interviewer.domain.sanitizing import sanitize
from interviewer.domain.summary import Summary
from interviewer.errors import BadInput
from interviewer.packs.schema import Pack
from interviewer.preparation.shelf import Shelf
from interviewer.preparation.today import Task
from interviewer.storage.protocol import Papers

FEWEST, MOST = 4, 6  # rounds
_SHORTEST, _LONGEST = 14, 21  # days from the first round to the last
_MOST_KEPT = 50

Sat = Mapping[str, Summary]  # the user's interviews, by id


@dataclass(frozen=True)
class Loops:
    """The loops of one user that belong to one pack, kept in `papers`."""

    papers: Papers
    pack: Pack

    @property
    def _shelf(self) -> Shelf[Loop]:
        return Shelf(self.papers, "loop", Loop, "there is no such loop; 'interviewer loop list' shows those there are")

    def all(self) -> list[Loop]:
        """Every one, the oldest first.

        Raises:
            StoreError: they can't be read.
        """
        return [loop for loop in self._shelf.all() if loop.pack == self.pack.manifest.id]

    def find(self, loop_id: str | None) -> Loop:
        """The loop of that id, or the newest one.

        Raises:
            BadInput: there is none.
            StoreError: it can't be read.
        """
        if loop_id is not None:
            return self._own(loop_id)[0]
        newest = next(reversed(self.all()), None)
        if newest is None:
            raise BadInput("no loop was begun yet; begin one with 'interviewer loop begin'")
        return newest

    def begin(self, wish: LoopWish, today: date, rounds: Sequence[str] | None = None, seed: int | None = None) -> Loop:
        """A new loop: its rounds, the pack's unless given, over 14 to 21 days from today.

        Raises:
            BadInput: the pack has no loop; an unknown round, or one twice; too few or too many; a text too long.
            StoreError: it could not be kept.
        """
        chosen = self._usual() if rounds is None else tuple(rounds)
        known = [item.id for item in self.pack.manifest.rounds]
        for name in chosen:
            if name not in known:
                raise BadInput(f"unknown round '{name}'; known are: {', '.join(known)}")
        if len(set(chosen)) < len(chosen) or not FEWEST <= len(chosen) <= MOST:
            raise BadInput(f"a loop has {FEWEST} to {MOST} different rounds; {len(chosen)} were given")
        if len(self._shelf.all()) >= _MOST_KEPT:
            raise BadInput(f"{_MOST_KEPT} loops are kept already; remove one first")
        drawn = random.SystemRandom().randrange(2**31) if seed is None else seed
        days = _days(len(chosen), random.Random(drawn))
        loop = Loop(
            id=secrets.token_hex(4),
            pack=self.pack.manifest.id,
            seed=drawn,
            wish=wish.model_copy(update={"cv": sanitize(wish.cv or "", "CV") or None}),
            steps=tuple(Step(round=name, day=today + days_on) for name, days_on in zip(chosen, days, strict=True)),
        )
        return self._shelf.put(loop)

    def sat(self, loop_id: str, step: Step, interview_id: str) -> Loop:
        """The loop, with an interview begun for that round, as the caller knows it.

        Raises:
            BadInput: it is gone, or the round was begun elsewhere meanwhile.
            StoreError: it could not be kept.
        """
        loop, revision = self._own(loop_id)
        if step not in loop.steps:
            raise BadInput("this round was begun in another window meanwhile; go on with it there, or here once more")
        steps = tuple(
            item.model_copy(update={"interview": interview_id}) if item == step else item for item in loop.steps
        )
        return self._shelf.put(loop.model_copy(update={"steps": steps}), revision)

    def remove(self, loop_id: str) -> None:
        """Remove a loop for good; its interviews stay.

        Raises:
            BadInput: there is none.
            StoreError: the disk did not take it.
        """
        self._shelf.remove(self._own(loop_id)[0].id)

    def _own(self, loop_id: str) -> tuple[Loop, int]:
        """A loop of this pack, and its revision."""
        loop, revision = self._shelf.find(loop_id)
        if loop.pack != self.pack.manifest.id:
            raise BadInput(f"loop '{loop_id}' was begun with the pack '{loop.pack}'; set INTERVIEWER_PACK to it")
        return loop, revision

    def _usual(self) -> tuple[str, ...]:
        if self.pack.loop is None:
            raise BadInput(f"the pack '{self.pack.manifest.id}' has no loop.toml; name the rounds with --rounds")
        return self.pack.loop.rounds


def next_step(loop: Loop, sat: Sat) -> Step | None:
    """The first round that is not finished; None where all are. An interview that was deleted is to be sat anew."""
    return next((step for step in loop.steps if not is_finished(step, sat)), None)


def due_round(loops: Sequence[Loop], past: Sequence[Summary], pack: Pack) -> Task | None:
    """The next round of the newest loop that is not whole; None where all are."""
    sat = {item.id: item for item in past}
    for loop in reversed(loops):
        if step := next_step(loop, sat):
            name = pack.round(step.round).name
            told = f"The next round of your loop, planned for {step.day:%d %B}: {name}."
            return Task(told, "Loop", f"interviewer loop next {loop.id}")
    return None


def is_finished(step: Step, sat: Sat) -> bool:
    """Whether its interview has its debrief; one that was ended without an answer is to be sat anew."""
    summary = sat.get(step.interview or "")
    return summary is not None and summary.state == "finished" and summary.answers > 0


def is_open(step: Step, sat: Sat) -> bool:
    """Whether its interview was begun and can be gone on with."""
    summary = sat.get(step.interview or "")
    return summary is not None and summary.state != "finished"


def _days(count: int, rng: random.Random) -> list[timedelta]:
    """Days from the first round to each, in even steps over a span that is drawn."""
    span = rng.randint(_SHORTEST, _LONGEST)
    return [timedelta(days=round(span * place / (count - 1))) for place in range(count)]
