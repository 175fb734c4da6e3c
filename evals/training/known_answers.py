"""Writes down what the extractor's network says of a few threads, beside its weights.

`python -m evals.training.known_answers`. To be run where the arithmetic is known to be exact; `make train` does so.
Whoever loads the weights later finds out by these whether that machine computes them alike.
"""

import json
from pathlib import Path

from interviewer.engines.embedded.encoding import windows
from interviewer.engines.embedded.network import KNOWN_ANSWERS, WEIGHTS
from interviewer.inference.sessions import open_model

_STORY = (
    "What did you change, and what came of it?",
    "At the grocer I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. The head of "
    "logistics refused, so I took her forty cancelled orders by name. Cancellations fell from 6.1% to 3.9%, about "
    "40 thousand euros a month, and the extra scan cost the pickers two seconds an order.",
)
_THREADS = (
    (_STORY,),
    (_STORY, ("Was that your doing?", "To be honest it was the spec's idea; I only wrote the scan.")),
    (
        (
            "Tell me about a model you are proud of.",
            "I was assigned to the churn model. We used XGBoost and the AUC went up by four points, and the team was "
            "happy with it.",
        ),
    ),
    (("Why did it fail?", "The data team never delivered the labels, so it failed. That is above my level anyway."),),
    (
        (
            "Where would you start?",
            "I would start with a simple rule, because the budget is 50 ms on cheap phones; every point of conversion "
            "is worth more than a better NDCG.",
        ),
    ),
)


def write_known_answers(weights: Path) -> int:
    """Write them beside the weights; how many there are."""
    model = open_model(weights, threads=1)
    rows = []
    for thread in _THREADS:
        window = windows(thread)[0]
        fed = {"ids": window.ids[None], "types": window.types[None], "spread": window.spread[None]}
        links, applies = (values[0].astype(float).round(5).tolist() for values in model.run(None, fed))
        rows.append(json.dumps({"thread": thread, "links": links, "applies": applies}))
    file = weights.parent / KNOWN_ANSWERS
    file.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")
    return len(rows)


if __name__ == "__main__":
    print(f"{write_known_answers(WEIGHTS)} answers: {WEIGHTS.parent / KNOWN_ANSWERS}")
