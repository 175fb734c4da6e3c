"""`interviewer data`: what may be typed. Heavy parts are imported inside the commands."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Take along, put back or remove all that is kept.", no_args_is_help=True, rich_markup_mode=None)


@app.command("export")
def data_export(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Write every interview and all that you prepared to one file."""
    from interviewer.cli.data import run_export

    run_export(file)


@app.command("import")
def data_import(file: Annotated[str, typer.Argument(metavar="FILE", help="Or - for standard input.")]) -> None:
    """Keep what such a file holds and is not there yet; what is there stays as it is."""
    from interviewer.cli.data import run_import

    run_import(file)


@app.command("delete")
def data_delete(yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False) -> None:
    """Remove every interview and all that you prepared, for good."""
    from interviewer.cli.data import run_delete

    run_delete(yes)
