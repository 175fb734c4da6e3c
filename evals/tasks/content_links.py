"""Whether a pack's texts about a broken link are about that link: probes, advice and excerpts of the guide.

What a link is about is learnt from the pack's own probes and advice, each text judged by all others; no text is known
by name. Limits stand where the shipped texts, all of them, are sound (`evals/JOURNAL.md`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from evals.statistics.discriminant import Discriminant, Kinds, Matrix, fitted, left_out
from evals.tasks.asks import wrong_asks
from interviewer.packs.schema import Excerpt, LinkText, Pack
from interviewer.retrieval.embedder import Embedder

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_UNPROBED = frozenset({"length"})  # said of an answer as a whole: nobody asks a candidate to be shorter
_PROBES, _ADVICE = 0.05, 0.5  # shrinkage: many texts of a kind, few texts of a kind
_SWAPPED = -18.0  # the log-odds by which two lists must fit better in each other's place
_SWAPPED_ADVICE = -0.5
_OFF_LINK = 0.3
_OFF_QUESTIONS = -0.06
_NEAREST = 10
_WORDS = (60, 160)


@dataclass(frozen=True)
class Probe:
    """A line that asks for a link; `owner` is the question or the person it belongs to."""

    owner: str
    link: str
    text: str


def probes_of(pack: Pack) -> list[Probe]:
    owners = [(question.id, question.probes) for question in pack.all_questions.values()]
    owners += [(persona.id, persona.probes) for persona in pack.personas.values()]
    return [Probe(owner, link, text) for owner, probes in owners for link, texts in probes.items() for text in texts]


def malformed(probes: Sequence[Probe]) -> list[str]:
    """Probes that are not one question."""
    return [
        f"{probe.owner}, {probe.link}: {probe.text}"
        for probe in probes
        if probe.text.count("?") != 1 or not probe.text.rstrip('"” ').endswith("?")
    ]


def uncovered(pack: Pack) -> list[str]:
    """Links that a question is said to bring out and has no probe for, and probes of links that it is not."""
    found = []
    for question in pack.all_questions.values():
        due = {link.id for name in question.dimensions for link in pack.rubric.dimension(name).links} - _UNPROBED
        odd = due ^ (set(question.probes) - {"deepen"} - _UNPROBED)
        found += [f"{question.id}: {name}" for name in sorted(odd)]
    return found


def at_home(probes: Sequence[Probe], embedder: Embedder) -> tuple[int, list[str]]:
    """How many probes are likeliest of their own link, and the pairs of lists that would fit better changed over."""
    links = sorted({probe.link for probe in probes})
    kinds = np.array([links.index(probe.link) for probe in probes])
    vectors = embedder.embed([probe.text for probe in probes])
    home, swapped = 0, []
    for places, scores in left_out(vectors, kinds, [probe.owner for probe in probes], _PROBES):
        home += int((scores.argmax(axis=1) == kinds[places]).sum())
        owner = probes[places[0]].owner
        swapped += [
            f"{owner}: {links[one]} and {links[other]}"
            for one, other in combinations(sorted({k for k in kinds[places] if links[k] != "deepen"}), 2)
            if _odds(scores, kinds[places], one, other) < _SWAPPED
        ]
    return home, swapped


def _odds(scores: Matrix, kinds: Kinds, one: int, other: int) -> float:
    """By how much the texts of two kinds fit better where they are than in each other's place."""
    more = scores[:, one] - scores[:, other]
    return float(more[kinds == one].sum() - more[kinds == other].sum())


def advice_of(link: LinkText) -> tuple[str, ...]:
    """What a candidate is told to do about a link."""
    return (link.hint, link.blank, *link.next_step, *link.next_step_quoting)


@dataclass(frozen=True)
class LinkReader:
    """Tells which link a text is about, by probes and advice."""

    ids: tuple[str, ...]
    discriminant: Discriminant
    wording: Matrix

    def affinity(self, sentences: Sequence[Matrix]) -> Matrix:
        """(texts, links): how much more each text is about a link than texts of the kind are on the whole."""
        likely = np.stack([self.discriminant.log_likelihood(own).mean(axis=0) for own in sentences])
        near = np.stack([np.sort(own @ self.wording.T, axis=0)[-3:].mean(axis=0) for own in sentences])
        return _standard(likely) + _standard(near)


def _standard(values: Matrix) -> Matrix:
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0))


