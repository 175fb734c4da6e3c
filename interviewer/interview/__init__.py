"""Runs one interview: what is asked for, what comes next, who is told what. Every screen and the evals drive it."""
