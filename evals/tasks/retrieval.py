"""Questions about the guide with the excerpts that answer them: what BM25, vectors and both together bring up."""

from pathlib import Path

from pydantic import Field

from evals.harness.context import EvalCase, EvalContext, Outcome, Values
from evals.harness.reading import Record, read_jsonl
from evals.statistics.ranking import ndcg
from interviewer.packs.schema import Pack
from interviewer.retrieval.documents import Filter

_DEPTH = 10
_SHORT = 5


class Query(Record):
    """`relevant` are excerpt ids, all equally good; `round` and `unit` filter as an interview of that kind would."""

    id: str
    query: str
    relevant: tuple[str, ...] = Field(min_length=1)
    round: str | None = None
    unit: str | None = None


def cases(folder: Path) -> list[EvalCase]:
    found = read_jsonl(Query, folder / "retrieval.jsonl")
    return [EvalCase(item.id, item.relevant[0], item.model_dump(mode="json")) for item in found]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    item = Query.model_validate(case.data, strict=False)
    library, pack = context.services.resources.library, context.services.pack
    filter = Filter(round=item.round, unit=item.unit, excerpts_only=True)
    rankings = library.rankings(item.query, _DEPTH, filter) | {
        "hybrid": [passage.id for passage in library.search(item.query, _DEPTH, filter)]
    }
    values: Values = {
        "known": float(all(name in pack.excerpts for name in item.relevant)),
        "admitted": float(all(_admitted(name, item, pack) for name in rankings["hybrid"])),
    }
    for name, ranking in rankings.items():
        values |= {f"{name}.{key}": value for key, value in _figures(ranking, item.relevant).items()}
    return Outcome(values, {"query": item.query, "found": "\n".join(rankings["hybrid"][:_SHORT])})


def _admitted(excerpt_id: str, item: Query, pack: Pack) -> bool:
    """Looked up in the pack itself, so that a filter that lets everything through is seen."""
    excerpt = pack.excerpts.get(excerpt_id)
    if excerpt is None:
        return False
    in_round = item.round is None or item.round in excerpt.rounds
    return in_round and (item.unit is None or not excerpt.units or item.unit in excerpt.units)


def _figures(ranking: list[str], relevant: tuple[str, ...]) -> Values:
    places = [place for place, name in enumerate(ranking[:_DEPTH], start=1) if name in relevant]
    return {
        "recall": len(set(relevant) & set(ranking[:_SHORT])) / len(relevant),
        "hit": float(bool(set(relevant) & set(ranking[:_SHORT]))),
        "reciprocal_rank": 1 / places[0] if places else 0.0,
        "ndcg": ndcg(ranking, relevant, _DEPTH),
    }
