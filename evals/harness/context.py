"""What a judge of cases works with: the parts that users get, a case, and the outcome it must hand back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from interviewer.app import Services
from interviewer.assessment.critic import Critic
from interviewer.domain.model_calls import Usage
from interviewer.domain.setup import EngineRequest, EngineSelection, Setup
from interviewer.engines.llm.fallback import Fallback
from interviewer.interview.request import InterviewRequest
from interviewer.report.usage import cost

Values = dict[str, float | None]
Talk = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EvalCase:
    """One thing to try.

    Attributes:
        cluster: cases of one cluster (a voice, a candidate, an excerpt) are not independent of each other.
        data: all that the judge goes by; its hash says whether two runs saw the same case.
    """

    id: str
    cluster: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of a case: numbers by name (None where one does not apply), and texts to show people.

    Attributes:
        talk: what was said, as (who, words) in order; who is `candidate` or an interviewer.
    """

    values: Values
    shown: dict[str, str] = field(default_factory=dict)
    talk: Talk = ()


@dataclass(frozen=True)
class EvalContext:
    """The parts under test. `engine` is as in `interviewer chat --engine`; with a model, it plays every role.

    Attributes:
        replies: address of a server of recorded replies, which stands before the model; None where none does.
    """

    services: Services
    engine: str = "embedded"
    replies: str | None = None

    def at(self, sample: int) -> "EvalContext":
        """The parts for the `sample`-th try of a case: recorded replies are each sample's own."""
        if self.replies is None:
            return self
        address = {"key": "recorded", "base_url": f"{self.replies}/{sample}/v1"}
        settings = self.services.settings.model_copy(update=address)
        return EvalContext(Services(settings, resources=self.services.resources), self.engine)

    @property
    def selection(self) -> EngineSelection:
        return self.services.select_engines(EngineRequest(engine=self.engine))

    @property
    def critic(self) -> Critic:
        return self.services.critic_for(self.selection, Fallback())

    def setup(self, round_id: str, unit: str | None, turns: int, seed: int, cv: str | None = None) -> Setup:
        """The set-up of an interview to be played."""
        engine = EngineRequest(engine=self.engine)
        return self.services.setup(
            InterviewRequest(round=round_id, unit=unit, turns=turns, seed=seed, cv=cv, engine=engine)
        )


def spent(usage: Usage, context: EvalContext) -> Values:
    """Calls, tokens and dollars as values of an outcome; no dollars where the model has no known price."""
    return {
        "calls": float(usage.calls),
        "tokens_in": float(usage.input_tokens),
        "tokens_out": float(usage.output_tokens),
        "dollars": cost(usage, context.selection.model) if usage.calls else 0.0,
    }
