"""Two versions of the interviewer made comparable: each a run, a git revision, a folder of prompts, a pack, or `.`.

A revision is checked out beside the tree, with the suites and the harness of today, so that both sides are asked the
same and measured alike.
"""

import difflib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.harness.commands import RunOptions
from evals.harness.comparing import RunComparison, compare
from evals.harness.digests import TREE
from evals.harness.run import RUN_FILE, Run, read_run
from evals.harness.running import Progress
from evals.harness.suite import load_suites
from evals.harness.trees import checked_out, copied
from evals.harness.worker import run_in
from interviewer.errors import BadInput

_WATCHED = ("prompts", "knowledge", "interviewer")
_TEXT = frozenset({".py", ".toml", ".md", ".jinja", ".j2", ".txt", ".yaml", ".jsonl"})
_LONGEST_DIFF = 400


@dataclass(frozen=True)
class Compared:
    """A comparison with the difference of the two versions' prompts, packs and code, where both are at hand."""

    comparison: RunComparison
    diff: str


@dataclass(frozen=True)
class _Version:
    """Either a finished `run`, or a `tree` to run; `files` are the folders whose texts are compared, by name."""

    label: str
    run: Run | None = None
    tree: Path = TREE
    settings: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)


def compare_versions(first: str, second: str, options: RunOptions, progress: Progress) -> Compared:
    """Run whatever is no run yet, and compare.

    Raises:
        BadInput: a name is neither a run nor a revision nor a folder, or the versions have no suite in common.
    """
    with ExitStack() as stack:
        versions = [stack.enter_context(_opened(name)) for name in (first, second)]
        folder = Path(stack.enter_context(TemporaryDirectory()))
        runs = [
            version.run or run_in(version.tree, _options(options, version, folder / str(n)), version.settings, progress)
            for n, version in enumerate(versions)
        ]
        diff = _diff(*versions)
    comparison = compare(runs[0], runs[1], load_suites(options.suites))
    if not comparison.changes:
        raise BadInput(f"'{first}' and '{second}' have no case in common; run the same suites on both")
    return Compared(comparison, diff)


def _options(options: RunOptions, version: _Version, out: Path) -> RunOptions:
    return replace(options, out=out, label=version.label)


@contextmanager
def _opened(name: str) -> Iterator[_Version]:
    path = Path(name)
    if path.is_file() or (path / RUN_FILE).is_file():
        run = read_run(path)
        yield _Version(label=run.header.label, run=run)
    elif name == ".":
        yield _Version(label="the tree as it stands", files=_folders(TREE))
    elif (path / "pack.toml").is_file():
        yield _Version(name, settings={"INTERVIEWER_PACK": str(path.resolve())}, files={"knowledge": path})
    elif path.is_dir():
        with copied() as tree:
            shutil.rmtree(tree / "prompts", ignore_errors=True)
            shutil.copytree(path, tree / "prompts")
            yield _Version(label=name, tree=tree, files=_folders(tree))
    else:
        with checked_out(name) as tree:
            yield _Version(label=name, tree=tree, files=_folders(tree))


def _folders(tree: Path) -> dict[str, Path]:
    return {name: tree / name for name in _WATCHED if (tree / name).is_dir()}


def _diff(first: _Version, second: _Version) -> str:
    lines: list[str] = []
    for name in _WATCHED:
        if name in first.files and name in second.files:
            lines += _folder_diff(name, first.files[name], second.files[name])
    if len(lines) > _LONGEST_DIFF:
        lines = [*lines[:_LONGEST_DIFF], f"... and {len(lines) - _LONGEST_DIFF} lines more"]
    return "\n".join(lines)


def _folder_diff(name: str, first: Path, second: Path) -> Iterator[str]:
    texts = [_texts(folder) for folder in (first, second)]
    for path in sorted(texts[0].keys() | texts[1].keys()):
        old, new = (text.get(path, "") for text in texts)
        if old != new:
            where = f"{name}/{path}"
            yield from difflib.unified_diff(old.splitlines(), new.splitlines(), where, where, lineterm="", n=2)


def _texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in folder.rglob("*")
        if path.suffix in _TEXT and path.is_file()
    }
