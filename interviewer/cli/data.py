"""`interviewer data`: everything that is kept, to take along, to put back, and to put away."""

import sys
from pathlib import Path

from interviewer.cli.console import messages, read_text, services, written
from interviewer.errors import BadInput
from interviewer.storage.archive import archived, removed, restored, unreadable


def run_export(file: Path) -> None:
    """Write everything to one file that only its owner can read."""
    with services() as made:
        store = made.interviews.store
        lines = list(archived(store))
        for name in unreadable(store):
            messages().print(f"Interview {name} can't be read and is not in it; see 'interviewer doctor'.")
    written(file, "".join(lines).encode())


def run_import(file: str) -> None:
    """Keep what a file holds and is not there yet."""
    lines = read_text(file).split("\n")
    with services() as made:
        found = restored(made.interviews.store, lines)
    messages().print(f"Kept {found.told}.")
    if found.left:
        messages().print(f"There already, and left as it is: {', '.join(found.left)}.")


def run_delete(yes: bool) -> None:
    """Remove everything for good, after asking."""
    with services() as made:
        store = made.interviews.store
        store.check_writable()
        if not yes:
            if not sys.stdin.isatty():
                raise BadInput("removing everything can't be undone; add --yes to do it without being asked")
            if input("Remove every interview and all that you prepared, for good (y/N)? ").strip().lower() != "y":
                messages().print("Kept.")
                return
        messages().print(f"Removed {removed(store).told}.")
