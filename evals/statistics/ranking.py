"""How good a ranking is. Like its neighbours it imports scikit-learn where it is called."""

from collections.abc import Collection, Sequence


def ndcg(ranking: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """nDCG of the first `depth` places, every relevant item worth the same; 0 where nothing is relevant."""
    from sklearn.metrics import ndcg_score

    top = list(ranking[:depth])
    empty = [""] * (depth - len(top))
    missed = [item for item in relevant if item not in top]  # below all places, so that it counts in the ideal only
    gains = [float(item in relevant) for item in (*top, *empty, *missed)]
    return float(ndcg_score([gains], [[*range(len(gains), 0, -1)]], k=depth))
