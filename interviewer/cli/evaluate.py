"""`interviewer eval`: the eval suites of a checkout, on the screen. What they ask and measure stands in `evals/`."""

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from interviewer.errors import SetupError

app = typer.Typer(
    help="Did a change make the interviewer better or worse?", no_args_is_help=True, rich_markup_mode=None
)

SuitesArgument = Annotated[list[str] | None, typer.Argument(metavar="[SUITE]...", help="All suites unless named.")]
EngineOption = Annotated[str, typer.Option("--engine", help="embedded or llm.")]
ModelOption = Annotated[str, typer.Option("--model", help="The model's name, with --engine llm.")]
SamplesOption = Annotated[int, typer.Option("--samples", min=1, help="How often each case is tried.")]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="At most so many cases of each suite.")]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Cases at a time.")]
BudgetOption = Annotated[float | None, typer.Option("--budget", min=0.0, help="Dollars; stops before they are spent.")]
RateOption = Annotated[float | None, typer.Option("--rate", min=0.1, help="Cases begun per minute, at most.")]
CacheOption = Annotated[bool, typer.Option("--cache/--no-cache", help="Take unchanged results from the cache.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RecordOption = Annotated[
    Path | None, typer.Option("--record", help="Keep the model's replies in this file, and ask only for those missing.")
]
ReplayOption = Annotated[
    Path | None, typer.Option("--replay", help="Play the model from this file, without a key; says what is stale.")
]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="A folder for results, logs and reports.")]


@app.command("list")
def list_suites(json_: JsonOption = False) -> None:
    """The suites, with their cases and measures."""
    from interviewer.cli.evaluation_tables import show_suites

    show_suites(_evals("commands").suite_rows(_evals("suite").load_suites()), json_)


@app.command()
def run(
    suites: SuitesArgument = None,
    engine: EngineOption = "embedded",
    model: ModelOption = "",
    samples: SamplesOption = 1,
    limit: LimitOption = None,
    jobs: JobsOption = 2,
    budget: BudgetOption = None,
    rate: RateOption = None,
    cache: CacheOption = True,
    json_: JsonOption = False,
    out: OutOption = None,
    record: RecordOption = None,
    replay: ReplayOption = None,
) -> None:
    """Run suites and print what they measure. Exit status 1 if a case ended in an error."""
    from interviewer.cli.console import progress_bar
    from interviewer.cli.evaluation_tables import show_measures

    commands = _evals("commands")
    options = commands.RunOptions(tuple(suites or ()), engine, model, samples, limit, jobs, budget, rate, cache, out)
    options = replace(options, record=record, replay=replay)
    with progress_bar("evaluating") as step:
        done, folder = commands.run_and_write(options, step)
    show_measures(commands.measure_rows(done), commands.remarks(done), folder, json_)
    raise typer.Exit(1 if done.header.broken else 0)


@app.command()
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="A run, a git revision, or a folder of prompts.")],
    second: Annotated[str, typer.Argument(metavar="B", help="What is held against it.")],
    suites: SuitesArgument = None,
    engine: EngineOption = "embedded",
    model: ModelOption = "",
    samples: SamplesOption = 1,
    limit: LimitOption = None,
    json_: JsonOption = False,
    out: OutOption = None,
    replay: ReplayOption = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a comment for a pull request.")] = False,
) -> None:
    """Better, worse, or not distinguishable: case by case, with a report."""
    from interviewer.cli.console import progress_bar
    from interviewer.cli.evaluation_tables import show_comparison

    commands = _evals("commands")
    options = commands.RunOptions(tuple(suites or ()), engine, model, samples, limit, out=out, replay=replay)
    with progress_bar("evaluating") as step:
        found = _evals("versions").compare_versions(first, second, options, step)
    folder = _evals("reporting").write_comparison(found, out)
    if markdown:
        print(_evals("pull_request").comment(found), end="")
        return
    show_comparison(commands.change_rows(found.comparison), found.comparison.verdict, folder, json_)


@app.command()
def gate(
    suites: SuitesArgument = None,
    of: Annotated[Path | None, typer.Option("--run", help="A run to check; else the suites are run now.")] = None,
    engine: EngineOption = "embedded",
    model: ModelOption = "",
    json_: JsonOption = False,
    out: OutOption = None,
    replay: ReplayOption = None,
) -> None:
    """Exit status 1 if a guarded measure is beyond its limit, or fell by more than luck (evals/gates.toml)."""
    from interviewer.cli.console import progress_bar
    from interviewer.cli.evaluation_tables import show_gate

    commands = _evals("commands")
    with progress_bar("evaluating") as step:
        options = commands.RunOptions(tuple(suites or ()), engine, model, out=out, replay=replay)
        checked = commands.gate(options, of, step)
    show_gate(commands.gate_rows(checked), checked.notes, checked.passed, json_)
    raise typer.Exit(0 if checked.passed else 1)


@app.command()
def view(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[RUN]", help="A run's folder; the newest unless given.")
    ] = None,
) -> None:
    """Open Inspect's log viewer on a run, on this machine only."""
    raise typer.Exit(_evals("commands").view(folder))


def _evals(module: str) -> Any:
    """A module of `evals/`, which belongs to the checkout and not to the wheel.

    Raises:
        SetupError: the folder or the extra is not there.
    """
    try:
        importlib.import_module("evals.tasks")  # the harness knows no task by itself
        return importlib.import_module(f"evals.harness.{module}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"evals", "evals.harness"}:
            raise SetupError(
                "the eval suites are part of the source checkout, not of the installed package; run this in a checkout"
            ) from None
        raise SetupError(
            f"the package '{error.name}' is missing; install the eval extra: pip install -e '.[evals]'"
        ) from None
