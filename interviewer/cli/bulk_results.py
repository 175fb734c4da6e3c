"""The file that a bulk critique writes its results to, and goes on from where it was cut off.

Each record begins with `from`: the line of the input that it belongs to, the hash of that line, and who read it. While
lines are graded, records are only added; the file is put in the order of the input when it is closed.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import BaseModel

from interviewer.cli.bulk_lines import Line
from interviewer.errors import BadInput
from interviewer.private_files import replace_private

_BEGINNING = b'{"from": {"line": '


class _From(BaseModel):
    line: int
    sha256: str
    extractor: str


class _Stood(BaseModel):
    """What matters of a record that stands in the file."""

    origin: _From
    failed: bool


class ResultFile:
    """The results of `lines` so far. A line that could not be graded has no result: it is tried again.

    Raises:
        BadInput: the file can't be read or written, or holds something else that would be lost.
    """

    def __init__(self, path: Path, lines: Sequence[Line], extractor: str) -> None:
        self.path = path
        self._extractor = extractor
        self._records: dict[int, bytes] = {}
        with self._told():
            content = self._content()
            self._keep(content, {line.number: line for line in lines})
            if b"".join(self._records.values()) != content:
                replace_private(path, b"".join(self._records.values()))
            self._file: BinaryIO = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    def __contains__(self, line: Line) -> bool:
        return line.number in self._records

    def add(self, line: Line, record: dict[str, Any]) -> None:
        """Write the record of a line at the end."""
        origin = _From(line=line.number, sha256=line.sha256, extractor=self._extractor).model_dump()
        text = json.dumps({"from": origin} | record, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        with self._told():
            self._records[line.number] = text
            self._file.write(text)
            self._file.flush()

    def close(self) -> None:
        """Put the records in the order of the input; what an interruption left half written is made whole."""
        with self._told():
            self._file.close()
            ordered = b"".join(self._records[number] for number in sorted(self._records))
            if self.path.read_bytes() != ordered:
                replace_private(self.path, ordered)

    def _content(self) -> bytes:
        if not self.path.exists():
            return b""
        if not self.path.is_file():
            raise BadInput(f"{self.path}: not a plain file; name a file that the results can be added to")
        return self.path.read_bytes()

    def _keep(self, content: bytes, lines: dict[int, Line]) -> None:
        """Keep the records of lines that are still the same; a torn one at the end goes."""
        *whole, torn = content.split(b"\n")
        if torn and not (torn.startswith(_BEGINNING) or _BEGINNING.startswith(torn)):
            raise self._foreign(len(whole) + 1)
        matched = False
        for number, text in enumerate(whole, start=1):
            stood = _stood(text)
            if stood is None:
                raise self._foreign(number)
            if stood.origin.extractor != self._extractor:
                raise BadInput(
                    f"{self.path}: holds results that '{stood.origin.extractor}' read, and now "
                    f"'{self._extractor}' would; name another file, or choose the engine as before"
                )
            line = lines.get(stood.origin.line)
            same = line is not None and line.sha256 == stood.origin.sha256
            matched |= same
            if same and not stood.failed:
                self._records[stood.origin.line] = text + b"\n"
        if whole and not matched:
            raise BadInput(f"{self.path}: holds results of other answers than these; name another file, or delete it")

    def _foreign(self, number: int) -> BadInput:
        return BadInput(f"{self.path}, line {number}: no result of a bulk critique; name another file, or delete it")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = (error.strerror or "can not be written").lower()
            raise BadInput(f"{self.path}: {reason}; mend that or name another file, and run it again") from None


def _stood(text: bytes) -> _Stood | None:
    try:
        record = json.loads(text)
        return _Stood(origin=record["from"], failed="error" in record)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
