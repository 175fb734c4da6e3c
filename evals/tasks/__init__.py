"""The tasks that the shipped suites ask for; importing this package makes them known to the harness."""

from evals.harness.task import Task, register
from evals.tasks import (
    asking_back,
    conduct,
    content,
    conversation,
    cost,
    critic,
    decision_points,
    interviews,
    planted,
    requirements,
    retrieval,
    rubric,
    safety,
    script,
)

for _name, _module in {
    "critic": critic,
    "interviews": interviews,
    "conversation": conversation,
    "decision-points": decision_points,
    "asking-back": asking_back,
    "rubric": rubric,
    "script": script,
    "retrieval": retrieval,
    "conduct": conduct,
    "content": content,
    "planted": planted,
    "requirements": requirements,
    "safety": safety,
    "cost": cost,
}.items():
    register(_name, Task(_module.cases, _module.judge))
