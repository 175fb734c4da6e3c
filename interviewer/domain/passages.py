"""Excerpts of the guide as they were retrieved for one purpose."""

from interviewer.domain.base import Value


class PassageRef(Value):
    """Which excerpt was retrieved, with its rank score (reciprocal-rank fusion; higher is nearer)."""

    id: str
    score: float


class Passage(PassageRef):
    """An excerpt with its words. Logs keep the reference only: the words stand in the pack."""

    title: str
    text: str
    source: str

    @property
    def ref(self) -> PassageRef:
        return PassageRef(id=self.id, score=self.score)
