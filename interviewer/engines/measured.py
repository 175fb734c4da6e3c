"""Who reads and coaches better, as it was measured: what `interviewer doctor --model --calibrate` found, and its rule.

What was found is kept in one file of the home, by address and model. It holds no key, and no words but made-up ones.
Does not know how it is measured (`interviewer.calibration`).
"""

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from interviewer.domain.base import Value
from interviewer.engines.embedded.trained_finder import TrainedFinder
from interviewer.engines.llm.disclosure import PROMPTS_OF
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.prompts import load_prompt
from interviewer.errors import SetupError
from interviewer.private_files import private_folder, replace_private

AGREEMENT = Path(str(files("interviewer.engines.llm"))) / "agreement.toml"  # written by evals/reports/llm_report.py
FEWEST_SOUND = 0.9  # of a model's advice, that it may coach
MOST_UNSCORED = 0.1  # of its readings, that it may grade
State = Literal["none", "stale", "unfinished", "done"]


class Mark(Value):
    """What a reader made of one answer, by dimension: the level if the dimension applies, and whether it does."""

    levels: dict[str, int]
    applies: dict[str, bool]


class Agreement(Value):
    """How far a reader agrees with the labels.

    Attributes:
        kappa, low, high: quadratic weighted kappa of the levels, with its 95% interval.
        exact: the share of the levels that are the label's.
        applies: the share of the answers of which reader and label say alike whether the dimension applies.
    """

    kappa: float
    low: float
    high: float
    exact: float
    applies: float


class Compared(Value):
    """Both readers on the same answers; an interval (95%) is of how much better the model is.

    Attributes:
        answers, levels: how many answers both read, and how many of them have a level.
        unscored: the share of all answers of which the model's reading could not be used.
    """

    answers: int
    levels: int
    unscored: float
    embedded: Agreement
    llm: Agreement
    better_by: tuple[float, float]
    applies_better_by: tuple[float, float]

    @property
    def model_wins(self) -> bool:
        """Its levels agree clearly better, it is not clearly worse about n/a, and its readings can be used."""
        return self.better_by[0] > 0 and self.applies_better_by[1] >= 0 and self.unscored <= MOST_UNSCORED


class Advised(Value):
    """The pack's advice for one finding and the model's; `model` is None where it failed a check."""

    dimension: str
    pack: str
    model: str | None


class Calibration(Value):
    """What is known of one model at one address; all of it is about the prompts that `reading` and `coaching` name.

    Attributes:
        marks: the model's, by answer; None where its reading could not be used.
        compared: by dimension; empty until all is read. `embedded` names the reader that it is compared with.
        advised: by answer. `coached` says that all of it was asked for.
    """

    reading: str = ""
    coaching: str = ""
    embedded: str = ""
    marks: dict[str, Mark | None] = Field(default_factory=dict)
    compared: dict[str, Compared] = Field(default_factory=dict)
    advised: dict[str, tuple[Advised, ...]] = Field(default_factory=dict)
    coached: bool = False

    @property
    def model_reads(self) -> tuple[str, ...]:
        """The dimensions that the model reads better."""
        current = self.embedded == TrainedFinder.id
        return tuple(name for name, found in self.compared.items() if current and found.model_wins)

    @property
    def sound(self) -> tuple[int, int]:
        """How much of the model's advice passed the checks, of how much."""
        every = [item for items in self.advised.values() for item in items]
        return sum(item.model is not None for item in every), len(every)

    @property
    def model_coaches(self) -> bool:
        """Whether enough of its advice passed."""
        passed, of = self.sound
        return self.coached and of > 0 and passed / of >= FEWEST_SOUND


def stamp(endpoint: Endpoint, role: str) -> str:
    """The prompts of a role with their hashes, and what the user set that changes a reply."""
    prompts = "+".join(load_prompt(name).name for name in PROMPTS_OF[role])
    options = endpoint.options
    told = {"effort": options.reasoning_effort, "temperature": options.temperature}
    return ";".join([prompts, *(f"{name}={value}" for name, value in told.items() if value is not None)])


def calibration_of(endpoint: Endpoint, path: Path) -> Calibration:
    """What is kept of this model and still holds: what came of prompts that have changed since is left out."""
    fresh = Calibration(reading=stamp(endpoint, "extractor"), coaching=stamp(endpoint, "coach"))
    found = _kept(path).get(_name(endpoint))
    if found is None:
        return fresh
    read = found if found.reading == fresh.reading else fresh
    coached = found if found.coaching == fresh.coaching else fresh
    return fresh.model_copy(
        update={
            "embedded": read.embedded,
            "marks": read.marks,
            "compared": read.compared,
            "advised": coached.advised,
            "coached": coached.coached,
        }
    )


def state_of(endpoint: Endpoint, path: Path) -> State:
    """Whether this model was calibrated, and whether that still holds."""
    found, now = _kept(path).get(_name(endpoint)), calibration_of(endpoint, path)
    if found is None:
        return "none"
    if (found.reading, found.coaching) != (now.reading, now.coaching):
        return "stale"
    if not (now.compared and now.coached):
        return "unfinished"
    return "done" if now.embedded == TrainedFinder.id else "stale"


def keep(endpoint: Endpoint, path: Path, calibration: Calibration) -> None:
    """Keep what was found so far.

    Raises:
        SetupError: the home can't be written.
    """
    every = _kept(path) | {_name(endpoint): calibration}
    text = json.dumps({name: item.model_dump(mode="json") for name, item in every.items()}, indent=1, sort_keys=True)
    try:
        if not path.parent.exists():
            private_folder(path.parent)
        replace_private(path, text.encode())
    except OSError as error:
        raise SetupError(
            f"{path}: {error.strerror}; what the model's replies are worth can't be kept, so it was not asked on; "
            "set INTERVIEWER_HOME to a writable folder"
        ) from None


def dimensions_read(endpoint: Endpoint, path: Path) -> tuple[str, ...]:
    """The headline dimensions that the model reads better: as measured on this machine, else by us; else none."""
    own = calibration_of(endpoint, path)
    return own.model_reads if own.compared else measured_here(endpoint.model)


def measured_here(model: str) -> tuple[str, ...]:
    """The dimensions on which a model that we measured agreed better with the labels than the embedded reader."""
    scores = tomllib.loads(AGREEMENT.read_text(encoding="utf-8")).get("models", {}).get(model)
    return tuple(name for name, kappa in scores["llm"].items() if kappa > scores["embedded"][name]) if scores else ()


def _name(endpoint: Endpoint) -> str:
    return f"{endpoint.url} {endpoint.model}"


def _kept(path: Path) -> dict[str, Calibration]:
    """All that is kept; an entry that can't be read counts as none."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    found = {name: _read(entry) for name, entry in entries.items()} if isinstance(entries, dict) else {}
    return {name: entry for name, entry in found.items() if entry}


def _read(entry: object) -> Calibration | None:
    try:
        return Calibration.model_validate(entry)
    except ValidationError:
        return None
