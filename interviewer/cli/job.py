"""`interviewer job`: what a job asks for, against what the candidate has to show."""

from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from interviewer.cli.console import messages, read_cv, read_text, results, services
from interviewer.cli.jsonl import printed
from interviewer.cli.selection import consent_to
from interviewer.domain.quoting import clipped
from interviewer.errors import BadInput
from interviewer.preparation.application import Application, gap_of
from interviewer.preparation.job_match import Match
from interviewer.report.job_match import LEGEND, counted, said_of

_MOST_WORDS = 30  # of a line that is shown


@dataclass(frozen=True)
class JobOptions:
    """What the command was called with."""

    text: str | None
    cv: str | None
    tell: tuple[int, str] | None
    add: str | None
    remove: int | None
    forget: bool
    by_model: bool
    as_json: bool


def run_job(options: JobOptions, typed: bool) -> None:
    """Take in, change and show, as far as was asked for."""
    with services() as made:
        own, application = made.interviews, made.interviews.application
        if options.forget:
            application.forget()
            messages().print("The job and the CV are removed. What is on the KPI map stays there.")
            return
        if options.cv:
            own.take_in_cv(read_cv(options.cv))
        if options.text:
            application.keep_job(read_text("-") if options.text == "-" else read_cv(options.text))
        if options.add is not None:
            application.add(options.add)
        if options.tell:
            number, words = options.tell
            application.tell(_numbered(application, number), words)
        if options.remove is not None:
            application.leave_out(_numbered(application, options.remove))
        if options.by_model:
            if made.job_notice is None:
                raise BadInput("no language model is set up; set OPENAI_API_KEY, or leave out --model")
            consent_to(made.job_notice, made, typed, "leave out --model")
            own.judge_job()
        matches = own.job_matches()
        if options.as_json:
            for match in matches:
                printed(_record(match))
        else:
            _show(results(), matches, has_cv=bool(application.cv()))


def _numbered(application: Application, number: int) -> str:
    """The words of the requirement with that number."""
    job = application.job()
    asked = job.requirements if job else ()
    if not 1 <= number <= len(asked):
        raise BadInput(f"there is no requirement {number}; see 'interviewer job'")
    return asked[number - 1].text


def _show(console: Console, matches: list[Match], has_cv: bool) -> None:
    if not matches:
        console.print("No job is kept. Begin with: interviewer job --text job.txt --cv your-cv.pdf")
        return
    for number, match in enumerate(matches, start=1):
        welcome = "" if match.requirement.is_must else " (welcome)"
        console.print(Text(f"{number}. {match.requirement.text}{welcome}", "bold"))
        words = Text(f'"{clipped(match.claim.text, _MOST_WORDS)}" ') if match.claim else Text()
        console.print(Padding(words.append(f"({said_of(match)})", "dim"), (0, 0, 0, 3)))
    console.print(f"\n{counted(matches)}")
    if not has_cv:
        console.print("There is no CV yet: interviewer job --cv your-cv.pdf")
    elif gap := gap_of(matches):
        console.print(Text(f'An interviewer would ask about "{gap}": interviewer chat --prepared'))
    console.print(Text(LEGEND, "dim"))


def _record(match: Match) -> dict[str, object]:
    claim = match.claim
    return {
        "requirement": match.requirement.text,
        "must": match.requirement.is_must,
        "standing": match.standing,
        "by": "rule" if match.by_rule else "model" if match.by_model else "meaning",
        "words": claim.text if claim else None,
        "source": claim.source if claim else None,
    }
