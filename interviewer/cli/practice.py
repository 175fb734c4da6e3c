"""`interviewer retry` and `interviewer dispute`: what a candidate does with an answer afterwards."""

import sys

from interviewer.cli.answers import Typed
from interviewer.cli.console import messages, read_text, results, services
from interviewer.cli.jsonl import printed
from interviewer.cli.printed import print_changes
from interviewer.cli.sessions import readable
from interviewer.cli.transcript import print_assessment
from interviewer.domain.events import RetryAssessed
from interviewer.errors import BadInput
from interviewer.interview.commands import command_in
from interviewer.report.answers import change_rows
from interviewer.report.record import assessment_record, comparison_record

NOT_APPLICABLE = "none"


def run_retry(session_id: str, question: int, text: str | None, as_json: bool) -> None:
    """Take a new answer to one question and show what became of it."""
    with services() as made:
        made.interviews.store.check_writable()
        session = made.interviews.resume(session_id)
        answer = _answer(session.question(question - 1), text)
        for update in session.retry(question - 1, answer):
            if isinstance(update, RetryAssessed) and as_json:
                record = assessment_record(update.assessment) | {"comparison": comparison_record(update.comparison)}
                printed(record, indent=2)
            elif isinstance(update, RetryAssessed):
                console = results()
                print_changes(console, change_rows(update.comparison, made.pack))
                console.print()
                print_assessment(console, update.assessment, made.pack)


def _answer(line: str, text: str | None) -> str:
    if text is not None:
        return read_text(text)
    if not sys.stdin.isatty():
        return read_text("-")
    messages().print(f"{line}\n", style="dim")
    answer = Typed().next()
    if answer is None or command_in(answer):
        raise BadInput("no answer was given; nothing was recorded")
    return answer


def run_dispute(session_id: str, question: int, dimension: str, level: str, reason: str) -> None:
    """Keep a disagreement with a grade."""
    if level != NOT_APPLICABLE and level not in set("01234"):
        raise BadInput(f"unknown level '{level}'; give 0 to 4, or {NOT_APPLICABLE} for not applicable")
    with services() as made:
        session = made.interviews.resume(session_id)
        session.dispute(question - 1, dimension, None if level == NOT_APPLICABLE else int(level), reason)
    messages().print("Kept. All disputes: interviewer sessions disputes")


def run_disputes() -> None:
    """Every disputed grade as a JSON line, in the shape of the labelled corpus."""
    with services() as made:
        disputed = [summary.id for summary in readable(made.interviews.store) if summary.disputed]
        for name, state in ((name, made.interviews.store.load(name)) for name in disputed):
            for turn in state.turns:
                for dispute in turn.disputes:
                    grade = turn.assessment.grade(dispute.dimension) if turn.assessment else None
                    record = {
                        "id": f"{name}-{turn.number + 1}",
                        "round": state.setup.round,
                        "question": turn.line,
                        "answer": turn.answer,
                        "dimension": dispute.dimension,
                        "graded": grade.guess if grade else None,
                        "candidate_says": dispute.level,
                        "reason": dispute.reason,
                    }
                    printed(record)
