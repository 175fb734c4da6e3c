"""Prints how the finder of questions back does on the locked writer, and how often it alarms on real answers.

    python -m evals.reports.asking_back_report

The locked part is opened only to report: nothing is fitted to it, and its errors are not read.
"""

from collections.abc import Sequence

from evals.data.asked_back import DEVELOPMENT, LOCKED, load_askings
from evals.data.corpus import load_corpus, load_interviews
from evals.harness.context import EvalContext, Values
from evals.tasks.asking_back import as_case, judge
from interviewer.app import Services
from interviewer.engines.protocols import Exchange
from interviewer.resources import Resources
from interviewer.settings import load_settings


def main() -> None:
    services = Services(load_settings())
    context = EvalContext(services)
    for part, writers in (("development (learnt from)", DEVELOPMENT), ("locked", LOCKED)):
        values = [(str(item.kind), judge(as_case(item), context).values) for item in load_askings(writers)]
        _print(part, values)
    print(f"false alarms on development answers: {_alarms(services.resources)}")


def _print(part: str, values: Sequence[tuple[str, Values]]) -> None:
    print(part)
    for kind in (*sorted({kind for kind, _ in values}), "all"):
        own = [item for name, item in values if kind in (name, "all")]
        names = sorted({name for item in own for name in item})
        print(f"  {kind:10}", *(f"{name} {_mean(own, name):.3f}" for name in names))


def _mean(values: Sequence[Values], name: str) -> float:
    known = [found for item in values if (found := item.get(name)) is not None]
    return sum(known) / len(known)


def _alarms(resources: Resources) -> str:
    """How many answers in which nothing is asked are read as if something were."""
    answers = [(item.question, item.answer) for item in load_corpus(("development",))]
    answers += [(turn.question, turn.answer) for item in load_interviews(("development",)) for turn in item.turns]
    found = [resources.asking.find(Exchange(0, line, answer)) for line, answer in answers]
    return f"{sum(map(bool, found))} of {len(answers)}"


if __name__ == "__main__":
    main()
