"""The labelled corpus as arrays that a network can be fitted to: the windows of each turn, what is marked, its levels.

Single answers are threads of one turn. Of every answer there are variants too. Shortened ones: the levels follow from
the marked evidence by the rubric's arithmetic, so a part of a labelled answer is labelled as well, and the network sees
the same story with and without its effect, its cost, its obstacle. And retold ones: the same words in another form.
"""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evals.data.corpus import Labelled, LabelledInterview, LabelledTurn, Marked
from evals.training.marking import AT, heads_of, overlapping
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.embedded.encoding import Talk, Window, best_rows, windows
from interviewer.engines.embedded.trained_finder import HEADLINE_KINDS, HEADS
from interviewer.rubric.metric_gap import DIMENSION as METRIC_GAP
from interviewer.rubric.metric_gap import metric_gap_level
from interviewer.rubric.ownership import ownership_level

VARIANTS = 4  # shortened ones of each answer
_KEPT = 0.65  # of an answer's sentences
_SHORTEST = 5  # words
_RETOLD = 0.4  # of the variants
_METRIC = frozenset(METRIC_GAP.evidence)
_NAMED = {"technical_measure": "technical", "business_measure": "business", "cost": "weighed"}


@dataclass(frozen=True)
class Item:
    """A turn to learn from.

    Attributes:
        talk: its thread up to it.
        links: the evidence of its answer.
        earlier: per piece of evidence that stood before it: the answer that it is in, the piece, whether this turn
            relies on it, whether it withdraws it.
        levels: metric gap and ownership; None for n/a.
    """

    id: str
    talk: Talk
    links: tuple[Marked, ...]
    levels: tuple[int | None, int | None]
    earlier: tuple[tuple[int, Marked, bool, bool], ...] = ()


@dataclass(frozen=True)
class Example:
    """An item in arrays.

    Attributes:
        windows: what is read.
        own, own_at: (clauses, heads) what is marked in the answer, and (clauses, 2) in which window and row each is.
        earlier_at, earlier_head, earlier_explicit: of each earlier piece the window and row, the head, an amount.
        relied, withdrawn: of each earlier piece, 0 or 1.
        levels: metric gap and ownership; -1 for n/a.
    """

    id: str
    windows: tuple[Window, ...]
    own: NDArray[np.float32]
    own_at: NDArray[np.int64]
    earlier_at: NDArray[np.int64]
    earlier_head: NDArray[np.int64]
    earlier_explicit: NDArray[np.float32]
    relied: NDArray[np.float32]
    withdrawn: NDArray[np.float32]
    levels: NDArray[np.int64]
    variants: tuple["Example", ...] = field(default=())


def items_of(answers: Iterable[Labelled], interviews: Iterable[LabelledInterview]) -> Iterator[Item]:
    """Every labelled answer and turn."""
    for answer in answers:
        levels = (answer.metric_gap, answer.ownership)
        yield Item(answer.id, ((answer.question, answer.answer),), answer.links, levels)
    for interview in interviews:
        for number, turn in enumerate(interview.turns):
            yield _item(interview, number, turn)


def _item(interview: LabelledInterview, number: int, turn: LabelledTurn) -> Item:
    before = interview.earlier(number)
    gone = frozenset[str]().union(*(item.withdraws for item in before))
    earlier = tuple(
        (place, link, name in turn.relies, name in turn.withdraws)
        for place, item in enumerate(before)
        for name, link in item.links.items()
        if name not in gone
    )
    talk = tuple((item.question, item.answer) for item in (*before, turn))
    levels = (turn.metric_gap, turn.ownership)
    return Item(f"{interview.id}/{number + 1}", talk, tuple(turn.links.values()), levels, earlier)


