"""Whether the other texts of a pack say what their fields claim: people's lines, units, terms, business cases, levels.

Each is judged by the others of its kind; limits stand where the shipped texts, all of them, are sound.
"""

import re
from collections.abc import Sequence
from itertools import combinations, permutations

import numpy as np

from evals.statistics.discriminant import fitted, left_out
from evals.tasks.content_links import advice_of
from interviewer.packs.people import Persona
from interviewer.packs.schema import Case, Dimension, Pack
from interviewer.retrieval.embedder import Embedder

_BLANK = re.compile(r'"?\{[a-z_]+\}"?')
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ASKING = frozenset({"reconcile", "reconcile_cv", "recount"})  # lines that are a question of their own
_CLAUSE = re.compile(r"(?<=[.!?;])\s+")
_THREAT = re.compile(
    r"(?i)\b(?:you(?:'ll| will) (?:regret|be sorry|pay for)|or else|never work (?:in|here|again)|shut up|idiot|fool of|"
    r"you(?:'re| are) (?:stupid|finished|pathetic|useless|an? (?:idiot|fool|liar))|last warning|watch yourself|"
    r"wast(?:e|ing) (?:of )?my time|end (?:of )?your career|have you (?:thrown|removed)|see to it that (?:you|no)\w*)\b"
)
_COACHES = 11.0  # log-odds of advice against anything a person of the pack says
_NEAR_THREAT = 0.56
_OFF_UNIT = -0.2
_OTHER_KIND, _OTHER_LEVERS = -9.0, -29.0
_OTHER_FACT = -0.25
_UNREACHED = 0.4  # the share of other choices of facts that lead less far towards the hidden truth
_EXAMPLE = (110, 260)


def spoken_lines(pack: Pack) -> list[tuple[str, str, str]]:
    """Person, field and text of everything but probes."""
    return [
        (persona.id, field, text)
        for persona in pack.personas.values()
        for field in type(persona.lines).model_fields
        for text in getattr(persona.lines, field)
    ]


def out_of_form(pack: Pack) -> list[str]:
    """Lines that ask before a question, or don't where none follows; ties that take up nothing, nameless greetings."""
    found = [
        f"{who}, {field}: {text}" for who, field, text in spoken_lines(pack) if text.count("?") != (field in _ASKING)
    ]
    for persona in pack.personas.values():
        found += [f"{persona.id}, tie: {text}" for text in persona.lines.tie if "{quote}" not in text]
        found += [f"{persona.id}, greeting: {text}" for text in _greetings(persona) if not _named(persona, text)]
    return found


def _greetings(persona: Persona) -> tuple[str, ...]:
    return (*persona.lines.greeting, *persona.lines.greeting_project)


def _named(persona: Persona, text: str) -> bool:
    return any(part in text for part in persona.name.split())


def coaching(pack: Pack, embedder: Embedder) -> list[str]:
    """Lines that are likelier advice to a candidate than anything that the pack's other people say."""
    lines = spoken_lines(pack)
    dimensions = pack.rubric.dimensions
    advice = [text for d in dimensions for link in d.links for text in advice_of(link) if text != link.blank]
    texts = [_BLANK.sub("that", text) for text in (*(text for _, _, text in lines), *advice)]
    kinds = np.repeat([0, 1], [len(lines), len(advice)])
    owners = [who for who, _, _ in lines] + [""] * len(advice)
    found = []
    for places, scores in left_out(embedder.embed(texts), kinds, owners, 0.3):
        more = scores[:, 1] - scores[:, 0]
        found += [
            ", ".join(lines[n]) for n, odds in zip(places, more, strict=True) if n < len(lines) and odds > _COACHES
        ]
    return found


def threatening(pack: Pack, threats: Sequence[str], embedder: Embedder) -> list[str]:
    """Lines that threaten or insult, in so many words or nearly so."""
    lines = spoken_lines(pack)
    near = (embedder.embed([text for _, _, text in lines]) @ embedder.embed(threats).T).max(axis=1)
    return [
        ", ".join(line) for line, how in zip(lines, near, strict=True) if how > _NEAR_THREAT or _THREAT.search(line[2])
    ]


