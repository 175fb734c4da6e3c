"""`python -m evals`: suites in a process and a tree of its own (`evals.harness.worker` starts it)."""

import evals.tasks  # noqa: F401  (makes the tasks known)
from evals.harness.worker import main

main()
