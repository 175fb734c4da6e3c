"""Measures the embedded critic and writes `evals/REPORT.md`: `make report`. The one place that opens the test part."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.data.corpus import DATA, Labelled, load_corpus, read_jsonl
from evals.reports.interview_report import interview_part
from evals.reports.report_file import REPORT, table, write_part
from evals.statistics.agreement import kappa, quadratic_weighted_kappa
from evals.statistics.critic_measures import (
    HEADLINE,
    agreement_row,
    by_group,
    directed_rows,
    guesses,
    readings,
    risk_at_coverage,
    span_rows,
    unmoved_rows,
)
from evals.training.ablation import FrozenFinder
from interviewer.app import Services
from interviewer.assessment.critic import MOST_DOUBT
from interviewer.assessment.verification import stands
from interviewer.domain.assessment import Assessment, Connective, Kept
from interviewer.engines.embedded.calibration import calibration
from interviewer.engines.embedded.extractor import EmbeddedExtractor
from interviewer.engines.embedded.lexical_finder import LexicalFinder
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.packs.schema import Pack
from interviewer.settings import Settings, load_settings

_NAMES = {"metric_gap": "Metric gap", "ownership": "Ownership"}


def report(made: Services) -> str:
    """The whole report as Markdown."""
    test, whole = load_corpus(("test",)), load_corpus()
    parts = [_opening(test, whole)]
    parts += [_dimension(made, test, dimension) for dimension in HEADLINE]
    parts += [
        interview_part((made.resources.extractor,), made.pack, MOST_DOUBT),
        "## Are the words shown the evidence?\n\nOn the test part. A piece of evidence counts as found from a "
        'probability of one half; "right words": the surest words overlap labelled ones.\n',
        table(span_rows(test, readings(made.resources.extractor, test))),
        "## What must not move the level\n\nOn the test part, over the answers that the change touched.\n",
        table(unmoved_rows(made.resources.extractor, made.pack, test)),
        "## What must lower it\n\nOn the whole corpus, made from the labelled spans; training answers included.\n",
        table(directed_rows(made.resources.extractor, made.pack, whole)),
        "## Promises, over the whole corpus\n",
        "\n".join(f"- {name}: {count}" for name, count in broken_promises(made, whole).items()),
        _labels(),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _opening(test: Sequence[Labelled], whole: Sequence[Labelled]) -> str:
    measured = calibration()
    rows = {
        _NAMES[dimension]: {
            "asks instead of grading beyond an expected error of": f"{MOST_DOUBT:.2f} levels",
            "own noise, levels": f"{measured.noise.get(dimension, 0.0):.2f}",
        }
        for dimension in HEADLINE
    }
    return (
        "# How good the embedded critic is\n\nMade by `make report`; do not edit. Intervals are 95% bootstrap "
        "intervals over author voices, unless said otherwise. Answers and labels were written by a language model "
        "under blind conditions (`data/README.md`); no human has labelled them.\n\n"
        f"Corpus: {len(whole)} answers by {len({item.voice for item in whole})} voices; locked test part: "
        f"{len(test)} answers by {len({item.voice for item in test})} voices that no training has seen.\n\n"
        + table(rows)
    )


def _dimension(made: Services, test: Sequence[Labelled], dimension: str) -> str:
    rows, rounds, voices = {}, {}, {}
    shipped = guesses(readings(made.resources.extractor, test), made.pack, dimension)
    for extractor in (made.resources.extractor, *_lesser_readers(made)):
        found = guesses(readings(extractor, test), made.pack, dimension)
        rows[extractor.id] = agreement_row(test, found, dimension)
        rounds[extractor.id] = by_group(test, found, dimension, lambda item: item.round)
    voices[made.resources.extractor.id] = by_group(test, shipped, dimension, lambda item: item.voice)
    risk = {made.resources.extractor.id: risk_at_coverage(test, shipped, dimension)}
    return "\n\n".join(
        [
            f"## {_NAMES[dimension]}, on the locked test part",
            table(rows),
            "Weighted kappa per round, with intervals over answers:",
            table(rounds),
            "Per voice:",
            table(voices),
            "Risk and coverage: how good it is on the answers it is surest of:",
            table(risk),
        ]
    )


def _lesser_readers(made: Services) -> list[Extractor]:
    """The ablations, fitted on all that the shipped extractor was fitted on."""
    known = load_corpus(("train",))
    frozen = [FrozenFinder(made.resources.embedder, with_cues).fit(known) for with_cues in (False, True)]
    return [EmbeddedExtractor(LexicalFinder()), *(EmbeddedExtractor(finder) for finder in frozen)]


def broken_promises(made: Services, items: Sequence[Labelled]) -> dict[str, int]:
    """Counts over answers of what must never happen."""
    counts = dict.fromkeys(
        ("quotes", "quotes that do not stand", "unknown guide ids", "rewrites", "invented pieces"), 0
    )
    for item in items:
        assessment = made.resources.critic.assess(
            Exchange(0, item.question, item.answer), ExtractionContext(round=item.round)
        )
        _count(assessment, {0: item.answer}, made.pack, counts)
    return counts


def _count(assessment: Assessment, answers: dict[int, str], pack: Pack, counts: dict[str, int]) -> None:
    for finding in assessment.findings:
        counts["quotes"] += len(finding.quotes)
        counts["quotes that do not stand"] += sum(not stands(quote, answers) for quote in finding.quotes)
        counts["unknown guide ids"] += finding.guide_id not in pack.excerpts
    for piece in assessment.rewrite.pieces if assessment.rewrite else ():
        invented = (isinstance(piece, Kept) and not stands(piece.span, answers)) or (
            isinstance(piece, Connective) and piece.text not in pack.rubric.connectives
        )
        counts["invented pieces"] += invented
    counts["rewrites"] += assessment.rewrite is not None


def _labels() -> str:
    """Agreement of the two blind labelling passes."""
    first = {row["id"]: row for row in read_jsonl(DATA / "labels-a.jsonl")}
    second = {row["id"]: row for row in read_jsonl(DATA / "labels-b.jsonl")}
    lines = []
    for dimension in HEADLINE:
        both = [(first[key][dimension], second[key][dimension]) for key in second if key in first]
        graded = [(a, b) for a, b in both if a is not None and b is not None]
        levels = quadratic_weighted_kappa(*zip(*graded, strict=True)) if graded else 0.0
        exact = sum(a == b for a, b in both) / len(both)
        absent = kappa([a is None for a, _ in both], [b is None for _, b in both])
        lines.append(
            f"- {_NAMES[dimension]}: weighted kappa {levels:.2f} on {len(graded)} answers, exact {exact:.1%} of "
            f"{len(both)}, n/a kappa {absent:.2f}"
        )
    return (
        "## The labels\n\nTwo blind passes of one language model, in separate sessions and orders: this is a model's "
        "agreement with itself, an upper bound, and no substitute for people.\n\n" + "\n".join(lines)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=REPORT)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        made = Services(Settings(home=Path(folder), pack=load_settings().pack))
        write_part("critic", report(made), options.out)
        made.resources.library.close()
    print(f"written: {options.out.name}")


if __name__ == "__main__":
    main()
