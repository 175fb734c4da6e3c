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
_MADE_OF = (_IN, _OUT, ".adapter_left", ".adapter_right", ".adapter")


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
        for levels, scale in ((f"{name}_int8", f"{name}_scale"), (f"{name}_quantized", f"{name}_scale")):
            if levels in self._stored:
                zero = self._stored.get(f"{name}_zero_point") if levels.endswith("quantized") else None
                offset = numpy_helper.to_array(zero).astype(np.float32) if zero else np.float32(0)
                return (self._array(levels).astype(np.float32) - offset) * self._array(scale)
        if name not in self._stored:
            raise SetupError(f"the extractor's file has no weight '{name}'; train from the file of this version")
        return self._array(name).astype(np.float32)

    def write(self, target: Path, adapters: Mapping[str, Adapter], replaced: Mapping[str, NDArray[np.float32]]) -> None:
        """The file with these adapters (by the name of their weight) and these small tensors in place of the old."""
        for name, adapter in adapters.items():
            self._add(name, adapter)
        for name, values in replaced.items():
            self._replace(name, values)
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

    def _replace(self, name: str, values: NDArray[np.float32]) -> None:
        graph = self._model.graph
        for unpacks in [node for node in graph.node if list(node.output) == [name]]:
            graph.node.remove(unpacks)
        for old in [item for item in graph.initializer if item.name in (name, f"{name}_int8", f"{name}_scale")]:
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


def _made_by_an_adapter(node: NodeProto) -> bool:
    adds = node.op_type == "Add" and len(node.input) == 2 and node.input[1].endswith(".adapter")
    return adds or node.output[0].endswith(_MADE_OF)
