"""How far two readers agree with the same labels, and whether one agrees better. Knows no reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interviewer.calibration.labelled import Item
from interviewer.engines.measured import Agreement, Compared, Mark

_DRAWS = 2_000
_INTERVAL = (2.5, 97.5)  # percentiles
Levels = NDArray[np.float64]


def weighted_kappa(first: Levels, second: Levels) -> float:
    """Cohen's kappa with squared distances as weights (Cohen, 1968); 0 where it is undefined.

    By chance two graders lie as far apart, squared, as their variances and the distance of their means have it.
    """
    by_chance = first.var() + second.var() + (first.mean() - second.mean()) ** 2 if len(first) else 0.0
    return float(1 - ((first - second) ** 2).mean() / by_chance) if by_chance else 0.0


def compared(
    items: Sequence[Item], embedded: Mapping[str, Mark | None], model: Mapping[str, Mark | None], dimension: str
) -> Compared:
    """Both readers on one dimension, on the answers that both could read."""
    both = [(item, own, other) for item in items if (own := embedded[item.key]) and (other := model[item.key])]
    data = _Data.of(both, dimension)
    return Compared(
        answers=len(both),
        levels=int(data.levelled.sum()),
        unscored=sum(model[item.key] is None for item in items) / len(items),
        embedded=data.agreement(0),
        llm=data.agreement(1),
        better_by=data.interval(lambda chosen: data.kappa(1, chosen) - data.kappa(0, chosen)),
        applies_better_by=data.interval(lambda chosen: data.applies(1, chosen) - data.applies(0, chosen)),
    )


@dataclass(frozen=True)
class _Data:
    """One dimension as arrays over answers; `found` and `alike` have a row for each reader."""

    label: Levels
    levelled: NDArray[np.bool_]
    found: Levels
    alike: NDArray[np.bool_]
    groups: Sequence[NDArray[np.intp]]

    @classmethod
    def of(cls, both: Sequence[tuple[Item, Mark, Mark]], dimension: str) -> "_Data":
        labels = [item.levels[dimension] for item, _, _ in both]
        names = [item.group for item, _, _ in both]
        readers = ([own for _, own, _ in both], [other for _, _, other in both])
        applies = [level is not None for level in labels]
        return cls(
            np.array([level or 0 for level in labels], dtype=float),
            np.array(applies, dtype=bool),
            np.array([[mark.levels[dimension] for mark in marks] for marks in readers], dtype=float),
            np.array([[mark.applies[dimension] for mark in marks] for marks in readers], dtype=bool) == applies,
            [np.flatnonzero(np.array(names) == name) for name in sorted(set(names))],
        )

    def agreement(self, reader: int) -> Agreement:
        every = np.arange(len(self.label))
        low, high = self.interval(lambda chosen: self.kappa(reader, chosen))
        right = (self.found[reader] == self.label)[self.levelled]
        return Agreement(
            kappa=self.kappa(reader, every),
            low=low,
            high=high,
            exact=float(right.mean()) if len(right) else 0.0,
            applies=self.applies(reader, every),
        )

    def kappa(self, reader: int, chosen: NDArray[np.intp]) -> float:
        chosen = chosen[self.levelled[chosen]]
        return weighted_kappa(self.label[chosen], self.found[reader][chosen])

    def applies(self, reader: int, chosen: NDArray[np.intp]) -> float:
        return float(self.alike[reader][chosen].mean()) if len(chosen) else 0.0

    def interval(self, measure: Callable[[NDArray[np.intp]], float]) -> tuple[float, float]:
        """The 95% interval under resampling of whole groups: what belongs together is drawn together."""
        if not self.groups:
            return 0.0, 0.0
        rng = np.random.default_rng(0)
        draws = rng.integers(len(self.groups), size=(_DRAWS, len(self.groups)))
        values = [measure(np.concatenate([self.groups[place] for place in draw])) for draw in draws]
        low, high = np.percentile(values, _INTERVAL)
        return float(low), float(high)
