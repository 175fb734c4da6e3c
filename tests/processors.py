"""What tells whether a model computes alike on every processor: its products, and an emulated processor."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

QEMU = shutil.which("qemu-x86_64") or ""
_INTEGER_PRODUCTS = {
    "MatMulInteger": (0, 1),
    "ConvInteger": (0, 1),
    "QLinearMatMul": (0, 3),
    "QLinearConv": (0, 3),
    "QGemm": (0, 3),
    "DynamicQuantizeMatMul": (0, 1),
    "MatMulIntegerToFloat": (0, 1),
    "QAttention": (0, 1),
    "DynamicQuantizeLSTM": (0, 1),
}
_SAFE = 64  # the largest signed weight of which two products with 255 fit into 16 bits
_INT8_COMPUTE = 4  # accuracy level of MatMulNBits at which activations are rounded to 8 bits


def saturating_products(file: Path) -> Iterator[str]:
    """Products that a kernel without VNNI may compute in 16 bits too few, or whose rounding depends on the kernel.

    Unsigned by unsigned is widened everywhere; of signed weights only seven bits are safe (2 * 255 * 64 < 2**15).
    """
    graph = onnx.load(str(file)).graph
    stored = {item.name: item for item in graph.initializer}
    for node in graph.node:
        settings = {attribute.name: attribute.i for attribute in node.attribute}
        if node.op_type == "MatMulNBits" and settings.get("accuracy_level") == _INT8_COMPUTE:
            yield node.name
        if node.op_type not in _INTEGER_PRODUCTS:
            continue
        weight = stored.get(node.input[_INTEGER_PRODUCTS[node.op_type][1]])
        if weight is None or (weight.data_type == TensorProto.INT8 and _largest(weight) > _SAFE):
            yield node.name


def _largest(weight: TensorProto) -> int:
    return int(np.abs(numpy_helper.to_array(weight).astype(int)).max())


def write_saturating_model(file: Path) -> None:
    """One product of the kind that the extractor once was made of: unsigned activations, signed 8-bit weights."""
    weight = numpy_helper.from_array(np.full((64, 16), 127, dtype=np.int8), "weight")
    node = helper.make_node("MatMulInteger", ["x", "weight"], ["y"], name="product")
    graph = helper.make_graph(
        [node],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [1, 64])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [1, 16])],
        [weight],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(file))


def on_a_processor_without_vnni(code: str, *arguments: str) -> str:
    """What a Python program prints on an emulated processor with AVX2 and without VNNI.

    Skips loudly where that can't be emulated; CI sets INTERVIEWER_FORBID_SKIPS and fails instead.
    """
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("the emulated processor runs programs of x86-64 only, and this machine's Python is none")
    if not QEMU:
        message = "no qemu-x86_64 here: other processors are NOT tried; install it with: apt-get install qemu-user"
        if os.environ.get("INTERVIEWER_FORBID_SKIPS"):
            pytest.fail(message)
        pytest.skip(message)
    python = Path(sys.executable).resolve()
    path = os.pathsep.join(part for part in sys.path if part)
    finished = subprocess.run(
        [QEMU, "-cpu", "max", str(python), "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout
