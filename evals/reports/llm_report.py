"""Grades answers of the locked test part through a language model's extractor, next to the embedded one.

`python -m evals.reports.llm_report`, with OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL set. It takes an hour or so
with a small local model, and can be stopped at any time: what was read is kept under `evals/readings/` with the
prompt's stamp, and read again only when prompt, model or parameters change. Writes the part `model` of
`evals/REPORT.md`, and the agreement by which `auto` chooses who grades.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import tomlkit

from evals.data.corpus import Labelled, load_corpus
from evals.reports.report_file import REPORT, table, write_part
from evals.statistics.critic_measures import HEADLINE, Guess, agreement_row, guesses, weighted
from interviewer.app import Services
from interviewer.assessment.verification import verified_reading
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.engine import LlmEngine
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.measured import AGREEMENT
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.engines.selection import endpoint_of
from interviewer.errors import SetupError
from interviewer.packs.schema import Pack
from interviewer.settings import Settings, load_settings

READINGS = Path(__file__).parent.parent / "readings"
Row = dict[str, Any]


def chosen(items: Sequence[Labelled], limit: int) -> list[Labelled]:
    """So many answers, as evenly as can be over rounds and levels of both dimensions; the same ones every time."""
    strata: dict[tuple[object, ...], list[Labelled]] = defaultdict(list)
    for item in items:
        strata[(item.round, item.metric_gap, item.ownership)].append(item)
    rng = random.Random("stratified")
    groups = [rng.sample(group, len(group)) for _, group in sorted(strata.items(), key=lambda pair: str(pair[0]))]
    picked: list[Labelled] = []
    for turn in range(max(map(len, groups))):
        picked += [group[turn] for group in groups if turn < len(group)]
    return picked[:limit]


def read_all(items: Sequence[Labelled], extractor: Extractor, pack: Pack, path: Path, threads: int) -> dict[str, Row]:
    """What the model's extractor made of each answer: from the file where it stands, else asked for and put there."""
    path.parent.mkdir(exist_ok=True)
    known = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    rows = {row["id"]: row for row in known if row["stamp"] == extractor.id}
    lock = Lock()

    def read(item: Labelled) -> None:
        row = _row(item, extractor, pack)
        with lock, path.open("a", encoding="utf-8") as out:
            rows[item.id] = row
            out.write(json.dumps(row) + "\n")
            print(f"{len(rows)} of {len(items)}", flush=True)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(read, [item for item in items if item.id not in rows]))
    return {item.id: rows[item.id] for item in items}


def _row(item: Labelled, extractor: Extractor, pack: Pack) -> Row:
    claimed = extractor.extract(Exchange(0, item.question, item.answer), ExtractionContext(round=item.round))
    reading, dropped = verified_reading(claimed, {0: item.answer})
    model_call = claimed.model_call
    return {
        "id": item.id,
        "stamp": extractor.id,
        "outcome": model_call.outcome if model_call else "not asked",
        "corrections": list(model_call.corrections) if model_call else [],
        "calls": model_call.usage.calls if model_call else 0,
        "tokens": [model_call.usage.input_tokens, model_call.usage.output_tokens] if model_call else [0, 0],
        "quotes": len(claimed.evidence),
        "dropped": dropped,
    } | {name: asdict(guesses([reading], pack, name)[0]) for name in HEADLINE}


def part(items: Sequence[Labelled], rows: dict[str, Row], embedded: Extractor, pack: Pack, model: str) -> str:
    """The report's part on this model."""
    scored = [item for item in items if rows[item.id]["outcome"] != "unscored"]
    own = [
        embedded.extract(Exchange(0, item.question, item.answer), ExtractionContext(round=item.round))
        for item in scored
    ]
    sections = [
        f"# A language model as the extractor\n\nMade by `python -m evals.reports.llm_report`; do not edit. `{model}`, "
        f"prompt `{next(iter(rows.values()))['stamp']}`, on {len(items)} answers of the locked test part, stratified "
        "over rounds and levels. Levels come from the same arithmetic over verified quotes for both.\n\n"
        + _counts(rows)
    ]
    for name in HEADLINE:
        by_model = [Guess(**rows[item.id][name]) for item in scored]
        both = {
            "embedded": agreement_row(scored, guesses(own, pack, name), name),
            model: agreement_row(scored, by_model, name),
        }
        sections.append(f"## {pack.rubric.dimension(name).name}\n\n{table(both)}")
    return "\n\n".join(sections)


def _counts(rows: dict[str, Row]) -> str:
    every = list(rows.values())
    quotes, dropped = sum(row["quotes"] for row in every), sum(row["dropped"] for row in every)
    asked = [row for row in every if row["outcome"] != "not asked"]
    repaired = sum(bool(row["corrections"]) for row in asked)
    unscored = sum(row["outcome"] == "unscored" for row in asked)
    sent, received = (sum(row["tokens"][place] for row in asked) for place in (0, 1))
    return (
        f"- {quotes} quotes claimed, {dropped} ({dropped / max(1, quotes):.0%}) dropped because they do not stand in "
        f"the answer\n- {repaired} of {len(asked)} readings needed a repair; {unscored} could not be read and are "
        f"left out below\n- {sum(row['calls'] for row in asked)} calls, {sent} tokens sent, {received} received"
    )


def record(items: Sequence[Labelled], rows: dict[str, Row], embedded: Extractor, pack: Pack, model: str) -> None:
    """Put both agreements where `auto` looks."""
    scored = [item for item in items if rows[item.id]["outcome"] != "unscored"]
    own = [
        embedded.extract(Exchange(0, item.question, item.answer), ExtractionContext(round=item.round))
        for item in scored
    ]
    by_model = {name: [Guess(**rows[item.id][name]) for item in scored] for name in HEADLINE}
    agreement = {
        player: {name: round(weighted(scored, found[name], name), 3) for name in HEADLINE}
        for player, found in (("embedded", {name: guesses(own, pack, name) for name in HEADLINE}), ("llm", by_model))
    }
    write_agreement(model, agreement, AGREEMENT)


def write_agreement(model: str, agreement: dict[str, dict[str, float]], path: Path) -> None:
    """Put a model's agreement into the file; comments and other models stay."""
    document = tomlkit.parse(path.read_text("utf-8"))
    document.setdefault("models", tomlkit.table(is_super_table=True))[model] = agreement
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def _engine(made: Services, endpoint: Endpoint | None) -> LlmEngine:
    if endpoint is None:
        raise SetupError("no language model is set up; set OPENAI_API_KEY, or OPENAI_BASE_URL, and OPENAI_MODEL")
    return LlmEngine(made.pack, endpoint)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=120)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=REPORT)
    options = parser.parse_args()
    settings = load_settings()
    endpoint = endpoint_of(settings)
    with TemporaryDirectory() as folder:
        made = Services(Settings(home=Path(folder), pack=settings.pack))
        extractor = _engine(made, endpoint).extractor(made.resources.extractor, Fallback())
        items = chosen(load_corpus(("test",)), options.limit)
        model = endpoint.model if endpoint else ""
        path = READINGS / f"{re.sub(r'[^a-z0-9.]+', '-', model.lower())}.jsonl"
        rows = read_all(items, extractor, made.pack, path, options.threads)
        write_part("model", part(items, rows, made.resources.extractor, made.pack, model), options.out)
        record(items, rows, made.resources.extractor, made.pack, model)
    print(f"written: {options.out.name}, {AGREEMENT.name}")


if __name__ == "__main__":
    main()
