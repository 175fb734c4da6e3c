"""The critic on turns of labelled interviews, each in its thread (RUBRIC, preamble), on their development part."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from evals.data.corpus import LabelledInterview, load_interviews
from evals.harness.context import EvalCase, EvalContext, Outcome, Values, spent
from evals.tasks.critic import HEADLINE, level_values
from interviewer.domain.evidence import Reading
from interviewer.domain.model_calls import Usage
from interviewer.engines.protocols import Exchange
from interviewer.engines.threads import in_thread

_EVERY = 2  # interviews: half of the part guards a change well enough, and half of its time is saved


def cases(_folder: Path) -> list[EvalCase]:
    return [
        EvalCase(f"{interview.id}/{number + 1}", interview.id, _data(interview, number))
        for interview in load_interviews(("development",))[::_EVERY]
        for number in range(len(interview.turns))
    ]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    """The critic's assessment of a turn, beside its labels."""
    thread = tuple(Exchange(number, *said) for number, said in enumerate(case.data["thread"]))
    reader: Any = context.critic.extractor
    round_id = case.data["round"]
    before = [(thread[n], _reading(reader, round_id, thread[: n + 1])) for n in range(len(thread) - 1)]
    assessment = context.critic.assess(thread[-1], in_thread(round_id, before))
    usage = sum((call.usage for call in assessment.model_calls), Usage())
    values: Values = {}
    for dimension in HEADLINE:
        values |= level_values(dimension, assessment, case.data[dimension])
    talk = tuple(part for item in thread for part in (("interviewer", item.question), ("candidate", item.answer)))
    told = "\n".join(f"{grade.dimension}: {grade.guess} ({grade.status.value})" for grade in assessment.grades)
    return Outcome(values | spent(usage, context), {"levels": told}, talk)


@lru_cache(maxsize=1024)
def _reading(extractor: Any, round_id: str, thread: tuple[Exchange, ...]) -> Reading:
    """Of a thread's last answer; the earlier ones are read once, however many turns follow them."""
    before = [(thread[n], _reading(extractor, round_id, thread[: n + 1])) for n in range(len(thread) - 1)]
    found: Reading = extractor.extract(thread[-1], in_thread(round_id, before))
    return found


def _data(interview: LabelledInterview, number: int) -> dict[str, Any]:
    turn = interview.turns[number]
    return {
        "round": interview.round,
        "thread": [[item.question, item.answer] for item in (*interview.earlier(number), turn)],
        "metric_gap": turn.metric_gap,
        "ownership": turn.ownership,
    }
