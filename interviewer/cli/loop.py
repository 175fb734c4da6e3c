"""`interviewer loop`: several rounds for one job, and the committee at their end."""

import sys
from datetime import datetime
from pathlib import Path

from rich.text import Text

from interviewer.app import Interviews
from interviewer.cli.chat import ChatOptions, run_chat
from interviewer.cli.console import messages, results, services
from interviewer.cli.jsonl import printed
from interviewer.cli.selection import consent
from interviewer.domain.loop import Loop, LoopWish, Step
from interviewer.domain.summary import Summary
from interviewer.engines.llm.fallback import Fallback
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.loop.keeping import next_step
from interviewer.private_files import write_private
from interviewer.report.memo import exported_memo, memo_of, spoken
from interviewer.sittings import LoopSittings


def run_begin(wish: LoopWish, rounds: str | None, seed: int | None) -> None:
    """Lay one out, checked as its first interview will be."""
    names = None if rounds is None else [name.strip() for name in rounds.split(",") if name.strip()]
    with services() as made:
        own = made.interviews
        own.store.check_writable()
        consent(made, own.setup(InterviewRequest(**dict(wish))).selection, sys.stdin.isatty())
        loop = own.loops.begin(wish, datetime.now().astimezone().date(), names, seed)
        _show(own, loop)
    messages().print(f"Sit the first round: interviewer loop next {loop.id}")


def run_next(loop_id: str | None, answers: str | None, as_json: bool, fallback: bool) -> None:
    """One round, from its first question to its debrief or to a pause."""

    def opened(own: Interviews, chosen: Fallback) -> Session:
        return LoopSittings(own).go_on(loop_id, chosen)

    run_chat(ChatOptions(InterviewRequest(), fallback, answers, as_json, opened=opened))
    with services() as made:
        own = made.interviews
        loop = own.loops.find(loop_id)
        step = next_step(loop, LoopSittings(own).summaries())
        name = made.pack.round(step.round).name if step else ""
    told = f"Next in this loop: {name}: interviewer loop next {loop.id}"
    messages().print(told if step else f"The loop is whole. The committee's memo: interviewer loop memo {loop.id}")


def run_show(loop_id: str | None, as_json: bool) -> None:
    """One loop, round by round."""
    with services() as made:
        own = made.interviews
        loop = own.loops.find(loop_id)
        if as_json:
            printed(_record(own, loop), indent=2)
        else:
            _show(own, loop)


def run_memo(loop_id: str | None, save: Path | None, as_json: bool) -> None:
    """The committee's memo, printed or saved."""
    with services() as made:
        loop, decision = LoopSittings(made.interviews).committee(loop_id)
        memo = memo_of(loop, decision, made.pack)
        if as_json:
            printed(decision.model_dump(mode="json"), indent=2)
        if save is not None:
            write_private(save, exported_memo(memo, save.suffix.removeprefix(".")))
            messages().print(f"Saved as {save}.")
        if as_json or save is not None:
            return
        console = results()
        console.rule(memo.title)
        console.print(Text(f"{memo.decision}. ", "bold") + Text(memo.why))
        for part in memo.parts:
            console.print()
            console.print(Text(part.title, "bold"))
            for number, line in enumerate(part.lines, start=1):
                console.print(Text(f"{number}. {spoken(line)}" if part.numbered else f"- {spoken(line)}"))


def run_list(as_json: bool) -> None:
    """Every loop in a line."""
    with services() as made:
        own = made.interviews
        sat = LoopSittings(own).summaries()
        for loop in own.loops.all():
            if as_json:
                printed(_record(own, loop))
                continue
            step = next_step(loop, sat)
            state = f"next: {made.pack.round(step.round).name}" if step else "whole; read its memo"
            results().print(Text(f"{loop.id}  {loop.steps[0].day:%d %B %Y}, {len(loop.steps)} rounds, {state}"))


def run_remove(loop_id: str) -> None:
    """Remove one."""
    with services() as made:
        made.interviews.loops.remove(loop_id)
    messages().print("Removed. Its interviews stay among your sessions.")


def _show(own: Interviews, loop: Loop) -> None:
    sat, console = LoopSittings(own).summaries(), results()
    console.print(Text(f"Loop {loop.id}", "bold"))
    for number, step in enumerate(loop.steps, start=1):
        name = own.resources.pack.round(step.round).name
        console.print(Text(f"{number}. {step.day:%a %d %B}  {name}: {_state(step, sat)}"))


def _state(step: Step, sat: dict[str, Summary]) -> str:
    summary = sat.get(step.interview or "")
    if summary is None:
        return "to be sat"
    if summary.state != "finished":
        return f"{summary.state}, {summary.answers} answered"
    return f"{summary.verdict or 'no verdict'} ({summary.id})"


def _record(own: Interviews, loop: Loop) -> dict[str, object]:
    sat = LoopSittings(own).summaries()
    steps = [step.model_dump(mode="json") | {"state": _state(step, sat)} for step in loop.steps]
    return {"id": loop.id, "steps": steps}
