"""Scale and dirty data: where does it run, and what happens to bad input? RUBRIC section 3.

Volume or dirt named gives 2; distributed execution and a way to take bad input add one each.
"""

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.rubric.dimension import LIKELY, Kind, RubricDimension, of_kind
from interviewer.rubric.facts import any_of, distribute

VOLUME = EvidenceKind("volume")
DISTRIBUTED = EvidenceKind("distributed")
DIRT = EvidenceKind("dirt")
DIRT_HANDLING = EvidenceKind("dirt_handling")


def scale_dirty_data(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    facts = {
        "named": any_of(reading.of(VOLUME) + reading.of(DIRT)),
        "distributed": any_of(reading.of(DISTRIBUTED)),
        "handled": any_of(reading.of(DIRT_HANDLING)),
    }

    def level(holding: frozenset[str]) -> int:
        handled = len(holding & {"distributed", "handled"})
        return 2 + handled if "named" in holding else 2 * min(1, handled) + (handled == 2)

    return distribute(facts, level)


def broken(reading: Reading, level: int) -> tuple[str, ...]:
    """Whichever half is missing: where it runs, or what happens to bad input."""
    scale = any_of(reading.of(DISTRIBUTED)) >= LIKELY
    dirt = any_of(reading.of(DIRT_HANDLING)) >= LIKELY
    return () if level == 4 else (() if scale else ("scale",)) + (() if dirt else ("dirt",)) or ("scale",)


DIMENSION = RubricDimension(
    rule="scale_dirty_data@1",
    levels=scale_dirty_data,
    broken=broken,
    evidence=(DISTRIBUTED, DIRT_HANDLING, VOLUME, DIRT),
    kinds={
        VOLUME: Kind("how much there is of it: rows, requests, users, traffic at the peak.", taken_up=False),
        DISTRIBUTED: Kind("how it runs on more than one machine, or ahead of the request."),
        DIRT: Kind("data that are late, missing, doubled, forged, skewed or wrong.", taken_up=False),
        DIRT_HANDLING: Kind("what is done where the input is bad."),
    },
    shown_by={"scale": of_kind(DISTRIBUTED), "dirt": of_kind(DIRT, DIRT_HANDLING)},
    volunteered_by=(DISTRIBUTED, DIRT_HANDLING),
)
