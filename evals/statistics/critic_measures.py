"""What is measured of a critic on labelled answers: agreement, calibration, spans, and what moves its levels."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evals.data.corpus import Labelled
from evals.data.perturb import DIRECTED, UNMOVED
from evals.statistics.agreement import bootstrap_interval, kappa, precision_recall_f1, quadratic_weighted_kappa
from interviewer.assessment.critic import MOST_DOUBT
from interviewer.assessment.grading import expected_error, grade
from interviewer.domain.assessment import Status
from interviewer.domain.evidence import Evidence, EvidenceKind, Reading
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.packs.schema import Pack

HEADLINE = ("metric_gap", "ownership")
COVERAGES = (1.0, 0.9, 0.8, 0.6)
_UNCLOSED = 2  # "is the gap unclosed?", "is the framing below owned?": this level or less
_LIKELY = 0.5


@dataclass(frozen=True)
class Guess:
    """What an extractor makes of one answer.

    Attributes:
        level: None for n/a.
        pressed: the level it gives if n/a is no way out.
        confidence: the probability it gives to `pressed`.
        expected: the mean of its distribution over levels.
        error: how many levels off it expects `pressed` to be.
    """

    level: int | None
    pressed: int
    confidence: float
    expected: float
    error: float


def readings(extractor: Extractor, items: Sequence[Labelled]) -> list[Reading]:
    """Each answer read alone, as in bulk."""
    return [
        extractor.extract(Exchange(0, item.question, item.answer), ExtractionContext(round=item.round))
        for item in items
    ]


def guesses(found: Sequence[Reading], pack: Pack, dimension: str) -> list[Guess]:
    """One guess for each reading."""
    return [_guess(reading, pack, dimension) for reading in found]


def _guess(reading: Reading, pack: Pack, dimension: str) -> Guess:
    entry = pack.rubric.dimension(dimension)
    graded = grade(entry, reading, ())
    forced = reading.model_copy(update={"applicable": dict.fromkeys(HEADLINE, 1.0)})
    pressed = grade(entry, forced, ())
    expected = sum(level * weight for level, weight in enumerate(pressed.distribution))
    error = expected_error(pressed.distribution, pressed.guess or 0)
    level = graded.guess if graded.status is Status.GRADED else None
    return Guess(level, pressed.guess or 0, pressed.confidence, expected, error)


def agreement_row(items: Sequence[Labelled], found: Sequence[Guess], dimension: str) -> dict[str, str]:
    """The measures of one extractor on one dimension, with 95% intervals over author voices."""
    truth, guess, voices = _graded(items, found, dimension)

    def of(measure: Callable[[np.ndarray, np.ndarray], float]) -> str:
        low, high = bootstrap_interval(lambda index: measure(truth[index], guess[index]), voices)
        return f"{measure(truth, guess):.2f} [{low:.2f}, {high:.2f}]"

    def low_ones(t: np.ndarray, g: np.ndarray) -> tuple[float, float, float]:
        return precision_recall_f1(list(t <= _UNCLOSED), list(g <= _UNCLOSED))

    wanted = [getattr(item, dimension) is None for item in items]
    not_applicable = kappa(wanted, [item.level is None for item in found])
    return {
        "answers": str(len(truth)),
        "weighted kappa": of(_weighted),
        "exact": of(lambda t, g: float((t == g).mean())),
        "within one": of(lambda t, g: float((abs(t - g) <= 1).mean())),
        "precision, level 2 or less": of(lambda t, g: low_ones(t, g)[0]),
        "recall, level 2 or less": of(lambda t, g: low_ones(t, g)[1]),
        "n/a kappa": f"{not_applicable:.2f} ({sum(wanted)} n/a)",
        "calibration error": f"{calibration_error(items, found, dimension):.2f}",
    }


def weighted(items: Sequence[Labelled], found: Sequence[Guess], dimension: str) -> float:
    """Quadratic weighted kappa with the labels (Cohen, 1968)."""
    truth, guess, _ = _graded(items, found, dimension)
    return _weighted(truth, guess)


def by_group(
    items: Sequence[Labelled], found: Sequence[Guess], dimension: str, group: Callable[[Labelled], str]
) -> dict[str, str]:
    """Weighted kappa for each group of answers, with a 95% interval over answers."""
    rows = {}
    for name in sorted({group(item) for item in items}):
        places = [place for place, item in enumerate(items) if group(item) == name]
        truth, guess, _ = _graded([items[n] for n in places], [found[n] for n in places], dimension)
        if len(truth):
            low, high = _interval_over_answers(truth, guess)
            rows[name] = f"{_weighted(truth, guess):.2f} [{low:.2f}, {high:.2f}] ({len(truth)})"
    return rows


def calibration_error(items: Sequence[Labelled], found: Sequence[Guess], dimension: str, bins: int = 5) -> float:
    """Expected calibration error of the level's confidence (Naeini et al., 2015), over equally filled bins."""
    pairs = sorted((guess.confidence, wanted == guess.pressed) for guess, wanted in _pairs(items, found, dimension))
    parts = np.array_split(np.array(pairs, dtype=float), bins)
    return float(sum(len(p) * abs(p[:, 0].mean() - p[:, 1].mean()) for p in parts if len(p)) / len(pairs))


