"""`make eval-mutants`: does the gate catch sabotages, and does it let harmless edits pass? Writes `evals/MUTANTS.md`.

Each edit of `sabotage/` goes into a copy of the tree. A sabotage is caught where the gate closes, or where the tree's
own checks refuse to run.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

import evals.tasks  # noqa: F401  (makes the tasks known)
from evals.harness.commands import HOME, RunOptions
from evals.harness.gating import BASELINE, check_gates, load_gates
from evals.harness.reading import Record, read_toml
from evals.harness.run import Run, read_run
from evals.harness.suite import load_suites
from evals.harness.trees import copied
from evals.harness.worker import run_in
from evals.reports.running import run
from interviewer.errors import BadInput

HERE = Path(__file__).parent.parent
SABOTAGE = HERE / "sabotage"
RESULT = HERE / "MUTANTS.md"


class Edit(Record):
    file: str
    old: str = ""
    new: str = ""
    times: int = 1
    delete: bool = False


class Mutant(Record):
    """sabotage/ID.toml (see `sabotage/README.md`)"""

    id: str
    title: str
    harmful: bool
    suites: tuple[str, ...] = Field(min_length=1)
    edits: tuple[Edit, ...] = Field(min_length=1, alias="edit")


@dataclass(frozen=True)
class Tried:
    """A mutant and what became of it: `reasons` why the gate closed, or what the tree's own checks said."""

    mutant: Mutant
    reasons: tuple[str, ...]
    refused: bool = False

    @property
    def caught(self) -> bool:
        return bool(self.reasons)

    @property
    def as_wanted(self) -> bool:
        return self.caught == self.mutant.harmful


def load_mutants(wanted: tuple[str, ...] = ()) -> list[Mutant]:
    """The mutants of these names, or all.

    Raises:
        BadInput: a file has a mistake, or there is none of that name.
    """
    found = {path.stem: read_toml(Mutant, path) for path in sorted(SABOTAGE.glob("*.toml"))}
    for name in wanted:
        if name not in found:
            raise BadInput(f"unknown mutant '{name}'; known are: {', '.join(found)}")
    return [mutant for name, mutant in found.items() if not wanted or name in wanted]


def apply(mutant: Mutant, tree: Path) -> None:
    """Put the edits into a tree.

    Raises:
        BadInput: the words to replace do not stand there as often as the file says.
    """
    for edit in mutant.edits:
        path = tree / edit.file
        if not path.is_file():
            raise BadInput(f"sabotage '{mutant.id}': there is no file {edit.file}; correct it")
        if edit.delete:
            path.unlink()
            continue
        text = path.read_text(encoding="utf-8")
        if not edit.old or text.count(edit.old) != edit.times:
            raise BadInput(
                f"sabotage '{mutant.id}': {edit.file} holds the words to replace {text.count(edit.old)} times, "
                f"not {edit.times}; bring the sabotage up to date"
            )
        path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")


def attempt(mutant: Mutant, baseline: Run, out: Path) -> Tried:
    """Run the touched suites on a copy with the edits, and ask the gate."""
    with copied() as tree:
        apply(mutant, tree)
        options = RunOptions(suites=mutant.suites, out=out / mutant.id, label=mutant.id, home=HOME)
        try:
            run = run_in(tree, options, {"INTERVIEWER_PACK": str(tree / "knowledge" / "alibaba")}, lambda *_: None)
        except BadInput as error:
            return Tried(mutant, (f"refused to run: {str(error).replace(str(tree), '.')}",), refused=True)
    report = check_gates(run, baseline, load_gates(), load_suites())
    reasons = [f"{item.title}: {'; '.join(item.reasons)}" for item in report.checked if not item.passed]
    reasons += [f"{report.failed} cases ended in an error"] if report.failed else []
    return Tried(mutant, tuple(reasons))


def as_markdown(tried: list[Tried]) -> str:
    harmful = [item for item in tried if item.mutant.harmful]
    harmless = [item for item in tried if not item.mutant.harmful]
    caught, passed = sum(item.caught for item in harmful), sum(not item.caught for item in harmless)
    lines = [
        "# Does the gate see what it should?",
        "",
        "Made by `make eval-mutants`; do not edit. The edits stand in `sabotage/`, the gates in `gates.toml`.",
        "",
        f"- Sabotages caught: **{caught} of {len(harmful)}**",
        f"- Harmless edits let through: **{passed} of {len(harmless)}**",
        "",
        "| edit | suites run | result | why |",
        "| --- | --- | --- | --- |",
    ]
    for item in [*harmful, *harmless]:
        wanted = "" if item.as_wanted else "**not as it should be**: "
        result = "refused" if item.refused else "caught" if item.caught else "passed"
        why = "<br>".join(reason.replace("|", "\\|") for reason in item.reasons[:4])
        more = f"<br>and {len(item.reasons) - 4} more" if len(item.reasons) > 4 else ""
        name = f"{item.mutant.title} (`{item.mutant.id}`)"
        lines.append(f"| {name} | {', '.join(item.mutant.suites)} | {wanted}{result} | {why}{more} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mutants", nargs="*", help="names; all unless given, and only then MUTANTS.md is written")
    given = parser.parse_args()
    baseline = read_run(BASELINE)
    tried = []
    for mutant in load_mutants(tuple(given.mutants)):
        found = attempt(mutant, baseline, HOME / "mutants")
        tried.append(found)
        what = "caught" if found.caught else "passed"
        print(f"{'ok ' if found.as_wanted else 'NOT'} {mutant.id}: {what} {'; '.join(found.reasons)[:160]}", flush=True)
    if not given.mutants:
        RESULT.write_text(as_markdown(tried), encoding="utf-8")
    return 0 if all(item.as_wanted for item in tried) else 1


if __name__ == "__main__":
    run(main)
