"""Drills that are talked through: one question on one weakness, five minutes, graded on one dimension by the critics.

Source: the guide's checklist, items 2 and 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from interviewer.assessment.critic import Critic
from interviewer.domain.assessment import Finding, Status
from interviewer.domain.drills import DrillCard
from interviewer.domain.sanitizing import sanitize_answer
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.errors import BadInput
from interviewer.packs.preparing import TalkText
from interviewer.packs.schema import Pack
from interviewer.preparation.schedule import AGAIN, GOOD, HARD, Schedule

HOLDS = 3  # the level from which a talk went well


@dataclass(frozen=True)
class Talk:
    """One drill with what it is about; `asked` is the question as it is put."""

    text: TalkText
    asked: str


@dataclass(frozen=True)
class Judged:
    """What an answer came to.

    Attributes:
        level: None where there was nothing to grade.
        level_name: the pack's name for it.
        finding: what is missing and what to do, or what was strong.
    """

    level: int | None
    level_name: str
    finding: Finding | None


@dataclass(frozen=True)
class Talks:
    """One user's talked-through drills.

    Args:
        projects: the candidate's own pieces of work, which some drills are about.
    """

    schedule: Schedule
    pack: Pack
    critic: Critic
    projects: Sequence[str] = ()

    def all(self) -> tuple[TalkText, ...]:
        """Those that can be asked: what is about a piece of work needs one."""
        return tuple(item for item in self.pack.talks if self.projects or "{project}" not in item.text)

    def talk(self, talk_id: str, seed: int) -> Talk:
        """A drill, on one of the candidate's pieces of work where it needs one; the same seed gives the same.

        Raises:
            BadInput: there is no such drill, or no piece of work for it.
        """
        found = next((item for item in self.pack.talks if item.id == talk_id), None)
        if found is None:
            raise BadInput(f"there is no drill '{talk_id}' to be talked through")
        if found not in self.all():
            raise BadInput(f"'{found.name}' is about a piece of your work; put one on the KPI map first")
        project = Random(f"{talk_id}/{seed}").choice(self.projects) if self.projects else ""
        return Talk(found, found.text.replace("{project}", project))

    def judge(self, talk: Talk, answer: str) -> Judged:
        """What an answer comes to, on the drill's dimension alone.

        Raises:
            BadInput: it says nothing, or is too long.
        """
        dimension = self.pack.rubric.dimension(talk.text.dimension)
        context = ExtractionContext(round=talk.text.round, targets=(dimension.id,))
        assessment = self.critic.assess(Exchange(0, talk.asked, sanitize_answer(answer)), context)
        grade = next((item for item in assessment.grades if item.dimension == dimension.id), None)
        level = grade.level if grade and grade.status is Status.GRADED else None
        finding = next((item for item in assessment.findings if item.dimension == dimension.id), None)
        return Judged(level, dimension.levels[level].name if level is not None else "", finding)

    def done(self, talk: Talk, judged: Judged, seconds: float, now: datetime) -> DrillCard:
        """Note how it went, and when it comes again.

        Raises:
            StoreError: it could not be kept.
        """
        level = judged.level or 0
        rating = GOOD if level >= HOLDS else HARD if level == HOLDS - 1 else AGAIN
        return self.schedule.done(talk.text.id, rating, seconds, now)
