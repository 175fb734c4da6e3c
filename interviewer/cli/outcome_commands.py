"""`interviewer outcome`: what may be typed. Heavy parts are imported inside the commands."""

from typing import Annotated

import typer

app = typer.Typer(
    help="What became of your real interviews, noted afterwards.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def note(
    day: Annotated[str, typer.Argument(help="Its day, as 2026-12-03.")],
    result: Annotated[str, typer.Argument(help="passed, failed or waiting.")],
    round_: Annotated[str | None, typer.Option("--round", help="Which round here it was most like.")] = None,
    asked: Annotated[str, typer.Option(help="What they asked, in your words.")] = "",
    wrong: Annotated[str, typer.Option(help="What this tool got wrong about it.")] = "",
) -> None:
    """Keep how a real interview went, and what the rehearsals got wrong about it."""
    from interviewer.cli.outcome import run_note

    run_note(day, result, round_, asked, wrong)


@app.command("list")
def list_outcomes(json_: Annotated[bool, typer.Option("--json", help="Print a line of JSON each.")] = False) -> None:
    """Every real interview beside what the last rehearsal before it said."""
    from interviewer.cli.outcome import run_list

    run_list(json_)


@app.command()
def remove(number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="Its number in the list.")]) -> None:
    """Remove one for good."""
    from interviewer.cli.outcome import run_remove

    run_remove(number)
