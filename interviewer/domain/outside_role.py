"""What a candidate does beside the interview: tries an answer again, disputes a grade, talks on at the goodbye."""

from interviewer.domain.assessment import Assessment, Level
from interviewer.domain.base import Value
from interviewer.domain.comparison import Comparison
from interviewer.domain.model_calls import ModelCall


class Retry(Value):
    """A question answered anew, and how that compares with the first answer, once it is assessed."""

    attempt: int
    text: str
    assessment: Assessment | None = None
    comparison: Comparison | None = None


class Dispute(Value):
    """A grade that the candidate disagrees with. `level` None stands for n/a."""

    dimension: str
    level: Level | None
    reason: str


class Farewell(Value):
    """Something the candidate said after the closing line, and the reply, once it is said."""

    text: str
    reply: str | None = None
    voice: ModelCall | None = None
