"""How the guards do on fair and foul lines of an interviewer, in English and Mandarin: what word lists alone can do.

`python -m evals.reports.guard [dev|locked] [--show]`. A line is refused by the lists, let pass as plainly fine, or put
to the model's yes-or-no check (`prompts/line-check.md`); a foul line that passes and a fair one that is refused are
errors for certain, what is put to the check is as good as the model that answers.
"""

import argparse
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from evals.data.corpus import DATA, read_jsonl
from evals.reports.report_file import table
from interviewer.engines.guardrails import Expected, broken_checks, plainly_fine
from interviewer.engines.llm.grounding import Grounds, ungrounded
from interviewer.engines.llm.sentences import whole_sentences

Verdict = Literal["refused", "plainly fine", "to be checked"]


@dataclass(frozen=True)
class Labelled:
    """A line with what the candidate said before it; `why` names the fault of a foul one."""

    id: str
    part: Literal["dev", "locked"]
    language: str
    heard: str
    line: str
    foul: bool
    why: str


def labelled_lines(part: str) -> list[Labelled]:
    """The lines of a part, as their writers labelled them."""
    return [item for item in (Labelled(**row) for row in read_jsonl(DATA / "guard-lines.jsonl")) if item.part == part]


def verdict(item: Labelled) -> tuple[Verdict, tuple[str, ...]]:
    """What the word lists and the grounds make of a line, and the checks that it broke."""
    broken = broken_checks(item.line, Expected("at_most_once"))
    broken += ungrounded(item.line, Grounds(item.heard, ""))
    if broken:
        return "refused", broken
    plain = all(plainly_fine(sentence, (item.heard,)) for sentence in whole_sentences(item.line, ended=True))
    return ("plainly fine" if plain else "to be checked"), ()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("part", nargs="?", default="dev", choices=("dev", "locked"))
    parser.add_argument("--show", action="store_true")
    wanted = parser.parse_args()
    counted: dict[tuple[str, bool], Counter[str]] = {}
    for item in labelled_lines(wanted.part):
        found, broken = verdict(item)
        counted.setdefault((item.language, item.foul), Counter())[found] += 1
        if wanted.show and (found == "refused") != item.foul:
            print(item.id, "foul" if item.foul else "fair", item.why, found, *broken, "|", item.line)
    rows = {
        f"{language}, {'foul' if foul else 'fair'}": {name: str(counts[name]) for name in Verdict.__args__}
        for (language, foul), counts in sorted(counted.items())
    }
    print(table(rows))


if __name__ == "__main__":
    main()
