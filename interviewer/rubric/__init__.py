"""The rubric as pure functions from evidence to levels and verdicts: arithmetic only, no model, no text."""
