"""Fits the embedded extractor: adapters to its encoder, and its heads: `make train`.

The encoder that is shipped stays as it is (nine layers of all-mpnet-base-v2, fine-tuned once as a whole); what a
training learns are low-rank adapters to its weights, which `evals.training.adapters` writes into the extractor's file.
On two processor cores a training takes hours. `--pack` writes everything a fit needs into one file, to be fitted with
`evals/training/fitting.py` on a machine with a GPU; `--learnt` then writes what came of it.
"""

import argparse
import pickle
import random
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from evals.data.corpus import load_corpus, load_interviews
from evals.training.adapters import Adapter, ReaderFile
from evals.training.examples import VARIANTS, Example, example, items_of
from evals.training.known_answers import write_known_answers
from interviewer.engines.embedded.network import WEIGHTS
from interviewer.engines.embedded.trained_finder import HEADLINE_KINDS, HEADS
from interviewer.rubric.metric_gap import DIMENSION, metric_gap_level
from interviewer.rubric.ownership import ownership_level

_METRIC_FACTS = ("technical", "business", "connected", "quantified", "weighed", "disowned")
_OWNING_FACTS = ("decision", "finding", "obstacle", "outcome", "assignment", "taking_part", "blame")


def pack(base: ReaderFile, splits: Sequence[str], held_out: Sequence[str], seed: int = 0) -> dict[str, Any]:
    """All that a fit needs: examples, the rubric's tables, the encoder's weights, of words only those that occur."""
    rng = random.Random(seed)
    train = [example(item, rng, VARIANTS) for item in items_of(load_corpus(splits), load_interviews(splits))]
    apart = {
        "answers": [example(item) for item in items_of(load_corpus(held_out), ())],
        "turns": [example(item) for item in items_of((), load_interviews(held_out))],
    }
    every = [*train, *(short for item in train for short in item.variants), *apart["answers"], *apart["turns"]]
    used = np.unique(np.concatenate([[0], *(window.ids for item in every for window in item.windows)]))
    place = np.zeros(used.max() + 1, dtype=np.int64)
    place[used] = np.arange(len(used))
    return {
        "train": [_plain(item, place) for item in train],
        "held_out": {name: [_plain(item, place) for item in items] for name, items in apart.items()},
        "tables": tables(),
        "base": base.weights(used),
    }


def tables() -> dict[str, Any]:
    """The rubric's level rules, for every way in which the facts may be true or false."""
    metric = [head for head in HEADS if head in DIMENSION.evidence or head not in HEADLINE_KINDS]
    rules = {"metric_gap": (_METRIC_FACTS, metric_gap_level), "ownership": (_OWNING_FACTS, ownership_level)}
    levels = {}
    for name, (facts, level) in rules.items():
        truths = list(product((0.0, 1.0), repeat=len(facts)))
        found = [level(frozenset(n for n, held in zip(facts, truth, strict=True) if held)) for truth in truths]
        levels[name] = {"facts": facts, "truths": truths, "levels": found}
    return {"heads": list(HEADS), "metric_heads": metric, "levels": levels}


def write(base: ReaderFile, learnt: Mapping[str, Any], path: Path) -> None:
    """The extractor's file with what was learnt, and its known answers beside it."""
    adapters = {name: Adapter(into, out) for name, (into, out) in learnt["adapters"].items()}
    base.write(path, adapters, learnt["small"])
    write_known_answers(path)


def _plain(item: Example, place: np.ndarray) -> dict[str, Any]:
    """Arrays alone, which can be read where the product is not installed."""
    kept = {name: getattr(item, name) for name in item.__dataclass_fields__ if name not in ("windows", "variants")}
    read = [
        (place[window.ids].astype(np.int32), window.types.astype(np.int8), _stretches(window.spread))
        for window in item.windows
    ]
    return kept | {"windows": read, "variants": [_plain(short, place) for short in item.variants]}


def _stretches(spread: np.ndarray) -> np.ndarray:
    """(clauses, 2): the first token of each clause and how many there are; a clause's tokens follow one another."""
    return np.stack([(spread > 0).argmax(1), (spread > 0).sum(1)], 1).astype(np.int16)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fine-tune the embedded extractor and write its weights.")
    parser.add_argument("--splits", default="train", help="parts of the corpus to learn from")
    parser.add_argument("--held-out", default="development", help="parts to measure the fit on")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--base", type=Path, default=WEIGHTS, help="the extractor's file to begin with")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--pack", type=Path, help="only write what a fit needs into this file")
    parser.add_argument("--learnt", type=Path, help="do not fit: write what was learnt elsewhere")
    options = parser.parse_args()
    base = ReaderFile(options.base)
    if options.learnt:
        write(base, pickle.loads(options.learnt.read_bytes()), options.out)
        return
    packed = pack(base, options.splits.split(","), options.held_out.split(","), options.seed)
    if options.pack:
        options.pack.write_bytes(pickle.dumps(packed))
        print(f"{len(packed['train'])} turns, {options.pack.stat().st_size / 1e6:.1f} MB: {options.pack}")
        return
    from evals.training.fitting import EPOCHS, Fitter, summary

    fitter = Fitter(packed, options.seed)
    fitter.fit(packed["train"], options.epochs or EPOCHS)
    for name, items in packed["held_out"].items():
        print(f"held-out {name}: {summary(fitter, items)}")
    write(base, {"adapters": fitter.network.adapters, "small": fitter.network.small}, options.out)
    print(f"{len(packed['train'])} turns, {options.out.stat().st_size / 1e6:.1f} MB: {options.out}")


if __name__ == "__main__":
    main()
