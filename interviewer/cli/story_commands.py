"""The `interviewer stories` commands. Heavy parts are imported inside them, so that `--help` is instant."""

from typing import Annotated

import typer

app = typer.Typer(
    help="Your stories: kept in your own words, graded, matched to questions, told in less time.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NumberArgument = Annotated[int, typer.Argument(metavar="STORY", min=1, help="Its number in the list.")]
TextOption = Annotated[str, typer.Option(help="The story: a file, or - for standard input.")]
TitleOption = Annotated[str | None, typer.Option(help="What you call it.")]


@app.command("list")
def list_stories(json_: Annotated[bool, typer.Option("--json", help="Print a line of JSON each.")] = False) -> None:
    """Every story with its level, and what kinds of story are still missing."""
    from interviewer.cli.stories import run_list

    run_list(json_)


@app.command()
def add(text: TextOption = "-", title: TitleOption = None) -> None:
    """Keep a story that you write afresh."""
    from interviewer.cli.stories import run_add

    run_add(text, title or "")


@app.command()
def keep(
    session_id: Annotated[str, typer.Argument(metavar="SESSION")],
    question: Annotated[int, typer.Argument(metavar="TURN", min=1, help="The answer's number, from 1.")],
    title: TitleOption = None,
) -> None:
    """Keep what you told in an interview, from the main question to this answer."""
    from interviewer.cli.stories import run_keep

    run_keep(session_id, question, title or "")


@app.command()
def show(number: NumberArgument) -> None:
    """One story: its level, its parts, where its numbers are from, and its kinds."""
    from interviewer.cli.stories import run_show

    run_show(number)


@app.command()
def change(
    number: NumberArgument,
    text: Annotated[str | None, typer.Option(help="Its new words: a file, or - for standard input.")] = None,
    title: TitleOption = None,
) -> None:
    """Put other words in place of a story's, or call it something else."""
    from interviewer.cli.stories import run_change

    run_change(number, text, title)


@app.command()
def mark(
    number: NumberArgument,
    figure: Annotated[str, typer.Argument(help="The number, as it is written in the story.")],
    source: Annotated[str, typer.Argument(help="estimated, unconfirmed, or told to take that back.")],
) -> None:
    """Say of a number that it is estimated, or that you can't confirm it."""
    from interviewer.cli.stories import run_mark

    run_mark(number, figure, source)


@app.command()
def kinds(
    number: NumberArgument,
    kind: Annotated[list[str] | None, typer.Argument(help="finding, failure, ...; nothing: as its words show.")] = None,
) -> None:
    """Say of which kinds a story is; its own words are only a guess."""
    from interviewer.cli.stories import run_kinds

    run_kinds(number, kind or [])


@app.command()
def cut(
    number: NumberArgument,
    seconds: Annotated[int, typer.Option(min=10, max=600, help="How long you may talk: 30, 60, 90 or 180.")] = 60,
) -> None:
    """The story in less time, in your own sentences."""
    from interviewer.cli.stories import run_cut

    run_cut(number, seconds)


@app.command()
def fit(question: Annotated[str, typer.Argument(help="A question of a culture round, in any words.")]) -> None:
    """Which of your stories answers a question: strong, workable, a stretch, none."""
    from interviewer.cli.stories import run_fit

    run_fit(question)


@app.command()
def drill(
    rounds: Annotated[int, typer.Option("--rounds", min=1, max=50, help="How many questions.")] = 5,
    answers: Annotated[str | None, typer.Option(help="Read the numbers from a file, or - for standard input.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Fixes the choice of questions.")] = None,
) -> None:
    """Ten seconds a question: which story would you tell?"""
    from interviewer.cli.stories import run_drill

    run_drill(rounds, answers, seed)


@app.command()
def remove(number: NumberArgument) -> None:
    """Remove a story for good."""
    from interviewer.cli.stories import run_remove

    run_remove(number)
