"""What there is to say of one story: its level, its parts and what it lacks, where its numbers are from.

The ladder is RUBRIC section 2's; what a story needs is the pack's (`stories.toml`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from interviewer.assessment.grading import grade
from interviewer.domain.evidence import Actor, Evidence, EvidenceKind
from interviewer.domain.stories import NumberSource, Story
from interviewer.memory.figures import Figure, figures_of
from interviewer.memory.subjects import sentences_of
from interviewer.packs.preparing import StoryPart
from interviewer.packs.schema import Pack
from interviewer.preparation.cutting import seconds_of
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.ownership import DIMENSION as OWNERSHIP
from interviewer.rubric.registry import HEADLINE

_TOP = 4
_HEDGE = re.compile(
    r"(?i)\b(?:about|around|roughly|some|almost|nearly|maybe|i (?:guess|estimate|think)|estimated?)\W+$"
)
NUMBER_SOURCES: dict[NumberSource, str] = {
    "told": "as you tell it",
    "cv": "also in your CV",
    "estimated": "estimated: say so",
    "unconfirmed": "can't be confirmed: leave it out, or say so",
}


@dataclass(frozen=True)
class Part:
    """What a story needs: its words where it is there, what to say where it is not."""

    name: str
    words: str
    missing: str


@dataclass(frozen=True)
class Number:
    """A number of a story, with where it is from."""

    text: str
    source: NumberSource


@dataclass(frozen=True)
class Appraisal:
    """What there is to say of a story.

    Attributes:
        level: on the ownership ladder, with the pack's name for it; None where it can't be told.
        seconds: how long it takes to tell.
        next_step: the question whose answer would lift it, where every part is there and it is not at the top.
    """

    story: Story
    level: int | None
    level_name: str
    parts: tuple[Part, ...]
    numbers: tuple[Number, ...]
    seconds: int
    next_step: str = ""


def appraise(story: Story, pack: Pack, cv: str = "") -> Appraisal:
    """The appraisal of a story; a number that stands in `cv` too is from there."""
    (ladder,) = (item for item in pack.rubric.dimensions if item.rule == OWNERSHIP.rule)
    graded = grade(ladder, story.reading, HEADLINE)
    level, broken = graded.guess, next(iter(graded.broken), None)
    parts = tuple(_part(item, story) for item in pack.stories.part)
    short = broken is not None and level is not None and level < _TOP and not any(part.missing for part in parts)
    return Appraisal(
        story=story,
        level=level,
        level_name=ladder.levels[level].name if level is not None else "",
        parts=parts,
        numbers=tuple(_numbers(story, cv)),
        seconds=seconds_of(story.text),
        next_step=ladder.link(broken).hint if short and broken else "",
    )


def most_telling(part: StoryPart, story: Story) -> Evidence | None:
    """Of what is likely: the earliest, or what gives a figure, then what the candidate did, then the surest."""
    found = (item for kind in part.evidence for item in story.reading.of(EvidenceKind(kind)))
    likely = [item for item in found if item.probability >= LIKELY]
    if part.pick == "earliest":
        return min(likely, key=lambda item: item.span.start, default=None)
    return max(
        likely,
        key=lambda item: (bool(figures_of(item.span.text)), item.actor is Actor.CANDIDATE, item.probability),
        default=None,
    )


def _part(part: StoryPart, story: Story) -> Part:
    found = most_telling(part, story)
    words = _whole(found, story.text) if found else ""
    return Part(part.name, words, "" if words else part.missing)


def _whole(item: Evidence, text: str) -> str:
    """The sentence that the words stand in: half of one says too little."""
    inside = (part for part in sentences_of(text) if part.start <= item.span.start < part.end)
    return next((part.text for part in inside), item.span.text)


def _numbers(story: Story, cv: str) -> Iterator[Number]:
    """Each number once, as it is written; what the candidate says of it counts first."""
    marks = {mark.number: mark.source for mark in story.marks}
    seen: set[str] = set()
    written = {_measure(figure) for figure in figures_of(cv)}
    for figure in figures_of(story.text):
        if figure.unit in ("date", "year") or figure.text in seen:
            continue
        seen.add(figure.text)
        hedged = _HEDGE.search(story.text[: figure.start]) is not None
        from_cv = _measure(figure) in written
        source: NumberSource = "estimated" if hedged else "cv" if from_cv else "told"
        yield Number(figure.text, marks.get(figure.text, source))


def _measure(figure: Figure) -> tuple[float, str, str]:
    """A value with what it counts: three alarms are not three hospitals."""
    return round(figure.value, 6), figure.unit, figure.counted[-1] if figure.counted else ""
