"""Who was against it, told in two ways: "nobody was against it" and later "he fought me for two months".

Precise before complete: the later sentence must name a person's resistance, and share words with the first telling.
"""

import re
from collections.abc import Iterator, Sequence

from interviewer.memory.contradictions import CORRECTED
from interviewer.memory.ledger import Quote, Statement

_SHARED = 2  # roots of the later sentence in the first telling
_NOBODY = re.compile(
    r"(?i)\b(?:nobody|no one|no-one|not one person|none of them)\b(?:\s+[\w'’]+){0,2}\s+(?:against|objected|opposed|"
    r"disagreed|said no|minded|resisted)\b|\b(?:everybody|everyone|all of (?:them|us))\b(?:\s+[\w'’]+){0,3}\s+"
    r"(?:agreed|in favou?r|for it|on board)\b|\b(?:there was|we had) no (?:resistance|opposition|conflict|drama)\b"
)
_RESISTED = re.compile(
    r"\b(?!I\b|[Ww]e\b|[Nn]obody\b)[A-Za-z]+ (?:\w+ly |at first )?(?:fought (?:me|us|it|against)|refused|objected|"
    r"opposed|resisted|(?:went|had gone) over (?:my|our) head|tried to stop|(?:said|told (?:me|us)) no|"
    r"(?:was|were) against|(?:did not|didn['’]t) want|had (?:it|the \w+) (?:stopped|blocked))\b"
)


def nobody_and_somebody(statements: Sequence[Statement]) -> Iterator[tuple[Quote, Quote]]:
    """Pairs of a claim that nobody was against it, and of what is later told of somebody who was."""
    for earlier in statements:
        claim = _NOBODY.search(earlier.text)
        if claim is None:
            continue
        thing = frozenset[str]().union(*(item.roots for item in statements if item.turn == earlier.turn))
        for now in statements:
            resisted = _RESISTED.search(now.text) if (now.turn or 0) > (earlier.turn or 0) else None
            if resisted and len(now.roots & thing) >= _SHARED and not CORRECTED.search(now.text):
                yield earlier.around(claim), now.around(resisted)
                break
