"""`interviewer loop`: what may be typed. Heavy parts are imported inside the commands."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Sit a whole loop of 4 to 6 rounds, and read what the hiring committee makes of it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
LoopArgument = Annotated[str | None, typer.Argument(metavar="LOOP", help="Its id; the newest unless given.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def begin(
    rounds: Annotated[
        str | None, typer.Option(help="Ids of the rounds, with commas, in order; the pack's loop unless given.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Its id in the pack, such as tmall.")] = None,
    level: Annotated[str, typer.Option(help="mid or senior.")] = "senior",
    turns: Annotated[int | None, typer.Option(min=1, max=200, help="Length of each round in answers.")] = None,
    role: Annotated[str | None, typer.Option(help="Your current role, in a line.")] = None,
    project: Annotated[str | None, typer.Option(help="One project you want to talk about.")] = None,
    cv: Annotated[str | None, typer.Option(help="Your CV (.pdf, .docx, .txt or .md).")] = None,
    prepared: Annotated[bool, typer.Option("--prepared", help="Take the CV and the job that you keep.")] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Fixes the days and, beside what was asked before, the questions.")
    ] = None,
    engine: Annotated[str, typer.Option(help="auto, embedded or llm: who plays.")] = "auto",
) -> None:
    """Lay out a loop: its rounds, over 14 to 21 days. Each may be sat at any time, also all on one day."""
    from interviewer.cli.console import read_cv
    from interviewer.cli.loop import run_begin
    from interviewer.domain.loop import LoopWish
    from interviewer.domain.setup import EngineRequest

    wish = LoopWish(
        unit=unit,
        level=level,
        turns=turns,
        role=role,
        project=project,
        cv=read_cv(cv) if cv else None,
        prepared=prepared,
        engine=EngineRequest(engine=engine),
    )
    run_begin(wish, rounds, seed)


@app.command("next")
def next_round(
    loop: LoopArgument = None,
    answers: Annotated[str | None, typer.Option(help="Read answers from a file, or - for standard input.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a transcript.")] = False,
    fallback: Annotated[
        bool, typer.Option("--fallback", help="Go on with the embedded engine where the model fails, without asking.")
    ] = False,
) -> None:
    """Sit the loop's next round, or go on with the one that is open."""
    from interviewer.cli.loop import run_next

    run_next(loop, answers, json_, fallback)


@app.command()
def show(loop: LoopArgument = None, json_: JsonOption = False) -> None:
    """The rounds of a loop with their days, and how far it is."""
    from interviewer.cli.loop import run_show

    run_show(loop, json_)


@app.command()
def memo(
    loop: LoopArgument = None,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Save it as .md or .pdf.")] = None,
    json_: JsonOption = False,
) -> None:
    """What the committee makes of a finished loop: votes, objections and answers, each with your words."""
    from interviewer.cli.loop import run_memo

    run_memo(loop, save, json_)


@app.command("list")
def list_loops(json_: JsonOption = False) -> None:
    """Every loop, the oldest first."""
    from interviewer.cli.loop import run_list

    run_list(json_)


@app.command()
def remove(loop: Annotated[str, typer.Argument(metavar="LOOP")]) -> None:
    """Remove a loop for good. Its interviews stay: interviewer sessions delete."""
    from interviewer.cli.loop import run_remove

    run_remove(loop)