def shortened(item: Item, rng: random.Random) -> Item:
    """The item without some of its answer's sentences, with the evidence that is left and the levels that follow."""
    question, answer = item.talk[-1]
    kept = [part.text for part in sentences(answer) if rng.random() < _KEPT]
    text = " ".join(kept)
    if len(text.split()) < _SHORTEST or text == answer:
        return item
    links = tuple(link for link in item.links if link.text in text)
    relied = [link for _, link, relies, _ in item.earlier if relies]
    metric, ownership = levels_of([*links, *relied])
    levels = (None if item.levels[0] is None else metric, None if item.levels[1] is None else ownership)
    return Item(item.id, (*item.talk[:-1], (question, text)), links, levels, item.earlier)


def retold(item: Item, rng: random.Random) -> Item:
    """The item in another form of telling: without stops, as speech is written down, or without the teller's "I"."""
    change = rng.choice((_without_stops, _without_i))
    question, answer = item.talk[-1]
    text = change(answer)
    links = tuple(Marked(link.kind, change(link.text), link.explicit) for link in item.links)
    if text == answer or not all(link.text and link.text in text for link in links):
        return item
    return Item(item.id, (*item.talk[:-1], (question, text)), links, item.levels, item.earlier)


def _without_stops(text: str) -> str:
    return re.sub(r"(?<!\d)[.,;:]|[.,;:](?!\d)", "", text)


def _without_i(text: str) -> str:
    return re.sub(r"\bI (?=[a-z])", "", text)


def levels_of(links: Sequence[Marked]) -> tuple[int, int]:
    """The rubric's arithmetic on evidence that is certain."""
    kinds = {link.kind for link in links}
    explicit = any(link.kind == "effect" and link.explicit for link in links)
    facts = {fact for kind, fact in _NAMED.items() if kind in kinds}
    facts |= {"disowned"} if "disowned_link" in kinds else set()
    facts |= {"connected"} if "effect" in kinds or {"mechanism", "business_measure"} <= kinds else set()
    facts |= {"quantified"} if explicit else set()
    return metric_gap_level(frozenset(facts)), ownership_level(frozenset(kinds))


def example(item: Item, rng: random.Random | None = None, variants: int = 0) -> Example:
    """The item as arrays, with shortened variants."""
    read = windows(item.talk)
    best = best_rows(read)
    last = len(item.talk) - 1
    own = [(place, at) for place, at in best.items() if place.answer == last]
    marked = np.zeros((len(own), len(HEADS)), dtype=np.float32)
    for link in item.links:
        for row in overlapping(item.talk[last][1], link.text, [place.clause for place, _ in own]):
            marked[row, heads_of(link.kind, link.explicit)] = 1.0
    earlier = [
        (at, AT[link.kind], link.explicit, relied, withdrawn)
        for answer, link, relied, withdrawn in item.earlier
        if (at := _where(item.talk[answer][1], answer, link, best)) is not None and link.kind in HEADLINE_KINDS
    ]
    levels = [-1 if level is None else level for level in item.levels]
    made = Example(
        item.id,
        read,
        marked,
        np.array([at for _, at in own], dtype=np.int64).reshape(-1, 2),
        np.array([at for at, *_ in earlier], dtype=np.int64).reshape(-1, 2),
        np.array([head for _, head, *_ in earlier], dtype=np.int64),
        np.array([amount for _, _, amount, *_ in earlier], dtype=np.float32),
        np.array([relied for *_, relied, _ in earlier], dtype=np.float32),
        np.array([withdrawn for *_, withdrawn in earlier], dtype=np.float32),
        np.array(levels, dtype=np.int64),
    )
    if rng is None:
        return made
    other = [shortened(item, rng) for _ in range(variants)]
    other = [retold(one, rng) if rng.random() < _RETOLD else one for one in other]
    return Example(**{**made.__dict__, "variants": tuple(example(one) for one in other if one is not item)})


def _where(answer: str, number: int, link: Marked, best: Mapping[object, tuple[int, int]]) -> tuple[int, int] | None:
    """The window and row of the clause that holds most of an earlier piece's words."""
    places = [place for place in best if place.answer == number]  # type: ignore[attr-defined]
    rows = overlapping(answer, link.text, [place.clause for place in places])  # type: ignore[attr-defined]
    return best[places[rows[0]]] if rows else None
