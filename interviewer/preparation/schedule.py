"""When something comes again that a candidate practises: soon where it went wrong, late where it sits.

The schedule is that of the `fsrs` library (free spaced repetition).
"""

from dataclasses import dataclass
from datetime import datetime

from fsrs import Card, Rating, Scheduler

from interviewer.domain.drills import DrillCard, Try
from interviewer.preparation.shelf import Shelf
from interviewer.storage.protocol import Papers

_MOST_TRIES = 50  # kept of each
AGAIN, HARD, GOOD = Rating.Again, Rating.Hard, Rating.Good


@dataclass(frozen=True)
class Schedule:
    """The dates of one user's drills of every kind, kept in `papers`."""

    papers: Papers

    @property
    def _shelf(self) -> Shelf[DrillCard]:
        return Shelf(self.papers, "drill", DrillCard, "that drill was never done")

    def known(self) -> dict[str, DrillCard]:
        """What was done at least once, by its id.

        Raises:
            StoreError: it can't be read.
        """
        return {card.id: card for card in self._shelf.all()}

    def done(self, drill_id: str, rating: Rating, seconds: float, now: datetime) -> DrillCard:
        """Note how a drill went, and when it is due again.

        Raises:
            StoreError: it could not be kept.
        """
        begun = drill_id in self.known()
        before, revision = self._shelf.find(drill_id) if begun else (None, 0)
        scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        card = Card.from_json(before.memory) if before else Card(card_id=1)
        after, _ = scheduler.review_card(card, rating, now)
        tried = Try(at=now, right=rating is not AGAIN, seconds=round(seconds, 1))
        tries = (*(before.tries if before else ()), tried)[-_MOST_TRIES:]
        return self._shelf.put(DrillCard(id=drill_id, due=after.due, memory=after.to_json(), tries=tries), revision)
