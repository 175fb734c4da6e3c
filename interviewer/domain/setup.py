"""What is agreed before an interview begins, and never changes during it."""

from typing import Literal

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.colleagues import Colleagues

DEFAULT_TURNS = 12
ENGINES = ("auto", "embedded", "llm")


class EngineRequest(Value):
    """Who shall play, role by role; `auto` leaves a role to `engine`, and that to the settings and what is set up."""

    engine: str = "auto"
    voice: str = "auto"
    extractor: str = "auto"
    coach: str = "auto"
    samples: int = Field(default=1, ge=1, le=9)


class EngineSelection(Value):
    """Who plays each role; `model` where one does. `samples` is how often a model reads each answer.

    `model_reads` names the headline dimensions that the model reads where the embedded extractor reads the rest; where
    it is empty, whoever is the extractor reads all.
    """

    voice: Literal["embedded", "llm"] = "embedded"
    extractor: Literal["embedded", "llm"] = "embedded"
    coach: Literal["embedded", "llm"] = "embedded"
    model: str | None = None
    samples: int = Field(default=1, ge=1, le=9)
    model_reads: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that a model plays."""
        return tuple(name for name in ("voice", "extractor", "coach") if getattr(self, name) == "llm")

    @property
    def parts(self) -> tuple[str, ...]:
        """The roles that a model plays, for a person to read: also where it plays a part of one."""
        part = {"extractor": f"extractor (of the {self.only} only)"} if self.only else {}
        return tuple(part.get(name, name) for name in self.roles)

    @property
    def only(self) -> str:
        """The dimensions that the model reads, where it does not read all."""
        return " and ".join(name.replace("_", " ") for name in self.model_reads)


class Setup(Value):
    """Length is `turns` answers or `minutes`, whichever is given; `seed` fixes the choice of questions.

    `focus` is a dimension that the candidate wants tested above all; `claim` are words of `cv` to begin with, `gap`
    those of the job's description that the CV does not show. `colleagues` are those of the loop's earlier rounds.
    """

    pack: str
    round: str
    unit: str | None = None
    seniority: Literal["mid", "senior"] = "senior"
    turns: int | None = Field(default=None, ge=1, le=200)
    minutes: float | None = Field(default=None, gt=0, le=240)
    seed: int
    engine: str = "embedded"
    selection: EngineSelection = EngineSelection()
    current_role: str | None = None
    project: str | None = None
    focus: str | None = None
    cv: str | None = None
    claim: str | None = None
    gap: str | None = None
    colleagues: tuple[Colleagues, ...] = ()


class Plan(Value):
    """What was laid out for this interview from its seed and from what earlier interviews used.

    `questions` are main questions in order of preference; `case` is the business case, where the round has one.
    `ordinal` says which of the user's interviews this is, as far as anything was used before it.
    """

    questions: tuple[str, ...]
    case: str | None = None
    ordinal: int = 0
