"""The extractor's network as torch sees it: the shipped encoder, adapters beside its weights, two heads.

Imports nothing of the product, so that it can be fitted on a machine that has torch and nothing else.
"""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

LAYERS = 9
RANK = 16  # of the adapters: 4 MB in all
KINDS_OF_TOKEN = 3  # of the question, of the answer, of earlier talk
DROPOUT = 0.2
_POSITIONS = 514


class Adapted(nn.Module):
    """A linear layer that stays as it is, and what is learnt beside it: nothing at first."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer.requires_grad_(False)
        self.into = nn.Parameter(torch.randn(layer.in_features, rank) / layer.in_features**0.5)
        self.out = nn.Parameter(torch.zeros(rank, layer.out_features))

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x) + x @ self.into @ self.out


class TrainableNetwork(nn.Module):
    """The shipped encoder with adapters; two heads: on clauses (evidence, references), on the whole (what applies).

    Args:
        base: the encoder's weights by torch's names, each as levels and what one step is worth, linear layers as the
            file keeps them (inputs, outputs); `words` is the table that the ids of the windows point into.
        heads: how many logits a clause has.
    """

    def __init__(self, base: Mapping[str, tuple[np.ndarray, np.ndarray]], heads: int, rank: int = RANK) -> None:
        super().__init__()
        config = MPNetConfig(num_hidden_layers=LAYERS, max_position_embeddings=_POSITIONS, vocab_size=5)
        self.encoder = MPNetModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.register_buffer("words", _unpacked(base["words"]))
        self.part = nn.Embedding(KINDS_OF_TOKEN, width)
        self.drop = nn.Dropout(DROPOUT)
        self.links = nn.Linear(width, heads)
        self.applies = nn.Linear(2 * width, 2)
        self._fill(base)
        self.encoder.requires_grad_(False)
        for name, layer in list(self.encoder.encoder.layer.named_modules()):
            if isinstance(layer, nn.Linear):
                parent, _, attribute = name.rpartition(".")
                setattr(self.encoder.encoder.layer.get_submodule(parent), attribute, Adapted(layer, rank))

    def _fill(self, base: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> None:
        """Every weight from the file; heads that it does not know yet begin small, kinds of token as the first."""
        linear = {f"{name}.weight" for name, layer in self.named_modules() if isinstance(layer, nn.Linear)}
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                if "word_embeddings" in name:
                    continue
                values = _unpacked(base[name])
                values = values.T if name in linear else values
                if name == "part.weight" and len(values) < KINDS_OF_TOKEN:
                    values = torch.cat([values, values[:1].repeat(KINDS_OF_TOKEN - len(values), 1)])
                if name.startswith("links.") and len(values) < len(parameter):
                    parameter[len(values) :] *= 0.1
                    parameter[: len(values)] = values
                else:
                    parameter.copy_(values)

    @property
    def adapters(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Both halves, by the names that the file gives the weights."""
        return {
            f"{name}.weight": (_half(layer.into), _half(layer.out))
            for name, layer in self.named_modules()
            if isinstance(layer, Adapted)
        }

    @property
    def small(self) -> dict[str, np.ndarray]:
        """What is written whole: the heads and the kinds of token, linear layers as the file keeps them."""
        kept = {
            "links.weight": self.links.weight.T,
            "links.bias": self.links.bias,
            "applies.weight": self.applies.weight.T,
            "applies.bias": self.applies.bias,
            "part.weight": self.part.weight,
        }
        return {name: values.detach().cpu().numpy().copy() for name, values in kept.items()}

    def forward(self, ids: Tensor, types: Tensor, spread: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (windows, clauses, heads), and of applying (windows, 2); id 0 is padding."""
        mask = (ids != 0).long()
        words = self.words[ids] + self.part(types)
        with torch.autocast(ids.device.type, dtype=torch.bfloat16, enabled=self.training):
            hidden = self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state
        hidden = hidden.float()
        whole = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return self.links(self.drop(torch.bmm(spread, hidden))), self.applies(
            self.drop(torch.cat([hidden[:, 0], whole], 1))
        )


def _unpacked(packed: tuple[np.ndarray, np.ndarray]) -> Tensor:
    levels, step = packed
    return torch.tensor(levels.astype(np.float32) * step)


def _half(values: Tensor) -> np.ndarray:
    """In 16 bits, as the extractor's file keeps them."""
    return values.detach().cpu().numpy().astype(np.float16)
