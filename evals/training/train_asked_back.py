"""Fits the finder of questions back on what writers wrote, and on answers in which nothing is asked.

`--measure` holds out one writer after the other and prints how well the others' finder reads them; without it the
weights are written. Takes about two minutes on two cores.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from evals.data.asked_back import DEVELOPMENT, OWN, LabelledAsking, load_askings
from evals.data.corpus import load_corpus, load_interviews
from interviewer.domain.dialogue_acts import AskedBack
from interviewer.engines.embedded.asking_features import Heard, Place, features
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.embedded.questions_back import KINDS, WEIGHTS, QuestionFinder, Weights
from interviewer.engines.protocols import Exchange
from interviewer.packs import Pack, load_pack
from interviewer.retrieval.embedder import Embedder, MiniLmEmbedder
from interviewer.retrieval.vectors import RememberingEmbedder
from interviewer.settings import shipped

_EVERY_ANSWER = 4  # of the corpus' answers and interviews this share is read: enough that hardly one alarms
_EVERY_INTERVIEW = 2
_ASKS_PENALTY, _KINDS_PENALTY = 0.3, 0.5  # inverse strength of the penalty, chosen by writer held out
_EVERY_WAY = 4
_HALF = 0.5


@dataclass(frozen=True)
class Rows:
    """What a classifier learns from: (rows, features), and a class for each."""

    numbers: NDArray[np.float32]
    classes: Sequence[str]


class Examples:
    """Turns what was written into rows, with the features that the product computes."""

    def __init__(self, pack: Pack, embedder: Embedder) -> None:
        self._pack = pack
        self._embedder = embedder

    def asking(self, items: Sequence[LabelledAsking]) -> Rows:
        """A row a sentence: whether it is asked of the interviewer."""
        return self._rows([row for item in items for row in self._sentences(item)])

    def kinds(self, items: Sequence[LabelledAsking]) -> Rows:
        """A row for the asking words of each item: what for."""
        return self._rows([row for item in items if item.kind for row in self._asked(item)])

    def of_the_pack(self) -> list[LabelledAsking]:
        """The pack's own ways of asking for a fact, some of each case, to each of its steps in turn."""
        return [
            LabelledAsking(fact.id, "pack", case.steps[n % len(case.steps)].text, case.id, way, AskedBack.FACT, way, ())
            for case in self._pack.cases.values()
            for n, (fact, way) in enumerate(case.ways_of_asking[::_EVERY_WAY])
        ]

    def silent(self, answers: Sequence[tuple[str, str]]) -> Rows:
        """A row a sentence of answers in which nothing is asked."""
        rows = []
        for line, answer in answers:
            parts = sentences(answer)
            rows += [(part.text, Place(n, n, len(parts)), Heard(line), "no") for n, part in enumerate(parts)]
        return self._rows(rows)

    def known(self, case: str | None) -> tuple[str, ...]:
        """Ways of asking for the facts of a case."""
        return tuple(way for _, way in self._pack.cases[case].ways_of_asking) if case else ()

    def _others(self, item: LabelledAsking) -> tuple[str, ...]:
        """What is known of the item's case, without the item's own words: nobody asks in the pack's."""
        return tuple(way for way in self.known(item.case) if way != item.text)

    def _sentences(self, item: LabelledAsking) -> Iterator[tuple[str, Place, Heard, str]]:
        parts, heard = sentences(item.text), Heard(item.line, self._others(item))
        for number, part in enumerate(parts):
            asks = _overlap(item, part.start, part.end) >= _HALF * min(len(part.text), len(item.asks) or len(part.text))
            yield part.text, Place(number, number, len(parts)), heard, "yes" if item.asks and asks else "no"

    def _asked(self, item: LabelledAsking) -> Iterator[tuple[str, Place, Heard, str]]:
        parts, heard = sentences(item.text), Heard(item.line, self._others(item))
        inside = [n for n, part in enumerate(parts) if _overlap(item, part.start, part.end)]
        yield item.asks, Place(inside[0], inside[-1], len(parts)), heard, str(item.kind)

    def _rows(self, rows: Sequence[tuple[str, Place, Heard, str]]) -> Rows:
        numbers = np.stack([features(text, place, heard, self._embedder) for text, place, heard, _ in rows])
        return Rows(numbers, [name for *_, name in rows])


