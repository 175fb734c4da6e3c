"""The part of `evals/REPORT.md` on whole interviews: levels by turn, n/a, the verdict; and how far labellers agree."""

from collections.abc import Sequence

from evals.data.corpus import DATA, LabelledInterview, load_interviews, read_jsonl
from evals.reports.report_file import table
from evals.statistics.agreement import kappa, quadratic_weighted_kappa
from evals.statistics.critic_measures import HEADLINE
from evals.statistics.interview_measures import (
    Judged,
    judge,
    labelled_verdict,
    ladder_row,
    turn_row,
    verdict_row,
)
from interviewer.engines.protocols import Extractor
from interviewer.packs.schema import Pack
from interviewer.rubric.verdict import LADDER

_NAMES = {"metric_gap": "Metric gap", "ownership": "Ownership"}


def interview_part(extractors: Sequence[Extractor], pack: Pack, most_doubt: float) -> str:
    """On the locked part, whose writers, voices and forms no training has seen."""
    interviews = load_interviews(("test",))
    whole = load_interviews()
    turns = sum(len(item.turns) for item in whole)
    threads = sum(len({turn.thread for turn in item.turns}) for item in whole)
    judged = {item.id: [judge(item, pack, one, most_doubt) for one in interviews] for item in extractors}
    first = next(iter(judged.values()))
    return "\n\n".join(
        [
            "## Whole interviews, on the locked part",
            f"{len(whole)} interviews, {threads} threads, {turns} turns; locked: {len(interviews)} interviews in "
            f"{len({item.form for item in interviews})} forms of telling that no training has seen. A turn is graded "
            "in its thread (RUBRIC, preamble). Intervals over interviews.",
            *(
                part
                for name in HEADLINE
                for part in (
                    f"### {_NAMES[name]}, by turn",
                    table({extractor: turn_row(interviews, found, name) for extractor, found in judged.items()}),
                )
            ),
            "### By form of telling",
            table(_by_form(interviews, first)),
            "### Verdict",
            "The labels of the turns, put through the rule of RUBRIC section 5, agree with the reader's own verdict "
            "only so far; no critic that keeps to that rule can agree with the reader much better.",
            table(_verdicts(interviews, judged)),
            "### Do two labellers agree?",
            table(_labellers()),
        ]
    )


def _by_form(interviews: Sequence[LabelledInterview], judged: Sequence[Judged]) -> dict[str, dict[str, str]]:
    rows = {}
    for form in sorted({item.form for item in interviews}):
        places = [place for place, item in enumerate(interviews) if item.form == form]
        own, found = [interviews[n] for n in places], [judged[n] for n in places]
        rows[form] = {
            f"{_NAMES[name]}, {what}": turn_row(own, found, name)[what]
            for name in HEADLINE
            for what in ("weighted kappa", "n/a kappa")
        }
    return rows


def _verdicts(interviews: Sequence[LabelledInterview], judged: dict[str, list[Judged]]) -> dict[str, dict[str, str]]:
    ids = [item.id for item in interviews]
    by_rule = [labelled_verdict(item) for item in interviews]
    of_rule = [LADDER.index(value) if value else 0 for value in by_rule]
    rows = {f"{name}, with the reader": verdict_row(interviews, found) for name, found in judged.items()}
    rows |= {
        f"{name}, with the rule on the labels": ladder_row(of_rule, [item.verdict for item in found], ids)
        for name, found in judged.items()
    }
    own = [LADDER.index(item.verdict) for item in interviews]
    return rows | {"the rule on the labels, with the reader": ladder_row(own, by_rule, ids)}


def _labellers() -> dict[str, dict[str, str]]:
    first = {row["id"]: row for row in read_jsonl(DATA / "interview-labels-a.jsonl")}
    second = {row["id"]: row for row in read_jsonl(DATA / "interview-labels-b.jsonl")}
    shared = sorted(first.keys() & second.keys())
    rows = {}
    for name in HEADLINE:
        pairs = [
            (one[name], other[name])
            for item in shared
            for one, other in zip(first[item]["turns"], second[item]["turns"], strict=True)
        ]
        both = [(one, other) for one, other in pairs if one is not None and other is not None]
        absent = kappa([one is None for one, _ in pairs], [other is None for _, other in pairs])
        level = quadratic_weighted_kappa([one for one, _ in both], [other for _, other in both])
        rows[f"{_NAMES[name]}, by turn"] = _row(len(pairs), f"{level:.2f}", f"{absent:.2f}")
    readers = ladder_row(
        [LADDER.index(first[item]["verdict"]) for item in shared], [second[item]["verdict"] for item in shared], shared
    )
    return rows | {"Verdict": _row(len(shared), readers["weighted kappa"], "n/a")}


def _row(twice: int, level: str, absent: str) -> dict[str, str]:
    return {"labelled twice": str(twice), "weighted kappa": level, "n/a kappa": absent}
