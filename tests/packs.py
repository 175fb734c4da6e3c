"""Packs with a mistake in one file, as somebody who edits one would make it."""

import shutil
from pathlib import Path

from interviewer.packs.loader import load_pack
from interviewer.packs.schema import Pack


def with_a_mistake(pack: Path, copy: Path, file: str, before: str, after: str) -> Pack:
    """The pack read from a copy in which `before` stands as `after`, once, in one file.

    Raises:
        PackError: what `load_pack` says of it.
    """
    shutil.copytree(pack, copy)
    text = (copy / file).read_text()
    assert before in text
    (copy / file).write_text(text.replace(before, after, 1))
    return load_pack(copy)
