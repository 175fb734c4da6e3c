"""Fits the network to packed examples. Needs torch and transformers, and nothing of the product:

    python evals/training/fitting.py PACKED OUT [--seed N] [--epochs N]

The loss is taken at several places at once: on the clauses (are the marked words found?), on the answer (is the
evidence there?), on what an answer makes of earlier evidence, and on the levels that the rubric's own rules compute
from all of it, so that the probabilities become right for what they are used for.
"""

import argparse
import pickle
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

try:
    from evals.training.network import RANK, TrainableNetwork
except ImportError:  # run as a file, where only torch is installed
    from network import RANK, TrainableNetwork  # type: ignore[no-redef]

EPOCHS = 7
ADAPTER_RATE = 5e-4
HEAD_RATE = 1e-3
BATCH = 8
WARM_UP = 0.1
SHORTENED = 0.4  # share of answers of which an epoch sees a part
LOSS = {
    "clause": 4.0, "answer": 1.0, "level": 1.0, "distance": 0.3, "applies": 1.0, "relied": 1.0, "withdrawn": 0.5,
}  # fmt: skip
MARKED_WEIGHT = 1.5  # of a marked clause against an unmarked one
WITHDRAWN_WEIGHT = 4.0  # few are
NOT_APPLICABLE_WEIGHT = 2.0  # of a turn to which a dimension does not apply: fewer do not
_NEVER = -30.0  # the logit of what can not be


class Rubric:
    """The rubric's rules as tables: for every way in which the facts may be true or false, the level."""

    def __init__(self, tables: Mapping[str, Any], device: str) -> None:
        self.heads: list[str] = tables["heads"]
        self.at = {name: place for place, name in enumerate(self.heads)}
        self.metric = torch.tensor([self.at[name] for name in tables["metric_heads"]], device=device)
        self._facts = {name: list(found["facts"]) for name, found in tables["levels"].items()}
        self._truths = {n: torch.tensor(found["truths"], device=device) for n, found in tables["levels"].items()}
        self._levels = {n: torch.tensor(found["levels"], device=device) for n, found in tables["levels"].items()}

    def distributions(self, likely: Tensor) -> tuple[Tensor, Tensor]:
        """Over levels, (turns, 5) for each headline dimension, from (turns, heads) probabilities."""
        of = {name: likely[:, place] for name, place in self.at.items()}
        effect = torch.maximum(of["effect"], of["effect_explicit"])
        business = torch.maximum(of["business_measure"], effect)
        connected = torch.maximum(effect, torch.minimum(of["mechanism"], business))
        of |= {
            "technical": of["technical_measure"],
            "business": of["business_measure"],
            "connected": connected,
            "quantified": (of["effect_explicit"] / connected.clamp_min(1e-6)).clamp(0, 1),
            "weighed": of["cost"],
            "disowned": of["disowned_link"],
        }
        return self._distribution(of, "metric_gap"), self._distribution(of, "ownership")

    def _distribution(self, of: Mapping[str, Tensor], dimension: str) -> Tensor:
        facts = torch.stack([of[name] for name in self._facts[dimension]], 1)
        truths = self._truths[dimension]
        weights = torch.prod(facts[:, None] * truths + (1 - facts[:, None]) * (1 - truths), -1)
        empty = torch.zeros(len(facts), 5, device=facts.device)
        return empty.index_add(1, self._levels[dimension], weights)


