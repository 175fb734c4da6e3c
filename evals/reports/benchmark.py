"""Prints how long the parts take relative to each other, measured in one run: `make bench`.

Ratios, because absolute times say more of the machine than of the code. Nothing here is asserted anywhere. Whole
commands are counted in processor time, user and system together, which other work on the machine distorts least.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from interviewer.app import Services
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.retrieval.documents import Filter, documents_of
from interviewer.retrieval.lexical import LexicalIndex
from interviewer.settings import Settings, load_settings

_REPEATS = 15
_ANSWER = (
    "At the grocer I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. The head of "
    "logistics refused, so I took her forty cancelled orders by name. Cancellations fell from 6.1% to 3.9%."
)


def median_seconds(action: Callable[[], object], repeats: int = _REPEATS) -> float:
    """The median time of an action over several runs, after one that is not counted."""
    action()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


_BOTH_MODELS = """
import chromadb, onnxruntime
from interviewer.engines.embedded.network import WEIGHTS
from interviewer.inference.sessions import open_model
from interviewer.retrieval.embedder import model_file
open_model(WEIGHTS, 1), open_model(model_file(), 1)
"""


def processor_seconds(*arguments: str, home: Path, repeats: int = 5) -> float:
    """The least processor time of a Python program over several runs; the least, because nothing makes it faster."""
    taken = []
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *arguments],
            env={**os.environ, "INTERVIEWER_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(taken)


def _commands(folder: Path) -> None:
    typer = processor_seconds("-c", "import typer", home=folder)
    print(f"interviewer --help / importing typer   {_taken('--help', home=folder) / typer:7.2f} x")
    base = processor_seconds("-c", _BOTH_MODELS, home=folder)
    print(f"importing chromadb and onnxruntime and loading both models: {base:.2f} s, the unit of the next two")
    (folder / "none").touch()
    chat = ("chat", "--round", "hiring-manager", "--answers", str(folder / "none"))
    cold = min(_taken(*chat, home=folder / f"home-{number}", repeats=1) for number in range(5))
    print(f"chat to its first question, fresh home {cold / base:7.2f} x")
    print(f"chat to its first question, known home {_taken(*chat, home=folder / 'home-0') / base:7.2f} x")


def _taken(*arguments: str, home: Path, repeats: int = 5) -> float:
    return processor_seconds("-m", "interviewer", *arguments, home=home, repeats=repeats)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _commands(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), pack=load_settings().pack)
        start = time.perf_counter()
        made = Services(settings)
        made.resources.embedder.embed(["warm up"])
        loaded = time.perf_counter()
        made.resources.library.search("warm up")
        built = time.perf_counter()
        made.resources.library.close()
        again = Services(settings)
        again.resources.embedder = made.resources.embedder  # the model is loaded already
        opened_start = time.perf_counter()
        again.resources.library.search("warm up")
        opened = time.perf_counter()
        print(f"loading pack and embedding model      {loaded - start:8.2f} s")
        print(f"filling the index / opening it again  {(built - loaded) / (opened - opened_start):8.1f} x")
        _turn(again)
        again.resources.library.close()


def _turn(made: Services) -> None:
    exchange, context = Exchange(0, "What did you change?", _ANSWER), ExtractionContext(round="hiring-manager")
    lexical = LexicalIndex(documents_of(made.pack))
    everything = {document.id for document in documents_of(made.pack)}
    one = median_seconds(lambda: lexical.rank(_ANSWER, everything, 5))
    counter = iter(range(1_000_000))
    print(f"one BM25 query                        {one * 1e3:8.2f} ms, the unit of the rest")
    rows: dict[str, Callable[[], object]] = {
        "one hybrid query, text seen before": lambda: made.resources.library.search(_ANSWER),
        "one hybrid query, new text": lambda: made.resources.library.search(f"{_ANSWER} {next(counter)}"),
        "one filtered hybrid query": lambda: made.resources.library.search(_ANSWER, 2, Filter(dimension="metric_gap")),
        "reading one answer": lambda: made.resources.extractor.extract(exchange, context),
        "the whole critique of one answer": lambda: made.resources.critic.assess(exchange, context),
    }
    for name, action in rows.items():
        print(f"{name:<38}{median_seconds(action) / one:8.1f} x")


if __name__ == "__main__":
    main()
