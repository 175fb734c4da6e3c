"""Trees beside the present one: a revision checked out, or a copy to be changed; both with today's `evals/` in them."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.harness.digests import TREE
from interviewer.errors import BadInput

_NEEDED = ("interviewer", "knowledge", "prompts", "evals")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "REPORT*", "example*")


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A git revision.

    Raises:
        BadInput: there is none of that name.
    """
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise BadInput(
            f"'{revision}' is neither a run's folder nor a folder of prompts nor a git revision; see git log"
        )
    with TemporaryDirectory() as folder:
        tree = Path(folder).resolve() / "tree"
        if _git("worktree", "add", "--detach", "--quiet", str(tree), commit) is None:
            raise BadInput(f"'{revision}' can't be checked out beside this tree; try 'git worktree prune'")
        try:
            if not (tree / "interviewer" / "app.py").exists():
                raise BadInput(
                    f"'{revision}' is older than the present layout of the code, and today's suites can't drive it; "
                    "run its own suites in a checkout of it (interviewer eval run --out FOLDER) and name that folder"
                )
            shutil.rmtree(tree / "evals", ignore_errors=True)
            shutil.copytree(TREE / "evals", tree / "evals", ignore=_LEFT_OUT)
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of what an interview needs, as the tree stands now, to be changed at will."""
    with TemporaryDirectory() as folder:
        tree = Path(folder).resolve() / "tree"
        for name in _NEEDED:
            if (TREE / name).is_dir():
                shutil.copytree(TREE / name, tree / name, ignore=_LEFT_OUT)
        yield tree


def _git(*arguments: str) -> str | None:
    """What git says, or None where it refuses."""
    try:
        done = subprocess.run(["git", *arguments], cwd=TREE, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
