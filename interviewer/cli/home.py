"""`interviewer` without a command, and `interviewer plan`: what is due today."""

from datetime import date, datetime

from rich.text import Text

from interviewer.cli.console import messages, results, services
from interviewer.domain.summary import Summary
from interviewer.errors import BadInput


def run_home() -> None:
    """What is due, each with the command that does it."""
    with services() as made:
        found = made.interviews.today(datetime.now().astimezone())
        console = results()
        console.print(Text(made.pack.manifest.title, "bold"))
        if found.counted:
            console.print(Text(found.counted))
        if found.last:
            console.print(Text(_last(found.last, made.pack.round(found.last.round).name)))
        console.print(Text("\nThree steps to begin with" if found.first_visit else "\nDue today", "bold"))
        for number, task in enumerate(found.tasks, start=1):
            mark = f"{number}." if found.first_visit else "-"
            console.print(Text(f"{mark} {task.what}"))
            console.print(Text(f"     {task.command}", "dim"))
        messages().print("\nAll commands: interviewer --help. In a browser: interviewer serve", style="dim")


def run_plan(day: str | None, forget: bool) -> None:
    """Keep the day of the real interview."""
    if day is None and not forget:
        raise BadInput("which day? Give it as 2026-12-31, or --forget")
    try:
        wanted = None if forget else date.fromisoformat(day or "")
    except ValueError:
        raise BadInput(f"'{day}' is no day; give it as 2026-12-31") from None
    with services() as made:
        made.interviews.preparation.set_day(wanted, datetime.now().astimezone())
    messages().print(f"Kept: {wanted:%d %B %Y}." if wanted else "Forgotten.")


def _last(summary: Summary, name: str) -> str:
    return f"Last: {name}, {summary.started_at:%d %B}: {summary.verdict or 'no verdict'}."