class Fitter:
    """A network, the rubric, and what is learnt from."""

    def __init__(self, packed: Mapping[str, Any], seed: int, rank: int = RANK) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(seed)
        self.rng = random.Random(seed)
        self.rubric = Rubric(packed["tables"], self.device)
        self.heads = len(self.rubric.heads)
        self.network = TrainableNetwork(packed["base"], self.heads + 3, rank).to(self.device)

    def fit(self, examples: Sequence[Mapping[str, Any]], epochs: int, rate: float = ADAPTER_RATE) -> None:
        network = self.network
        small = [*network.links.parameters(), *network.applies.parameters(), *network.part.parameters()]
        adapters = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
        groups = [{"params": adapters, "lr": rate}, {"params": small, "lr": HEAD_RATE}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        steps = epochs * -(-len(examples) // BATCH)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
        network.train()
        for epoch in range(epochs):
            total, begun = 0.0, time.monotonic()
            seen = [self._variant(item) for item in examples]
            for chosen in self._batches(seen):
                loss = self.loss([seen[place] for place in chosen])
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                total += loss.item() * len(chosen)
            took = time.monotonic() - begun
            print(f"epoch {epoch + 1} of {epochs}: loss {total / len(seen):.3f}, {took:.0f} s", flush=True)
        network.eval()

    def loss(self, batch: Sequence[Mapping[str, Any]]) -> Tensor:
        """Of some examples together."""
        own, applies, earlier = self._read(batch)
        rubric, terms, facts = self.rubric, [], []
        relied_losses, withdrawn_losses = [], []
        for item, logits, pieces in zip(batch, own, earlier, strict=True):
            marked = self._tensor(item["own"])
            weight = torch.tensor(MARKED_WEIGHT, device=self.device)
            each = functional.binary_cross_entropy_with_logits(logits, marked, reduction="none", pos_weight=weight)
            terms.append(each.sum(1))
            told = _of_answer(logits, marked)
            if len(pieces):
                chosen = self._reliance(pieces, item)
                relied, gone = self._tensor(item["relied"]), self._tensor(item["withdrawn"])
                relied_losses.append(functional.binary_cross_entropy_with_logits(chosen, relied, reduction="none"))
                rare = torch.tensor(WITHDRAWN_WEIGHT, device=self.device)
                withdrawn_losses.append(
                    functional.binary_cross_entropy_with_logits(pieces[:, 2], gone, reduction="none", pos_weight=rare)
                )
                counted = torch.sigmoid(chosen) * (1 - torch.sigmoid(pieces[:, 2]))
            else:
                counted = torch.zeros(0, device=self.device)
            facts.append((torch.sigmoid(told), counted, item))
        clauses = torch.cat(terms)
        total = LOSS["clause"] * clauses.mean() / self.heads
        present = torch.stack([found for found, _, _ in facts])
        holds = torch.stack([self._tensor(item["own"]).amax(0) for item in batch])
        total = total + LOSS["answer"] * functional.binary_cross_entropy(present.clamp(1e-5, 1 - 1e-5), holds)
        if relied_losses:
            total = total + LOSS["relied"] * torch.cat(relied_losses).mean()
            total = total + LOSS["withdrawn"] * torch.cat(withdrawn_losses).mean()
        likely = torch.stack([self._counting(found, counted, item) for found, counted, item in facts])
        levels = torch.stack([torch.tensor(item["levels"], device=self.device) for item in batch])
        for distribution, wanted in zip(rubric.distributions(likely), levels.T, strict=True):
            graded = wanted >= 0
            if graded.any():
                chosen, target = distribution[graded], wanted[graded]
                expected = (chosen * torch.arange(5.0, device=self.device)).sum(1)
                total = total + LOSS["level"] * functional.nll_loss(torch.log(chosen.clamp_min(1e-5)), target)
                total = total + LOSS["distance"] * ((expected - target) ** 2).mean()
        gradable = (levels >= 0).float()
        weight = torch.where(gradable > 0, 1.0, NOT_APPLICABLE_WEIGHT)
        return total + LOSS["applies"] * functional.binary_cross_entropy_with_logits(applies, gradable, weight=weight)

    @torch.no_grad()
    def guesses(self, examples: Sequence[Mapping[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
        """Levels (turns, 2) and whether each dimension applies (turns, 2), earlier evidence as it is labelled."""
        levels, applying = [], []
        for start in range(0, len(examples), 32):
            batch = examples[start : start + 32]
            own, applies, earlier = self._read(batch)
            likely = []
            for item, logits, pieces in zip(batch, own, earlier, strict=True):
                found = torch.sigmoid(logits.amax(0))
                counted = torch.zeros(0, device=self.device)
                if len(pieces):
                    counted = torch.sigmoid(self._reliance(pieces, item)) * (1 - torch.sigmoid(pieces[:, 2]))
                likely.append(self._counting(found, counted, item))
            scale = torch.arange(5.0, device=self.device)
            means = [(found * scale).sum(1) for found in self.rubric.distributions(torch.stack(likely))]
            levels.append(torch.stack(means, 1).add(0.5).floor().clamp(0, 4).cpu().numpy())
            applying.append(torch.sigmoid(applies).cpu().numpy())
        return np.concatenate(levels).astype(int), np.concatenate(applying)

    def _read(self, batch: Sequence[Mapping[str, Any]]) -> tuple[list[Tensor], Tensor, list[Tensor]]:
        """The logits of each example's own clauses, of applying, and the references of each earlier piece."""
        rows = [window for item in batch for window in item["windows"]]
        first = np.cumsum([0, *(len(item["windows"]) for item in batch)])
        tokens = max(len(ids) for ids, _, _ in rows)
        clauses = max(len(stretches) for _, _, stretches in rows)
        ids = np.stack([np.pad(row[0], (0, tokens - len(row[0]))) for row in rows])
        types = np.stack([np.pad(row[1], (0, tokens - len(row[1]))) for row in rows])
        spread = np.zeros((len(rows), clauses, tokens), dtype=np.float32)
        for number, (_, _, stretches) in enumerate(rows):
            for clause, (start, count) in enumerate(stretches.tolist()):
                spread[number, clause, start : start + count] = 1.0 / count
        links, applies = self.network(self._tensor(ids).long(), self._tensor(types).long(), self._tensor(spread))
        own, earlier = [], []
        for number, item in enumerate(batch):
            at, before = item["own_at"], item["earlier_at"]
            own.append(links[first[number] + at[:, 0], at[:, 1], : self.heads])
            earlier.append(links[first[number] + before[:, 0], before[:, 1], self.heads :])
        return own, applies[torch.tensor(first[:-1], device=self.device)], earlier

    def _reliance(self, pieces: Tensor, item: Mapping[str, Any]) -> Tensor:
        head = torch.tensor(item["earlier_head"], device=self.device)
        return torch.where(torch.isin(head, self.rubric.metric), pieces[:, 0], pieces[:, 1])

    def _counting(self, found: Tensor, counted: Tensor, item: Mapping[str, Any]) -> Tensor:
        """(heads,): the likelier of what the answer holds and what it relies on."""
        if not len(counted):
            return found
        rubric, relied = self.rubric, torch.zeros_like(found).repeat(len(counted), 1)
        for place, (head, amount) in enumerate(zip(item["earlier_head"], item["earlier_explicit"], strict=True)):
            relied[place, int(head)] = counted[place]
            if amount:
                relied[place, rubric.at["effect_explicit"]] = counted[place]
        return torch.maximum(found, relied.amax(0))

    def _variant(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        others = item["variants"]
        return self.rng.choice(others) if others and self.rng.random() < SHORTENED else item

    def _batches(self, items: Sequence[Mapping[str, Any]]) -> Iterator[list[int]]:
        """Batches of turns of about one length, in random order: padding costs time."""
        length = [max(len(ids) for ids, _, _ in item["windows"]) + 60 * self.rng.random() for item in items]
        order = sorted(range(len(items)), key=length.__getitem__)
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        self.rng.shuffle(batches)
        yield from batches

    def _tensor(self, values: np.ndarray) -> Tensor:
        return torch.tensor(values, device=self.device)


def _of_answer(logits: Tensor, marked: Tensor) -> Tensor:
    """(heads,): the logit that stands for the answer: of the surest marked clause, else of the surest of all.

    Were it the surest of all throughout, whichever clause was ahead at first would be raised ever further, right or
    wrong, and the words that are shown as evidence would be the wrong ones.
    """
    of_marked = logits.masked_fill(marked < 0.5, _NEVER).amax(0)
    return torch.where(marked.amax(0) > 0.5, of_marked, logits.amax(0))


def _rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps)


def weighted_kappa(first: np.ndarray, second: np.ndarray) -> float:
    """Quadratic weighted kappa over levels 0 to 4 (Cohen, 1968)."""
    seen = np.zeros((5, 5))
    np.add.at(seen, (first, second), 1)
    distance = (np.arange(5)[:, None] - np.arange(5)) ** 2
    expected = np.outer(seen.sum(1), seen.sum(0)) / max(1, seen.sum())
    return float(1 - (distance * seen).sum() / max(1e-9, (distance * expected).sum()))


def summary(fitter: Fitter, examples: Sequence[Mapping[str, Any]]) -> str:
    """Agreement with the labels, for choosing among fits."""
    levels, applying = fitter.guesses(examples)
    wanted = np.stack([item["levels"] for item in examples])
    told = []
    for place, name in enumerate(("metric gap", "ownership")):
        graded = wanted[:, place] >= 0
        level = weighted_kappa(wanted[graded, place], levels[graded, place])
        exact = (wanted[graded, place] == levels[graded, place]).mean()
        best = max(
            (_yes_no_kappa(graded, applying[:, place] > bar), bar) for bar in np.arange(0.2, 0.85, 0.05).round(2)
        )
        told.append(f"{name} {level:.3f} (exact {exact:.2f}, n/a kappa {best[0]:.2f} at {best[1]})")
    return "; ".join(told)


def _yes_no_kappa(first: np.ndarray, second: np.ndarray) -> float:
    agreed, p, q = (first == second).mean(), first.mean(), second.mean()
    chance = p * q + (1 - p) * (1 - q)
    return float((agreed - chance) / max(1e-9, 1 - chance))


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the network to packed examples.")
    parser.add_argument("packed", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--rank", type=int, default=RANK)
    parser.add_argument("--rate", type=float, default=ADAPTER_RATE)
    options = parser.parse_args()
    packed = pickle.loads(options.packed.read_bytes())  # made by train_extractor on this or another machine of ours
    fitter = Fitter(packed, options.seed, options.rank)
    fitter.fit(packed["train"], options.epochs, options.rate)
    for name in ("answers", "turns"):
        if packed["held_out"].get(name):
            print(f"held-out {name}: {summary(fitter, packed['held_out'][name])}", flush=True)
    learnt = {"adapters": fitter.network.adapters, "small": fitter.network.small}
    options.out.write_bytes(pickle.dumps(learnt))


if __name__ == "__main__":
    main()
