"""One kind of a user's documents, read and written as values. One that this version can't read bars no other."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError

from interviewer.domain.base import Document
from interviewer.errors import BadInput
from interviewer.storage.protocol import Paper, Papers

_Document = TypeVar("_Document", bound=Document)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf(Generic[_Document]):
    """The documents of one kind.

    Attributes:
        missing: what is said where one is looked for that is not there any more.
    """

    papers: Papers
    kind: str
    model: type[_Document]
    missing: str

    def all(self) -> list[_Document]:
        """Every document that can be read, in the order in which they came; the log names the others.

        Raises:
            StoreError: the store can't be read.
        """
        return [document for document, _ in self._read()]

    def find(self, document_id: str) -> tuple[_Document, int]:
        """The document of that id, with the revision to `put` its next one with.

        Raises:
            BadInput: it is gone.
            StoreError: the store can't be read.
        """
        found = next((kept for kept in self._read() if kept[0].id == document_id), None)
        if found is None:
            raise BadInput(self.missing)
        return found

    def put(self, document: _Document, revision: int = 0) -> _Document:
        """Keep a document: a new one, or the next of what `find` gave.

        Raises:
            BadInput: it was changed in another window meanwhile.
            StoreError: it could not be kept.
        """
        self.papers.put(self.kind, Paper(document.id, revision, document.model_dump_json().encode()))
        return document

    def replace(self, document: _Document) -> _Document:
        """Keep a document in place of the one of its id, also of one that can't be read.

        Raises:
            BadInput: it was changed in another window at this moment.
            StoreError: it could not be kept.
        """
        there = (paper.revision for paper in self.papers.all(self.kind) if paper.id == document.id)
        return self.put(document, next(there, 0))

    def remove(self, document_id: str) -> None:
        """Remove a document for good, also one that can't be read; nothing happens where it is gone already.

        Raises:
            StoreError: the disk did not take it.
        """
        self.papers.remove(self.kind, document_id)

    def _read(self) -> Iterator[tuple[_Document, int]]:
        for paper in self.papers.all(self.kind):
            try:
                yield self.model.model_validate_json(paper.body), paper.revision
            except ValidationError:
                _log.warning("the %s '%s' can't be read by this version; it stays where it is", self.kind, paper.id)
