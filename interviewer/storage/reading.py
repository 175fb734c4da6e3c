"""From rows to the events of a log. Knows no database."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import ValidationError

from interviewer.domain.events import Recorded
from interviewer.storage.encoding import Encoder


class Row(NamedTuple):
    """An event as its row has it."""

    sequence: int
    version: int
    at: str
    body: bytes


def records(rows: Iterable[Row], encoder: Encoder | None = None) -> Iterator[Recorded]:
    """The events of a whole log, in their order; `encoder` has read them all afterwards, fit to write the next.

    Raises:
        ValueError: an event is missing, or can't be read by this version; the message says which and why.
    """
    encoder = encoder or Encoder()
    for number, row in enumerate(rows):
        if row.sequence != number:
            raise ValueError(f"event {number} is missing")
        try:
            event = encoder.decode(row.body, row.version)
            yield Recorded.model_validate({"sequence": number, "at": row.at, "event": event})
        except ValidationError as error:
            raise ValueError(f"event {number}: {error.errors(include_url=False)[0]['msg']}") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"event {number}: {error}") from None
