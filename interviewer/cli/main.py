"""The `interviewer` command. Heavy parts are imported inside the commands, so that `--help` is instant."""

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from interviewer import __version__
from interviewer.cli import (
    data_commands,
    evaluate,
    loop_commands,
    outcome_commands,
    preparation_commands,
    session_commands,
    story_commands,
)
from interviewer.errors import BadInput, InterviewerError

app = typer.Typer(
    name="interviewer",
    help="Rehearse a data science interview, and be told the truth afterwards. Not affiliated with any company.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,  # rich doubles the time to the first line of help
    pretty_exceptions_enable=False,
)
app.add_typer(preparation_commands.app)
app.add_typer(session_commands.app, name="sessions")
app.add_typer(story_commands.app, name="stories")
app.add_typer(data_commands.app, name="data")
app.add_typer(outcome_commands.app, name="outcome")
app.add_typer(loop_commands.app, name="loop")
app.add_typer(evaluate.app, name="eval")

RoundOption = Annotated[
    str | None,
    typer.Option(
        "--round", help="Its id in the pack, such as culture; an unknown one is answered with those there are."
    ),
]
UnitOption = Annotated[str | None, typer.Option("--unit", help="Its id in the pack, such as tmall.")]
EngineOption = Annotated[str, typer.Option("--engine", help="auto, embedded or llm: who plays unless said below.")]
VoiceOption = Annotated[str | None, typer.Option("--voice", help="Who speaks: auto, embedded or llm.")]
ExtractorOption = Annotated[
    str | None,
    typer.Option("--extractor", "--reader", help="Who finds the evidence in answers: auto, embedded or llm."),
]
CoachOption = Annotated[str | None, typer.Option("--coach", help="Who words the advice: auto, embedded or llm.")]
SamplesOption = Annotated[int, typer.Option(min=1, max=9, help="How often a model reads each answer.")]
FallbackOption = Annotated[
    bool, typer.Option("--fallback", help="Go on with the embedded engine where the model fails, without asking.")
]


def main() -> None:
    """Run the command; an error meant for people is one line on standard error and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Unicode is no reason to stop
    try:
        app()
    except InterviewerError as error:
        print(f"interviewer: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None


def _version(wanted: bool) -> None:
    if wanted:
        print(f"mock-interviewer {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 its callback does what there is to do
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Rehearse a data science interview, and be told the truth afterwards. Not affiliated with any company.

    Without a command: what is due today.
    """
    if context.invoked_subcommand is None:
        from interviewer.cli.home import run_home

        run_home()


