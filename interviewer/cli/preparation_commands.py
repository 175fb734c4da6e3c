"""The commands that prepare: what may be typed. Heavy parts are imported inside the commands."""

import sys
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def plan(
    day: Annotated[str | None, typer.Argument(help="The day of your real interview, as 2026-12-31.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget the day.")] = False,
) -> None:
    """Say when your real interview is; `interviewer` then counts the days."""
    from interviewer.cli.home import run_plan

    run_plan(day, forget)


@app.command()
def job(
    text: Annotated[str | None, typer.Option(help="The job's description (.pdf, .docx, .txt, .md), or -.")] = None,
    cv: Annotated[str | None, typer.Option(help="The CV that you send, of the same kinds.")] = None,
    tell: Annotated[
        tuple[int, str] | None, typer.Option(metavar="NUMBER TEXT", help="Say what you have for a requirement.")
    ] = None,
    add: Annotated[str | None, typer.Option(metavar="TEXT", help="A requirement that was not found.")] = None,
    remove: Annotated[int | None, typer.Option(metavar="NUMBER", min=1, help="Leave a requirement out.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Remove the job and the CV for good.")] = False,
    model: Annotated[bool, typer.Option("--model", help="Have the language model that is set up compare.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print each requirement as a line of JSON.")] = False,
) -> None:
    """Hold your CV against a job's description: what it shows, what it may show, what was not found in it.

    An interviewer asks about the gap: 'interviewer chat --prepared'. Nothing leaves this machine but with --model,
    and then you are told before.
    """
    from interviewer.cli.job import JobOptions, run_job

    run_job(JobOptions(text, cv, tell, add, remove, forget, model, json_), typed=sys.stdin.isatty())


@app.command()
def kpi_map(
    cv: Annotated[str | None, typer.Option(help="Your CV (.pdf, .docx, .txt, .md): its work goes on the map.")] = None,
    add: Annotated[str | None, typer.Option(metavar="TEXT", help="A piece of work that stands in no CV.")] = None,
    show: Annotated[bool, typer.Option("--show", help="Show the map, and ask for nothing.")] = False,
    answers: Annotated[str | None, typer.Option(help="Read answers from a file, or - for standard input.")] = None,
    remove: Annotated[int | None, typer.Option(metavar="NUMBER", min=1, help="Take a project off the map.")] = None,
    again: Annotated[
        tuple[int, str] | None,
        typer.Option(
            metavar="NUMBER LINK", help='Tell one link of a project anew, such as 2 mechanism or 2 "price paid".'
        ),
    ] = None,
    save: Annotated[str | None, typer.Option(metavar="FILE", help="Save the map as .md or .pdf.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print each project as a line of JSON.")] = False,
) -> None:
    """Put your projects on their way to the business: measure, mechanism, business number, effect, price.

    What is missing is asked for, one thing at a time, and kept in your own words. Nothing leaves this machine.
    """
    from interviewer.cli.kpi_map import MapOptions, run_kpi_map

    run_kpi_map(MapOptions(cv, add, answers, remove, again, save, show, json_), typed=sys.stdin.isatty())


@app.command()
def briefing(
    unit: Annotated[str, typer.Argument(help="Its id in the pack, such as tmall.")],
    answers: Annotated[str | None, typer.Option(help="Read the options' numbers from a file, or -.")] = None,
    check: Annotated[bool, typer.Option("--check/--no-check", help="Ask the questions at its end.")] = True,
) -> None:
    """How a unit earns, what it watches and who its users are: a five-minute read, and five questions to check."""
    from interviewer.cli.briefing import run_briefing

    run_briefing(unit, answers, check)


@app.command("progress")
def show_progress(json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Your levels over the interviews, weak spots that come and go, and whether it is enough to judge by."""
    from interviewer.cli.progress import run_progress

    run_progress(json_)


@app.command()
def drill(
    drill_id: Annotated[str | None, typer.Argument(metavar="DRILL", help="Its id; what is due unless given.")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=50, help="How many.")] = 3,
    answers: Annotated[str | None, typer.Option(help="Read answers from a file, or - for standard input.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Fixes the numbers.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only list the drills and when they are due.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="With --list: a line of JSON each.")] = False,
) -> None:
    """Sums that interviewers ask for, a minute each: break-even, page budget, precision. They come again when due."""
    from interviewer.cli.drill import run_drill, run_list

    if list_ or json_:
        run_list(json_)
    else:
        run_drill(drill_id, count, answers, seed)
