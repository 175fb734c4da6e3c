"""The KPI map: each project of a candidate on the chain from what was measured to what it cost, in their own words."""

from typing import Literal

from interviewer.domain.base import Document, Value
from interviewer.domain.evidence import EvidenceKind


class Told(Value):
    """What the candidate said of one link of a project.

    Attributes:
        text: their own words, letter for letter: of the project's text, or of what was answered.
        source: where the words are from: the CV, or an answer to the map's own question.
        borne_out: whether a reader of the words finds the link in them; what it does not find is kept all the same.
    """

    link: EvidenceKind
    text: str
    source: Literal["cv", "asked"]
    borne_out: bool = True


class Project(Document):
    """One piece of work.

    Attributes:
        text: the CV's words on it, or what the candidate wrote.
        told: at most one for each link.
        unknown: links of which the candidate says that they can't tell.
    """

    text: str
    told: tuple[Told, ...] = ()
    unknown: tuple[EvidenceKind, ...] = ()

    def on(self, link: EvidenceKind) -> Told | None:
        """What was told of the link."""
        return next((item for item in self.told if item.link == link), None)

    def with_told(self, *words: Told) -> "Project":
        """The project with these words, in place of what was told of their links before."""
        links = {item.link for item in words}
        kept = tuple(item for item in self.told if item.link not in links)
        unknown = tuple(link for link in self.unknown if link not in links)
        return self.model_copy(update={"told": (*kept, *words), "unknown": unknown})

    def without(self, link: EvidenceKind) -> "Project":
        """The project with the link marked as one that can't be told."""
        kept = tuple(item for item in self.told if item.link != link)
        return self.model_copy(update={"told": kept, "unknown": tuple(dict.fromkeys((*self.unknown, link)))})
