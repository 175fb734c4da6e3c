"""Depth that does not lose the business: is the theory understood, and taken back? The pack says how levels are called.

Why a method works, where that stops, what is built because of it, and what it means to somebody outside: one each.
"""

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.rubric.dimension import LIKELY, Kind, RubricDimension, of_kind
from interviewer.rubric.facts import any_of, distribute

PRINCIPLE = EvidenceKind("principle")
LIMIT = EvidenceKind("limit")
BUILT_ON = EvidenceKind("built_on")
TAKEN_BACK = EvidenceKind("taken_back")

_PRESSED = {"principle": PRINCIPLE, "taken_back": TAKEN_BACK, "limit": LIMIT, "built_on": BUILT_ON}


def depth(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    return distribute({link: any_of(reading.of(kind)) for link, kind in _PRESSED.items()}, len)


def broken(reading: Reading, level: int) -> tuple[str, ...]:
    """Whatever is missing; that it was taken back is asked for as soon as the principle stands."""
    if level == 4:
        return ()
    missing = (link for link, kind in _PRESSED.items() if any_of(reading.of(kind)) < LIKELY)
    return tuple(missing) or ("built_on",)


DIMENSION = RubricDimension(
    rule="depth@1",
    levels=depth,
    broken=broken,
    evidence=(TAKEN_BACK, LIMIT, PRINCIPLE, BUILT_ON),
    kinds={
        PRINCIPLE: Kind("why a method works, or what it takes for granted, in the candidate's own words."),
        LIMIT: Kind("where that stops being true: the data or the use on which it fails."),
        BUILT_ON: Kind("what is built, set or left out because of it."),
        TAKEN_BACK: Kind("what it means to a user, a shop, a parcel, or for money or a decision."),
    },
    shown_by={link: of_kind(kind) for link, kind in _PRESSED.items()},
    volunteered_by=(),
)
