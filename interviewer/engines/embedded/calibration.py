"""What was measured of the embedded extractor, for it to be right about itself: written by `make calibrate`."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field

from interviewer.domain.base import Value


class Calibration(Value):
    """Numbers fitted on the development part of the corpus.

    Attributes:
        temperature: the links' logits are divided by it (Guo et al., 2017), chosen by the likelihood of the levels.
        bias: added to a kind's logit, so that one half is where it is worth showing.
        shift: added to the logit of a dimension's applying, so that one half is where agreement on n/a is best.
        noise: how far the expected level of each dimension moves when an answer is reworded and says the same:
            the 95th percentile of the absolute shift, in levels.
    """

    temperature: float = Field(gt=0)
    bias: dict[str, float] = Field(default_factory=dict)
    shift: dict[str, float]
    noise: dict[str, float]


@cache
def calibration() -> Calibration:
    """The shipped numbers."""
    text = (files("interviewer.engines.embedded") / "calibration.toml").read_text(encoding="utf-8")
    return Calibration.model_validate(tomllib.loads(text))
