"""The labelled corpus: answers and interviews, their labels, and the split by voice (`evals/data/README.md`)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent
SPLITS = ("train", "development", "test")


@dataclass(frozen=True)
class Marked:
    """A labelled link: words of the answer, of one kind; `explicit` where an effect carries an amount."""

    kind: str
    text: str
    explicit: bool


@dataclass(frozen=True)
class Labelled:
    """An answer with the levels of its first labelling pass; None stands for n/a."""

    id: str
    voice: str
    split: str
    round: str
    question: str
    answer: str
    metric_gap: int | None
    ownership: int | None
    links: tuple[Marked, ...]


def load_corpus(splits: Iterable[str] = SPLITS) -> list[Labelled]:
    """All labelled answers of the given splits, in the order of their ids."""
    wanted = set(splits)
    voice_split = _split_of()
    labels = {row["id"]: row for row in read_jsonl(DATA / "labels-a.jsonl")}
    rows = sorted(read_jsonl(DATA / "answers.jsonl"), key=lambda row: row["id"])
    return [
        _labelled(row, labels[row["id"]], voice_split[row["voice"]])
        for row in rows
        if row["id"] in labels and voice_split[row["voice"]] in wanted
    ]


@dataclass(frozen=True)
class LabelledTurn:
    """One turn of an interview with the labels of the first pass; None stands for n/a.

    Attributes:
        thread: which main question it belongs to, counted from 0.
        links: the evidence of this answer, each with its id in the interview.
        relies, withdraws: ids of earlier evidence of the thread that counts here, or counts no longer from here on.
    """

    thread: int
    question: str
    answer: str
    metric_gap: int | None
    ownership: int | None
    links: Mapping[str, Marked]
    relies: frozenset[str]
    withdraws: frozenset[str]


@dataclass(frozen=True)
class LabelledInterview:
    """An interview with its labels; `form` is the manner of telling that its writer was asked for."""

    id: str
    form: str
    split: str
    round: str
    turns: tuple[LabelledTurn, ...]
    verdict: str

    def earlier(self, number: int) -> tuple[LabelledTurn, ...]:
        """The turns of the same thread before the turn of that number."""
        return tuple(turn for turn in self.turns[:number] if turn.thread == self.turns[number].thread)


def load_interviews(splits: Iterable[str] = SPLITS) -> list[LabelledInterview]:
    """All labelled interviews of the given splits, in the order of their ids."""
    wanted, of = set(splits), _split_of()
    labels = {row["id"]: row for row in read_jsonl(DATA / "interview-labels-a.jsonl")}
    rows = sorted(read_jsonl(DATA / "interviews.jsonl"), key=lambda row: row["id"])
    return [_interview(row, labels[row["id"]], of[row["id"]]) for row in rows if of[row["id"]] in wanted]


def _interview(row: dict[str, Any], label: dict[str, Any], split: str) -> LabelledInterview:
    turns = tuple(
        LabelledTurn(
            turn["thread"],
            turn["question"],
            turn["answer"],
            said["metric_gap"],
            said["ownership"],
            {link["id"]: _marked(link) for link in said.get("links", ())},
            frozenset(said.get("relies", ())),
            frozenset(said.get("withdraws", ())),
        )
        for turn, said in zip(row["turns"], label["turns"], strict=True)
    )
    return LabelledInterview(row["id"], row["form"], split, row["round"], turns, label["verdict"])


def _split_of() -> dict[str, str]:
    by_voice = json.loads((DATA / "splits.json").read_text(encoding="utf-8"))
    return {voice: split for split, voices in by_voice.items() for voice in voices}


def _marked(link: dict[str, Any]) -> Marked:
    return Marked(link["kind"], link["text"], link.get("q") == "explicit")


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _labelled(row: dict[str, Any], label: dict[str, Any], split: str) -> Labelled:
    links = tuple(_marked(link) for link in label.get("links", ()))
    return Labelled(
        row["id"],
        row["voice"],
        split,
        row["round"],
        row["question"],
        row["answer"],
        label["metric_gap"],
        label["ownership"],
        links,
    )
