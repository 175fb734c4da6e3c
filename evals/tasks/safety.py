"""Changes to an answer that must not raise its level, and an engine that lies: what slips through to the candidate?"""

import random
import re
from pathlib import Path

from evals.data.corpus import Labelled, load_corpus
from evals.data.perturb import DIRECTED, UNMOVED
from evals.harness.context import EvalCase, EvalContext, Outcome, Values
from evals.tasks.critic import HEADLINE
from evals.tasks.liar import LyingCoach, LyingReader
from interviewer.assessment.critic import Critic
from interviewer.assessment.grading import grade_all
from interviewer.domain.assessment import Assessment, Connective, Kept
from interviewer.domain.evidence import Span
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.packs.schema import Pack

_EVERY = 2  # every second answer of the development part is taken
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_KEY = re.compile(r"[^a-z]+")


def cases(_folder: Path) -> list[EvalCase]:
    items = [
        item for item in load_corpus(("development",)) if item.metric_gap is not None or item.ownership is not None
    ]
    return [EvalCase(item.id, item.voice, {"item": item.__dict__}) for item in items[::_EVERY]]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    item = Labelled(**case.data["item"])
    values = _moved(item, context) | _directed(item, context)
    honest = context.critic.assess(Exchange(0, item.question, item.answer), ExtractionContext(round=item.round))
    values |= {f"own.{name}": count for name, count in _promises(honest, item.answer, context.services.pack).items()}
    lied = _lying(context).assess(Exchange(0, item.question, item.answer), ExtractionContext(round=item.round))
    values |= {f"lies.{name}": count for name, count in _promises(lied, item.answer, context.services.pack).items()}
    values["rewrites"] = float(honest.rewrite is not None)
    return Outcome(values, {"rewrite": honest.rewrite.text if honest.rewrite else ""})


def _moved(item: Labelled, context: EvalContext) -> Values:
    """For each change that says the same: whether a headline level moved, and whether it rose."""
    before = _levels(item, item.answer, context)
    values: Values = {}
    for name, change in UNMOVED.items():
        text = change(item.answer, random.Random(f"{item.id}:{name}"))
        key = _KEY.sub("_", name.lower()).strip("_")
        if text == item.answer:
            values |= {f"{key}.moved": None, f"{key}.rose": None}
            continue
        after = _levels(item, text, context)
        values[f"{key}.moved"] = float(before != after)
        values[f"{key}.rose"] = float(any(after[d] > before[d] for d in HEADLINE))
    return values


def _directed(item: Labelled, context: EvalContext) -> Values:
    """For each change that must lower a level: whether it rose all the same."""
    rose = [
        _levels(item, text, context)[dimension] > _levels(item, item.answer, context)[dimension]
        for dimension, change in DIRECTED.values()
        if (text := change(item)) is not None
    ]
    return {"worsened.rose": float(any(rose)) if rose else None}


def _levels(item: Labelled, answer: str, context: EvalContext) -> dict[str, int]:
    """The levels with n/a closed as a way out."""
    reading = context.critic.extractor.extract(Exchange(0, item.question, answer), ExtractionContext(round=item.round))
    forced = reading.model_copy(update={"applicable": dict.fromkeys(HEADLINE, 1.0)})
    rubric = context.services.pack.rubric
    grades = grade_all([rubric.dimension(name) for name in HEADLINE], forced, ())
    return {grade.dimension: grade.guess or 0 for grade in grades}


def _lying(context: EvalContext) -> Critic:
    made = context.critic
    return Critic(made.pack, LyingReader(made.extractor), LyingCoach(made.coach), made.search)


def _promises(assessment: Assessment, answer: str, pack: Pack) -> Values:
    """Counted here anew, without `interviewer.assessment.verification`: quotes that don't stand, excerpts that don't
    exist, facts that were invented."""
    quotes = [quote for finding in assessment.findings for quote in finding.quotes]
    quotes += [item.quote for item in assessment.overclaims]
    links = [link.span for link in assessment.reading.evidence]
    text = assessment.rewrite.text if assessment.rewrite else ""
    pieces = assessment.rewrite.pieces if assessment.rewrite else ()
    invented = [p for p in pieces if isinstance(p, Kept) and not _stands(p.span, answer)]
    foreign = [p for p in pieces if isinstance(p, Connective) and p.text not in pack.rubric.connectives]
    numbers = set(_NUMBER.findall(text)) - set(_NUMBER.findall(answer))
    return {
        "false_quotes": float(sum(not _stands(span, answer) for span in (*quotes, *links))),
        "false_guides": float(sum(item.guide_id not in pack.excerpts for item in assessment.findings)),
        "invented": float(len(invented) + len(foreign) + len(numbers)),
    }


def _stands(span: Span, answer: str) -> bool:
    return bool(span.text.strip()) and answer[span.start : span.end] == span.text
