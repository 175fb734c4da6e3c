"""Measures the embedded critic and writes `evals/REPORT.md`: `make report`. The one place that opens the test part."""

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from evals.agreement import bootstrap_interval, kappa, precision_recall, quadratic_weighted_kappa
from evals.corpus import DATA, Labelled, load_corpus, read_jsonl
from evals.perturb import UNMOVED
from interviewer.build import Workshop
from interviewer.domain.assessment import Assessment, Blank, Connective, Kept, Status
from interviewer.embedded.lexical_finder import LexicalFinder
from interviewer.embedded.reader import EmbeddedReader
from interviewer.grading import grade
from interviewer.packs.schema import Pack
from interviewer.roles import ReadContext, Reader, Said
from interviewer.settings import Settings, load_settings
from interviewer.verification import stands

REPORT = Path(__file__).parent / "REPORT.md"
HEADLINE = ("metric_gap", "ownership")
_UNCLOSED = 2  # "is the gap unclosed?", "is the framing below owned?": this level or less


@dataclass(frozen=True)
class Guess:
    """What a reader makes of one answer: its level, None for n/a, and the level it would give if pressed."""

    level: int | None
    pressed: int
    confidence: float


def guesses(reader: Reader, pack: Pack, items: Sequence[Labelled], dimension: str) -> list[Guess]:
    """One guess an answer."""
    entry = pack.rubric.dimension(dimension)
    found = []
    for item in items:
        reading = reader.read(Said(0, item.question, item.answer), ReadContext(round=item.round))
        graded = grade(entry, reading, (), 0.0)
        applies = graded.status is Status.GRADED
        forced = reading.model_copy(update={"applicable": dict.fromkeys(HEADLINE, 1.0)})
        pressed = grade(entry, forced, (), 0.0)
        found.append(Guess(graded.guess if applies else None, pressed.guess or 0, pressed.confidence))
    return found


def agreement_rows(items: Sequence[Labelled], found: Sequence[Guess], dimension: str) -> dict[str, str]:
    """The measures of one reader on one dimension, with 95% intervals over author voices."""
    wanted = [getattr(item, dimension) for item in items]
    graded = [place for place, level in enumerate(wanted) if level is not None]
    truth = np.array([wanted[place] for place in graded])
    guess = np.array([found[place].pressed for place in graded])
    voices = [items[place].voice for place in graded]

    def of(measure: Callable[[np.ndarray, np.ndarray], float]) -> str:
        value = measure(truth, guess)
        low, high = bootstrap_interval(lambda index: measure(truth[index], guess[index]), voices)
        return f"{value:.2f} [{low:.2f}, {high:.2f}]"

    precision = of(lambda t, g: precision_recall(list(t <= _UNCLOSED), list(g <= _UNCLOSED))[0])
    recall = of(lambda t, g: precision_recall(list(t <= _UNCLOSED), list(g <= _UNCLOSED))[1])
    not_applicable = kappa([level is None for level in wanted], [item.level is None for item in found])
    return {
        "answers": str(len(graded)),
        "weighted kappa": of(lambda t, g: quadratic_weighted_kappa(list(t), list(g))),
        "exact": of(lambda t, g: float((t == g).mean())),
        "precision, level 2 or less": precision,
        "recall, level 2 or less": recall,
        "n/a kappa": f"{not_applicable:.2f} ({sum(level is None for level in wanted)} n/a)",
    }


def per_round(items: Sequence[Labelled], found: Sequence[Guess], dimension: str) -> dict[str, str]:
    """Weighted kappa for each round."""
    rows = {}
    for round_id in sorted({item.round for item in items}):
        pairs = [
            (getattr(item, dimension), guess.pressed)
            for item, guess in zip(items, found, strict=True)
            if item.round == round_id and getattr(item, dimension) is not None
        ]
        if pairs:
            first, second = zip(*pairs, strict=True)
            rows[round_id] = f"{quadratic_weighted_kappa(first, second):.2f} ({len(pairs)})"
    return rows


def calibration_error(items: Sequence[Labelled], found: Sequence[Guess], dimension: str, bins: int = 5) -> float:
    """Expected calibration error of the level's confidence (Naeini et al., 2015), over equally filled bins."""
    pairs = sorted(
        (guess.confidence, getattr(item, dimension) == guess.pressed)
        for item, guess in zip(items, found, strict=True)
        if getattr(item, dimension) is not None
    )
    parts = np.array_split(np.array(pairs, dtype=float), bins)
    return float(
        sum(len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in parts if len(part)) / len(pairs)
    )


