"""What each kind of suite does with a case: `TASKS` maps the name in a suite's file to its cases and its judge."""

from collections.abc import Mapping

from evals.harness.context import Task
from evals.tasks import conduct, cost, critic, planted, retrieval, rubric, safety, script

TASKS: Mapping[str, Task] = {
    "critic": Task(critic.cases, critic.judge),
    "rubric": Task(rubric.cases, rubric.judge),
    "script": Task(script.cases, script.judge),
    "retrieval": Task(retrieval.cases, retrieval.judge),
    "conduct": Task(conduct.cases, conduct.judge),
    "planted": Task(planted.cases, planted.judge),
    "safety": Task(safety.cases, safety.judge),
    "cost": Task(cost.cases, cost.judge),
}
