"""`make eval`: every suite on the embedded engine, the gate, and the suites' part of `evals/REPORT.md`.

`--baseline` keeps the run's numbers as the one that later runs are held against.
"""

import argparse
from pathlib import Path

import evals.tasks  # noqa: F401  (makes the tasks known)
from evals.harness.commands import RunOptions, run_and_write
from evals.harness.gating import BASELINE, check_gates, load_gates
from evals.harness.reporting import run_report
from evals.harness.run import read_run, without_texts, write_run
from evals.harness.suite import load_suites
from evals.reports.report_file import REPORT, write_part
from evals.reports.running import run
from interviewer.cli.console import progress_bar


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--baseline", action="store_true")
    parser.add_argument("--out", type=Path, default=None)
    given = parser.parse_args()
    with progress_bar("evaluating") as step:
        run, folder = run_and_write(RunOptions(out=given.out), step)
    if given.baseline:
        kept = without_texts(run)
        guarded = {gate.suite for gate in load_gates()}
        results = tuple(result for result in kept.results if result.suite in guarded)
        header = kept.header.model_copy(update={"results": len(results)})
        write_run(kept.model_copy(update={"header": header, "results": results}), BASELINE)
    baseline = read_run(BASELINE) if BASELINE.exists() else None
    gate = check_gates(run, baseline, load_gates(), load_suites())
    markdown, html = run_report(run, gate)
    write_part("suites", markdown)
    REPORT.with_suffix(".html").write_text(html, encoding="utf-8")
    print(f"{'passed' if gate.passed else 'failed'}; written: {REPORT.name}, {REPORT.stem}.html, {folder}")
    return 0 if gate.passed else 1


if __name__ == "__main__":
    run(main)
