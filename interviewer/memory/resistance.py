"""Who was against it, told in two ways: "nobody was against it" and later "he fought me for two months".

Precise before complete: the later sentence must name a person's resistance, and share words with the first telling.
"""

import re
from collections.abc import Iterator, Sequence

from interviewer.memory.contradictions import CORRECTED
from interviewer.memory.ledger import Quote, Statement

_SHARED = 2  # roots of the later sentence in the first telling
_BACK = 2  # turns; the claim often answers a probe, and the thing was told before it
_NOBODY = re.compile(
    r"(?i)\b(?:nobody|no one|no-one|not one person|none of them)\b(?:\s+[\w'’]+){0,2}\s+(?:against|objected|opposed|"
    r"disagreed|said no|minded|resisted)\b|(?<!not )\b(?:everybody|everyone|all of (?:them|us))\b(?:\s+[\w'’]+){0,3}\s+"
    r"(?:agreed|in favou?r|for it|on board)\b|\b(?:there was|we had) no (?:resistance|opposition|conflict|drama)\b"
)
_PERSON = (
    r"(?:[Hh]e|[Ss]he|[Tt]hey|(?:[Mm]y|[Oo]ur|[Tt]he|[Hh]is|[Hh]er|[Aa]n?)(?: \w+){1,4}?"
    r"|[A-Z][a-z]+(?: (?:from|in|of) \w+)?)"
)
_RESISTED = re.compile(
    rf"\b{_PERSON} (?:at first )?(?:fought (?:me|us|it|against)|objected|resisted it|"
    r"opposed (?:it|this|that|me|us|the)|(?:went|had gone) over (?:my|our) head|tried to stop (?:it|me|us)|"
    r"(?:said|told (?:me|us)) no\b|refused to (?:sign|agree|approve|support|let|give|hear|have)|"
    r"had (?:it|the \w+) (?:stopped|blocked))\b"
)
_CLAUSE = re.compile(r"[,:;–—]")
_SUPPOSED = re.compile(r"(?i)\b(?:if|would|could|might|should|whether|almost|nearly)\b|\?")
_NOT_SO = re.compile(
    r"(?i)\b(?:if|could|would|might|should|may|never|not|nobody|no one|none|hardly|without|numbers?|data)\b|n['’]t\b"
)


def nobody_and_somebody(statements: Sequence[Statement]) -> Iterator[tuple[Quote, Quote]]:
    """Pairs of a claim that nobody was against it, and of what is later told of somebody who was."""
    for earlier in statements:
        claim = _NOBODY.search(earlier.text)
        if claim is None or _SUPPOSED.search(earlier.text):
            continue
        told = (item.roots for item in statements if 0 <= (earlier.turn or 0) - (item.turn or 0) <= _BACK)
        thing = frozenset[str]().union(*told)
        for now in statements:
            resisted = _RESISTED.search(now.text) if (now.turn or 0) > (earlier.turn or 0) else None
            if resisted is None or _NOT_SO.search(_CLAUSE.split(now.text[: resisted.start()])[-1] + resisted.group()):
                continue
            if len(now.roots & thing) >= _SHARED and not CORRECTED.search(now.text):
                yield earlier.around(claim), now.around(resisted)
                break
