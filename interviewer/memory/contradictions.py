"""Two figures for the same thing: in the talk, or in the talk and the CV. Precise before complete.

The same thing is: the same unit, words in common around it, nothing that sets the two apart (another period, another
group, a supposition, an open correction), and no third figure beside them that one of them could be about.
"""

import re
from collections.abc import Iterator, Sequence

from interviewer.memory.figures import Figure
from interviewer.memory.ledger import Remark
from interviewer.memory.subjects import root

_ALIKE = 0.05  # two figures within this of each other are one, rounded
_NEAR = 2  # roots that the two sentences share
_SHORT = 3  # roots; two such sentences are about one thing each
_FARTHEST = 20  # times; figures farther apart are of different things
_NEAR_OF_TEN = 1  # where one is ten, a hundred or a thousand times the other, which is how slips look
_AROUND = 3  # roots that the two answers share, then
_SUPPOSED = re.compile(
    r"(?i)\b(?:if|would|could|might|should|suppose|imagine|assume|say|let'?s|let us|guess|expect|hope|plan|planned|"
    r"target|goal|wants?|wanted|will|shall|i'd|we'd|he'd|she'd|they'd|i'll|we'll|promised|limit|"
    r"at (?:least|most)|under|below|above|per (?!cent)|average|maximum|minimum)\b|\?"
)
_SET_APART = re.compile(
    r"(?i)\b(?:before|after|afterwards|then|now|today|since|later|until|used to|again|next|second|last|previous\w*|"
    r"instead|there|where|other|others|another|else|without|rest|remaining|elsewhere|became|came down|"
    r"went (?:up|down|back|from)|compared|against|versus|vs|than|except|only those|more|less|fewer|back|"
    r"one of|each|every|some of|part of|by then)\b"
)
CORRECTED = re.compile(
    r"(?i)\b(?:sorry|apolog\w+|correct(?:ion|ed|ing)|mistaken?|my mistake|i (?:was|am) wrong|i mis\w+|"
    r"you(?: a|')?re right|typo|changed my mind|take (?:that|it) back|scratch that)\b"
)
_PUT_RIGHT = re.compile(
    r"(?i)\b(?:i (?:mean|meant)|not quite|rather|to be (?:honest|exact|fair|precise)|honestly|in truth|"
    r"true one|real one|believed|used to think|correct|i (?:said|told you|wrote|gave you) \S+|earlier i|as i said)\b"
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


def in_talk(remarks: Sequence[Remark]) -> Iterator[tuple[Remark, Remark]]:
    """Pairs of an earlier and a later remark that give the same thing two figures; one pair for each later remark."""
    plain = [_is_plain(item) for item in remarks]
    for place, now in enumerate(remarks):
        if now.turn is not None and now.turn < 0:
            continue  # said in an earlier round of the loop
        before = [at for at in range(place) if remarks[at].turn != now.turn]
        if not plain[place] or any(_agree(remarks[at].figure, now.figure) for at in before):
            continue
        against = [remarks[at] for at in before if plain[at] and _contradict(remarks[at], now)]
        if against:
            yield max(against, key=lambda item: len(item.subject & now.subject)), now


def with_cv(cv: Sequence[Remark], remarks: Sequence[Remark]) -> Iterator[tuple[Remark, Remark]]:
    """Pairs of what the CV gives and what the talk gives otherwise; one pair for each line of the CV."""
    for line in cv:
        said = [item for item in remarks if _is_plain(item) and _told_otherwise(line, item)]
        confirmed = any(_agree(line.figure, item.figure) and _shares_subject(line, item) for item in remarks)
        if said and not confirmed and line.figure.role != "range":
            yield line, said[0]


def _told_otherwise(line: Remark, now: Remark) -> bool:
    if line.figure.unit in ("year", "date", "time") or not _comparable(line.figure, now.figure):
        return False
    return line.alone and _shares_subject(line, now) and not _agree(line.figure, now.figure)


def _shares_subject(line: Remark, now: Remark) -> bool:
    shared = line.around & now.around
    return len(line.around & now.subject) >= 1 and len(shared) >= min(_AROUND, max(2, len(line.around) - 1))


def _is_plain(remark: Remark) -> bool:
    """A figure stated as a fact, by itself, and not in the act of correcting one."""
    figure, sentence = remark.figure, remark.sentence.text
    stated = remark.alone and figure.role != "range" and not _SUPPOSED.search(sentence)
    return stated and not CORRECTED.search(sentence) and not _PUT_RIGHT.search(sentence)


def _contradict(earlier: Remark, now: Remark) -> bool:
    if not _comparable(earlier.figure, now.figure) or earlier.figure.role != now.figure.role:
        return False
    near = earlier.subject & now.subject
    if _is_tenfold(earlier.figure, now.figure):
        return len(near) >= _NEAR_OF_TEN and len(earlier.around & now.around) >= _AROUND
    if _set_apart(earlier, now):
        return False
    low, high = sorted((abs(earlier.figure.value), abs(now.figure.value)))
    fewest, most = sorted((len(earlier.subject), len(now.subject)))
    if low * _FARTHEST < high:
        return False
    lone = earlier.figure.unit == "date" or (earlier.figure.unit in ("time", "percent") and most <= _SHORT)
    needed = 1 if lone else _NEAR
    return len(near) >= max(needed, fewest / 3)


def _comparable(first: Figure, second: Figure) -> bool:
    """Whether the two measure the same: one unit, one period, one noun that is counted."""
    if first.per != second.per and not _is_tenfold(first, second):
        return False
    if first.unit == second.unit != "count":
        return first.unit not in ("year",)
    if {first.unit.split(":")[0], second.unit.split(":")[0]} == {"money", "count"}:
        bare = first if first.unit == "count" else second
        return not bare.counted and bare.per != "" and first.per == second.per
    counted = {root(word) for word in first.counted} & {root(word) for word in second.counted}
    return first.unit == second.unit and bool(counted)


def _set_apart(earlier: Remark, now: Remark) -> bool:
    """Whether the words tell of another time or of another group."""
    if any(_SET_APART.search(item.clause) for item in (earlier, now)):
        return True
    names = [set(_NAME.findall(item.sentence.text)) for item in (earlier, now)]
    return bool(names[0] ^ names[1])


def _agree(first: Figure, second: Figure) -> bool:
    return first.unit.split(":")[0] == second.unit.split(":")[0] and _alike(first.value, second.value)


def _alike(first: float, second: float) -> bool:
    return abs(first - second) <= _ALIKE * max(abs(first), abs(second))


def _is_tenfold(first: Figure, second: Figure) -> bool:
    """Whether the two look like one figure with a digit lost: only of money and shares, things and times vary more."""
    low, high = sorted((abs(first.value), abs(second.value)))
    kinds = {first.unit.split(":")[0], second.unit.split(":")[0]}
    return (
        low > 0 and bool(kinds & {"money", "percent"}) and any(_alike(low * ten, high) for ten in (10.0, 100.0, 1000.0))
    )
