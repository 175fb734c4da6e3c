"""Has a model read and coach the labelled set beside the embedded engine, one answer at a time, keeping each.

Goes on where it stood: what is kept is not asked for again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from interviewer.assessment.critic import Critic
from interviewer.assessment.grading import grade
from interviewer.calibration.agreement import compared
from interviewer.calibration.labelled import Item, labelled, to_coach
from interviewer.domain.assessment import Assessment, Status
from interviewer.domain.model_calls import Usage
from interviewer.engines.llm.coach import LlmCoach
from interviewer.engines.llm.extractor import LlmExtractor
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.rehearsal import Rehearsal
from interviewer.engines.measured import Advised, Calibration, Mark
from interviewer.engines.protocols import Coach, ExtractionContext, Extractor
from interviewer.engines.threads import in_thread, read_thread
from interviewer.errors import BadReply, Filtered
from interviewer.packs.schema import Pack
from interviewer.rubric.registry import HEADLINE

_MOST_LOST = 3  # replies in a row that can't be used; more, and it is the server that fails


@dataclass
class Calibrator:
    """One model's calibration under way.

    Attributes:
        critic: the embedded one.
        keep: is given what was found so far, after each answer.
    """

    critic: Critic
    extractor: Extractor
    coach: Coach
    found: Calibration
    keep: Callable[[Calibration], None]
    items: Sequence[Item] = field(default_factory=labelled)
    coached: Sequence[Item] = field(default_factory=to_coach)
    _lost: int = 0

    @property
    def to_read(self) -> list[Item]:
        """The answers that the model has not read yet."""
        return [item for item in self.items if item.key not in self.found.marks]

    @property
    def left_to_coach(self) -> list[Item]:
        return [item for item in self.coached if item.key not in self.found.advised]

    def rehearsed(self, chat: Rehearsal) -> Usage:
        """What asking for the rest would take; sends nothing."""
        reader = LlmExtractor(chat, self.critic.extractor, Fallback())
        coach = replace(self.critic, coach=LlmCoach(self.critic.pack.rubric, chat, self.critic.coach, Fallback()))
        for item in self.to_read:
            reader.extract(item.exchange, self._context(item))
        for item in self.left_to_coach:
            coach.assess(item.exchange, item.context)
        return chat.would_take

    def run(self) -> Iterator[None]:
        """Ask for the rest, then compare; yields after each answer.

        Raises:
            ProviderError: the model failed; what it read before is kept.
            SetupError: nothing can be kept; then nothing more is asked.
        """
        self.keep(self.found)
        reading = replace(self.critic, extractor=self.extractor)
        for item in self.to_read:
            self._keep(marks=self.found.marks | {item.key: self._read(reading, item)})
            yield
        coaching = replace(self.critic, coach=self.coach)
        for item in self.left_to_coach:
            self._keep(advised=self.found.advised | {item.key: self._advised(coaching, item)})
            yield
        self._keep(coached=True)
        self._compare()

    def _read(self, critic: Critic, item: Item) -> Mark | None:
        try:
            mark = mark_of(critic.assess(item.exchange, self._context(item)), critic.pack)
        except (BadReply, Filtered):
            self._lost += 1
            if self._lost > _MOST_LOST:
                raise
            return None
        self._lost = 0
        return mark

    def _advised(self, critic: Critic, item: Item) -> tuple[Advised, ...]:
        """Each finding as both coaches word it; the model's is missing where a check had it replaced.

        What is asked, not stated, no coach words.
        """
        told = {finding.dimension: finding for finding in critic.assess(item.exchange, item.context).findings}
        found = []
        for own in self.critic.assess(item.exchange, item.context).findings:
            if own.asked:
                continue
            pack, new = f"{own.why} {own.next_step}", told.get(own.dimension)
            model = f"{new.why} {new.next_step}" if new and new.link == own.link else pack
            found.append(Advised(dimension=own.dimension, pack=pack, model=model if model != pack else None))
        return tuple(found)

    def _compare(self) -> None:
        own = {
            item.key: mark_of(self.critic.assess(item.exchange, self._context(item)), self.critic.pack)
            for item in self.items
        }
        found = {name: compared(self.items, own, self.found.marks, name) for name in HEADLINE}
        self._keep(compared=found, embedded=self.critic.extractor.id)

    def _context(self, item: Item) -> ExtractionContext:
        """With what stands of the earlier answers as the embedded extractor reads them: the same for both readers."""
        earlier, own = item.context.earlier, self.critic.extractor
        readings = read_thread(own, item.context.round, earlier)
        return in_thread(item.context.round, list(zip(earlier, readings, strict=True)))

    def _keep(self, **changes: object) -> None:
        self.found = self.found.model_copy(update=changes)
        self.keep(self.found)


def mark_of(assessment: Assessment, pack: Pack) -> Mark | None:
    """The headline levels, given that they apply, and whether they do; None where the reading could not be used."""
    grades = [(pack.rubric.dimension(name), assessment.grade(name)) for name in HEADLINE]
    if any(found is None or found.status is Status.UNSCORED for _, found in grades):
        return None
    pressed = assessment.reading.model_copy(update={"applicable": dict.fromkeys(HEADLINE, 1.0)})
    return Mark(
        levels={dimension.id: grade(dimension, pressed, ()).guess or 0 for dimension, _ in grades},
        applies={item.id: bool(found and found.status is not Status.NOT_APPLICABLE) for item, found in grades},
    )
