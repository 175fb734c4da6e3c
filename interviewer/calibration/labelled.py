"""The labelled set: what is read, with what came before it, and the levels that people's rules give it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.rubric.registry import HEADLINE

_COACHED = 4  # answers; each brings a finding on both headline dimensions, and on others


@dataclass(frozen=True)
class Item:
    """One answer.

    Attributes:
        group: what is not independent of it: its author's other answers, its thread's other turns.
        levels: by dimension; None is n/a.
    """

    name: str
    group: str
    exchange: Exchange
    context: ExtractionContext
    levels: Mapping[str, int | None]

    @cached_property
    def key(self) -> str:
        """Its name and a hash of all that a reader sees, under which a mark is kept."""
        shown = repr((self.exchange, self.context))
        return f"{self.name}#{hashlib.sha256(shown.encode()).hexdigest()[:8]}"


def labelled() -> tuple[Item, ...]:
    """The answers, then the threads turn by turn."""
    return tuple(_answer(row) for row in _rows("answers.jsonl")) + tuple(
        item for row in _rows("threads.jsonl") for item in _turns(row)
    )


def to_coach() -> tuple[Item, ...]:
    """The answers that are coached: those to which both headline dimensions apply, spread over the set."""
    fit = [item for item in labelled() if not item.context.earlier and None not in item.levels.values()]
    return tuple(fit[:: len(fit) // _COACHED][:_COACHED])


def _answer(row: dict[str, Any]) -> Item:
    exchange = Exchange(0, row["question"], row["answer"])
    return Item(row["id"], row["voice"], exchange, ExtractionContext(row["round"]), _levels(row))


def _turns(row: dict[str, Any]) -> Iterator[Item]:
    earlier: tuple[Exchange, ...] = ()
    for number, turn in enumerate(row["turns"]):
        exchange = Exchange(number, turn["question"], turn["answer"])
        context = ExtractionContext(row["round"], earlier=earlier)
        yield Item(f"{row['id']}-{number}", row["id"], exchange, context, _levels(turn))
        earlier = (*earlier, exchange)


def _levels(row: dict[str, Any]) -> dict[str, int | None]:
    return {name: row[name] for name in HEADLINE}


def _rows(name: str) -> Iterator[dict[str, Any]]:
    text = (files("interviewer.calibration") / name).read_text(encoding="utf-8")
    yield from map(json.loads, text.splitlines())