def _links(pack: Pack) -> list[LinkText]:
    return [link for dimension in pack.rubric.dimensions for link in dimension.links if link.id not in _UNPROBED]


def link_reader(pack: Pack, probes: Sequence[Probe], embedder: Embedder) -> LinkReader:
    links = _links(pack)
    ids = tuple(link.id for link in links)
    rows = [(probe.link, probe.text) for probe in probes if probe.link in ids]
    rows += [(link.id, text) for link in links for text in (link.absent, *link.why, *advice_of(link))]
    kinds = np.array([ids.index(name) for name, _ in rows])
    means = [
        embedder.embed([link.absent, link.hint, link.blank, *link.why, *link.next_step]).mean(axis=0) for link in links
    ]
    wording = np.stack([mean / np.linalg.norm(mean) for mean in means])
    return LinkReader(ids, fitted(embedder.embed([text for _, text in rows]), kinds, _ADVICE), wording)


_FIELDS: dict[str, Callable[[LinkText], tuple[str, ...]]] = {
    "hint": lambda link: (link.hint,),
    "blank": lambda link: (link.blank,),
    "next_step": lambda link: link.next_step,
    "next_step_quoting": lambda link: link.next_step_quoting,
    "why": lambda link: link.why,
}


def misadvised(pack: Pack, probes: Sequence[Probe], embedder: Embedder) -> list[str]:
    """Links of one dimension whose advice, by the probes, would fit better changed over."""
    links = _links(pack)
    ids = [link.id for link in links]
    asked = [probe for probe in probes if probe.link in ids]
    kinds = np.array([ids.index(probe.link) for probe in asked])
    reader = fitted(embedder.embed([probe.text for probe in asked]), kinds, _ADVICE)
    found = []
    for dimension in pack.rubric.dimensions:
        own = [ids.index(link.id) for link in dimension.links if link.id in ids]
        for field, texts_of in _FIELDS.items():
            rows = [(place, text) for place in own for text in texts_of(links[place])]
            scores, places = reader.scores(embedder.embed([text for _, text in rows])), np.array([n for n, _ in rows])
            found += [
                f"{dimension.id}, {field}: {ids[one]} and {ids[other]}"
                for one, other in combinations(own, 2)
                if _odds(scores, places, one, other) < _SWAPPED_ADVICE
            ]
    return found


def badly_advised(pack: Pack) -> Iterator[str]:
    """Advice that asks a candidate for something wrong."""
    for dimension in pack.rubric.dimensions:
        texts = [(link.id, text) for link in dimension.links for text in advice_of(link)]
        for name, text in [*texts, *(("strong", text) for text in dimension.strong_next)]:
            yield from (f"{dimension.id}, {name}: {kind}: {said}" for kind, said in wrong_asks(text))


def out_of_length(excerpts: Sequence[Excerpt]) -> list[str]:
    return [item.id for item in excerpts if not _WORDS[0] <= len(item.body.split()) <= _WORDS[1]]


def off_their_links(excerpts: Sequence[Excerpt], reader: LinkReader, embedder: Embedder) -> list[str]:
    """Excerpts whose sentences are about none of the links that they are said to explain."""
    sentences = [
        embedder.embed([part for part in _SENTENCE.split(item.body) if part.count(" ") > 1] or [item.body])
        for item in excerpts
    ]
    affinity = reader.affinity(sentences)
    found = []
    for row, item in zip(affinity, excerpts, strict=True):
        own = [reader.ids.index(link) for links in item.explains.values() for link in links if link in reader.ids]
        if own and max(row[own]) < _OFF_LINK:
            found.append(f"{item.id}: {max(row[own]):.2f}")
    return found


def off_their_questions(excerpts: Sequence[Excerpt], asked: dict[str, list[str]], embedder: Embedder) -> list[str]:
    """Excerpts that are farther from the questions they are said to answer than the ten nearest others are."""
    bodies = embedder.embed([item.body for item in excerpts])
    found = []
    for place, item in enumerate(excerpts):
        near = (embedder.embed(asked[item.id]) @ bodies.T).mean(axis=0) if asked.get(item.id) else None
        if near is None:
            continue
        lead = float(near[place] - np.sort(np.delete(near, place))[-_NEAREST:].mean())
        if lead < _OFF_QUESTIONS:
            found.append(f"{item.id}: {lead:.2f}")
    return found
