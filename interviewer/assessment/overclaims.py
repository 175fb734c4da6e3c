"""Finds words that claim more than the answer shows, where a dimension knows such words (RUBRIC section 2).

Over-claiming moves no level by itself; it is told because the real interviewer will ask.
"""

from collections.abc import Sequence

from interviewer.assessment.absence import Thread, borne_out
from interviewer.domain.assessment import Overclaim
from interviewer.domain.evidence import Reading
from interviewer.packs.schema import Dimension
from interviewer.rubric.registry import RULES


def found_overclaims(
    reading: Reading, dimensions: Sequence[Dimension], turn: int, thread: Thread
) -> tuple[Overclaim, ...]:
    """At most one for each dimension that has words for it, quoting the answer of `turn`; none that may be borne out."""
    found = []
    for dimension in dimensions:
        rule = RULES[dimension.rule]
        claims = [item for item in rule.overclaims(reading) if item.span.turn == turn]
        if claims and dimension.overclaim and not borne_out(rule, thread):
            surest = max(claims, key=lambda item: item.probability)
            found.append(Overclaim(dimension=dimension.id, quote=surest.span, why=dimension.overclaim))
    return tuple(found)
