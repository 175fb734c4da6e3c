"""Fits the embedded extractor: adapters to its encoder, and its two heads: `make train`.

The encoder that is shipped stays as it is (nine layers of all-mpnet-base-v2, fine-tuned once as a whole); what a
training learns are low-rank adapters to its weights, which `evals.training.adapters` writes into the extractor's file.

Per clause the network gives a probability for each kind of link; the surest clause counts for the answer. The loss is
taken at three places at once: on the clauses (are the marked words found?), on the answer (is the link there?), and on
the levels that the rubric's own rules compute from the links, so that the probabilities become right for what they are
used for. Needs torch and transformers (the `train` extra), which the product does not.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import MPNetConfig, MPNetModel

from evals.data.corpus import Labelled, load_corpus
from evals.training.adapters import Adapter, ReaderFile
from evals.training.known_answers import write_known_answers
from evals.training.marking import AT, holds, marks
from interviewer.engines.embedded.clauses import sentences
from interviewer.engines.embedded.encoding import Encoded, encode
from interviewer.engines.embedded.network import WEIGHTS
from interviewer.engines.embedded.trained_finder import EXPLICIT_EFFECT, HEADS
from interviewer.rubric.metric_gap import metric_gap_level
from interviewer.rubric.ownership import ownership_level

LAYERS = 9
RANK = 16  # of the adapters: 4 MB in all
EPOCHS = 7
ADAPTER_RATE = 5e-4
HEAD_RATE = 1e-3
BATCH = 8
WARM_UP = 0.1
SHORTENED = 0.4  # share of answers of which an epoch sees a part
LOSS = {"clause": 4.0, "answer": 1.0, "level": 1.0, "distance": 0.3, "applies": 1.0}
MARKED_WEIGHT = 1.5  # of a marked clause against an unmarked one
NOT_APPLICABLE_WEIGHT = 3.0  # of an answer to which a dimension does not apply: few do not
_METRIC_FACTS = ("technical", "business", "connected", "quantified", "weighed", "disowned")
_OWNING_FACTS = ("decision", "finding", "obstacle", "outcome", "assignment", "taking_part", "blame")
_NEVER = -30.0  # the logit of what can not be


class Adapted(nn.Module):
    """A linear layer that stays as it is, and what is learnt beside it: nothing at first."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer.requires_grad_(False)
        self.into = nn.Parameter(torch.randn(layer.in_features, RANK) / layer.in_features**0.5)
        self.out = nn.Parameter(torch.zeros(RANK, layer.out_features))

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x) + x @ self.into @ self.out


