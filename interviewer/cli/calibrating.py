"""`interviewer doctor --model --calibrate`: tells the price, has the model grade the set, says who reads better."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.table import Table

from interviewer.app import Services
from interviewer.calibration.calibrating import Calibrator
from interviewer.cli.console import messages, progress_bar, results, services
from interviewer.cli.jsonl import printed
from interviewer.cli.selection import agreed
from interviewer.domain.model_calls import Usage
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.measured import FEWEST_SOUND, Advised, Agreement, Calibration, Compared, calibration_of, keep
from interviewer.engines.selection import needed_endpoint
from interviewer.errors import BadInput
from interviewer.report.usage import cost

_SHOWN = 8  # findings, worded by both


def run_calibration(as_json: bool, yes: bool) -> None:
    """Grade the set with the model that is set up, and keep which of the two reads each dimension better.

    Raises:
        BadInput: no model is set up, or the user would rather not.
        ProviderError: the model failed; what it graded is kept.
        SetupError: nothing can be kept.
    """
    with services() as made:
        endpoint = needed_endpoint(made.settings)
        calibrator = _calibrator(made, endpoint)
        _consent(calibrator, endpoint, yes)
        _run(calibrator)
    if as_json:
        printed(_record(calibrator.found), indent=2)
    else:
        _print(calibrator.found)


def _calibrator(made: Services, endpoint: Endpoint) -> Calibrator:
    path, own = made.settings.agreement, made.resources.critic
    return Calibrator(
        critic=own,
        extractor=made.llm.extractor(own.extractor, Fallback()),
        coach=made.llm.coach(own.coach, Fallback()),
        found=calibration_of(endpoint, path),
        keep=lambda found: keep(endpoint, path, found),
    )


def _consent(calibrator: Calibrator, endpoint: Endpoint, yes: bool) -> None:
    """Say what it takes and where the words go; ask at a terminal."""
    from interviewer.engines.llm.rehearsal import Rehearsal

    takes = calibrator.rehearsed(Rehearsal(endpoint))
    messages().print(_told(calibrator, endpoint, takes))
    if yes or not takes.calls:
        return
    if not sys.stdin.isatty():
        raise BadInput("nothing was sent; say --yes where nobody can be asked")
    if not agreed("Go on? [y/N] ", otherwise=False):
        raise BadInput("nothing was sent")


def _told(calibrator: Calibrator, endpoint: Endpoint, takes: Usage) -> str:
    if not takes.calls:
        return "All of it was asked before with these prompts; nothing is sent."
    dollars = cost(takes, endpoint.model)
    price = "no price known" if dollars is None else f"about US$ {dollars:.2f}"
    way = f" through the proxy {endpoint.way}" if endpoint.way else ""
    known = len(calibrator.items) - len(calibrator.to_read)
    before = f" {known} answers are graded already." if known else ""
    return (
        f"{endpoint.model} is to read {len(calibrator.to_read)} answers and coach {len(calibrator.left_to_coach)}: "
        f"about {takes.calls} calls, {takes.input_tokens:,} tokens sent, {takes.output_tokens:,} received (more where "
        f"it thinks aloud), {price}.{before} Made-up answers that are shipped with this program go to "
        f"{endpoint.url}{way}; nothing of yours does."
    )


def _run(calibrator: Calibrator) -> None:
    whole = len(calibrator.to_read) + len(calibrator.left_to_coach)
    with progress_bar("calibrating") as step, _told_where_it_stopped(calibrator):
        for done, _ in enumerate(calibrator.run(), start=1):
            step(done, whole)


@contextmanager
def _told_where_it_stopped(calibrator: Calibrator) -> Iterator[None]:
    finished = False
    try:
        yield
        finished = True
    finally:
        if not finished:
            messages().print(
                f"Stopped with {len(calibrator.found.marks)} of {len(calibrator.items)} answers graded; the same "
                "command goes on from there."
            )


def _print(found: Calibration) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("dimension", "reader", "weighted kappa", "exact", "n/a", "answers", "unscored"):
        table.add_column(column)
    for name, pair in found.compared.items():
        table.add_row(name.replace("_", " "), "embedded", *_row(pair.embedded, pair), "")
        table.add_row("", "model", *_row(pair.llm, pair), f"{pair.unscored:.0%}")
    results().print(table)
    for name, pair in found.compared.items():
        results().print(f"\n{_decided(name, pair)}")
    _print_coaching(found)


def _row(reader: Agreement, pair: Compared) -> tuple[str, ...]:
    kappa = f"{reader.kappa:.2f} [{reader.low:.2f}, {reader.high:.2f}]"
    return kappa, f"{reader.exact:.0%}", f"{reader.applies:.0%}", f"{pair.answers} ({pair.levels} with a level)"


def _decided(name: str, pair: Compared) -> str:
    low, high = pair.better_by
    who = "the model reads it" if pair.model_wins else "the embedded reader reads it"
    return (
        f"{name.replace('_', ' ').capitalize()}: with auto, {who}. The model's kappa is better by "
        f"{pair.llm.kappa - pair.embedded.kappa:.2f} (95% interval {low:.2f} to {high:.2f})."
    )


def _print_coaching(found: Calibration) -> None:
    passed, of = found.sound
    who = "the model coaches" if found.model_coaches else "the embedded coach stays"
    results().print(
        f"\nCoach: {passed} of {of} pieces of the model's advice passed the checks and were its own (at least "
        f"{FEWEST_SOUND:.0%} are needed). With auto, {who}. Whether its advice is better, no code can say; "
        "judge for yourself:"
    )
    rng, key = random.Random("blind"), list[str]()
    told = [item for items in found.advised.values() for item in items if item.model is not None]
    for number, item in enumerate(told[:_SHOWN], start=1):
        key.append(f"{number}{_print_pair(number, item, rng)}")
    if key:
        results().print(f"\nThe model's: {', '.join(key)}")


def _print_pair(number: int, item: Advised, rng: random.Random) -> str:
    """One finding as both word it, in an order that tells nothing; returns the letter of the model's."""
    both = [item.pack, item.model or ""]
    rng.shuffle(both)
    results().print(f"\n{number}. {item.dimension.replace('_', ' ')}")
    for letter, text in zip("ab", both, strict=True):
        results().print(f"   {letter}: {text}")
    return "ab"[both.index(item.model or "")]


def _record(found: Calibration) -> dict[str, object]:
    passed, of = found.sound
    return {
        "readers": {name: "llm" if pair.model_wins else "embedded" for name, pair in found.compared.items()},
        "compared": {name: pair.model_dump() for name, pair in found.compared.items()},
        "coach": "llm" if found.model_coaches else "embedded",
        "advice": {"passed": passed, "of": of},
        "prompts": {"extractor": found.reading, "coach": found.coaching},
    }
