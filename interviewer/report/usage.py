"""What models did for an interview: calls, tokens, cost, and how often they had to be corrected. Folds the log."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from interviewer.domain.interview import Interview
from interviewer.domain.model_calls import Usage
from interviewer.rubric.registry import HEADLINE

_FEWEST_READ = 2  # answers; of one alone the answer may be the reason


@dataclass(frozen=True)
class UsageReport:
    """Attributes:
    cost: None where the model has no price in `prices.toml`.
    ungraded: answers that a model read, where it graded none of them on what the verdict goes by; else 0.
    """

    model: str | None
    usage: Usage
    cost: float | None
    outcomes: dict[str, int]
    corrections: dict[str, int]
    dropped: int
    agreement: float | None
    played: tuple[str, ...] = ()
    ungraded: int = 0

    def record(self) -> dict[str, Any]:
        """For the JSON form of an interview."""
        return {
            "model": self.model,
            **self.usage.model_dump(),
            "cost_usd": self.cost,
            "outcomes": self.outcomes,
            "corrections": self.corrections,
            "dropped_quotes": self.dropped,
            "agreement": self.agreement,
            "played": list(self.played),
        }


def work_of(state: Interview) -> UsageReport:
    """The sum over all turns."""
    farewells = [farewell.voice for farewell in state.farewells if farewell.voice]
    calls = [*(call for turn in state.turns for call in turn.model_calls), *farewells]
    usage = sum((call.usage for call in calls), Usage())
    agreed = [call.agreement for call in calls if call.agreement is not None]
    return UsageReport(
        model=state.setup.selection.model,
        usage=usage,
        cost=cost(usage, state.setup.selection.model),
        outcomes=dict(Counter(f"{call.role} {call.outcome}" for call in calls)),
        corrections=dict(Counter(name for call in calls for name in call.corrections)),
        dropped=sum(turn.assessment.dropped for turn in state.turns if turn.assessment),
        agreement=round(sum(agreed) / len(agreed), 3) if agreed else None,
        played=state.setup.selection.parts,
        ungraded=_ungraded(state),
    )


def _ungraded(state: Interview) -> int:
    read = [turn.assessment for turn in state.turns if turn.assessment]
    graded = any(grade.level is not None for item in read for grade in item.grades if grade.dimension in HEADLINE)
    by_model = state.setup.selection.extractor == "llm" and len(read) >= _FEWEST_READ
    return len(read) if by_model and not graded else 0


def cost(usage: Usage, model: str | None) -> float | None:
    """US dollars; cached input at its own price."""
    price = _prices().get(model or "")
    if price is None:
        return None
    fresh = usage.input_tokens - usage.cached_tokens
    tokens = (fresh, usage.cached_tokens, usage.output_tokens)
    return round(sum(n * price[kind] for n, kind in zip(tokens, ("input", "cached", "output"), strict=True)) / 1e6, 4)


def work_lines(effort: UsageReport) -> list[str]:
    """For a person to read; empty where no model played."""
    if effort.model is None:
        return []
    used = effort.usage
    about = "about " if used.estimated else ""
    lines = [
        f"{effort.model}: {used.calls} calls, {about}{used.input_tokens:,} tokens in ({used.cached_tokens:,} cached), "
        f"{about}{used.output_tokens:,} out"
        + (f", US$ {effort.cost:.2f}" if effort.cost is not None else ", no price known")
        + "."
    ]
    lines += [f"It played: {', '.join(effort.played)}."] if effort.played else []
    told = {name: n for name, n in effort.outcomes.items() if not name.endswith(" used")}
    if told or effort.corrections or effort.dropped:
        parts = [f"{n} {name}" for name, n in (told | effort.corrections).items()]
        lines.append(", ".join([*parts, f"{effort.dropped} quotes dropped that nobody said"]).replace("_", " ") + ".")
    if effort.ungraded:
        lines.append(
            f"It graded none of {effort.ungraded} answers on what the verdict goes by. `interviewer doctor "
            "--model --calibrate` measures how well it grades; with `--extractor embedded` the embedded engine grades."
        )
    if effort.agreement is not None:
        lines.append(f"Readings of the same answer agreed on {effort.agreement:.0%} of the evidence.")
    return lines


@cache
def _prices() -> dict[str, dict[str, float]]:
    data = tomllib.loads((files("interviewer.report") / "prices.toml").read_text(encoding="utf-8"))
    models: dict[str, dict[str, float]] = data.get("models", {})
    return models
