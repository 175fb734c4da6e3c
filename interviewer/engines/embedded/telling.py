"""Cuts an answer into the pieces that a rewrite may keep: whole sentences of the telling, letter for letter.

What leans on the sentence before it ("but not ...", the reply to a question of one's own) is never parted from it, so
that no order of the pieces says the contrary of what was said.
"""

import re
from collections.abc import Sequence

from interviewer.domain.addressing import is_addressed, opening_address
from interviewer.domain.evidence import Evidence
from interviewer.engines.embedded.clauses import Clause, cut_at
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.registry import KINDS

_END = re.compile(r"(?<=[.!?;])\s+|(?<=[.!?][\"')\]”’])\s+(?=[^a-z])|\s*\n\s*")
_HEADING = re.compile(
    r"(?:[-*•–—·]+\s+|\d{1,2}[.)]\s+|#+\s*)*"
    r"(?:\**(?:situation|context|background|task|action|actions|result|results|outcome|problem|summary|s|t|a|r)\**"
    r"\s*(?::\**|\s[-–—])\s*)?",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:(?:um+|uh+|er+|erm|hmm+|well|okay|ok|basically|honestly|yeah|wow)\b[,.…\s]+(?:so,\s+)?)*", re.IGNORECASE
)
_LEANS = re.compile(
    r"(?:(?:and|or)\s+)?(?:but|not|no|nor|never|nobody|nothing|none|neither|except|only|though|although|however|yet|still"
    r"|unless|without|yes|instead|rather)\b",
    re.IGNORECASE,
)
_BEFORE_STOP = ",;:-–— "
_FEWEST_WORDS = 8
_LONGEST = 170  # words; of a longer telling the sentences that hold most stay
_WORTH = frozenset(name for name, kind in KINDS.items() if kind.kept)


def tellable(answer: str) -> list[Clause]:
    """What can be told aloud to anybody, in order: without headings, fillers and what is said to the interviewer."""
    found: list[Clause] = []
    end_of_last = -1
    for part in cut_at(answer, 0, len(answer), _END):
        clause = _without_opening(answer, part)
        if not any(map(str.isalnum, clause.text)) or is_addressed(clause.text) or speaks_to_machine(clause.text):
            continue
        between = answer[end_of_last : part.start] if end_of_last >= 0 else "\n"
        if found and not between.strip() and "\n" not in between and _belongs(found[-1], part):
            clause = Clause(answer[found[-1].start : part.end], found[-1].start, part.end, found.pop().sentence)
        found.append(clause)
        end_of_last = part.end
    return [_ended(clause) for clause in found]


def worth_keeping(answer: str, evidence: Sequence[Evidence]) -> list[Clause]:
    """All of a short telling; of a long one how it begins, and the sentences that hold most kinds of evidence."""
    told = tellable(answer)
    words = [len(clause.text.split()) for clause in told]
    if sum(words) < _FEWEST_WORDS:
        return []
    if sum(words) <= _LONGEST:
        return told
    kinds = [kinds_in(clause, evidence, LIKELY) & _WORTH for clause in told]
    kept, held, room = {0}, kinds[0], _LONGEST - words[0]
    while fitting := [
        place for place in range(len(told)) if place not in kept and kinds[place] and words[place] <= room
    ]:
        best = max(fitting, key=lambda place: (len(kinds[place] - held), len(kinds[place]), -place))
        kept.add(best)
        held, room = held | kinds[best], room - words[best]
    return [told[place] for place in sorted(kept)]


def kinds_in(clause: Clause, evidence: Sequence[Evidence], at_least: float) -> set[str]:
    """The kinds of evidence that stand in these words."""
    return {
        item.kind
        for item in evidence
        if item.probability >= at_least and item.span.start < clause.end and clause.start < item.span.end
    }


def _belongs(last: Clause, part: Clause) -> bool:
    return last.text[-1] in ";?" or bool(_LEANS.match(part.text))


def _without_opening(answer: str, part: Clause) -> Clause:
    start = part.start
    for opening in (_FILLER, _HEADING, _FILLER):
        start += opening.match(answer[start : part.end]).end()  # type: ignore[union-attr]  # both match nothing at all
    start += opening_address(answer[start : part.end])
    return Clause(answer[start : part.end], start, part.end, part.sentence)


def _ended(clause: Clause) -> Clause:
    """Without a comma or the like at its end, behind which a full stop would follow."""
    text = clause.text.rstrip(_BEFORE_STOP) or clause.text
    return Clause(text, clause.start, clause.start + len(text), clause.sentence)