@app.command()
def chat(
    round_: RoundOption = None,
    unit: UnitOption = None,
    level: Annotated[str, typer.Option(help="mid or senior.")] = "senior",
    turns: Annotated[int | None, typer.Option(min=1, max=200, help="Length in answers, probes included.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.1, max=240, help="Length in minutes.")] = None,
    focus: Annotated[str | None, typer.Option(help="A dimension of the rubric to be tested above all.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Fixes the choice of questions.")] = None,
    engine: EngineOption = "auto",
    answers: Annotated[str | None, typer.Option(help="Read answers from a file, or - for standard input.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a transcript.")] = False,
    resume: Annotated[str | None, typer.Option(metavar="ID", help="Go on with an interview.")] = None,
    role: Annotated[str | None, typer.Option(help="Your current role, in a line.")] = None,
    project: Annotated[str | None, typer.Option(help="One project you want to talk about.")] = None,
    cv: Annotated[
        str | None, typer.Option(help="Your CV (.pdf, .docx, .txt or .md): the first question takes up a line.")
    ] = None,
    job: Annotated[
        str | None, typer.Option(help="The job's description, a file of the same kinds: what your CV lacks is asked.")
    ] = None,
    prepared: Annotated[bool, typer.Option("--prepared", help="Take the CV and the job that you keep.")] = False,
    voice: VoiceOption = None,
    extractor: ExtractorOption = None,
    coach: CoachOption = None,
    samples: SamplesOption = 1,
    fallback: FallbackOption = False,
) -> None:
    """Be interviewed in the terminal."""
    from interviewer.cli.chat import ChatOptions, run_chat
    from interviewer.cli.console import read_cv
    from interviewer.cli.selection import engine_request
    from interviewer.interview.request import InterviewRequest

    request = InterviewRequest(
        round=round_,
        unit=unit,
        level=level,
        turns=turns,
        minutes=minutes,
        seed=seed,
        focus=focus,
        role=role,
        project=project,
        cv=read_cv(cv) if cv else None,
        job=read_cv(job) if job else None,
        prepared=prepared,
        engine=engine_request(engine, voice, extractor, coach, samples),
    )
    run_chat(ChatOptions(request, fallback, answers, json_, resume))


@app.command()
def critique(
    file: Annotated[str | None, typer.Argument(help="JSONL to grade in bulk, or - for standard input.")] = None,
    question: Annotated[str | None, typer.Option(help="The question that was asked.")] = None,
    round_: RoundOption = None,
    text: Annotated[str | None, typer.Option(help="One answer to grade: a file, or - for standard input.")] = None,
    unit: UnitOption = None,
    engine: EngineOption = "auto",
    extractor: ExtractorOption = None,
    coach: CoachOption = None,
    samples: SamplesOption = 1,
    fallback: FallbackOption = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="How many lines to grade at once: 8 with a model, 1 without, unless given."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Add the results to this file; a run that was cut off goes on from there."),
    ] = None,
) -> None:
    """Grade one pasted answer for a person to read, or many as JSONL.

    \b
    A line of FILE is one of these:
      {"id", "round", "question", "answer"}
      {"id", "round", "turns": [{"question", "answer"},
                                {"question", "answer", "follow_up": true}, ...]}
      {"id", "round", "threads": [[{"question", "answer"}, ...], ...]}

    Every turn after the first must say follow_up: true where its question follows up the answer before it, false where
    it opens a new subject. A thread is a question with its follow-ups. What belongs together is read together.
    """
    from interviewer.cli.bulk import run_bulk
    from interviewer.cli.critique import run_single
    from interviewer.cli.selection import engine_request

    if (file is None) == (text is None):
        raise BadInput("give either a JSONL file to grade in bulk, or --question, --round and --text for one answer")
    players = engine_request(engine, None, extractor, coach, samples)
    if file is not None:
        raise typer.Exit(run_bulk(file, players, fallback, jobs, out))
    if jobs is not None or out is not None:
        raise BadInput("--jobs and --out are for a JSONL file; leave them out for one answer")
    run_single(question or "", round_ or "", text or "", unit, players, fallback)


@app.command()
def models(json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the models that the language model's server offers (OPENAI_BASE_URL, OPENAI_MODEL)."""
    from interviewer.cli.models import run_models

    run_models(json_)


@app.command()
def retry(
    session_id: Annotated[str, typer.Argument(metavar="SESSION")],
    question: Annotated[int, typer.Argument(metavar="TURN", min=1, help="The question's number, from 1.")],
    text: Annotated[str | None, typer.Option(help="The new answer: a file, or - for standard input.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Answer one question anew, and see old and new side by side. The verdict stays."""
    from interviewer.cli.practice import run_retry

    run_retry(session_id, question, text, json_)


@app.command()
def dispute(
    session_id: Annotated[str, typer.Argument(metavar="SESSION")],
    question: Annotated[int, typer.Argument(metavar="TURN", min=1, help="The question's number, from 1.")],
    dimension: Annotated[str, typer.Argument(help="metric_gap, ownership, ...")],
    level: Annotated[str, typer.Option(help="The level you would give: 0 to 4, or none.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence.")],
) -> None:
    """Disagree with a grade; it is kept for the next labelling."""
    from interviewer.cli.practice import run_dispute

    run_dispute(session_id, question, dimension, level, reason)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Where to listen; beyond this machine only with users.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 7860,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
    add_user: Annotated[str | None, typer.Option(metavar="NAME", help="Print a line for the users file.")] = None,
) -> None:
    """Open the web page. For several users, name a file in INTERVIEWER_USERS_FILE."""
    if add_user is None:
        print("Mock Interviewer is starting ...", file=sys.stderr, flush=True)  # before a second of imports
    from interviewer.cli.serve import run_add_user, run_serve

    if add_user is not None:
        run_add_user(add_user)
    else:
        run_serve(host, port, open_browser)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for in the guide.")],
    round_: RoundOption = None,
    unit: UnitOption = None,
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="How many.")] = 5,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Search the guide and the glossary."""
    from interviewer.cli.search import run_search

    run_search(query, round_, unit, k, json_)


@app.command()
def doctor(
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    model: Annotated[
        bool, typer.Option("--model", help="Try the language model: a line, a reading, an advice.")
    ] = False,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="With --model: measure how well it grades; the price is told first.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --calibrate: don't ask.")] = False,
) -> None:
    """Say what is installed, where it is, and what is missing."""
    from interviewer.cli.doctor import run_doctor, run_model_trial

    if calibrate:
        from interviewer.cli.calibrating import run_calibration

        if not model:
            raise BadInput("--calibrate measures the language model; say --model --calibrate")
        run_calibration(json_, yes)
        return
    raise typer.Exit(run_model_trial(json_) if model else run_doctor(json_))
