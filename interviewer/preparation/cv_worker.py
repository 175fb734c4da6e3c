"""Reads the text of a PDF or DOCX, in a process of its own that may be ended at any moment; `cv.py` starts it.

Run as a file, not imported: it takes the file on standard input, its kind, the most pages and the most characters as
arguments, and prints `{"text": ...}` or `{"wrong": ...}` on one line of ASCII. Knows no interview, no key and no other
module.
"""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

_MEMORY = 512 * 1024 * 1024  # bytes
_SECONDS = 30  # of computing; whoever started this waits less
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
    """The text of the first characters, or what is wrong, as the end of a sentence about the file."""
    try:
        pages = PdfReader(io.BytesIO(content)).pages
        if len(pages) > most_pages:
            return {"wrong": f"has {len(pages):,} pages, the most that is read is {most_pages}"}
        text = ""
        for page in pages:
            text += page.extract_text() + "\n"
            if len(text) > most_characters:
                return {"wrong": f"holds more than {most_characters:,} characters"}
        return {"text": text}
    except FileNotDecryptedError:
        return {"wrong": _LOCKED}
    except DependencyError:
        return {"wrong": "is encrypted in a way that can't be read here; save it without encryption"}
    except MemoryError:
        return {"wrong": "needs too much memory to be read"}
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        return {"wrong": f"can't be read as a PDF ({' '.join(str(error).split())[:100]})"}


def _bound() -> None:
    """Take no more memory and time than a CV needs, where the system can hold a process to that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    _bound()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it can't read is said once
    kind, pages, characters = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    given = sys.stdin.buffer.read()
    print(json.dumps(of_docx(given, characters) if kind == ".docx" else of_pdf(given, pages, characters)))
