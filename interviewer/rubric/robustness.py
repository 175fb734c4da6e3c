"""Robust code, told in words: what goes wrong in it, and what happens then? The pack says how levels are called.

A way it breaks gives 1, and what the code does then another (it tells of the first as well); how somebody notices, and
how one knows that it holds, add one each.
"""

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.rubric.dimension import LIKELY, Kind, RubricDimension, of_kind
from interviewer.rubric.facts import any_of, distribute

FAILURE = EvidenceKind("failure")
RESPONSE = EvidenceKind("response")
ALARM = EvidenceKind("alarm")
PROOF = EvidenceKind("proof")


def robustness(reading: Reading) -> tuple[float, ...]:
    """The distribution over levels 0 to 4."""
    facts = {str(kind): any_of(reading.of(kind)) for kind in (FAILURE, RESPONSE, ALARM, PROOF)}

    def level(holding: frozenset[str]) -> int:
        return len(holding | {str(FAILURE)} if RESPONSE in holding else holding)

    return distribute(facts, level)


def broken(reading: Reading, level: int) -> tuple[str, ...]:
    """Whatever is missing, in the order in which it happens on a bad night."""
    if level == 4:
        return ()
    likely = {kind: any_of(reading.of(kind)) >= LIKELY for kind in (FAILURE, RESPONSE, ALARM, PROOF)}
    named = likely[FAILURE] or likely[RESPONSE]
    missing = {
        "failure": not named,
        "response": not likely[RESPONSE],
        "alarm": not likely[ALARM],
        "proof": not likely[PROOF],
    }
    return tuple(link for link, gone in missing.items() if gone) or ("proof",)


DIMENSION = RubricDimension(
    rule="robustness@1",
    levels=robustness,
    broken=broken,
    evidence=(RESPONSE, PROOF, ALARM, FAILURE),
    kinds={
        FAILURE: Kind(
            "a way in which the running code breaks: a job that dies halfway, a service down, a bad release."
        ),
        RESPONSE: Kind(
            "what the code does when that happens: tries again, falls back, stops, runs twice without harm."
        ),
        ALARM: Kind("how anybody notices: a count, a check, a limit that wakes somebody."),
        PROOF: Kind("how one knows that it holds, or goes back: a test, a replay, a shadow run, a few per cent first."),
    },
    shown_by={
        "failure": of_kind(FAILURE, RESPONSE),
        "response": of_kind(RESPONSE),
        "alarm": of_kind(ALARM),
        "proof": of_kind(PROOF),
    },
    volunteered_by=(),
)
