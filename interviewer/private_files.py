"""Files and folders that only their owner can read, whatever the umask. Knows nothing of what is kept in them."""

import os
import stat
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077


def private_folder(folder: Path, known: Collection[str] | None = None) -> None:
    """Make the folder, with all that is missing above it, for its owner only; tighten one that was there.

    Args:
        known: what is kept in it. A folder that holds other things as well is not ours to close, and stays as it is.

    Raises:
        OSError: it can't be made.
    """
    if not folder.parent.exists():
        private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    with suppress(OSError):
        if known is None or all(entry.name in known for entry in folder.iterdir()):
            tighten(folder)


def private_file(path: Path) -> None:
    """Make the file, empty, for its owner only; tighten one that was there, without opening it.

    POSIX takes all locks of a process on a file away when it closes the file once: SQLite's too, which would then lose
    what it acknowledged.

    Raises:
        OSError: it can't be made.
    """
    if not path.exists():
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
    tighten(path)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read; what stood there is replaced.

    Raises:
        OSError: it can't be written.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        tighten(path)
        file.write(data)


def replace_private(path: Path, data: bytes) -> None:
    """Put a file that only its owner can read in place of an older one, in one step: another process may be reading.

    Raises:
        OSError: it can't be written; the older one stands, and nothing else is left.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        write_private(part, data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def tighten(path: Path) -> None:
    """Take all rights of others from a file or folder of our own; what is a device, another's or everybody's stays."""
    with suppress(OSError):  # some disks know no rights, and that is no reason to refuse
        found = path.stat()
        ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        shared = found.st_mode & stat.S_ISVTX  # a folder for everybody, such as /tmp
        plain = stat.S_ISREG(found.st_mode) or (stat.S_ISDIR(found.st_mode) and not shared)
        if ours and plain and found.st_mode & _OTHERS:
            path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