def fit(asking: Sequence[Rows], kinds: Rows) -> Weights:
    """What the rows teach."""
    numbers = np.concatenate([rows.numbers for rows in asking])
    told = [name for rows in asking for name in rows.classes]
    asks = LogisticRegression(C=_ASKS_PENALTY, max_iter=1000).fit(numbers, told)
    of_kind = LogisticRegression(C=_KINDS_PENALTY, max_iter=1000).fit(kinds.numbers, kinds.classes)
    order = [list(of_kind.classes_).index(str(kind)) for kind in KINDS]
    learnt = np.column_stack([of_kind.coef_, of_kind.intercept_])[order]
    return Weights(np.append(asks.coef_[0], asks.intercept_).astype(np.float32), learnt.astype(np.float32))


def measure(examples: Examples, embedder: Embedder, silent: Rows, development: Sequence[tuple[str, str]]) -> None:
    """Prints, for each writer held out, what the finder makes of them; and its false alarms on answers."""
    confused: Counter[tuple[str, str]] = Counter()
    for writer in DEVELOPMENT:
        learning = load_askings([*(other for other in DEVELOPMENT if other != writer), *OWN]) + examples.of_the_pack()
        finder = QuestionFinder(embedder, fit([examples.asking(learning), silent], examples.kinds(learning)))
        for item in load_askings([writer]):
            found = finder.find(Exchange(0, item.line, item.text), examples.known(item.case))
            near = [piece.kind for piece in found if not item.asks or _overlap(item, piece.span.start, piece.span.end)]
            confused[str(item.kind), str(item.kind if item.kind in near else near[0] if near else None)] += 1
    alarms = sum(bool(finder.find(Exchange(0, line, answer))) for line, answer in development)
    _print(confused)
    print(f"false alarms on answers: {alarms} of {len(development)}")


def _print(confused: Counter[tuple[str, str]]) -> None:
    names = [*(str(kind) for kind in KINDS), "None"]
    print(" " * 10 + " ".join(f"{name[:7]:>7}" for name in names))
    for name in names:
        print(f"{name:10}" + " ".join(f"{confused[name, other]:7}" for other in names))
    asked = {pair: count for pair, count in confused.items() if pair[0] != "None"}
    right = sum(count for (kind, read), count in asked.items() if kind == read)
    found = sum(count for (_, read), count in asked.items() if read != "None")
    print(f"kind right {right / sum(asked.values()):.3f}, found {found / sum(asked.values()):.3f}")


def _overlap(item: LabelledAsking, start: int, end: int) -> int:
    """How many characters of the asking words stand between two places."""
    begin = item.text.find(item.asks)
    return max(0, min(end, begin + len(item.asks)) - max(start, begin)) if item.asks else 0


def answers_of(split: str) -> list[tuple[str, str]]:
    """Questions and answers of a part of the corpus, in which next to nothing is asked back."""
    told = [(item.question, item.answer) for item in load_corpus((split,))[::_EVERY_ANSWER]]
    turns = [turn for interview in load_interviews((split,))[::_EVERY_INTERVIEW] for turn in interview.turns]
    return told + [(turn.question, turn.answer) for turn in turns]


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the finder of questions back.")
    parser.add_argument("--measure", action="store_true", help="hold out each writer in turn; write nothing")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    pack = shipped("knowledge") / "alibaba"
    embedder = RememberingEmbedder(MiniLmEmbedder(), (pack,))
    examples = Examples(load_pack(pack), embedder)
    silent = examples.silent(answers_of("train"))
    if options.measure:
        measure(examples, embedder, silent, answers_of("development"))
        return
    learning = load_askings((*DEVELOPMENT, *OWN)) + examples.of_the_pack()
    learnt = fit([examples.asking(learning), silent], examples.kinds(learning))
    np.savez_compressed(options.out, asks=learnt.asks.astype(np.float16), kinds=learnt.kinds.astype(np.float16))
    print(f"{len(learning)} texts, {options.out.stat().st_size / 1000:.0f} kB: {options.out}")


if __name__ == "__main__":
    main()
