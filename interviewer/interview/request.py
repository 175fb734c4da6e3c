"""What somebody asks for before an interview begins: the one form that terminal, page and evals fill in.

A new field is added here, in the two forms, and where it is used. Knows neither pack nor environment: `app` checks
the words against those.
"""

from pydantic import BaseModel, ConfigDict

from interviewer.domain.setup import DEFAULT_TURNS, EngineRequest


class InterviewRequest(BaseModel):
    """Length is `turns` answers or `minutes`, 12 answers where neither is given; `seed` fixes the choice of questions.

    Attributes:
        round: its id; the pack's first one unless given.
        focus: a dimension to be tested above all.
        role, project: the candidate's own, in a line.
        cv: its text.
    """

    model_config = ConfigDict(frozen=True)

    round: str | None = None
    unit: str | None = None
    level: str = "senior"
    turns: int | None = None
    minutes: float | None = None
    seed: int | None = None
    focus: str | None = None
    role: str | None = None
    project: str | None = None
    cv: str | None = None
    engine: EngineRequest = EngineRequest()

    @property
    def length(self) -> tuple[int | None, float | None]:
        """Answers and minutes, of which one is given."""
        if self.turns is None and self.minutes is None:
            return DEFAULT_TURNS, None
        return self.turns, self.minutes
