"""The same judgement on every processor: by construction, in an emulator, and by known answers on the spot."""

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import onnx
import onnxruntime
import pytest

from evals.data.corpus import load_corpus
from evals.training.plain_weights import write_plain
from interviewer.app import Services
from interviewer.assessment.grading import grade
from interviewer.cli.main import main
from interviewer.domain.assessment import Status
from interviewer.engines.embedded.extractor import EmbeddedExtractor
from interviewer.engines.embedded.network import KNOWN_ANSWERS, WEIGHTS, Network, network
from interviewer.engines.embedded.trained_finder import DIMENSIONS, TrainedFinder
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.errors import SetupError
from interviewer.inference.sessions import session_options
from interviewer.retrieval.embedder import model_file
from tests.processors import on_a_processor_without_vnni, saturating_products, write_saturating_model

MODELS = {"extractor": WEIGHTS, "embedder": model_file()}


@pytest.mark.parametrize("name", MODELS)
def test_no_product_of_a_shipped_model_can_saturate(name: str, tmp_path: Path) -> None:
    as_run = tmp_path / "as-run.onnx"
    options = session_options(1)
    options.optimized_model_filepath = str(as_run)
    onnxruntime.InferenceSession(str(MODELS[name]), sess_options=options, providers=["CPUExecutionProvider"])
    assert [*saturating_products(MODELS[name]), *saturating_products(as_run)] == []


def test_a_product_that_can_saturate_is_found_and_does_saturate_in_the_emulator(tmp_path: Path) -> None:
    write_saturating_model(tmp_path / "product.onnx")
    assert list(saturating_products(tmp_path / "product.onnx")) == ["product"]
    printed = on_a_processor_without_vnni(
        "import sys, numpy, onnxruntime\n"
        "model = onnxruntime.InferenceSession(sys.argv[1], providers=['CPUExecutionProvider'])\n"
        "print(model.run(None, {'x': numpy.full((1, 64), 255, dtype=numpy.uint8)})[0][0, 0])",
        str(tmp_path / "product.onnx"),
    )
    assert int(printed) != 64 * 255 * 127, "the emulator has VNNI, so the next test shows nothing"


def test_the_reader_knows_its_known_answers_on_a_processor_without_vnni() -> None:
    printed = on_a_processor_without_vnni(
        "from interviewer.engines.embedded.network import Network\nprint(Network(threads=1).check())"
    )
    assert int(printed) >= 3


def test_the_reader_grades_alike_with_its_weights_unpacked(services: Services, tmp_path: Path) -> None:
    write_plain(WEIGHTS, tmp_path / "plain.onnx")
    extractors = [EmbeddedExtractor(TrainedFinder(weights=file)) for file in (WEIGHTS, tmp_path / "plain.onnx")]
    for item in load_corpus(["development"]):
        exchange, context = Exchange(0, item.question, item.answer), ExtractionContext(item.round)
        shipped, plain = (_levels(extractor, exchange, context, services) for extractor in extractors)
        assert shipped == plain, item.id


def _levels(
    extractor: EmbeddedExtractor, exchange: Exchange, context: ExtractionContext, made: Services
) -> list[tuple[Status, int | None]]:
    reading = extractor.extract(exchange, context)
    graded = (grade(made.pack.rubric.dimension(name), reading, ()) for name in DIMENSIONS)
    return [(item.status, item.guess) for item in graded]


@pytest.fixture(scope="module")
def spoiled_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extractor of which 4,096 weights in a row, of 64 million, are zero: what a bad block of a disk leaves."""
    folder = tmp_path_factory.mktemp("spoiled")
    model = onnx.load(str(WEIGHTS))
    names = ("layer.4.attention.attn.v.weight_int8", "layer.4.attention.attn.v.weight")
    block = next(item for item in model.graph.initializer if item.name.endswith(names))
    weights = bytearray(block.raw_data)
    weights[200_000:204_096] = bytes(4096)
    block.raw_data = bytes(weights)
    onnx.save(model, str(folder / "reader.onnx"))
    (folder / KNOWN_ANSWERS).write_bytes((WEIGHTS.parent / KNOWN_ANSWERS).read_bytes())
    return folder / "reader.onnx"


@pytest.fixture
def spoiled(spoiled_weights: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("interviewer.resources.TrainedFinder", partial(TrainedFinder, weights=spoiled_weights))
    return spoiled_weights


def test_a_reader_that_computes_wrongly_refuses_to_grade(spoiled: Path) -> None:
    with pytest.raises(SetupError, match="computes wrongly here"):
        Network(spoiled)


@pytest.mark.parametrize(
    "command",
    [
        ["doctor"],
        ["chat", "--round", "culture", "--answers", "{answers}"],
        ["critique", "{bulk}"],
    ],
    ids=lambda command: command[0],
)
def test_every_command_says_so_and_ends_with_2(
    command: list[str],
    spoiled: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "answers").write_text("I chose the baseline.")
    (tmp_path / "bulk").write_text('{"id": 1, "round": "culture", "question": "Why?", "answer": "I chose it."}\n')
    named = [part.format(answers=tmp_path / "answers", bulk=tmp_path / "bulk") for part in command]
    monkeypatch.setattr(sys, "argv", ["interviewer", *named])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert "computes wrongly here" in " ".join((printed.out + printed.err).split())
    assert "no measure" not in printed.out
    assert '"grades"' not in printed.out


@pytest.mark.parametrize("spoilt", [None, "", "[]", "{}", '[{"question": "Why?"}]'])
def test_without_known_answers_nothing_is_read(spoilt: str | None, tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").symlink_to(WEIGHTS)
    if spoilt is not None:
        (tmp_path / KNOWN_ANSWERS).write_text(spoilt)
    with pytest.raises(SetupError, match="missing or damaged"):
        Network(tmp_path / "reader.onnx")


def test_a_network_is_opened_once_however_many_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr("interviewer.engines.embedded.network.Network", lambda *given: opened.append(given) or object())
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: network(tmp_path / "reader.onnx", 1), range(8)))
    assert len(opened) == 1
    assert len(set(map(id, found))) == 1
