"""Runs suites, compares runs, guards measures, writes reports. Knows nothing of what a suite asks (`evals.tasks`)."""
