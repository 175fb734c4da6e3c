"""`interviewer progress`: levels over interviews, weak spots that come, stay and go, and whether it is enough."""

from dataclasses import asdict

from rich.text import Text

from interviewer.cli.console import results, services
from interviewer.cli.jsonl import printed
from interviewer.packs.schema import Pack
from interviewer.preparation.outcomes import told_of
from interviewer.preparation.progress import WeakSpot


def run_progress(as_json: bool) -> None:
    """Print it."""
    with services() as made:
        found, pack, console = made.interviews.progress(), made.pack, results()
        if as_json:
            spots = [asdict(spot) | {"first": str(spot.first), "last": str(spot.last)} for spot in found.spots]
            courses = [asdict(course) for course in found.courses]
            printed({"interviews": found.interviews, "readiness": found.readiness, "courses": courses, "spots": spots})
            return
        console.print(Text(found.readiness, "bold"))
        for course in found.courses:
            levels = " ".join(map(str, course.levels))
            console.print(Text(f"   {pack.rubric.dimension(course.dimension).name}: {levels} ({course.moved})"))
        for spot in found.spots:
            console.print(Text(f"   {named(spot, pack)}: {standing(spot)}"))
        if found.next_spot:
            console.print(Text(f"Practise next: {named(found.next_spot, pack)}."))
        own = made.interviews
        if told := told_of(own.outcomes.compared(own.of_this_pack())):
            console.print(Text(told))


def named(spot: WeakSpot, pack: Pack) -> str:
    """A weak spot in the pack's words."""
    dimension = pack.rubric.dimension(spot.dimension)
    return f"{dimension.name}, {dimension.link(spot.link).label}"


def standing(spot: WeakSpot) -> str:
    """When a weak spot was seen, and whether it still is one."""
    counted = f"{spot.times} interview{'' if spot.times == 1 else 's'}"
    return f"{spot.state}, first {spot.first:%d %B}, last {spot.last:%d %B}, in {counted}"
