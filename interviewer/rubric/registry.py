"""The level rules by name and version: a pack's rubric refers to a rule, so that a changed rule gets a new name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.rubric import supporting
from interviewer.rubric.metric_gap import metric_gap, metric_gap_broken
from interviewer.rubric.ownership import ownership, ownership_broken


@dataclass(frozen=True)
class Rule:
    """How one dimension is levelled.

    Attributes:
        levels: from a reading to the distribution over levels 0 to 4.
        broken: from a reading and its level to the links that keep it from 4, in the order in which they are pressed.
        evidence: the kinds of evidence that may be quoted for this dimension.
    """

    levels: Callable[[Reading], tuple[float, ...]]
    broken: Callable[[Reading, int], tuple[str, ...]]
    evidence: tuple[EvidenceKind, ...]


RULES: Mapping[str, Rule] = {
    "metric_gap@1": Rule(
        metric_gap,
        metric_gap_broken,
        (
            EvidenceKind.EFFECT,
            EvidenceKind.MECHANISM,
            EvidenceKind.COST,
            EvidenceKind.BUSINESS_MEASURE,
            EvidenceKind.DISOWNED_LINK,
            EvidenceKind.TECHNICAL_MEASURE,
        ),
    ),
    "ownership@1": Rule(
        ownership,
        ownership_broken,
        (
            EvidenceKind.OBSTACLE,
            EvidenceKind.FINDING,
            EvidenceKind.OUTCOME,
            EvidenceKind.DECISION,
            EvidenceKind.BLAME,
            EvidenceKind.ASSIGNMENT,
            EvidenceKind.TAKING_PART,
        ),
    ),
    "constraint_first@1": Rule(
        supporting.constraint_first,
        supporting.constraint_broken,
        (EvidenceKind.CONSTRAINT, EvidenceKind.CHOICE, EvidenceKind.COMPLEX_MODEL),
    ),
    "baseline_first@1": Rule(
        supporting.baseline_first,
        supporting.baseline_broken,
        (EvidenceKind.BASELINE, EvidenceKind.COMPARISON, EvidenceKind.COMPLEX_MODEL),
    ),
    "scale_dirty_data@1": Rule(
        supporting.scale_dirty_data,
        supporting.scale_broken,
        (EvidenceKind.DISTRIBUTED, EvidenceKind.DIRT_HANDLING, EvidenceKind.VOLUME, EvidenceKind.DIRT),
    ),
    "pressure_deadline@1": Rule(
        supporting.pressure_deadline,
        supporting.pressure_broken,
        (EvidenceKind.SHIPS, EvidenceKind.CUT, EvidenceKind.RISK_TOLD, EvidenceKind.REFUSAL),
    ),
    "clarity@1": Rule(
        supporting.clarity,
        supporting.clarity_broken,
        (EvidenceKind.RESULT, EvidenceKind.ACTION, EvidenceKind.SITUATION),
    ),
}
