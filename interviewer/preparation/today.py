"""What is due today: the day of the real interview, the last debrief in a line, and what to do next.

A first visit is led in three steps. No text is read anew for it, so it is there at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from interviewer.domain.plans import InterviewPlan
from interviewer.domain.summary import Summary
from interviewer.errors import BadInput
from interviewer.packs.schema import Pack
from interviewer.preparation.appraisal import appraise
from interviewer.preparation.drills import Drills
from interviewer.preparation.kpi_map import KpiMap, missing
from interviewer.preparation.matching import advice
from interviewer.preparation.shelf import Shelf
from interviewer.preparation.stories import StoryBank
from interviewer.storage.protocol import Papers

_PLAN = "plan"
_MOST_DRILLS = 2
_MOST_WISHES = 2  # of the story bank


@dataclass(frozen=True)
class Task:
    """Something to do: what, in a sentence, where in the page, and the command that does it in a terminal."""

    what: str
    place: str
    command: str


@dataclass(frozen=True)
class Today:
    """What a candidate sees first.

    Attributes:
        until: days until the real interview; None where its day is not known, or over.
        last: the newest finished interview; None before there is one.
        first_visit: whether nothing was done yet; `tasks` are then the first three steps.
    """

    until: int | None
    last: Summary | None
    tasks: tuple[Task, ...]
    first_visit: bool

    @property
    def counted(self) -> str:
        """How long it is to the interview, in a sentence; the empty string where that is not known."""
        near = {None: "", 0: "Your interview is today.", 1: "Your interview is tomorrow."}
        return near.get(self.until, f"Your interview is in {self.until} days.")


@dataclass(frozen=True)
class Preparation:
    """What one user prepares, all of it."""

    papers: Papers
    pack: Pack
    kpi_map: KpiMap
    stories: StoryBank
    drills: Drills

    @property
    def _shelf(self) -> Shelf[InterviewPlan]:
        return Shelf(self.papers, _PLAN, InterviewPlan, "no day is kept")

    def day(self) -> date | None:
        """The day of the next real interview.

        Raises:
            StoreError: it can't be read.
        """
        plan = next(iter(self._shelf.all()), None)
        return plan.day if plan else None

    def set_day(self, day: date | None, now: datetime) -> None:
        """Keep the day of the next real interview, or forget it.

        Raises:
            BadInput: it is over.
            StoreError: it could not be kept.
        """
        if day is not None and day < now.date():
            raise BadInput(f"{day.isoformat()} is over; give a day to come, such as {now.year + 1}-01-31")
        revision = self._shelf.find(_PLAN)[1] if self._shelf.all() else 0
        self._shelf.put(InterviewPlan(id=_PLAN, day=day), revision)

    def today(self, past: Sequence[Summary], weak: frozenset[str], now: datetime) -> Today:
        """What is due, the most urgent first.

        Args:
            past: the interviews, the newest first.
            weak: the links that the newest debriefs name first.
        """
        day = self.day()
        until = (day - now.date()).days if day and day >= now.date() else None
        last = next((item for item in past if item.state == "finished"), None)
        begun = bool(past) or bool(self.kpi_map.projects()) or bool(self.stories.stories())
        tasks = tuple(self._due(past, weak, now)) if begun else self._first_steps()
        return Today(until, last, tasks, first_visit=not begun)

    def _first_steps(self) -> tuple[Task, ...]:
        first = self.pack.manifest.rounds[0]
        return (
            Task(f"Sit a first interview: {first.name}.", "Interview", f"interviewer chat --round {first.id}"),
            Task("Read its debrief, and try the weakest answer again.", "History", "interviewer sessions list"),
            Task("Put your CV on its way to the business.", "Projects", "interviewer kpi-map --cv your-cv.pdf"),
        )

    def _due(self, past: Sequence[Summary], weak: frozenset[str], now: datetime) -> Iterator[Task]:
        if going_on := next((item for item in past if item.state != "finished"), None):
            so_far = f"{_counted(going_on.answers, 'answer')} so far"
            name = self.pack.round(going_on.round).name
            yield Task(f"Go on with {name}: {so_far}.", "Interview", f"interviewer chat --resume {going_on.id}")
        if rest := sum(len(missing(project)) for project in self.kpi_map.projects()):
            told = f"{_counted(rest, 'thing')} still to be told of your projects."
            yield Task(told, "Projects", "interviewer kpi-map")
        elif not self.kpi_map.projects():
            yield Task("Put your CV on its way to the business.", "Projects", "interviewer kpi-map --cv your-cv.pdf")
        appraised = [appraise(story, self.pack) for story in self.stories.stories()]
        for wish in advice(appraised, self.pack)[:_MOST_WISHES]:
            yield Task(wish, "Stories", "interviewer stories add --text story.txt")
        for due in self.drills.listed(now, weak)[:_MOST_DRILLS]:
            if due.is_due(now):
                yield Task(f"A drill: {due.drill.name}", "Drills", f"interviewer drill {due.drill.id}")
        sat = {item.round for item in past if item.state == "finished"}
        unsat = next((item for item in self.pack.manifest.rounds if item.id not in sat), None)
        if unsat:
            told = f"A round that you have not sat yet: {unsat.name}."
            yield Task(told, "Interview", f"interviewer chat --round {unsat.id}")
            return
        yield Task("A round, to see what has changed.", "Interview", "interviewer chat")


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