def risk_at_coverage(items: Sequence[Labelled], found: Sequence[Guess], dimension: str) -> dict[str, str]:
    """Mean absolute error and exact agreement among the answers with the smallest expected error."""
    pairs = sorted(_pairs(items, found, dimension), key=lambda pair: pair[0].error)
    rows = {}
    for coverage in COVERAGES:
        kept = pairs[: max(1, round(coverage * len(pairs)))]
        error = np.mean([abs(wanted - guess.pressed) for guess, wanted in kept])
        exact = np.mean([wanted == guess.pressed for guess, wanted in kept])
        rows[f"{coverage:.0%}"] = f"error {error:.2f}, exact {exact:.0%}, expected error up to {kept[-1][0].error:.2f}"
    sure = sum(guess.error <= MOST_DOUBT for guess, _ in pairs) / len(pairs)
    rows["graded, the rest is asked about"] = f"{sure:.0%}"
    return rows


def span_rows(items: Sequence[Labelled], found: Sequence[Reading]) -> dict[str, dict[str, str]]:
    """For each kind of labelled link: is it found at all, and do the surest words overlap labelled ones?"""
    rows = {}
    for kind in sorted({link.kind for item in items for link in item.links}):
        held = [bool(_texts(item, kind)) for item in items]
        surest = [reading.surest([EvidenceKind(kind)], _LIKELY) for reading in found]
        precision, recall, _ = precision_recall_f1(held, [link is not None for link in surest])
        both = zip(items, held, surest, strict=True)
        hits = [(item, link) for item, there, link in both if there and link is not None]
        rows[kind] = {
            "answers": str(sum(held)),
            "precision": f"{precision:.2f}",
            "recall": f"{recall:.2f}",
            "right words": f"{sum(_overlaps(item, link) for item, link in hits) / max(1, len(hits)):.2f}",
        }
    return rows


def unmoved_rows(extractor: Extractor, pack: Pack, items: Sequence[Labelled]) -> dict[str, dict[str, str]]:
    """For changes that say the same: how often the level moved, among the answers that the change touched."""
    rows = {}
    for name, change in UNMOVED.items():
        rng = random.Random(name)
        touched = [(item, text) for item in items if (text := change(item.answer, rng)) != item.answer]
        before, after = _before_and_after(extractor, touched)
        row = {"answers": str(len(touched))}
        for dimension in HEADLINE:
            pairs = zip(guesses(before, pack, dimension), guesses(after, pack, dimension), strict=True)
            moved = [abs(a.pressed - b.pressed) for a, b in pairs]
            row[dimension] = f"{np.mean([m > 0 for m in moved]):.0%} moved, {np.mean([m > 1 for m in moved]):.0%} by 2+"
        rows[name] = row
    return rows


def directed_rows(extractor: Extractor, pack: Pack, items: Sequence[Labelled]) -> dict[str, dict[str, str]]:
    """For changes that must lower a level: how often they did, and how often the level went the wrong way."""
    rows = {}
    for name, (dimension, change) in DIRECTED.items():
        touched = [(item, text) for item in items if (text := change(item)) is not None]
        before, after = _before_and_after(extractor, touched)
        pairs = list(zip(guesses(before, pack, dimension), guesses(after, pack, dimension), strict=True))
        rows[name] = {
            "dimension": dimension,
            "answers": str(len(touched)),
            "level fell": f"{np.mean([b.pressed < a.pressed for a, b in pairs]):.0%}",
            "expected level fell": f"{np.mean([b.expected < a.expected for a, b in pairs]):.0%}",
            "level rose": f"{np.mean([b.pressed > a.pressed for a, b in pairs]):.0%}",
        }
    return rows


def _before_and_after(
    extractor: Extractor, touched: Sequence[tuple[Labelled, str]]
) -> tuple[list[Reading], list[Reading]]:
    changed = [replace(item, answer=text) for item, text in touched]
    return readings(extractor, [item for item, _ in touched]), readings(extractor, changed)


def _pairs(items: Sequence[Labelled], found: Sequence[Guess], dimension: str) -> list[tuple[Guess, int]]:
    pairs = ((guess, getattr(item, dimension)) for item, guess in zip(items, found, strict=True))
    return [(guess, wanted) for guess, wanted in pairs if wanted is not None]


def _graded(
    items: Sequence[Labelled], found: Sequence[Guess], dimension: str
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    pairs = _pairs(items, found, dimension)
    voices = [item.voice for item in items if getattr(item, dimension) is not None]
    return np.array([wanted for _, wanted in pairs]), np.array([guess.pressed for guess, _ in pairs]), voices


def _interval_over_answers(truth: np.ndarray, guess: np.ndarray) -> tuple[float, float]:
    names = [str(place) for place in range(len(truth))]
    return bootstrap_interval(lambda index: _weighted(truth[index], guess[index]), names)


def _weighted(truth: np.ndarray, guess: np.ndarray) -> float:
    return quadratic_weighted_kappa(list(truth), list(guess))


def _texts(item: Labelled, kind: str) -> list[str]:
    return [link.text for link in item.links if link.kind == kind]


def _overlaps(item: Labelled, link: Evidence) -> bool:
    for text in _texts(item, link.kind):
        start = item.answer.find(text)
        if start < link.span.end and link.span.start < start + len(text):
            return True
    return False
