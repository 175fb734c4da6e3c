"""Writes what a training changed into the extractor's file: low-rank adapters beside weights that stay as they are.

A trained file is the shipped one plus a few megabytes (Hu et al., LoRA, 2021). The 8-bit weights keep their bytes and
their place, so a retraining adds those megabytes to the repository's history instead of the whole encoder again.
onnxruntime adds adapter and weight together once, on loading: they cost nothing at run time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from interviewer.errors import SetupError

_IN, _OUT = ".adapter_in", ".adapter_out"
_PACKED = ("_int8", "_quantized", "_scale", "_zero_point")
_EMBEDDINGS = "encoder.embeddings.word_embeddings.weight"
_MADE_OF = (_IN, _OUT, ".adapter_left", ".adapter_right", ".adapter")


Packed = tuple[NDArray[np.generic], NDArray[np.float32] | np.float32]  # levels, and what one step is worth


@dataclass(frozen=True)
class Adapter:
    """What is added to one weight of shape (inputs, outputs): `into` (inputs, rank) times `out` (rank, outputs)."""

    into: NDArray[np.float32]
    out: NDArray[np.float32]


class ReaderFile:
    """The extractor's ONNX file, as it is without any training of adapters."""

    def __init__(self, file: Path) -> None:
        self._model = onnx.load(str(file))
        self._take_adapters_out()
        self._stored = {item.name: item for item in self._model.graph.initializer}

    def weight(self, name: str) -> NDArray[np.float32]:
        """A stored tensor as numbers, unpacked where it is packed in 8 bits.

        Raises:
            SetupError: the file has no such weight.
        """
        if packed := self._packed(name):
            levels, scale = packed
            return levels.astype(np.float32) * scale
        if name not in self._stored:
            raise SetupError(f"the extractor's file has no weight '{name}'; train from the file of this version")
        return self._array(name).astype(np.float32)

    def weights(self, words: NDArray[np.int64]) -> dict[str, Packed]:
        """Every tensor by torch's names; `words` are the ids of the tokens whose embeddings are wanted."""
        vocabulary = self._array("vocabulary").astype(np.int64)
        names = sorted({_torch_name(name) for name in self._stored if name != "vocabulary"} - {_EMBEDDINGS})
        table, scale = self._packed(_EMBEDDINGS) or (self.weight(_EMBEDDINGS), np.float32(1))
        rows = {"words": (table[vocabulary[words]], scale)}
        return rows | {name: self._packed(name) or (self.weight(name), np.float32(1)) for name in names}

    def _packed(self, name: str) -> Packed | None:
        """A tensor as its file keeps it in 8 bits, if it does, and what one step is worth."""
        for suffix in ("_int8", "_quantized"):
            if name + suffix in self._stored:
                zero = self._stored.get(f"{name}_zero_point")
                offset = numpy_helper.to_array(zero).astype(np.int16) if zero else np.int16(0)
                levels = self._array(name + suffix).astype(np.int16) - offset
                fits = levels.astype(np.int8)
                return fits if (fits == levels).all() else levels, self._array(f"{name}_scale").astype(np.float32)
        return None

    def write(self, target: Path, adapters: Mapping[str, Adapter], replaced: Mapping[str, NDArray[np.float32]]) -> None:
        """The file with these adapters (by the name of their weight) and these small tensors in place of the old."""
        for name, adapter in adapters.items():
            self._add(name, adapter)
        for name, values in replaced.items():
            self._replace(name, values)
        if "links.bias" in replaced:
            self._say_how_many(replaced["links.bias"].shape[0])
        onnx.save(self._model, str(target))

    def _array(self, name: str) -> NDArray[np.generic]:
        return numpy_helper.to_array(self._stored[name])

    def _add(self, name: str, adapter: Adapter) -> None:
        """weight := unpacked + cast(in) @ cast(out), behind the node that unpacks it, if one does."""
        graph = self._model.graph
        place = -1
        for at, node in enumerate(graph.node):
            if list(node.output) == [name]:
                place, node.output[0] = at, f"{name}.unpacked"
        if place < 0:
            self._stored[name].name = f"{name}.unpacked"
        halves = {_IN: adapter.into, _OUT: adapter.out}
        for suffix, values in halves.items():
            graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), name + suffix))
        nodes = [
            helper.make_node("Cast", [name + _IN], [f"{name}.adapter_left"], to=TensorProto.FLOAT),
            helper.make_node("Cast", [name + _OUT], [f"{name}.adapter_right"], to=TensorProto.FLOAT),
            helper.make_node("MatMul", [f"{name}.adapter_left", f"{name}.adapter_right"], [f"{name}.adapter"]),
            helper.make_node("Add", [f"{name}.unpacked", f"{name}.adapter"], [name]),
        ]
        for offset, node in enumerate(nodes, start=1):
            graph.node.insert(place + offset, node)

    def _say_how_many(self, heads: int) -> None:
        """The shape that the file declares of what it gives for each clause; what lies between is worked out anew."""
        graph = self._model.graph
        links = next(output for output in graph.output if output.name == "links")
        links.type.tensor_type.shape.dim[2].dim_value = heads
        del graph.value_info[:]

    def _unpacked_on_lookup(self, name: str) -> None:
        """A table that is kept in 8 bits and looked up before it is unpacked: let it be looked up as it is."""
        graph = self._model.graph
        for looks_up in [node for node in graph.node if list(node.input)[:1] == [f"{name}_quantized"]]:
            unpacks = next(node for node in graph.node if list(node.input)[:1] == [looks_up.output[0]])
            looks_up.input[0], looks_up.output[0] = name, unpacks.output[0]
            graph.node.remove(unpacks)

    def _replace(self, name: str, values: NDArray[np.float32]) -> None:
        graph = self._model.graph
        self._unpacked_on_lookup(name)
        for unpacks in [node for node in graph.node if list(node.output) == [name]]:
            graph.node.remove(unpacks)
        kept = {name, *(f"{name}{suffix}" for suffix in _PACKED)}
        for old in [item for item in graph.initializer if item.name in kept]:
            graph.initializer.remove(old)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), name))

    def _take_adapters_out(self) -> None:
        graph = self._model.graph
        for node in [node for node in graph.node if _made_by_an_adapter(node)]:
            graph.node.remove(node)
        for item in [item for item in graph.initializer if item.name.endswith((_IN, _OUT))]:
            graph.initializer.remove(item)
        for node in graph.node:
            node.output[0] = node.output[0].removesuffix(".unpacked")
        for item in graph.initializer:
            item.name = item.name.removesuffix(".unpacked")


def _torch_name(stored: str) -> str:
    for suffix in _PACKED:
        stored = stored.removesuffix(suffix)
    return stored


def _made_by_an_adapter(node: NodeProto) -> bool:
    adds = node.op_type == "Add" and len(node.input) == 2 and node.input[1].endswith(".adapter")
    return adds or node.output[0].endswith(_MADE_OF)
