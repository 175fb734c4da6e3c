"""`interviewer sessions`: past interviews."""

import sys
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from interviewer.app import Services
from interviewer.cli.console import messages, results, services, written
from interviewer.cli.jsonl import printed
from interviewer.cli.printed import print_blocks
from interviewer.domain.summary import Summary
from interviewer.errors import BadInput
from interviewer.report.document import document_of
from interviewer.report.export import FORMATS, exported
from interviewer.storage.protocol import InterviewStore


def run_list(as_json: bool) -> None:
    """Print a line for each interview."""
    with services() as made:
        found = list(readable(made.interviews.store))
    if as_json:
        printed([item.model_dump(mode="json") | {"disputed": len(item.disputed)} for item in found], indent=2)
        return
    if not found:
        messages().print("No interviews yet; begin one with: interviewer chat")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("id", "started (UTC)", "round", "unit", "answers", "state", "verdict"):
        table.add_column(column)
    for item in found:
        started = item.started_at.strftime("%Y-%m-%d %H:%M")
        table.add_row(
            item.id, started, item.round, item.unit or "any", str(item.answers), item.state, item.verdict or ""
        )
    results().print(table)


def readable(store: InterviewStore) -> Iterator[Summary]:
    """Every interview in a line, the newest first; each that can't be read is named on standard error."""
    for _, found in store.listing():
        if isinstance(found, Summary):
            yield found
        else:
            print(f"interviewer: {found}", file=sys.stderr)


def run_show(session_id: str) -> None:
    """Print the whole report, the verdict last."""
    with services() as made:
        state = made.interviews.load(session_id)
        print_blocks(results(), document_of(state, made.pack, session_id).as_it_happened)
        if not state.debrief:
            messages().print(f"Not finished. Go on with: interviewer chat --resume {session_id}")


def run_export(session_id: str, format_: str, out: Path | None) -> None:
    """Write an interview to a file or to standard output."""
    if format_ not in FORMATS:
        raise BadInput(f"unknown format '{format_}'; known are: {', '.join(FORMATS)}")
    with services() as made:
        data = exported(made.interviews.load(session_id), made.pack, session_id, format_)
    if out is None:
        sys.stdout.buffer.write(data)
        return
    written(out, data)


def run_delete(session_id: str, yes: bool) -> None:
    """Remove an interview, after asking."""
    with services() as made:
        made.interviews.store.check_holds(session_id)
        made.interviews.store.check_writable()
        if not yes:
            if not sys.stdin.isatty():
                raise BadInput("deleting can't be undone; add --yes to do it without being asked")
            kept = " Later rounds of its loop keep what they were told of it." if _in_loop(made, session_id) else ""
            if input(f"Delete interview {session_id} for good (y/N)?{kept} ").strip().lower() != "y":
                messages().print("Kept.")
                return
        made.interviews.store.delete(session_id)
    messages().print(f"Deleted {session_id}.")


def _in_loop(made: Services, session_id: str) -> bool:
    """Whether it is a round of a loop."""
    steps = (step for loop in made.interviews.loops.all() for step in loop.steps)
    return any(step.interview == session_id for step in steps)
