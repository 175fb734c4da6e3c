"""Measures the embedded extractor on the development part and writes what it needs to know of itself: `make calibrate`.

The shipped weights are fitted on the training part alone, so that these numbers are of answers they have not seen.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tomlkit

from evals.data.corpus import Labelled, LabelledInterview, LabelledTurn, load_corpus, load_interviews
from evals.data.perturb import UNMOVED
from evals.statistics.agreement import kappa, precision_recall_f1
from evals.statistics.interview_measures import read_interview
from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.engines.embedded.calibration import Calibration
from interviewer.engines.embedded.extractor import EmbeddedExtractor
from interviewer.engines.embedded.network import WEIGHTS
from interviewer.engines.embedded.trained_finder import DIMENSIONS, TrainedFinder
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.packs import load_pack
from interviewer.packs.schema import Pack
from interviewer.rubric.registry import RULES
from interviewer.settings import load_settings

OUT = WEIGHTS.parent.parent / "calibration.toml"
TEMPERATURES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)
SHIFTS = tuple(np.round(np.arange(-3.0, 3.01, 0.25), 2))
BIASES = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
_HEAD = "# Measured by `make calibrate` on the development part; do not edit by hand.\n\n"
_SOUND = 2 / 3  # precision
_NOTHING = 0.001  # nats
_SHY = ("mechanism", "decision", "taking_part")
NOISE_PERCENTILE = 95
_SAYS_THE_SAME = tuple(name for name in UNMOVED if name != "payload")
_NEUTRAL = {"bias": {}, "shift": dict.fromkeys(DIMENSIONS, 0.0), "noise": {}}


@dataclass(frozen=True)
class Sample:
    """What is measured on: answers that stand alone, and whole interviews."""

    answers: Sequence[Labelled]
    interviews: Sequence[LabelledInterview]

    @property
    def labels(self) -> list[Labelled | LabelledTurn]:
        """In the order of `read`."""
        return [*self.answers, *(turn for interview in self.interviews for turn in interview.turns)]

    def read(self, extractor: EmbeddedExtractor) -> list[Reading]:
        turns = [reading for interview in self.interviews for reading in read_interview(extractor, interview)]
        return [*_readings(extractor, self.answers), *turns]


def calibrate(weights: Path, sample: Sample, pack: Pack) -> Calibration:
    """Each number in turn, with those before it in place."""
    temperature = min(TEMPERATURES, key=lambda value: level_loss(_reader(weights, value), sample, pack))
    bias = best_bias(weights, temperature, sample, pack)
    readings = sample.read(_reader(weights, temperature))
    shift = {dimension: best_shift(readings, sample.labels, dimension) for dimension in DIMENSIONS}
    noise = own_noise(_reader(weights, temperature), sample.answers, pack)
    return Calibration(temperature=temperature, bias=bias, shift=shift, noise=noise)


def level_loss(extractor: EmbeddedExtractor, sample: Sample, pack: Pack) -> float:
    """Mean negative log-likelihood of the labelled levels, over both headline dimensions."""
    readings, losses = sample.read(extractor), []
    for dimension in DIMENSIONS:
        levels = RULES[pack.rubric.dimension(dimension).rule].levels
        for reading, item in zip(readings, sample.labels, strict=True):
            wanted = getattr(item, dimension)
            if wanted is not None:
                losses.append(-np.log(max(levels(reading)[wanted], 1e-4)))
    return float(np.mean(losses))


def best_shift(readings: Sequence[Reading], items: Sequence[Labelled | LabelledTurn], dimension: str) -> float:
    """The shift with the best kappa on "applies or not": the middle one where several are as good."""
    applies = np.array([getattr(item, dimension) is not None for item in items])
    likely = np.clip([reading.applicable[dimension] for reading in readings], 1e-6, 1 - 1e-6)
    logits = np.log(likely / (1 - likely))
    scores = [kappa(list(applies), list(logits + shift >= 0)) for shift in SHIFTS]
    best = [shift for shift, score in zip(SHIFTS, scores, strict=True) if score >= max(scores) - 1e-9]
    return float(best[len(best) // 2])


def best_bias(weights: Path, temperature: float, sample: Sample, pack: Pack) -> dict[str, float]:
    """For the kinds that seldom reach one half: of the biases that cost the levels nothing, the one with the best F1.

    F1 is on "is it there at all", among biases with which what is shown as there is there twice as often as not. "Cost
    nothing" is a likelihood of the levels as good as the best one's, but for `_NOTHING`.
    """
    found: dict[str, float] = {}
    for kind in _SHY:
        tried = {}
        for bias in BIASES:
            measured = Calibration(temperature=temperature, **(_NEUTRAL | {"bias": found | {kind: bias}}))
            extractor = EmbeddedExtractor(TrainedFinder(measured, weights))
            readings = _readings(extractor, sample.answers)
            tried[bias] = (level_loss(extractor, sample, pack), _f1(kind, readings, sample.answers))
        best = min(loss for loss, _ in tried.values())
        free = [bias for bias, (loss, _) in tried.items() if loss <= best + _NOTHING]
        found[kind] = float(max(free, key=lambda bias: (tried[bias][1], -bias)))
    return found


def _f1(kind: str, readings: Sequence[Reading], items: Sequence[Labelled]) -> float:
    held = [any(link.kind == kind for link in item.links) for item in items]
    seen = [any(link.probability >= 0.5 for link in reading.of(EvidenceKind(kind))) for reading in readings]
    precision, _, f1 = precision_recall_f1(held, seen)
    return f1 if precision >= _SOUND else 0.0


def own_noise(extractor: EmbeddedExtractor, items: Sequence[Labelled], pack: Pack) -> dict[str, float]:
    """How far the expected level moves under changes that say the same, for every dimension."""
    moves: dict[str, list[float]] = {dimension.id: [] for dimension in pack.rubric.dimensions}
    for name in _SAYS_THE_SAME:
        rng = random.Random(name)
        for item in items:
            text = UNMOVED[name](item.answer, rng)
            if text == item.answer:
                continue
            before, after = (_read(extractor, item, told) for told in (item.answer, text))
            for dimension in pack.rubric.dimensions:
                levels = RULES[dimension.rule].levels
                moves[dimension.id].append(abs(_mean(levels(after)) - _mean(levels(before))))
    return {name: round(float(np.percentile(found, NOISE_PERCENTILE)), 3) for name, found in moves.items()}


def write(found: Calibration, path: Path) -> None:
    """As TOML, one table a kind of number; comments at the head of a file that is there stay."""
    document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else _HEAD)
    document.update(found.model_dump())
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def _reader(weights: Path, temperature: float) -> EmbeddedExtractor:
    return EmbeddedExtractor(TrainedFinder(Calibration(temperature=temperature, **_NEUTRAL), weights))


def _readings(extractor: EmbeddedExtractor, items: Sequence[Labelled]) -> list[Reading]:
    return [_read(extractor, item, item.answer) for item in items]


def _read(extractor: EmbeddedExtractor, item: Labelled, answer: str) -> Reading:
    return extractor.extract(Exchange(0, item.question, answer), ExtractionContext(round=item.round))


def _mean(distribution: tuple[float, ...]) -> float:
    return sum(level * weight for level, weight in enumerate(distribution))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--splits", default="development")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    splits = options.splits.split(",")
    sample = Sample(load_corpus(splits), load_interviews(splits))
    found = calibrate(options.weights, sample, load_pack(load_settings().pack))
    write(found, options.out)
    print(f"{len(sample.labels)} answers and turns: {found}")


if __name__ == "__main__":
    main()