class TrainableNetwork(nn.Module):
    """The shipped encoder with adapters; two heads: on clauses (links), on the whole (which dimensions apply)."""

    def __init__(self, base: ReaderFile) -> None:
        super().__init__()
        config = MPNetConfig(num_hidden_layers=LAYERS, max_position_embeddings=514)
        self.encoder = MPNetModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.part = nn.Embedding(2, width)  # of the question, of the answer
        self.drop = nn.Dropout(0.2)
        self.links = nn.Linear(width, len(HEADS))
        self.applies = nn.Linear(2 * width, 2)
        self.register_buffer("vocabulary", torch.tensor(base.weight("vocabulary")).long())
        self._fill(base)
        self.encoder.requires_grad_(False)
        for name, layer in list(self.encoder.encoder.layer.named_modules()):
            if isinstance(layer, nn.Linear):
                parent, _, attribute = name.rpartition(".")
                setattr(self.encoder.encoder.layer.get_submodule(parent), attribute, Adapted(layer))

    def _fill(self, base: ReaderFile) -> None:
        """Every weight from the file, which keeps those of linear layers the other way round."""
        linear = {f"{name}.weight" for name, layer in self.named_modules() if isinstance(layer, nn.Linear)}
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                values = torch.tensor(base.weight(name))
                parameter.copy_(values.T if name in linear else values)

    @property
    def adapters(self) -> dict[str, Adapter]:
        """By the names that the file gives the weights."""
        return {
            f"{name}.weight": Adapter(layer.into.detach().numpy(), layer.out.detach().numpy())
            for name, layer in self.named_modules()
            if isinstance(layer, Adapted)
        }

    def forward(self, ids: Tensor, types: Tensor, spread: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (answers, clauses, heads), and of applying (answers, 2); id 0 is padding."""
        mask = (ids != 0).long()
        words = self.encoder.embeddings.word_embeddings(self.vocabulary[ids]) + self.part(types)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            hidden = self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state
        hidden = hidden.float()
        whole = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return self.links(self.drop(torch.bmm(spread, hidden))), self.applies(
            self.drop(torch.cat([hidden[:, 0], whole], 1))
        )


@dataclass(frozen=True)
class Batch:
    """Padded tensors of several answers; levels are -1 for n/a."""

    ids: Tensor
    types: Tensor
    spread: Tensor
    marked: Tensor
    holds: Tensor
    levels: Tensor

    @property
    def present(self) -> Tensor:
        """(answers, clauses): which clauses are no padding."""
        return self.spread.sum(-1) > 0


def train(
    base: ReaderFile, items: Sequence[Labelled], seed: int = 0, epochs: int = EPOCHS, shorten: bool = True
) -> TrainableNetwork:
    """A network, the same for the same data, seed and number of threads."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = TrainableNetwork(base)
    heads = [p for part in (network.links, network.applies) for p in part.parameters()]
    network.part.requires_grad_(False)
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in network.encoder.parameters() if p.requires_grad], "lr": ADAPTER_RATE},
            {"params": heads, "lr": HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    steps = epochs * -(-len(items) // BATCH)
    shortened_share = SHORTENED if shorten else 0.0
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    network.train()
    for epoch in range(epochs):
        total = 0.0
        seen = [shortened(item, rng) if rng.random() < shortened_share else item for item in items]
        encoded = [encode(item.question, item.answer) for item in seen]
        for chosen in _batches(encoded, rng):
            batch = _batch([seen[n] for n in chosen], [encoded[n] for n in chosen])
            loss = _loss(*network(batch.ids, batch.types, batch.spread), batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(chosen)
        print(f"epoch {epoch + 1} of {epochs}: loss {total / len(items):.3f}", flush=True)
    return network.eval()


def shortened(item: Labelled, rng: random.Random) -> Labelled:
    """The answer without some of its sentences, with the links that are left and the levels that follow from them.

    The levels follow from the marked links by the rubric's arithmetic, so every part of a labelled answer is labelled
    too: the network sees the same story with and without its effect, its cost, its obstacle.
    """
    kept = [part.text for part in sentences(item.answer) if rng.random() < 0.65]
    text = " ".join(kept)
    links = tuple(link for link in item.links if link.text in text)
    if len(text.split()) < 5 or not kept:
        return item
    kinds = {link.kind for link in links}
    explicit = any(link.kind == "effect" and link.explicit for link in links)
    named = {"technical_measure": "technical", "business_measure": "business", "cost": "weighed"}
    facts = {fact for kind, fact in named.items() if kind in kinds}
    facts |= {"disowned"} if "disowned_link" in kinds else set()
    facts |= {"connected"} if kinds & {"mechanism", "effect"} else set()
    facts |= {"quantified"} if explicit else set()
    return replace(
        item,
        answer=text,
        links=links,
        metric_gap=None if item.metric_gap is None else metric_gap_level(frozenset(facts)),
        ownership=None if item.ownership is None else ownership_level(frozenset(kinds & set(_OWNING_FACTS))),
    )


def save(base: ReaderFile, network: TrainableNetwork, path: Path) -> None:
    """Write the extractor's file with what was learnt."""
    heads = {
        "links.weight": network.links.weight.T,
        "links.bias": network.links.bias,
        "applies.weight": network.applies.weight.T,
        "applies.bias": network.applies.bias,
    }
    base.write(path, network.adapters, {name: values.detach().numpy().copy() for name, values in heads.items()})


def level_distributions(likely: Tensor) -> tuple[Tensor, Tensor]:
    """The rubric's distributions over levels, differentiable: (answers, 5) for each headline dimension."""
    explicit = likely[:, AT[EXPLICIT_EFFECT]]
    connected = torch.stack([likely[:, AT["mechanism"]], likely[:, AT["effect"]], explicit]).max(0).values
    metric = {
        "technical": likely[:, AT["technical_measure"]],
        "business": likely[:, AT["business_measure"]],
        "connected": connected,
        "quantified": (explicit / connected.clamp_min(1e-6)).clamp(0, 1),
        "weighed": likely[:, AT["cost"]],
        "disowned": likely[:, AT["disowned_link"]],
    }
    owning = [likely[:, AT[fact]] for fact in _OWNING_FACTS]
    return (
        _distribution(torch.stack([metric[fact] for fact in _METRIC_FACTS], 1), _METRIC_FACTS, metric_gap_level),
        _distribution(torch.stack(owning, 1), _OWNING_FACTS, ownership_level),
    )


def _loss(logits: Tensor, applies: Tensor, batch: Batch) -> Tensor:
    present = batch.present[..., None]
    on_clauses = functional.binary_cross_entropy_with_logits(
        logits, batch.marked, reduction="none", pos_weight=torch.tensor(MARKED_WEIGHT)
    )
    on_clauses = (on_clauses * present).sum() / present.sum() / len(HEADS)
    likely = torch.sigmoid(_of_answer(logits.masked_fill(~present, _NEVER), batch))
    on_answer = functional.binary_cross_entropy(likely.clamp(1e-5, 1 - 1e-5), batch.holds)
    total = LOSS["clause"] * on_clauses + LOSS["answer"] * on_answer
    for distribution, wanted in zip(level_distributions(likely), batch.levels.T, strict=True):
        graded = wanted >= 0
        if graded.any():
            chosen, target = distribution[graded], wanted[graded]
            expected = (chosen * torch.arange(5.0)).sum(1)
            total = total + LOSS["level"] * functional.nll_loss(torch.log(chosen.clamp_min(1e-5)), target)
            total = total + LOSS["distance"] * ((expected - target) ** 2).mean()
    gradable = (batch.levels >= 0).float()
    weight = torch.where(gradable > 0, 1.0, NOT_APPLICABLE_WEIGHT)
    return total + LOSS["applies"] * functional.binary_cross_entropy_with_logits(applies, gradable, weight=weight)


def _of_answer(logits: Tensor, batch: Batch) -> Tensor:
    """(answers, heads): the logit that stands for the answer: of the surest marked clause, else of the surest of all.

    Were it the surest of all throughout, whichever clause was ahead at first would be raised ever further, right or
    wrong, and the words that are shown as evidence would be the wrong ones.
    """
    marked = logits.masked_fill(batch.marked < 0.5, _NEVER).max(1).values
    return torch.where(batch.marked.amax(1) > 0.5, marked, logits.max(1).values)


def _distribution(likely: Tensor, names: Sequence[str], level: Callable[[frozenset[str]], int]) -> Tensor:
    """`interviewer.rubric.facts.distribute`, for tensors."""
    truths = torch.tensor(list(product((0.0, 1.0), repeat=len(names))))
    levels = torch.tensor(
        [level(frozenset(n for n, holds in zip(names, truth, strict=True) if holds)) for truth in truths.tolist()]
    )
    weights = torch.prod(likely[:, None] * truths + (1 - likely[:, None]) * (1 - truths), -1)
    return torch.zeros(len(likely), 5).index_add(1, levels, weights)


def _rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps)


def _batches(encoded: Sequence[Encoded], rng: random.Random) -> Iterator[list[int]]:
    """Batches of answers of about one length, in random order: padding costs time."""
    order = sorted(range(len(encoded)), key=lambda n: len(encoded[n].ids) + 60 * rng.random())
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    rng.shuffle(batches)
    yield from batches


def _batch(items: Sequence[Labelled], encoded: Sequence[Encoded]) -> Batch:
    tokens = max(len(item.ids) for item in encoded)
    clauses = max(len(item.clauses) for item in encoded)
    levels = [[-1 if level is None else level for level in (item.metric_gap, item.ownership)] for item in items]
    marked = [marks(item, found.clauses) for item, found in zip(items, encoded, strict=True)]
    return Batch(
        ids=torch.tensor(np.stack([np.pad(item.ids, (0, tokens - len(item.ids))) for item in encoded])),
        types=torch.tensor(np.stack([np.pad(item.types, (0, tokens - len(item.types))) for item in encoded])),
        spread=torch.tensor(np.stack([_padded(item.spread, clauses, tokens) for item in encoded])),
        marked=torch.tensor(np.stack([_padded(rows, clauses, len(HEADS)) for rows in marked])),
        holds=torch.tensor(np.stack([holds(item) for item in items])),
        levels=torch.tensor(levels),
    )


def _padded(rows: np.ndarray, height: int, width: int) -> np.ndarray:
    return np.pad(rows, ((0, height - rows.shape[0]), (0, width - rows.shape[1])))


def main() -> None:
    parser = argparse.ArgumentParser(description="Fine-tune the embedded extractor and write its weights.")
    parser.add_argument("--splits", default="train", help="parts of the corpus to learn from")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--base", type=Path, default=WEIGHTS, help="the extractor's file to begin with")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    torch.set_num_threads(2)
    items = load_corpus(options.splits.split(","))
    base = ReaderFile(options.base)
    save(base, train(base, items, options.seed, options.epochs), options.out)
    write_known_answers(options.out)
    print(f"{len(items)} answers, {options.out.stat().st_size / 1e6:.1f} MB: {options.out}")


if __name__ == "__main__":
    main()
