"""A trained extractor is the shipped file plus adapters: what they add, that they can be taken out, what they weigh."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from evals.training.adapters import Adapter, ReaderFile
from interviewer.engines.embedded.encoding import windows
from interviewer.engines.embedded.network import WEIGHTS
from interviewer.errors import SetupError
from interviewer.inference.sessions import open_model, session_options

NAME = "encoder.encoder.layer.3.attention.attn.q.weight"
ENCODED = windows(
    [("What came of it?", "I replaced the ranker; refunds fell from 4% to 3%, and it cost us one server.")]
)[0]


def outputs(file: Path) -> list[np.ndarray]:
    fed = {"ids": ENCODED.ids[None], "types": ENCODED.types[None], "spread": ENCODED.spread[None]}
    return open_model(file, 1).run(None, fed)


def adapter(seed: int, size: float = 0.05) -> Adapter:
    rng = np.random.default_rng(seed)
    halves = (rng.normal(0, size, shape).astype(np.float16).astype(np.float32) for shape in ((768, 4), (4, 768)))
    return Adapter(*halves)


def test_an_adapter_adds_its_product_to_the_weight(tmp_path: Path) -> None:
    added = adapter(0)
    ReaderFile(WEIGHTS).write(tmp_path / "adapted.onnx", {NAME: added}, {})
    whole = ReaderFile(WEIGHTS).weight(NAME) + added.into @ added.out
    ReaderFile(WEIGHTS).write(tmp_path / "replaced.onnx", {}, {NAME: whole})
    for adapted, replaced in zip(outputs(tmp_path / "adapted.onnx"), outputs(tmp_path / "replaced.onnx"), strict=True):
        assert adapted == pytest.approx(replaced, abs=1e-4)
    assert not np.allclose(outputs(tmp_path / "adapted.onnx")[0], outputs(WEIGHTS)[0], atol=1e-3)


def test_a_second_training_begins_at_the_weights_without_the_first(tmp_path: Path) -> None:
    ReaderFile(WEIGHTS).write(tmp_path / "first.onnx", {NAME: adapter(0)}, {})
    ReaderFile(tmp_path / "first.onnx").write(tmp_path / "second.onnx", {NAME: adapter(1)}, {})
    ReaderFile(WEIGHTS).write(tmp_path / "straight.onnx", {NAME: adapter(1)}, {})
    for second, straight in zip(outputs(tmp_path / "second.onnx"), outputs(tmp_path / "straight.onnx"), strict=True):
        assert second == pytest.approx(straight, abs=1e-5)


def test_a_training_keeps_the_bytes_of_the_weights_and_adds_little(tmp_path: Path) -> None:
    target, bare = tmp_path / "adapted.onnx", tmp_path / "bare.onnx"
    ReaderFile(WEIGHTS).write(bare, {}, {})
    ReaderFile(WEIGHTS).write(target, {NAME: adapter(0)}, {})
    assert 0 < target.stat().st_size - bare.stat().st_size < 20_000
    sample = WEIGHTS.read_bytes()[40_000_000:40_100_000]
    assert sample in target.read_bytes()


def test_adapters_are_added_once_on_loading(tmp_path: Path) -> None:
    ReaderFile(WEIGHTS).write(tmp_path / "adapted.onnx", {NAME: adapter(0)}, {})
    options = session_options(1)
    options.optimized_model_filepath = str(tmp_path / "as-run.onnx")
    onnxruntime.InferenceSession(str(tmp_path / "adapted.onnx"), options, providers=["CPUExecutionProvider"])
    assert b"adapter_in" not in (tmp_path / "as-run.onnx").read_bytes()


def test_a_weight_that_is_not_there_is_named() -> None:
    with pytest.raises(SetupError, match=r"no weight 'encoder\.nothing'"):
        ReaderFile(WEIGHTS).weight("encoder.nothing")
