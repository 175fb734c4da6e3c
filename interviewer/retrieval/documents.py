"""A pack as a list of searchable documents: guide excerpts and glossary terms."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.passages import Passage, PassageRef
from interviewer.packs.schema import Excerpt, Pack, Term


@dataclass(frozen=True)
class Filter:
    """Which documents may be found. `link` needs `dimension`; a unit also admits what is about all units."""

    round: str | None = None
    unit: str | None = None
    dimension: str | None = None
    link: str | None = None
    excerpts_only: bool = False

    def flags(self) -> tuple[str, ...]:
        """The metadata flags that a document must all carry."""
        flags = [f"round:{self.round}"] if self.round else []
        flags += [f"unit:{self.unit}"] if self.unit else []
        if self.dimension:
            flags.append(f"explains:{self.dimension}" + (f":{self.link}" if self.link else ""))
        return (*flags, "excerpt") if self.excerpts_only else tuple(flags)


class Search(Protocol):
    """Finds at most `k` passages near a text, best first, among those that `filter` admits."""

    def __call__(self, query: str, k: int = 5, filter: Filter = Filter()) -> tuple[Passage, ...]: ...


@dataclass(frozen=True)
class IndexedDocument:
    """`flags` are what a filter may ask for."""

    id: str
    title: str
    text: str
    source: str
    flags: frozenset[str]

    @property
    def searchable(self) -> str:
        return f"{self.title}. {self.text}"

    def passage(self, score: float) -> Passage:
        return Passage(id=self.id, title=self.title, text=self.text, source=self.source, score=score)


def documents_of(pack: Pack) -> tuple[IndexedDocument, ...]:
    """All documents of a pack, in the order of their ids."""
    units = [unit.id for unit in pack.manifest.units]
    rounds = [item.id for item in pack.manifest.rounds]
    found = [_of_excerpt(excerpt, units) for excerpt in pack.excerpts.values()]
    found += [_of_term(term, rounds, units) for term in pack.terms]
    return tuple(sorted(found, key=lambda document: document.id))


def passages_in(pack: Pack, filter: Filter) -> tuple[Passage, ...]:
    """All that a filter admits, by title: what somebody browses who has no query."""
    flags = frozenset(filter.flags())
    admitted = (document for document in documents_of(pack) if flags <= document.flags)
    return tuple(document.passage(0.0) for document in sorted(admitted, key=lambda document: _in_order(document.title)))


def _in_order(title: str) -> str:
    return title.lower().lstrip("'\"“‘")


def passages_of(pack: Pack, refs: Iterable[PassageRef]) -> tuple[Passage, ...]:
    """The words of what was retrieved, as the pack has them now; what it has dropped since is left out."""
    known = {document.id: document for document in documents_of(pack)}
    return tuple(known[ref.id].passage(ref.score) for ref in refs if ref.id in known)


def content_key(documents: tuple[IndexedDocument, ...], embedder_id: str) -> str:
    """A hash of everything that an index depends on."""
    parts = [[d.id, d.title, d.text, d.source, sorted(d.flags)] for d in documents]
    return hashlib.sha256(json.dumps([embedder_id, parts]).encode()).hexdigest()[:16]


def _of_excerpt(excerpt: Excerpt, units: list[str]) -> IndexedDocument:
    flags = {"excerpt"} | {f"round:{item}" for item in excerpt.rounds}
    flags |= {f"unit:{unit}" for unit in excerpt.units or units}
    for dimension, links in excerpt.explains.items():
        flags |= {f"explains:{dimension}"} | {f"explains:{dimension}:{link}" for link in links}
    return IndexedDocument(excerpt.id, excerpt.title, excerpt.body, excerpt.source, frozenset(flags))


def _of_term(term: Term, rounds: list[str], units: list[str]) -> IndexedDocument:
    names = f" ({', '.join(term.aliases)})" if term.aliases else ""
    text = f"{term.definition} Moved by: {term.moved_by} Mistaken for: {term.mistaken_for}"
    flags = {"term"} | {f"round:{item}" for item in rounds} | {f"unit:{unit}" for unit in units}
    return IndexedDocument(f"term-{term.id}", f"{term.name}{names}", text, "glossary", frozenset(flags))
