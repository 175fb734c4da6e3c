"""Is the code's judgement of lines in the `conversation` suite a reader's? Draws lines for readers, and compares.

`python -m evals.reports.line_readers draw RUN FOLDER` writes `judge-100.jsonl` for readers, with the code's judgement
hidden in `judge-100-code.jsonl`. `python -m evals.reports.line_readers compare FOLDER READER...` takes readers' files,
one `{"id": ..., "answer": "yes" or "no"}` a line. Below a kappa of .7 a measure must not gate.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

from evals.harness.reading import Record, json_of, read_jsonl
from evals.harness.run import read_run
from evals.reports.report_file import table
from evals.reports.running import run
from evals.statistics.agreement import kappa
from interviewer.errors import BadInput

_DRAWN = 100
_SEED = 18
_FOR_READERS, _FOR_US = "judge-100.jsonl", "judge-100-code.jsonl"
_ASKED = {
    "flaw": "An answer before has this flaw: {about}. Does the line ask precisely for what is wrong?",
    "back": 'The candidate asked back: "{about}" Does the line answer that fittingly?',
    "decisive": "An answer before leaves this open: {about}. Does the line ask precisely for what is missing?",
    "known": "The candidate has said: {about}. Does the line ask for that again?",
    "held": "This does not fit together: {about}. Does the line hold that against the candidate?",
}


class Asked(Record):
    """A line that readers are asked about; `before` is the talk that led to it, interviewer and candidate in turn."""

    id: str
    measure: str
    question: str
    before: tuple[str, ...]
    line: str


class Answered(Record):
    id: str
    answer: Literal["yes", "no"]


def drawn(rows: Sequence[Mapping[str, Any]], most: int = _DRAWN, seed: int = _SEED) -> list[Mapping[str, Any]]:
    """Rows of every measure, as many that the code affirms as that it denies, where there are so many."""
    rng = random.Random(seed)
    groups: dict[tuple[str, bool], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rng.sample(list(rows), len(rows)):
        groups[row["measure"], row["code"]].append(row)
    deepest = max((len(group) for group in groups.values()), default=0)
    in_turn = [groups[key][n] for n in range(deepest) for key in sorted(groups) if n < len(groups[key])]
    return rng.sample(in_turn[:most], len(in_turn[:most]))


def agreement(code: Mapping[str, bool], readers: Mapping[str, Mapping[str, bool]]) -> dict[str, dict[str, str]]:
    """For each pair of the code and the readers: on how many lines they agree, and Cohen's kappa.

    Raises:
        BadInput: a reader left lines out or answered others.
    """
    for name, answers in readers.items():
        if unlike := code.keys() ^ answers.keys():
            raise BadInput(f"{name}: {len(unlike)} lines are missing or unknown, such as '{min(unlike)}'; complete it")
    judges = {"code": code, **readers}
    ids = sorted(code)
    found = {}
    for first, second in combinations(judges, 2):
        one, other = ([judges[name][key] for key in ids] for name in (first, second))
        same = sum(a == b for a, b in zip(one, other, strict=True))
        found[f"{first} and {second}"] = {"agree": f"{same} of {len(ids)}", "kappa": f"{kappa(one, other):.2f}"}
    return found


def draw(run: Path, folder: Path) -> None:
    told = [result.shown.get("points", "") for result in read_run(run).of("conversation")]
    rows = [json_of(line, str(run)) for text in told for line in text.splitlines() if line]
    if not rows:
        raise BadInput(f"{run}: holds no judged lines; run the suite 'conversation' with --out first")
    named = [(f"line-{place:03d}", row) for place, row in enumerate(drawn(rows), start=1)]
    asked = [
        Asked(
            id=name,
            measure=row["measure"],
            question=_ASKED[row["measure"]].format(about=row["about"]),
            before=tuple(row["before"]),
            line=row["line"],
        ).model_dump_json()
        for name, row in named
    ]
    hidden = [Answered(id=name, answer="yes" if row["code"] else "no").model_dump_json() for name, row in named]
    (folder / _FOR_READERS).write_text("\n".join(asked) + "\n", encoding="utf-8")
    (folder / _FOR_US).write_text("\n".join(hidden) + "\n", encoding="utf-8")


def compare(folder: Path, readers: Sequence[Path]) -> str:
    """A table for each measure and one for all, as Markdown."""
    of = {item.id: item.measure for item in read_jsonl(Asked, folder / _FOR_READERS)}
    code, *others = (
        {item.id: item.answer == "yes" for item in read_jsonl(Answered, path)} for path in (folder / _FOR_US, *readers)
    )
    named = dict(zip((path.stem for path in readers), others, strict=True))
    parts = ["## all", table(agreement(code, named))]
    for measure in _ASKED:
        own = {key for key, name in of.items() if name == measure}
        held = {name: {key: yes for key, yes in answers.items() if key in own} for name, answers in named.items()}
        parts += [f"## {measure}", table(agreement({key: code[key] for key in own}, held))] if own else []
    return "\n\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, first, second in (("draw", "run", "folder"), ("compare", "folder", "readers")):
        command = commands.add_parser(name)
        command.add_argument(first, type=Path)
        command.add_argument(second, type=Path, nargs="+" if second == "readers" else None)
    given = parser.parse_args()
    if given.command == "draw":
        draw(given.run, given.folder)
    else:
        print(compare(given.folder, given.readers))
    return 0


if __name__ == "__main__":
    run(main)
