"""What all commands print with: results to standard output, messages to standard error, progress where it is seen."""

import codecs
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("TQDM_DISABLE", "1")  # libraries' own bars; ours goes to standard error

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from interviewer.app import Services
from interviewer.errors import BadInput
from interviewer.preparation.cv import LARGEST, cv_text
from interviewer.private_files import write_private
from interviewer.settings import load_settings

WIDEST = 92


def results() -> Console:
    """Standard output, wrapped for reading, with neither markup nor emoji read into people's text."""
    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=False)
    console.width = min(console.width, WIDEST)
    return console


def messages() -> Console:
    return Console(stderr=True, markup=False, emoji=False, highlight=False)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error that appears with the first step; nothing where standard error is no terminal."""
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=messages(), transient=True, disable=not sys.stderr.isatty())
    task = bar.add_task(what, total=None, visible=False)

    def step(done: int, total: int) -> None:
        if not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=total, visible=True)
        if done >= total:
            bar.stop()  # a live bar left running would draw over the conversation

    try:
        yield step
    finally:
        bar.stop()


@contextmanager
def services() -> Iterator[Services]:
    """The parts, with a progress bar for the index on its first use."""
    with progress_bar("indexing the guide") as step:
        made = Services(load_settings(), step)
        try:
            yield made
        finally:
            made.close()


def read_cv(name: str) -> str:
    """The text of a CV file.

    Raises:
        BadInput: it can't be read, or there is no text in it.
    """
    return cv_text(_content(name, LARGEST + 1), name)


def read_text(name: str) -> str:
    """The text of a file, or of standard input for `-`.

    Raises:
        BadInput: it can't be read or is not UTF-8.
    """
    what = "standard input" if name == "-" else name
    try:
        return _content(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{what}: not UTF-8 at byte {error.start}; save it as UTF-8 and try again") from None


def read_lines(name: str) -> list[bytes]:
    """The lines of a file, or of standard input for `-`, each to be judged on its own.

    Raises:
        BadInput: it can't be read, or is in UTF-16, where no line would be one.
    """
    content = _content(name)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        what = "standard input" if name == "-" else name
        raise BadInput(f"{what}: in UTF-16, not UTF-8; save it as UTF-8 and try again")
    return content.split(b"\n")


def written(file: Path, data: bytes) -> None:
    """Write a file that only its owner can read, and say so.

    Raises:
        BadInput: it can't be written.
    """
    try:
        write_private(file, data)
    except OSError as error:
        raise BadInput(
            f"{file}: {(error.strerror or 'can not be written').lower()}; name a file that can be written"
        ) from None
    messages().print(f"Written to {file}")


def _content(name: str, most: int = -1) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(most)
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise BadInput(f"{name}: {(error.strerror or 'can not be read').lower()}; name a readable file") from None
