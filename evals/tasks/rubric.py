"""The rubric's own tables: readings whose links are certain, and the level or verdict that RUBRIC gives to them."""

from pathlib import Path
from typing import Literal

from evals.harness.context import EvalCase, EvalContext, Outcome
from evals.harness.reading import Record, read_jsonl
from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Reading, Span
from interviewer.rubric.facts import best_guess
from interviewer.rubric.registry import RULES
from interviewer.rubric.verdict import LADDER, trend, verdict


class RubricCase(Record):
    """Either `links` with the `level` of `dimension`, or levels per turn with the `verdict`.

    `links` are kinds; `effect!` is an effect with an explicit amount.
    """

    id: str
    of: Literal["level", "verdict"]
    dimension: str = ""
    links: tuple[str, ...] = ()
    level: int = -1
    metric_gap: tuple[int, ...] = ()
    ownership: tuple[int, ...] = ()
    supporting: tuple[int, ...] = ()
    spoke_to_grader: bool = False
    verdict: str = ""


def cases(folder: Path) -> list[EvalCase]:
    found = read_jsonl(RubricCase, folder / "rubric.jsonl")
    return [EvalCase(item.id, item.id, item.model_dump(mode="json")) for item in found]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    item = RubricCase.model_validate(case.data, strict=False)
    if item.of == "verdict":
        given = _verdict(item)
        return Outcome({"verdict.right": float(given == item.verdict)}, {"verdict": given})
    rule = RULES[context.services.pack.rubric.dimension(item.dimension).rule]
    reading = Reading(
        extractor="certain", evidence=tuple(_link(n, name) for n, name in enumerate(item.links)), words=60
    )
    level = best_guess(rule.levels(reading))
    broken = rule.broken(reading, level)
    sound = bool(broken) == (level < 4)
    return Outcome(
        {"level.right": float(level == item.level), "broken.sound": float(sound)},
        {"level": str(level), "broken": ", ".join(broken)},
    )


def _link(place: int, name: str) -> Evidence:
    quantity = Quantity.EXPLICIT if name.endswith("!") else Quantity.NONE
    span = Span(turn=0, start=place * 10, end=place * 10 + 5, text="words")
    return Evidence(kind=EvidenceKind(name.rstrip("!")), span=span, quantity=quantity, probability=1.0)


def _verdict(item: RubricCase) -> str:
    by_dimension = {"metric_gap": item.metric_gap, "ownership": item.ownership, "supporting": item.supporting}
    trends = [
        trend(dimension, dimension != "supporting", dict(enumerate(levels)))
        for dimension, levels in by_dimension.items()
        if levels
    ]
    value = verdict(trends, item.spoke_to_grader).value
    assert value is None or value in LADDER
    return value or "none"
