"""Fits the finder of the supporting dimensions' evidence on sentences that writers marked as they wrote them.

`--measure` holds out one writer after the other, then reads the answers of two further writers whose facts are
labelled answer by answer; without it the weights are written. Takes a minute on two cores.
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from sklearn.linear_model import LogisticRegression

from evals.data import corpus
from evals.harness.reading import Record, read_jsonl
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.embedded.languages import language
from interviewer.engines.embedded.lexical_finder import cued_evidence
from interviewer.engines.embedded.sentence_reading import READ, SentenceReader
from interviewer.engines.embedded.supporting_finder import (
    ALL_HEADS,
    CODE_AND_THEORY,
    DATA_AND_DATES,
    Heads,
    Supporting,
    features,
)
from interviewer.engines.protocols import Exchange
from interviewer.packs import load_pack
from interviewer.rubric.dimension import LIKELY
from interviewer.settings import shipped

SENTENCES = {
    DATA_AND_DATES: corpus.DATA / "supporting.jsonl",
    CODE_AND_THEORY: corpus.DATA / "code-and-theory.jsonl",
}
ANSWERS = {
    DATA_AND_DATES: corpus.DATA / "supporting-answers.jsonl",
    CODE_AND_THEORY: corpus.DATA / "code-and-theory-answers.jsonl",
}
_PENALTY = 0.3  # inverse strength, chosen by writer held out
_READING = 0.4  # how much the network's numbers weigh beside the counts of cues, once they are of one size
_EVERY_ANSWER = 3  # of the corpus
_PLAINLY = 3.0  # logit from which an unmarked sentence may well be of a kind
_BALANCE = {False: 1.0, True: 6.0}
_QUESTION = "How did that run, and what did you do?"


class MarkedSentence(Record):
    """A sentence, and the kinds of evidence in it."""

    text: str
    kinds: tuple[str, ...]


class MarkedAnswer(Record):
    """An answer by its sentences; `topic` is a drill of the pack, or whatever it is about."""

    writer: str
    topic: str
    sentences: tuple[MarkedSentence, ...] = Field(min_length=1)

    @property
    def text(self) -> str:
        return " ".join(item.text for item in self.sentences)


class Facts(Record):
    """An answer to a drill of the pack or to a `question` of its own, and the kinds that it holds anywhere.

    `second` is what a reader found who saw question and answer only; None where there was none.
    """

    split: str
    drill: str
    answer: str
    facts: tuple[str, ...]
    question: str | None = None
    dimension: str | None = None
    second: tuple[str, ...] | None = None


Rows = tuple[NDArray[np.float32], NDArray[np.bool_]]  # (sentences, features), and (sentences, kinds)


def rows_of(answers: list[MarkedAnswer], read: SentenceReader, questions: dict[str, str], heads: Heads) -> Rows:
    """A row for each sentence as the product divides the answer, with the marks of the one that it shares most with."""
    numbers, marks = [], []
    for answer in answers:
        parts, places, end = sentences(answer.text), [], 0
        for item in answer.sentences:
            places.append((end, end + len(item.text), item.kinds))
            end += len(item.text) + 1
        numbers.append(features(parts, read(questions.get(answer.topic, _QUESTION), answer.text), heads))
        for part in parts:
            _, _, kinds = max(places, key=lambda place: min(place[1], part.end) - max(place[0], part.start))
            marks.append([kind in kinds for kind in heads.kinds])
    return np.concatenate(numbers), np.array(marks)


def ordinary(read: SentenceReader, heads: Heads) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Sentences of answers on other matters, of shape (sentences, features), and which kinds have a cue in each.

    Nobody marked them; what has no cue, and is not plainly of a kind by what the marked ones teach, is taken for none.
    """
    answers = corpus.load_corpus(("train",))[::_EVERY_ANSWER]
    numbers = np.concatenate(
        [features(sentences(item.answer), read(item.question, item.answer), heads) for item in answers]
    )
    return numbers, numbers[:, READ:] > 0


def fit(marked: Rows, others: tuple[NDArray[np.float32], NDArray[np.bool_]]) -> NDArray[np.float32]:
    """Shape (kinds, features + 1), learnt from what is marked, then with what that does not claim beside it."""
    first = _learnt(*marked, [np.ones(len(marked[0]))] * marked[1].shape[1])
    numbers, cued = others
    sure = numbers @ first[:, :-1].T + first[:, -1] > _PLAINLY
    whole = np.concatenate([marked[0], numbers]), np.concatenate([marked[1], np.zeros_like(cued)])
    weights = [
        np.concatenate([np.ones(len(marked[0])), ~(seen | has)]) for seen, has in zip(sure.T, cued.T, strict=True)
    ]
    return _learnt(*whole, weights)


