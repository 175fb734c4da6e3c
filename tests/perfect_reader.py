"""A model that reads the calibration's answers without a fault: it looks the labels up, and claims what gives them."""

import html
import json
import re
from typing import Any

from interviewer.calibration.labelled import Item, labelled

_METRIC_GAP: dict[int, tuple[tuple[str, str], ...]] = {
    0: (),
    1: (("technical_measure", "none"),),
    2: (("business_measure", "none"),),
    3: (("mechanism", "none"), ("business_measure", "none")),
    4: (("effect", "explicit"), ("cost", "none")),
}
_OWNERSHIP = {
    0: ("blame",),
    1: ("assignment",),
    2: ("decision",),
    3: ("decision", "outcome"),
    4: ("finding", "obstacle", "outcome"),
}
_FIGURE = re.compile(r"\S*\d\S*")
_WORDS = re.compile(r"\w+")
ADVICE = (  # nobody is told the same sentence twice
    {"why": "I can't weigh it as it stands.", "next_step": "Say whom it reached."},
    {"why": "Nobody could repeat that to me.", "next_step": "Tell me who felt it first."},
    {"why": "It stays in the notebook.", "next_step": "Begin with the person who waited for it."},
)


def reply(request: dict[str, Any]) -> str:
    """The value that is asked for: a reading, or advice on each finding."""
    text = str(request["messages"][-1]["content"])
    if "Coached" in json.dumps(request.get("response_format", request)):
        numbers = re.findall(r"^Finding (\d+)", text, re.MULTILINE)
        advice = [{"finding": int(n), "fits": True, **ADVICE[int(n) % len(ADVICE)]} for n in numbers]
        return json.dumps({"advice": advice, "order": []})
    return read(asked_for(request))


def asked_for(request: dict[str, Any]) -> Item:
    """The answer of the set that is to be read."""
    text = str(request["messages"][-1]["content"])
    question = html.unescape(text.split('<data name="question">\n')[1].split("\n</data>")[0])
    return next(item for item in labelled() if item.exchange.question == question)


def read(item: Item, owner: bool = True) -> str:
    """A reading that gives the labelled levels; without `owner`, everybody blames others."""
    measures, owns = item.levels["metric_gap"], item.levels["ownership"]
    quote = next(iter(_FIGURE.findall(item.exchange.answer)), "") or _WORDS.findall(item.exchange.answer)[0]
    claims = list(_METRIC_GAP[measures or 0])
    claims += [(kind, "none") for kind in _OWNERSHIP[(2 if owns is None else owns) if owner else 0]]
    about = {"certainty": "sure", "actor": "candidate", "stance": "done", "about": "own_work"}
    links = [{"kind": kind, "quote": quote, "quantity": amount, **about} for kind, amount in claims]
    return json.dumps(
        {
            "evidence": links,
            "earlier": [],
            "act": "answered",
            "language": "en",
            "about_measures": measures is not None,
            "about_ownership": owns is not None,
        }
    )
