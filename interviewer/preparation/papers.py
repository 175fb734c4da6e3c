"""Reads what was kept. A document that this version can't read bars no other; it stays where it is."""

import logging
from collections.abc import Iterable, Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from interviewer.storage.protocol import Paper

_Model = TypeVar("_Model", bound=BaseModel)
_log = logging.getLogger(__name__)


def readable(model: type[_Model], papers: Iterable[Paper]) -> Iterator[tuple[_Model, int]]:
    """Each document that can be read, with its revision; the others are named in the log of the process."""
    for paper in papers:
        try:
            yield model.model_validate_json(paper.body), paper.revision
        except ValidationError:
            _log.warning("the %s '%s' can't be read by this version; it is kept", model.__name__, paper.id)
