"""The shape of what a pack gives for preparation: stories.toml, briefings.toml, drills.toml."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from interviewer.packs.entry import Code, Entry, Identifier, Pattern, Text


class StoryPart(Entry):
    """What a story needs: evidence of any of these kinds, or else `missing` is said. `pick` says which is shown."""

    name: Text
    pick: Literal["surest", "earliest"] = "surest"
    evidence: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    missing: Text


class Theme(Entry):
    """A kind of story: the questions that ask for it, and what shows it: evidence, words, sentences like these."""

    id: Identifier
    name: Text
    asks: Text
    missing: Text
    questions: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    ways: tuple[Text, ...] = ()
    evidence: tuple[Identifier, ...] = ()
    examples: tuple[Text, ...] = ()
    cues: dict[Code, tuple[Pattern, ...]] = Field(default_factory=dict)


class StoryFile(Entry):
    """stories.toml"""

    part: tuple[StoryPart, ...] = ()
    theme: tuple[Theme, ...] = ()


class Check(Entry):
    """A question to check oneself with; `right` is the number of the right option, from 1."""

    question: Text
    options: Annotated[tuple[Text, ...], Field(min_length=2, max_length=5)]
    right: int = Field(ge=1)
    because: Text

    @model_validator(mode="after")
    def _is_an_option(self) -> "Check":
        if self.right > len(self.options):
            raise ValueError(f"option {self.right} is right, and there are {len(self.options)}")
        return self


class Briefing(Entry):
    """What to know of one unit: who its users are, excerpts and terms to read, questions to check oneself with."""

    unit: Identifier
    users: Text
    excerpts: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    terms: tuple[Identifier, ...] = ()
    checks: Annotated[tuple[Check, ...], Field(min_length=1, alias="check")]


class BriefingFile(Entry):
    """briefings.toml"""

    briefing: tuple[Briefing, ...] = ()


class DrillText(Entry):
    """One entry of drills.toml: the words around a formula, whose variables they may name."""

    id: Identifier
    name: Text
    formula: Identifier
    links: tuple[Identifier, ...] = ()
    text: Text
    worked: Text


class TalkText(Entry):
    """A drill that is talked through, graded on one dimension of a round; {project} is work of the candidate's."""

    id: Identifier
    name: Text
    round: Identifier
    dimension: Identifier
    links: tuple[Identifier, ...] = ()
    text: Text


class DrillFile(Entry):
    """drills.toml"""

    drill: tuple[DrillText, ...] = ()
    talk: tuple[TalkText, ...] = ()
