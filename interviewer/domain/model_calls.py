"""What a language model did for one line or one assessment: the stamp on it, and what it took."""

from typing import Literal

from pydantic import Field

from interviewer.domain.base import Value

Outcome = Literal["used", "replaced", "unscored", "failed"]


class Usage(Value):
    """Calls and tokens as the provider counts them; where it counts none, `estimated` says that we did."""

    calls: int = Field(default=0, ge=0)
    input_tokens: int = Field(default=0, ge=0)
    cached_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    estimated: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            estimated=self.estimated or other.estimated,
        )


class ModelCall(Value):
    """How a model's part came about.

    Attributes:
        role: the role that was played.
        stamp: prompt id and version, content hash, model and parameters.
        outcome: `used` as it was (or as corrected); `replaced` by the embedded engine's because of what it said;
            `unscored` because it could not be parsed; `failed` because the provider did: the embedded engine went on.
        corrections: names of the checks that a line broke, or `repair` for a reply that had to be asked for again.
        reason: why it was replaced, unscored or failed, for a person to read.
        agreement: with several samples, the mean share of samples that agree on a piece of evidence.
    """

    role: Literal["voice", "extractor", "coach"]
    stamp: str
    usage: Usage = Usage()
    outcome: Outcome = "used"
    corrections: tuple[str, ...] = ()
    reason: str = ""
    samples: int = Field(default=1, ge=1)
    agreement: float | None = None