def moved_by(reader: Reader, pack: Pack, items: Sequence[Labelled]) -> dict[str, dict[str, str]]:
    """For each perturbation and dimension, the share of answers whose level moved, of those the change touched."""
    rows: dict[str, dict[str, str]] = {}
    for name, change in UNMOVED.items():
        rng = random.Random(name)
        changed = [(item, change(item.answer, rng)) for item in items]
        touched = [(item, text) for item, text in changed if text != item.answer]
        row = {"answers": str(len(touched))}
        for dimension in HEADLINE:
            before = guesses(reader, pack, [item for item, _ in touched], dimension)
            after = guesses(reader, pack, [_with(item, text) for item, text in touched], dimension)
            moved = [abs(a.pressed - b.pressed) for a, b in zip(before, after, strict=True)]
            row[dimension] = f"{np.mean([m > 0 for m in moved]):.0%} moved, {np.mean([m > 1 for m in moved]):.0%} by 2+"
        rows[name] = row
    return rows


def broken_promises(made: Workshop, items: Sequence[Labelled]) -> dict[str, int]:
    """Counts over the whole corpus of what must never happen."""
    counts = {"quotes": 0, "quotes that do not stand": 0, "unknown guide ids": 0, "rewrites": 0, "invented pieces": 0}
    for item in items:
        said = Said(0, item.question, item.answer)
        assessment = made.critic.assess(said, ReadContext(round=item.round))
        _count(assessment, {0: item.answer}, made.pack, counts)
    return counts


def _count(assessment: Assessment, answers: dict[int, str], pack: Pack, counts: dict[str, int]) -> None:
    for finding in assessment.findings:
        counts["quotes"] += len(finding.quotes)
        counts["quotes that do not stand"] += sum(not stands(quote, answers) for quote in finding.quotes)
        counts["unknown guide ids"] += finding.guide_id not in pack.excerpts
    if assessment.rewrite:
        counts["rewrites"] += 1
        for piece in assessment.rewrite.pieces:
            invented = (isinstance(piece, Kept) and not stands(piece.span, answers)) or (
                isinstance(piece, Connective) and piece.text not in pack.rubric.connectives
            )
            counts["invented pieces"] += invented and not isinstance(piece, Blank)


def between_passes() -> dict[str, str]:
    """Agreement of the two blind labelling passes."""
    first = {row["id"]: row for row in read_jsonl(DATA / "labels-a.jsonl")}
    second = {row["id"]: row for row in read_jsonl(DATA / "labels-b.jsonl")}
    rows = {}
    for dimension in HEADLINE:
        both = [(first[key][dimension], second[key][dimension]) for key in second if key in first]
        graded = [(a, b) for a, b in both if a is not None and b is not None]
        levels = quadratic_weighted_kappa(*zip(*graded, strict=True)) if graded else 0.0
        rows[dimension] = f"weighted kappa {levels:.2f} on {len(graded)} of {len(both)} answers"
    return rows


def _with(item: Labelled, text: str) -> Labelled:
    return Labelled(**{**item.__dict__, "answer": text})


def _table(rows: dict[str, dict[str, str]]) -> str:
    columns = list(next(iter(rows.values())))
    lines = ["| | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(row[column] for column in columns) + " |" for name, row in rows.items()]
    return "\n".join(lines)


def report(made: Workshop) -> str:
    """The whole report as Markdown."""
    test, whole = load_corpus(("test",)), load_corpus()
    parts = ["# How good the embedded critic is", "", "Made by `make report`; do not edit.", ""]
    parts.append(
        f"Corpus: {len(whole)} answers, {len({i.voice for i in whole})} voices; locked test part: {len(test)}."
    )
    for dimension in HEADLINE:
        rows, rounds = {}, {}
        for reader in (made.reader, EmbeddedReader(LexicalFinder())):
            found = guesses(reader, made.pack, test, dimension)
            rows[reader.id] = agreement_rows(test, found, dimension)
            rows[reader.id]["calibration error"] = f"{calibration_error(test, found, dimension):.2f}"
            rounds[reader.id] = per_round(test, found, dimension)
        parts += ["", f"## {dimension}: on the locked test part", "", _table(rows), "", "Weighted kappa per round:", ""]
        parts.append(_table(rounds))
    parts += ["", "## What must not move the level", "", "On the test part.", ""]
    parts.append(_table(moved_by(made.reader, made.pack, test)))
    parts += ["", "## Promises, over the whole corpus", ""]
    parts += [f"- {name}: {count}" for name, count in broken_promises(made, whole).items()]
    parts += ["", "## The labels", "", "Two blind passes of a language model, not of people:", ""]
    parts += [f"- {dimension}: {text}" for dimension, text in between_passes().items()]
    return "\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=REPORT)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        made = Workshop(Settings(home=Path(folder), pack=load_settings().pack))
        options.out.write_text(report(made), encoding="utf-8")
        made.library.close()
    print(f"written: {options.out.name}")


if __name__ == "__main__":
    main()
