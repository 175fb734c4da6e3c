"""From links to levels to a verdict: arithmetic only, no model, no text. The rubric, as pure functions."""
