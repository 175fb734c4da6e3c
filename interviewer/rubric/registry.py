"""The level rules by name and version: a pack's rubric refers to a rule, so that a changed rule gets a new name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from interviewer.domain.evidence import LinkKind, Reading
from interviewer.rubric import supporting
from interviewer.rubric.metric_gap import metric_gap, metric_gap_broken
from interviewer.rubric.ownership import ownership, ownership_broken


@dataclass(frozen=True)
class Rule:
    """How one dimension is levelled.

    Attributes:
        levels: from a reading to the distribution over levels 0 to 4.
        broken: from a reading and its level to the links that keep it from 4, in the order in which they are pressed.
        evidence: the kinds of link that may be quoted for this dimension.
    """

    levels: Callable[[Reading], tuple[float, ...]]
    broken: Callable[[Reading, int], tuple[str, ...]]
    evidence: tuple[LinkKind, ...]


RULES: Mapping[str, Rule] = {
    "metric_gap@1": Rule(
        metric_gap,
        metric_gap_broken,
        (
            LinkKind.EFFECT,
            LinkKind.MECHANISM,
            LinkKind.COST,
            LinkKind.BUSINESS_MEASURE,
            LinkKind.DISOWNED_LINK,
            LinkKind.TECHNICAL_MEASURE,
        ),
    ),
    "ownership@1": Rule(
        ownership,
        ownership_broken,
        (
            LinkKind.OBSTACLE,
            LinkKind.FINDING,
            LinkKind.OUTCOME,
            LinkKind.DECISION,
            LinkKind.BLAME,
            LinkKind.ASSIGNMENT,
            LinkKind.TAKING_PART,
        ),
    ),
    "constraint_first@1": Rule(
        supporting.constraint_first,
        supporting.constraint_broken,
        (LinkKind.CONSTRAINT, LinkKind.CHOICE, LinkKind.COMPLEX_MODEL),
    ),
    "baseline_first@1": Rule(
        supporting.baseline_first,
        supporting.baseline_broken,
        (LinkKind.BASELINE, LinkKind.COMPARISON, LinkKind.COMPLEX_MODEL),
    ),
    "scale_dirty_data@1": Rule(
        supporting.scale_dirty_data,
        supporting.scale_broken,
        (LinkKind.DISTRIBUTED, LinkKind.DIRT_HANDLING, LinkKind.VOLUME, LinkKind.DIRT),
    ),
    "pressure_deadline@1": Rule(
        supporting.pressure_deadline,
        supporting.pressure_broken,
        (LinkKind.SHIPS, LinkKind.CUT, LinkKind.RISK_TOLD, LinkKind.REFUSAL),
    ),
    "clarity@1": Rule(
        supporting.clarity,
        supporting.clarity_broken,
        (LinkKind.RESULT, LinkKind.ACTION, LinkKind.SITUATION),
    ),
}
