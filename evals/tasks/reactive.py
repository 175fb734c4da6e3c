"""Reactive candidates: each hears the interviewer's line and nothing else, and answers as a file says.

They know neither moves nor the product's word lists nor its embedder, so that a line that no longer asks for what its
move wants goes unanswered here. The one thing they are told beside the line is what any person in the room would
notice: that it opens a new subject. Written in `suites/reactive/`; the same lines always hear the same answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from evals.harness.reading import Record, read_toml
from interviewer.errors import BadInput

Kind = Literal["repeat", "meaning", "why", "who", "either_or", "challenge", "case_fact", "company", "figure", "process"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Sort = Literal["amount", "before", "doer", "use", "uptake", "harm", "dissent", "cut", "comparison", "result", "price"]
CV = "cv"  # what a contradiction may hold an answer against, beside another answer


def _compiles(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"'{text}' is no regular expression: {error}") from None
    return text


Pattern = Annotated[str, AfterValidator(_compiles)]
Patterns = Annotated[tuple[Pattern, ...], Field(min_length=1)]


class Opening(Record):
    """What is said to a new main question, whatever it asks."""

    text: str
    tag: str | None = None


class Reply(Record):
    """What is said once to a follow-up that `hears` matches; `of` limits it to the subject of that opening (from 1)."""

    hears: Patterns
    text: str
    tag: str | None = None
    of: int | None = Field(default=None, ge=1)


class Interruption(Record):
    """What is said at answer `at` (from 1) whatever was asked.

    Attributes:
        kind: what is asked back; None where it is an answer at a fixed place.
        fits, never: the next line fits where one of `fits` matches it, if there are any, and none of `never` does.
    """

    at: int = Field(ge=1)
    text: str
    kind: Kind | None = None
    tag: str | None = None
    fits: tuple[Pattern, ...] = ()
    never: tuple[Pattern, ...] = ()


Said = Opening | Reply | Interruption | str  # the place in the file that an answer was taken from; a str of otherwise


def words_of(said: Said) -> str:
    return said if isinstance(said, str) else said.text


def tag_of(said: Said) -> str | None:
    return None if isinstance(said, str) else said.tag


class Flaw(Record):
    """What is wrong with the answer that bears `tag`; a line that asks precisely for it matches `pressed_by`.

    `sort` is what is missing, of those that people ask for alike whatever it is about.
    """

    tag: str
    what: str
    sort: Sort | None = None
    pressed_by: Patterns


class Decisive(Record):
    """The half that the answer with `tag` leaves out; a line that asks for it matches `asked_by`."""

    tag: str
    what: str
    sort: Sort | None = None
    asked_by: Patterns


class Known(Record):
    """What need not be asked any more after the answer with `tag`."""

    tag: str
    what: str
    asked_again: Patterns


class Contradiction(Record):
    """The answers with tags `a` (or the CV) and `b` can't both be true."""

    a: str
    b: str
    what: str
    held_by: Patterns


class Slip(Record):
    """The answer with `tag` holds wrong arithmetic."""

    tag: str
    what: str
    held_by: Patterns


class Reactive(Record):
    """reactive/ID.toml

    Attributes:
        openings: said to one new main question after the other.
        otherwise: said in turn to a follow-up that no reply hears.
    """

    id: str
    title: str
    round: str
    unit: str | None = None
    cv: str | None = None
    case: str | None = None
    turns: int = Field(ge=2)
    openings: Annotated[tuple[Opening, ...], Field(min_length=1, alias="opening")]
    replies: tuple[Reply, ...] = Field(default=(), alias="reply")
    otherwise: Annotated[tuple[str, ...], Field(min_length=1)]
    interruptions: tuple[Interruption, ...] = Field(default=(), alias="interruption")
    flaws: tuple[Flaw, ...] = Field(default=(), alias="flaw")
    decisives: tuple[Decisive, ...] = Field(default=(), alias="decisive")
    knowns: tuple[Known, ...] = Field(default=(), alias="known")
    contradictions: tuple[Contradiction, ...] = Field(default=(), alias="contradiction")
    slips: tuple[Slip, ...] = Field(default=(), alias="slip")

    @model_validator(mode="after")
    def _hangs_together(self) -> "Reactive":
        answers: list[Said] = [*self.openings, *self.replies, *self.interruptions]
        said = {tag for tag in map(tag_of, answers) if tag}
        wanted: list[str] = []
        for owed in (self.flaws, self.decisives, self.knowns, self.slips):
            wanted += [item.tag for item in owed]
        for pair in self.contradictions:
            wanted += [pair.b] if pair.a == CV and self.cv else [pair.a, pair.b]
        if lost := [tag for tag in wanted if tag not in said]:
            raise ValueError(f"no answer bears the tag '{lost[0]}'; tags are: {', '.join(sorted(said))}")
        places = [item.at for item in self.interruptions]
        if len(set(places)) < len(places) or any(place > self.turns for place in places):
            raise ValueError(f"interruptions stand at {places}; each needs a place of its own within {self.turns}")
        if beyond := [item.of for item in self.replies if item.of and item.of > len(self.openings)]:
            raise ValueError(f"a reply belongs to opening {beyond[0]}, but there are {len(self.openings)}")
        return self


@dataclass(frozen=True)
class Heard:
    """A line as the candidate hears it."""

    text: str
    opens: bool  # a new subject


def matches(patterns: Sequence[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def answers_to(candidate: Reactive, heard: Sequence[Heard]) -> tuple[Said, ...]:
    """What the candidate says to each of these lines, in order."""
    said: list[Said] = []
    waiting = False  # a subject was opened and its story is not told yet
    for line in heard:
        waiting = waiting or line.opens
        said.append(_answer(candidate, line.text, waiting, said))
        waiting = waiting and not isinstance(said[-1], Opening)
    return tuple(said)


def _answer(candidate: Reactive, line: str, waiting: bool, said: Sequence[Said]) -> Said:
    """The subject's story is told first, as soon as nothing interrupts; only then is a follow-up replied to."""
    interruption = next((item for item in candidate.interruptions if item.at == len(said) + 1), None)
    if interruption:
        return interruption
    told = sum(isinstance(item, Opening) for item in said)
    if waiting and told < len(candidate.openings):
        return candidate.openings[told]
    fitting = (item for item in candidate.replies if item.of in (None, told) and item not in said)
    reply = next((item for item in fitting if matches(item.hears, line)), None)
    return reply or candidate.otherwise[sum(isinstance(item, str) for item in said) % len(candidate.otherwise)]


def load_reactive(folder: Path) -> list[Reactive]:
    """All reactive candidates, by id.

    Raises:
        BadInput: a file has a mistake, or its name is not its id.
    """
    found = [(path, read_toml(Reactive, path)) for path in sorted(folder.glob("*.toml"))]
    for path, candidate in found:
        if candidate.id != path.stem:
            raise BadInput(f"{path}: id is '{candidate.id}', but the file's name says '{path.stem}'; make them equal")
    if not found:
        raise BadInput(f"{folder}: no candidates here; restore the folder")
    return [candidate for _, candidate in found]


def stored(candidate: Reactive) -> dict[str, Any]:
    """The candidate as a case keeps it."""
    return candidate.model_dump(mode="json", by_alias=True)
