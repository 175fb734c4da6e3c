"""The critic against the labelled corpus, on its development part: levels, links and the words that carry them."""

from pathlib import Path
from typing import Any

from evals.data.corpus import Labelled, load_corpus
from evals.harness.context import EvalCase, EvalContext, Outcome, Values, spent
from interviewer.domain.assessment import Assessment, Status
from interviewer.domain.evidence import Evidence
from interviewer.domain.model_calls import Usage
from interviewer.engines.protocols import Exchange, ExtractionContext

HEADLINE = ("metric_gap", "ownership")
KINDS_LABELLED = (
    "technical_measure", "mechanism", "business_measure", "effect", "cost", "disowned_link", "assignment",
    "taking_part", "decision", "finding", "obstacle", "outcome", "blame",
)  # fmt: skip
_LIKELY = 0.5


def cases(_folder: Path) -> list[EvalCase]:
    return [EvalCase(item.id, item.voice, _data(item)) for item in load_corpus(("development",))]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    """The critic's assessment of one answer that stands alone, beside its labels."""
    exchange = Exchange(0, case.data["question"], case.data["answer"])
    assessment = context.critic.assess(exchange, ExtractionContext(round=case.data["round"]))
    usage = sum((call.usage for call in assessment.model_calls), Usage())
    values: Values = {}
    for dimension in HEADLINE:
        values |= level_values(dimension, assessment, case.data[dimension])
    talk = (("interviewer", case.data["question"]), ("candidate", case.data["answer"]))
    return Outcome(values | _link_values(assessment, case) | spent(usage, context), _shown(assessment), talk)


def _data(item: Labelled) -> dict[str, Any]:
    return {
        "round": item.round,
        "question": item.question,
        "answer": item.answer,
        "metric_gap": item.metric_gap,
        "ownership": item.ownership,
        "links": [[link.kind, link.text] for link in item.links],
    }


def level_values(dimension: str, assessment: Assessment, label: int | None) -> Values:
    """`guess` and `label` only where both grade; `applies` is whether both agree that there is something to grade."""
    grade = assessment.grade(dimension)
    read = grade is not None and grade.status in {Status.GRADED, Status.ABSTAINED}
    both = read and label is not None
    guess = grade.guess if grade and both else None
    return {
        f"{dimension}.guess": guess,
        f"{dimension}.label": label if both else None,
        f"{dimension}.exact": float(guess == label) if both else None,
        f"{dimension}.error": abs(guess - label) if guess is not None and label is not None else None,
        f"{dimension}.applies": float(read == (label is not None)),
    }


def _link_values(assessment: Assessment, case: EvalCase) -> Values:
    """Hits, false alarms and misses over kinds of link, and how many hits point to labelled words."""
    wanted: dict[str, list[str]] = {}
    for kind, text in case.data["links"]:
        wanted.setdefault(kind, []).append(text)
    found: dict[str, Evidence] = {}
    for kind in KINDS_LABELLED:
        likely = [x for x in assessment.reading.evidence if x.kind == kind and x.probability >= _LIKELY]
        if likely:
            found[kind] = max(likely, key=lambda link: link.probability)
    hits = found.keys() & wanted.keys()
    right = sum(_overlaps(case.data["answer"], wanted[kind], found[kind]) for kind in hits)
    return {
        "links.hit": len(hits),
        "links.false": len(found.keys() - wanted.keys()),
        "links.missed": len(wanted.keys() - found.keys()),
        "spans.right": right,
        "spans.wrong": len(hits) - right,
    }


def _overlaps(answer: str, texts: list[str], link: Evidence) -> bool:
    places = [(answer.find(text), answer.find(text) + len(text)) for text in texts if text in answer]
    return any(link.span.start < end and start < link.span.end for start, end in places)


def _shown(assessment: Assessment) -> dict[str, str]:
    levels = [
        f"{grade.dimension}: {grade.guess} ({grade.status.value})"
        for grade in assessment.grades
        if grade.dimension in HEADLINE
    ]
    findings = [f"{item.dimension}, {item.link or 'holds'}: {item.next_step}" for item in assessment.findings[:3]]
    return {"levels": "\n".join(levels), "findings": "\n".join(findings)}
