"""What each kind of suite does with a case: `KINDS` maps the name in a suite's file to its cases and its judge."""

from collections.abc import Mapping

from evals.harness.context import Kind
from evals.tasks import conduct, cost, critic, planted, retrieval, rubric, safety, script

KINDS: Mapping[str, Kind] = {
    "critic": Kind(critic.cases, critic.judge),
    "rubric": Kind(rubric.cases, rubric.judge),
    "script": Kind(script.cases, script.judge),
    "retrieval": Kind(retrieval.cases, retrieval.judge),
    "conduct": Kind(conduct.cases, conduct.judge),
    "planted": Kind(planted.cases, planted.judge),
    "safety": Kind(safety.cases, safety.judge),
    "cost": Kind(cost.cases, cost.judge),
}