def _learnt(
    numbers: NDArray[np.float32], marks: NDArray[np.bool_], counted: list[NDArray[np.float64]]
) -> NDArray[np.float32]:
    """A kind is as rare as it is, and counts for as much as what is none; a row of weight 0 teaches nothing of it."""
    middle, spread = numbers.mean(axis=0), np.ones(numbers.shape[1])
    spread[:READ] = numbers[:, :READ].std(axis=0) / _READING
    middle[READ:] = 0.0
    learnt = []
    for column, weight in zip(marks.T, counted, strict=True):
        taught = weight > 0
        model = LogisticRegression(C=_PENALTY, max_iter=3000, class_weight=_BALANCE)
        model.fit(((numbers - middle) / spread)[taught], column[taught])
        weights = model.coef_[0] / spread
        learnt.append(np.append(weights, model.intercept_[0] - weights @ middle))
    return np.array(learnt, dtype=np.float32)


def measure(answers: list[MarkedAnswer], read: SentenceReader, questions: dict[str, str], heads: Heads) -> None:
    """Prints F1 by sentence, each writer held out, and what is found in the answers of writers who marked none."""
    counts: Counter[tuple[str, bool, bool]] = Counter()
    others = ordinary(read, heads)
    for writer in sorted({item.writer for item in answers}):
        weights = fit(rows_of([item for item in answers if item.writer != writer], read, questions, heads), others)
        numbers, marks = rows_of([item for item in answers if item.writer == writer], read, questions, heads)
        found = numbers @ weights[:, :-1].T + weights[:, -1] > 0
        for kind, marked, seen in zip(heads.kinds, marks.T, found.T, strict=True):
            counts.update((kind, bool(a), bool(b)) for a, b in zip(marked, seen, strict=True))
    for kind in heads.kinds:
        hits, wrong = counts[kind, True, True], counts[kind, False, True] + counts[kind, True, False]
        print(f"{kind:15} F1 by sentence {2 * hits / (2 * hits + wrong):.2f}")
    finder = Supporting(read, heads, fit(rows_of(answers, read, questions, heads), others))
    _alarms(finder)
    for split in ("dev", "test"):
        if items := [item for item in read_jsonl(Facts, ANSWERS[heads]) if item.split == split]:
            _facts(items, finder, questions)


def _alarms(finder: Supporting) -> None:
    """In how many answers on other matters each kind is found, and by cue words alone."""
    answers = corpus.load_corpus(("development",))[::_EVERY_ANSWER]
    learnt: Counter[str] = Counter()
    cued: Counter[str] = Counter()
    for item in answers:
        exchange = Exchange(0, item.question, item.answer)
        learnt.update({str(found.kind) for found in finder.find(exchange) if found.probability >= LIKELY})
        cued.update({str(found.kind) for found in cued_evidence(exchange, language("en").lexicon)})
    for kind in finder.heads.kinds:
        print(f"{kind:15} in {learnt[kind]} of {len(answers)} answers on other matters; cues in {cued[kind]}")


def _facts(items: list[Facts], finder: Supporting, questions: dict[str, str]) -> None:
    """By answer: found of those there, and found where there is none; by cue words alone beside it."""
    asked = sorted({kind for item in items for kind in item.facts})
    for kind in asked:
        told = []
        for reads in (lambda it: finder.find(it), lambda it: cued_evidence(it, language("en").lexicon)):
            tried: Counter[tuple[bool, bool]] = Counter()
            for item in items:
                if kind in _asked_of(item, items):
                    exchange = Exchange(0, item.question or questions[item.drill], item.answer)
                    seen = any(found.kind == kind and found.probability >= LIKELY for found in reads(exchange))
                    tried[kind in item.facts, seen] += 1
            there = tried[True, True] + tried[True, False]
            none = tried[False, True] + tried[False, False]
            told.append(f"{tried[True, True]} of {there}, falsely {tried[False, True]} of {none}")
        print(f"{items[0].split:5} {kind:15} learnt: {told[0]:28} cues: {told[1]}")


def _asked_of(asked: Facts, items: list[Facts]) -> set[str]:
    """The kinds that an answer to that question could hold: those of any to the same drill, or the dimension's."""
    alike = (
        item for item in items if item.drill == asked.drill or (item.dimension and item.dimension == asked.dimension)
    )
    return {kind for item in alike for kind in item.facts}


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the finder of the supporting dimensions' evidence.")
    parser.add_argument("--measure", action="store_true", help="hold out each writer in turn; write nothing")
    parser.add_argument("--out", type=Path, help="a folder; the product's own unless given")
    options = parser.parse_args()
    pack = load_pack(shipped("knowledge") / "alibaba")
    questions = {item.id: item.text for item in pack.talks}
    read = SentenceReader()
    for heads in ALL_HEADS:
        answers = read_jsonl(MarkedAnswer, SENTENCES[heads])
        if options.measure:
            measure(answers, read, questions, heads)
            continue
        file = (options.out or heads.weights.parent) / heads.weights.name
        learnt = fit(rows_of(answers, read, questions, heads), ordinary(read, heads))
        np.savez_compressed(file, kinds=learnt.astype(np.float16))
        print(f"{len(answers)} answers, {file.stat().st_size / 1000:.0f} kB: {file}")


if __name__ == "__main__":
    main()
