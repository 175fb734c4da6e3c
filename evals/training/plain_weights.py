"""Writes the embedded extractor with every weight as a plain floating point number.

`python -m evals.training.plain_weights OUT`. The shipped file holds 8-bit weights. This one shows that nothing hinges
on how they are unpacked: tests hold the two against each other, and it can be put in place of the shipped file to run
every suite once more.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from interviewer.engines.embedded.network import KNOWN_ANSWERS, WEIGHTS


def write_plain(source: Path, target: Path) -> int:
    """Unpack every 8-bit weight of `source` into `target`, with the known answers; how many weights there were."""
    model = onnx.load(str(source))
    graph = model.graph
    stored = {item.name: item for item in graph.initializer}
    unpacked = [node for node in graph.node if node.op_type == "DequantizeLinear" and node.input[0] in stored]
    for node in unpacked:
        levels, scale = (numpy_helper.to_array(stored[name]).astype(np.float32) for name in node.input[:2])
        graph.initializer.remove(stored[node.input[0]])
        graph.initializer.append(numpy_helper.from_array(levels * scale, node.output[0]))
        graph.node.remove(node)
    onnx.save(model, str(target))
    known = source.parent / KNOWN_ANSWERS
    if target.parent != source.parent:
        (target.parent / KNOWN_ANSWERS).write_bytes(known.read_bytes())
    return len(unpacked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    print(f"{write_plain(WEIGHTS, options.out)} weights unpacked: {options.out}")


if __name__ == "__main__":
    main()
