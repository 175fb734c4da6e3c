"""What a candidate applies with and for: the CV that was sent, and the job's description with what it asks for."""

from typing import Literal

from interviewer.domain.base import Document, Value

Standing = Literal["shown", "perhaps", "not found", "otherwise"]
Source = Literal["CV", "map", "story", "told"]


class Claim(Value):
    """Something that the candidate says of themselves, letter for letter, and where."""

    text: str
    source: Source


class Judged(Value):
    """How a requirement stands by a language model's reading; `claim` are words that stand there letter for letter.

    Attributes:
        by: the prompt and the model, as in any stamp.
    """

    standing: Standing
    claim: Claim | None
    by: str


class Requirement(Value):
    """One thing that a job asks for.

    Attributes:
        text: the description's own words, letter for letter.
        is_must: whether it is asked for, or only welcome.
        told: what the candidate says to it, in their own words; empty where they said nothing.
        judged: a model's reading, where one was asked since the CV last changed.
    """

    text: str
    is_must: bool = True
    told: str = ""
    judged: Judged | None = None


class JobDescription(Document):
    """A job that somebody applies for: its whole text, and what it asks for in the order in which it does.

    Attributes:
        requirements: those found in the text, and behind them what the candidate added.
        left_out: those found that the candidate took off the list.
    """

    text: str
    requirements: tuple[Requirement, ...]
    left_out: tuple[str, ...] = ()

    def with_told(self, asked: str, told: str) -> "JobDescription":
        """The description with the candidate's words on the requirement of that text."""
        changed = (item.model_copy(update={"told": told}) if item.text == asked else item for item in self.requirements)
        return self.model_copy(update={"requirements": tuple(changed)})

    def without(self, asked: str) -> "JobDescription":
        """The description without the requirement of that text."""
        kept = tuple(item for item in self.requirements if item.text != asked)
        return self.model_copy(update={"requirements": kept, "left_out": (*self.left_out, asked)})

    def with_text(self, text: str, found: tuple[Requirement, ...]) -> "JobDescription":
        """The description as it reads now; what was told, added and left out stays so."""
        known = {item.text: item for item in self.requirements}
        read = [known.get(item.text, item) for item in found if item.text not in self.left_out]
        there = {item.text for item in read}
        added = (item for item in self.requirements if item.text not in self.text and item.text not in there)
        return self.model_copy(update={"text": text, "requirements": (*read, *added)})

    def judged(self, by_text: dict[str, Judged]) -> "JobDescription":
        """The description with these readings, and no others."""
        changed = (item.model_copy(update={"judged": by_text.get(item.text)}) for item in self.requirements)
        return self.model_copy(update={"requirements": tuple(changed)})


class CurriculumVitae(Document):
    """The text of the CV that was sent."""

    text: str
