"""What a job asks for, against a CV: whether it is found in the description, and how it is said to stand.

With a model, what it reads is taken as the product takes it; the embedded rules judge where it says nothing usable.
Labels are the writers' own (evals/data/README.md). A standing of the matcher means one of the labels' verdicts.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from evals.data import corpus
from evals.harness.context import EvalCase, EvalContext, Outcome, Values
from evals.harness.reading import Record, read_jsonl
from interviewer.app import Services
from interviewer.domain.application import Judged, Requirement, Standing
from interviewer.preparation.application import claims_in, matched
from interviewer.preparation.job_match import Match
from interviewer.preparation.requirements import requirements_of

_TODAY = date(2026, 2, 1)  # when the CVs were written
_SHARED = 0.8  # of the shorter one's words, where a requirement counts as found
_MEANS: dict[Standing, str] = {
    "shown": "supported",
    "perhaps": "partly",
    "not found": "gap",
    "otherwise": "conflict",
}


class Asked(Record):
    """A requirement in the job's words, how it stands by its writer's label, and the CV's words for it."""

    words: str
    verdict: Literal["supported", "partly", "gap", "conflict"]
    evidence: str | None


class Pair(Record):
    """A job's description and the CV of somebody who applies."""

    id: str
    split: Literal["dev", "test"]
    style: str
    job: str
    cv: str
    requirements: tuple[Asked, ...]


def cases(_: Path) -> list[EvalCase]:
    pairs = read_jsonl(Pair, corpus.DATA / "jobs.jsonl")
    return [
        EvalCase(f"{pair.id}-{number}", pair.id, {"pair": pair.model_dump(mode="json"), "number": number})
        for pair in pairs
        for number in range(len(pair.requirements))
    ]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    pair = Pair.model_validate(case.data["pair"], strict=False)
    asked = pair.requirements[case.data["number"]]
    judged = _by_model(pair, context.services).get(asked.words) if context.engine == "llm" else None
    requirement = Requirement(text=asked.words, judged=judged)
    (match,) = matched([requirement], claims_in(pair.cv), context.services.resources.embedder, _TODAY)
    found = any(_same(item.text, asked.words) for item in requirements_of(pair.job))
    values: Values = {"found": float(found), "agrees": float(_MEANS[match.standing] == asked.verdict)}
    values |= {f"{pair.split}.{name}": value for name, value in _figures(match, asked).items()}
    shown = match.claim.text if match.claim else ""
    return Outcome(values, {"asked": asked.words, "label": asked.verdict, "standing": match.standing, "shown": shown})


@lru_cache(maxsize=32)
def _by_model(pair: Pair, services: Services) -> dict[str, Judged]:
    """A model reads all that a job asks for at once, as it does for a candidate; once for all samples of a run."""
    return services.llm.job_reader().judged([asked.words for asked in pair.requirements], claims_in(pair.cv))


def _figures(match: Match, asked: Asked) -> Values:
    """What each standing is worth, where it was given; whether the words shown are those that a reader goes by."""
    met = asked.verdict in ("supported", "partly")
    return {
        "agrees": float(_MEANS[match.standing] == asked.verdict),
        "shown.met": float(met) if match.standing == "shown" else None,
        "otherwise.right": float(asked.verdict == "conflict") if match.standing == "otherwise" else None,
        "not_found.unmet": float(asked.verdict in ("gap", "conflict")) if match.standing == "not found" else None,
        "words.right": float(_same(match.claim.text, asked.evidence)) if match.claim and asked.evidence else None,
    }


def _same(one: str, other: str) -> bool:
    """Whether one holds the other, or nearly all of its words."""
    if one in other or other in one:
        return True
    words, others = set(one.lower().split()), set(other.lower().split())
    return len(words & others) >= _SHARED * min(len(words), len(others))
