"""Drills: sums that interviewers ask for, made anew each time and checked by code; and which drill comes when.

Source: the guide's checklist, items 2 and 6.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal

from interviewer.domain.drills import DrillCard, Try
from interviewer.errors import BadInput
from interviewer.memory.figures import figures_of
from interviewer.packs.formulas import FORMULAS
from interviewer.packs.preparing import DrillText, TalkText
from interviewer.packs.schema import Pack
from interviewer.preparation.schedule import AGAIN, GOOD, HARD, Schedule
from interviewer.preparation.talks import Talks

_TOLERANCE = 0.03  # people round
_SLOW = 120.0  # seconds; right, but too slow for a talk
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_PER = re.compile(
    r"(?i)\b(?:per|for|in|out of|of|each|every|a)\s+(?:a |one |each )?(?:hundred|thousand|million|1?00\b|1,?000)\b.*"
)
_BEGINS = re.compile(
    r"(?i)\W*(?:(?:about|around|roughly|some|it is|it's|that is|i get|i say) ){0,2}"
    r"(\d[\d,]*(?:\.\d+)?)(?![\d.])\s?%?[:;]"
)
_SCALES = (10, 100, 1_000, 10_000, 1_000_000)
Said = Literal["right", "wrong", "another scale", "no number"]
TOLD: dict[Said, str] = {
    "right": "Right.",
    "wrong": "No.",
    "another scale": "The digits are right and the scale is not: mind per cent, thousands and millions.",
    "no number": "That holds no number.",
}


@dataclass(frozen=True)
class Exercise:
    """One drill with its numbers: what is asked, what comes out, and how."""

    id: str
    name: str
    text: str
    answer: float
    worked: str

    def judge(self, said: str) -> Said:
        """Whether the last number that was said is the answer, or the one it began with, or would be at another scale.

        The number counts as it stands, whatever unit follows: the question says in what it is asked.
        """
        given = _last_number(said)
        if given is None:
            return "no number"
        right = (self.answer, round(self.answer, 1), round(self.answer, 2))
        first = _first_said(said)
        if any(_near(number, value) for number in (given, first) if number is not None for value in right):
            return "right"
        scaled = (self.answer * scale for scale in _SCALES)
        shrunk = (self.answer / scale for scale in _SCALES)
        return "another scale" if any(_near(given, value) for value in (*scaled, *shrunk)) else "wrong"


@dataclass(frozen=True)
class Due:
    """A drill of the pack, when it is due, and how it went so far."""

    drill: DrillText | TalkText
    at: datetime | None
    tries: tuple[Try, ...]

    def is_due(self, now: datetime) -> bool:
        return self.at is None or self.at <= now


@dataclass(frozen=True)
class Drills:
    """One user's drills: sums, and `talks` that are talked through."""

    pack: Pack
    talks: Talks

    @property
    def schedule(self) -> Schedule:
        return self.talks.schedule

    def listed(self, now: datetime, weak: Collection[str] = ()) -> list[Due]:
        """Every drill that can be asked: what is due first, and of that what is for a weak spot; then by date.

        Args:
            weak: ids of links that the critics found broken of late.
        """
        known = self.schedule.known()
        every: list[DrillText | TalkText] = [*self.pack.drills, *self.talks.all()]
        found = [Due(drill, _at(known.get(drill.id)), _tries(known.get(drill.id))) for drill in every]

        def order(item: Due) -> tuple[bool, bool, float]:
            at = item.at.timestamp() if item.at else 0.0
            presses = item.is_due(now) and bool(set(item.drill.links) & set(weak))
            return (not item.is_due(now), not presses, at)

        return sorted(found, key=order)

    def is_talk(self, drill_id: str) -> bool:
        """Whether a drill is talked through.

        Raises:
            BadInput: there is no such drill.
        """
        if any(talk.id == drill_id for talk in self.pack.talks):
            return True
        self._drill(drill_id)
        return False

    def exercise(self, drill_id: str, seed: int) -> Exercise:
        """A drill with numbers of its own; the same seed gives the same ones.

        Raises:
            BadInput: there is no such drill.
        """
        drill = self._drill(drill_id)
        numbers = FORMULAS[drill.formula](Random(f"{drill.id}/{seed}"))
        told = {name: int(value) if float(value).is_integer() else value for name, value in numbers.items()}
        return Exercise(drill.id, drill.name, drill.text.format(**told), numbers["answer"], drill.worked.format(**told))

    def done(self, drill_id: str, right: bool, seconds: float, now: datetime) -> DrillCard:
        """Note how a drill went, and when it is due again.

        Raises:
            BadInput: there is no such drill.
            StoreError: it could not be kept.
        """
        self._drill(drill_id)
        rating = AGAIN if not right else HARD if seconds > _SLOW else GOOD
        return self.schedule.done(drill_id, rating, seconds, now)

    def _drill(self, drill_id: str) -> DrillText:
        found = next((drill for drill in self.pack.drills if drill.id == drill_id), None)
        if found is None:
            known = (
                ", ".join([*(item.id for item in self.pack.drills), *(item.id for item in self.pack.talks)]) or "none"
            )
            raise BadInput(f"there is no drill '{drill_id}'; there are: {known}")
        return found


def standing(item: Due, now: datetime) -> str:
    """When a drill is due and how it went, in words."""
    right = sum(tried.right for tried in item.tries)
    when = "due now" if item.at is None or item.is_due(now) else f"due on {item.at:%d %B}"
    return f"{when}, never done" if not item.tries else f"{when}, right {right} of {len(item.tries)}"


def _at(card: DrillCard | None) -> datetime | None:
    return card.due if card else None


def _tries(card: DrillCard | None) -> tuple[Try, ...]:
    return card.tries if card else ()


def _last_number(said: str) -> float | None:
    """The last number, without what it is per; in words only where there are no digits."""
    numbers = _NUMBER.findall(_PER.sub("", said)) or _NUMBER.findall(said)
    if numbers:
        return float(numbers[-1].replace(",", ""))
    figures = figures_of(said)
    return figures[-1].value if figures else None


def _first_said(said: str) -> float | None:
    """The number that an answer begins with, before how it was worked out: "About 33: 2.4 against 4.8"."""
    found = _BEGINS.match(said)
    return float(found[1].replace(",", "")) if found else None


def _near(given: float, value: float) -> bool:
    return abs(given - value) <= _TOLERANCE * abs(value)
