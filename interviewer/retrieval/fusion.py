"""Reciprocal-rank fusion: one ranking out of several that do not share a scale."""

from collections.abc import Sequence

RANK_CONSTANT = 60  # Cormack, Clarke and Buettcher (SIGIR 2009)


def reciprocal_rank_fusion(rankings: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """Ids with their fused scores, best first; ties by id, so that the same input gives the same order."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
