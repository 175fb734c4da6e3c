"""`interviewer outcome`: what became of real interviews, and how the rehearsals stand to it."""

from datetime import date, datetime

from rich.text import Text

from interviewer.app import Interviews
from interviewer.cli.console import messages, results, services
from interviewer.cli.jsonl import printed
from interviewer.errors import BadInput
from interviewer.preparation.outcomes import Compared, told_of


def run_note(day: str, result: str, round_: str | None, asked: str, wrong: str) -> None:
    """Keep one."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise BadInput(f"'{day}' is no day; give it as 2026-12-31") from None
    with services() as made:
        made.interviews.outcomes.note(on, result, datetime.now().astimezone().date(), round_, asked, wrong)
    messages().print("Kept.")


def run_list(as_json: bool) -> None:
    """Every one, and what the rehearsal before it said."""
    with services() as made:
        found = _compared(made.interviews)
        if as_json:
            for item in found:
                printed(item.outcome.model_dump(mode="json") | {"verdict": item.verdict, "agree": item.agree})
            return
        console = results()
        for number, item in enumerate(found, start=1):
            console.print(Text(f"{number}. {_told(item)}"))
            for label, text in (("asked", item.outcome.asked), ("wrong here", item.outcome.wrong)):
                if text:
                    console.print(Text(f"   {label}: {text}", "dim"))
        console.print(told_of(found) or "Nothing to compare yet: interviewer outcome note 2026-12-03 passed")


def run_remove(number: int) -> None:
    """Remove one by its number in the list."""
    with services() as made:
        found = made.interviews.outcomes.all()
        if not 1 <= number <= len(found):
            raise BadInput(f"there is no interview {number}; see 'interviewer outcome list'")
        made.interviews.outcomes.remove(found[number - 1].id)
    messages().print("Removed.")


def _compared(own: Interviews) -> list[Compared]:
    return own.outcomes.compared(own.of_this_pack())


def _told(item: Compared) -> str:
    outcome = item.outcome
    before = f"rehearsed before: {item.verdict}" if item.verdict else "not rehearsed before"
    like = f", like {outcome.round}" if outcome.round else ""
    return f"{outcome.day:%d %B %Y}{like}: {outcome.result} ({before})"
