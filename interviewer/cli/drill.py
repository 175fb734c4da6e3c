"""`interviewer drill`: sums and questions to be talked through, due again when they fade."""

import secrets
import time
from datetime import UTC, datetime

from rich.text import Text

from interviewer.app import Interviews
from interviewer.cli.answers import Answers, Prepared, Typed, leaves, one_a_line
from interviewer.cli.console import messages, read_text, results, services
from interviewer.cli.jsonl import printed
from interviewer.errors import BadInput
from interviewer.preparation.drills import TOLD, Exercise, standing
from interviewer.preparation.talks import Talk
from interviewer.report.talks import told_of


def run_drill(drill: str | None, count: int, answers: str | None, seed: int | None) -> None:
    """Do what is due, or one drill by its id."""
    with services() as made:
        own, now = made.interviews, datetime.now(UTC)
        found = own.drills.listed(now, own.weak_links())
        due = [item.drill.id for item in found if item.is_due(now)] or [item.drill.id for item in found][:1]
        if not due:
            raise BadInput("this pack has no drills; another may (INTERVIEWER_PACK)")
        first = secrets.randbelow(1_000_000) if seed is None else seed
        names = [drill or due[place % len(due)] for place in range(count)]
        own.drills.is_talk(names[0])  # an unknown one is refused before anything is asked
        source: Answers = Prepared(one_a_line(read_text(answers)), answers) if answers else Typed()
        for place, name in enumerate(names):
            if not _did(own, name, first + place, source):
                return


def run_list(as_json: bool) -> None:
    """Every drill, when it is due, and how it went."""
    with services() as made:
        now = datetime.now(UTC)
        for item in made.interviews.drills.listed(now, made.interviews.weak_links()):
            if as_json:
                record = {"id": item.drill.id, "name": item.drill.name, "due": item.at.isoformat() if item.at else None}
                printed(record | {"tries": len(item.tries), "right": sum(tried.right for tried in item.tries)})
            else:
                results().print(Text(f"{item.drill.id}: {item.drill.name} ({standing(item, now)})"))


def _did(own: Interviews, name: str, seed: int, source: Answers) -> bool:
    """Ask one drill; whether it was answered."""
    if own.drills.is_talk(name):
        return _talked(own, own.drills.talks.talk(name, seed), source)
    return _reckoned(own, own.drills.exercise(name, seed), source)


def _reckoned(own: Interviews, exercise: Exercise, source: Answers) -> bool:
    """Ask for a sum, judge it, tell how it is worked out."""
    _ask(exercise.name, exercise.text)
    began = time.monotonic()
    while (said := source.next()) is not None and not leaves(said) and exercise.judge(said) == "no number":
        messages().print(f"{TOLD['no number']} Type one, or /stop.")
    if said is None or leaves(said):
        return False
    judged = exercise.judge(said)
    card = own.drills.done(exercise.id, judged == "right", time.monotonic() - began, datetime.now(UTC))
    results().print(Text(f"{TOLD[judged]} {exercise.worked} It comes again on {card.due:%d %B}."))
    return True


def _talked(own: Interviews, talk: Talk, source: Answers) -> bool:
    """Ask a question to be talked through, and tell what the critics make of the answer."""
    _ask(talk.text.name, talk.asked)
    began, said = time.monotonic(), source.next()
    if said is None or leaves(said):
        return False
    judged = own.drills.talks.judge(talk, said)
    card = own.drills.talks.done(talk, judged, time.monotonic() - began, datetime.now(UTC))
    for line in told_of(judged, own.services.pack.rubric.dimension(talk.text.dimension)):
        results().print(Text(line))
    results().print(Text(f"It comes again on {card.due:%d %B}."))
    return True


def _ask(name: str, text: str) -> None:
    messages().print(Text(f"\n{name}", "bold"))
    messages().print(Text(text))
