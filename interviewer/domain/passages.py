"""A guide excerpt as it was retrieved for one purpose."""

from interviewer.domain.base import Value


class Passage(Value):
    """An excerpt of the guide with its rank score (reciprocal-rank fusion; higher is nearer)."""

    id: str
    title: str
    text: str
    source: str
    score: float
