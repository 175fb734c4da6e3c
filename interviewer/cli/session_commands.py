"""`interviewer sessions`: what may be typed. Heavy parts are imported inside the commands."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="List, read, export and delete past interviews.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def sessions_list(json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Past interviews, the newest first."""
    from interviewer.cli.sessions import run_list

    run_list(json_)


@app.command("show")
def sessions_show(session_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Read an interview and its debrief."""
    from interviewer.cli.sessions import run_show

    run_show(session_id)


@app.command("disputes")
def sessions_disputes() -> None:
    """Every grade you disagreed with, a JSON line each."""
    from interviewer.cli.practice import run_disputes

    run_disputes()


@app.command("export")
def sessions_export(
    session_id: Annotated[str, typer.Argument(metavar="ID")],
    format_: Annotated[str, typer.Option("--format", "-f", help="md, html, pdf or json.")] = "md",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file; standard output unless given.")] = None,
) -> None:
    """Write an interview with its debrief as md, html, pdf or json."""
    from interviewer.cli.sessions import run_export

    run_export(session_id, format_, out)


@app.command("delete")
def sessions_delete(
    session_id: Annotated[str, typer.Argument(metavar="ID")],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Remove an interview for good."""
    from interviewer.cli.sessions import run_delete

    run_delete(session_id, yes)
