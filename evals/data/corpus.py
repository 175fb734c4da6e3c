"""The labelled corpus: answers, their labels, and the split by author voice (`evals/data/README.md`)."""

import json
from collections.abc import Iterable, Iterator
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
    by_voice = json.loads((DATA / "splits.json").read_text(encoding="utf-8"))
    voice_split = {voice: split for split, voices in by_voice.items() for voice in voices}
    labels = {row["id"]: row for row in read_jsonl(DATA / "labels-a.jsonl")}
    rows = sorted(read_jsonl(DATA / "answers.jsonl"), key=lambda row: row["id"])
    return [
        _labelled(row, labels[row["id"]], voice_split[row["voice"]])
        for row in rows
        if row["id"] in labels and voice_split[row["voice"]] in wanted
    ]


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _labelled(row: dict[str, Any], label: dict[str, Any], split: str) -> Labelled:
    links = tuple(Marked(link["kind"], link["text"], link.get("q") == "explicit") for link in label.get("links", ()))
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