def off_their_unit(pack: Pack, embedder: Embedder) -> list[str]:
    """Texts for one unit that name another, or are much more like those of another."""
    items = [(q.units, q.id, f"{q.text} {q.topic}") for q in pack.all_questions.values()]
    items += [(e.units, e.id, e.body) for e in pack.excerpts.values()]
    items += [(c.units, c.id, c.brief) for c in pack.cases.values()]
    of_one = [(units[0], name, text) for units, name, text in items if len(units) == 1]
    units = {unit.id: unit for unit in pack.manifest.units}
    own = np.array([unit for unit, _, _ in of_one])
    vectors, blurbs = embedder.embed([text for _, _, text in of_one]), embedder.embed([u.blurb for u in units.values()])
    found = []
    for place, (unit, name, text) in enumerate(of_one):
        others = np.arange(len(of_one)) != place
        near = {}
        for other, blurb in zip(units, blurbs, strict=True):
            mean = vectors[others & (own == other)].mean(axis=0)
            near[other] = float(vectors[place] @ (mean / np.linalg.norm(mean) + 0.5 * blurb))
        lead = near.pop(unit) - max(near.values())
        if lead < _OFF_UNIT or any(units[other].name in text for other in near):
            found.append(f"{name} ({unit}): {lead:.2f}")
    return found


def off_their_kind(pack: Pack, embedder: Embedder) -> list[str]:
    """Terms that are defined, or moved, like those of the other kind."""
    kinds = np.array([int(term.kind == "business") for term in pack.terms])
    names = [term.id for term in pack.terms]
    defined = embedder.embed([f"{term.name}. {term.definition}" for term in pack.terms])
    moved = embedder.embed([term.moved_by for term in pack.terms])
    found = []
    for what, vectors, limit in (("definition", defined, _OTHER_KIND), ("moved_by", moved, _OTHER_LEVERS)):
        for place, name in enumerate(names):
            others = np.arange(len(names)) != place
            scores = fitted(vectors[others], kinds[others], 0.8).scores(vectors[place : place + 1])[0]
            lead = float(scores[kinds[place]] - scores[1 - kinds[place]])
            found += [f"{name}, {what}: {lead:.1f}"] if lead < limit else []
    return found


def swapped_facts(case: Case, embedder: Embedder) -> list[str]:
    """Facts whose answers would fit better in each other's place, by the ways of asking for them."""
    answers = embedder.embed([fact.answer for fact in case.facts])
    near = [embedder.embed(fact.asks) @ answers.T for fact in case.facts]
    fit = np.stack([item.mean(axis=0) + item.max(axis=0) for item in near])
    return [
        f"{case.id}: {case.facts[one].id} and {case.facts[other].id}"
        for one, other in combinations(range(len(case.facts)), 2)
        if fit[one, one] + fit[other, other] - fit[one, other] - fit[other, one] < _OTHER_FACT
    ]


def unreached(case: Case, embedder: Embedder) -> list[str]:
    """The case, where most other facts of the same number would lead nearer to the hidden truth than those named."""
    answers = embedder.embed([fact.answer for fact in case.facts])
    parts = embedder.embed(_CLAUSE.split(case.hidden_truth)) @ answers.T
    whole = (embedder.embed([case.hidden_truth]) @ answers.T)[0]
    named = tuple(n for n, fact in enumerate(case.facts) if fact.id in case.surfaces_with)
    choices = list(combinations(range(len(case.facts)), len(named)))
    reach = np.array([(parts[:, list(choice)].max(axis=1).mean(), whole[list(choice)].mean()) for choice in choices])
    both = (reach / reach.std(axis=0)).sum(axis=1)
    share = float((both < both[choices.index(named)]).mean())
    return [f"{case.id}: {share:.2f}"] if share < _UNREACHED else []


def figures(case: Case) -> tuple[int, int]:
    """Of the figures in the worked example, how many the room told, and how many there are."""
    told = [case.brief, case.twist.text, *(fact.answer for fact in case.facts), *(step.text for step in case.steps)]
    known = {number for text in told for number in _NUMBER.findall(text)}
    used = set(_NUMBER.findall(case.example.answer))
    return len(used & known), len(used)


def out_of_order(dimension: Dimension, ladder: Sequence[str], embedder: Embedder) -> list[str]:
    """Levels whose anchors, all five taken together, stand at another rung of the ladder told in other words."""
    near = embedder.embed([level.anchor for level in dimension.levels]) @ embedder.embed(ladder).T
    best = max(permutations(range(len(ladder))), key=lambda rungs: sum(near[n, rung] for n, rung in enumerate(rungs)))
    return [f"{dimension.id}: level {n} reads like {rung}" for n, rung in enumerate(best) if n != rung]


def without_length(pack: Pack) -> list[str]:
    answers = {question.id: question.example for question in pack.all_questions.values() if question.example}
    low, high = _EXAMPLE
    return [name for name, example in answers.items() if not low <= len(example.answer.split()) <= high]
