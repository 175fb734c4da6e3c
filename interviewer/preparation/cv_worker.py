"""Reads the text of a PDF or DOCX, in a process of its own that may be ended at any moment; `cv.py` starts it.

Run as a module, not imported: it takes the file on standard input, its kind, the most pages and the most characters as
arguments, and prints `{"text": ...}` or `{"wrong": ...}` on one line of ASCII. Knows no interview and no key.
"""

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby, islice
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTFigure, LTPage
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException

from interviewer.preparation.columns import PlacedLine, in_reading_order

_MEMORY = 512 * 1024 * 1024  # bytes
_SECONDS = 30  # of computing; whoever started this waits less
_LINES = LAParams(word_margin=0.25)  # of a sign's width; headings are often spaced out
_UNKNOWN = re.compile(r"\(cid:\d+\)")  # what is put for a sign without a letter, an icon mostly
_LOCKED = "is locked with a password; save it without one"


def of_docx(content: bytes, most_characters: int) -> dict[str, str]:
    """The text of paragraphs and tables in their order, or what is wrong, as the end of a sentence about the file."""
    from zipfile import BadZipFile

    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        text = ""
        for line in _lines(Document(io.BytesIO(content))):
            text += f"{line}\n"
            if len(text) > most_characters:
                return {"wrong": f"holds more than {most_characters:,} characters"}
        return {"text": text}
    except MemoryError:
        return {"wrong": "needs too much memory to be read"}
    except (PackageNotFoundError, BadZipFile, ValueError, KeyError, OSError) as error:
        return {"wrong": f"can't be read as a DOCX ({' '.join(str(error).split())[:100]})"}


def _lines(part: Any) -> Iterator[str]:
    """The paragraphs of a document or a cell, and of the tables in it; a merged cell stands in it once."""
    for block in part.iter_inner_content():
        if not hasattr(block, "rows"):
            yield block.text
            continue
        for row in block.rows:
            cells = {id(cell._tc): cell for cell in row.cells}
            yield " ".join(" ".join(_lines(cell)).strip() for cell in cells.values())


def of_pdf(content: bytes, most_pages: int, most_characters: int) -> dict[str, str]:
    """The text, column by column, or what is wrong, as the end of a sentence about the file."""
    try:
        pages = list(islice(PDFPage.get_pages(io.BytesIO(content)), most_pages + 1))
        if len(pages) > most_pages:
            return {"wrong": f"has more than the {most_pages} pages that are read"}
        drawn = _Drawn(most_characters)
        interpreter = PDFPageInterpreter(drawn.rsrcmgr, drawn)
        text = ""
        for page in pages:
            interpreter.process_page(page)
            text += "\n".join(in_reading_order(list(_lines_on(drawn.get_result())))) + "\n"
        return {"text": text}
    except _TooLong:
        return {"wrong": f"holds more than {most_characters:,} characters"}
    except PDFPasswordIncorrect:
        return {"wrong": _LOCKED}
    except PDFEncryptionError:
        return {"wrong": "is encrypted in a way that can't be read here; save it without encryption"}
    except MemoryError:
        return {"wrong": "needs too much memory to be read"}
    except (PSException, ValueError, KeyError, TypeError, RecursionError) as error:
        return {"wrong": f"can't be read as a PDF ({' '.join(str(error).split())[:100]})"}


class _TooLong(Exception):
    """More characters are drawn than are taken."""


class _Drawn(PDFPageAggregator):
    """What is drawn on a page, up to so many characters on all of them."""

    def __init__(self, most_characters: int) -> None:
        super().__init__(PDFResourceManager(), laparams=None)
        self._left = most_characters

    def render_char(self, *given: Any, **named: Any) -> float:
        self._left -= 1
        if self._left < 0:
            raise _TooLong
        return super().render_char(*given, **named)


def _lines_on(part: LTPage | LTFigure) -> Iterator[PlacedLine]:
    """The lines of text, in the order in which they are drawn; a form on a page is a figure with text in it."""
    drawn: list[Any] = [item for item in part if isinstance(item, LTChar | LTFigure)]
    for kind, items in groupby(drawn, key=type):
        if kind is LTFigure:
            for figure in items:
                yield from _lines_on(figure)
            continue
        for line in part.group_objects(_LINES, items):
            if said := " ".join(_UNKNOWN.sub("", line.get_text()).split()):
                yield PlacedLine(said, *line.bbox)


def _bound() -> None:
    """Take no more memory and time than a CV needs, where the system can hold a process to that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    _bound()
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it can't read is said once
    kind, pages, characters = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    given = sys.stdin.buffer.read()
    print(json.dumps(of_docx(given, characters) if kind == ".docx" else of_pdf(given, pages, characters)))
