"""Finds evidence with a small fine-tuned encoder: per clause, the probability of each kind of evidence, in its thread.

Of the clauses of earlier answers it says how likely the last answer relies on what stands there, and withdraws it.

The model is the first nine layers of all-mpnet-base-v2, fine-tuned through the rubric's own level rules and quantised
to int8 (`make train`, `evals/training/train_extractor.py`, `evals/MODEL_CARD.md`). Levels are not its business, and it
needs no torch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.domain.evidence import About, Evidence, EvidenceKind, Quantity, Reference, Span, Stance
from interviewer.engines.embedded.attributes import (
    names_assignment,
    names_decision,
    names_finding,
    names_technical_measure,
)
from interviewer.engines.embedded.calibration import Calibration, calibration
from interviewer.engines.embedded.clauses import Clause
from interviewer.engines.embedded.encoding import Place, best_rows, windows
from interviewer.engines.embedded.extractor import Found
from interviewer.engines.embedded.languages import Cues, language
from interviewer.engines.embedded.lexical_finder import cued_evidence, evidence_at
from interviewer.engines.embedded.network import WEIGHTS, network, probabilities
from interviewer.engines.embedded.sentence_reading import SentenceReader
from interviewer.engines.embedded.supporting_finder import ALL_HEADS, CODE_AND_THEORY, SUPPORTING, Supporting
from interviewer.engines.protocols import Exchange
from interviewer.inference.sessions import sensible_threads
from interviewer.rubric.metric_gap import BUSINESS_MEASURE, DIMENSION, EFFECT
from interviewer.rubric.registry import HEADLINE, KINDS

EXPLICIT_EFFECT = "effect_explicit"
HEADS = (
    "technical_measure",
    "business_measure",
    "mechanism",
    "effect",
    EXPLICIT_EFFECT,
    "cost",
    "disowned_link",
    "assignment",
    "taking_part",
    "decision",
    "finding",
    "obstacle",
    "outcome",
    "blame",
)
REFERENCE_HEADS = ("relied_metric_gap", "relied_ownership", "withdrawn")
DIMENSIONS = HEADLINE
HEADLINE_KINDS = frozenset(EvidenceKind(head) for head in HEADS if head != EXPLICIT_EFFECT)
_METRIC = frozenset(DIMENSION.evidence)
_BUSINESS = next(cues for cues in language("en").lexicon if cues.kind == BUSINESS_MEASURE)
_CERTAIN = 0.9  # how far a name from the lexicon's unmistakable ones is believed
_IN_SO_MANY_WORDS = {"assignment": names_assignment, "decision": names_decision, "finding": names_finding}
_GOES_ON = 0.9  # a thread on code or theory is about one design, and each answer adds to it
_WORTH_TELLING = 0.02  # evidence less probable than this change no level and are left out
_BY_CUES = frozenset(KINDS) - HEADLINE_KINDS - SUPPORTING


class TrainedFinder:
    """Supporting dimensions go by what the network makes of each sentence (`Supporting`), or by cue words where nothing
    was learnt for them; `cues` are those of the pack's own kinds.
    """

    id = "mpnet-links@5"

    def __init__(
        self,
        calibrated: Calibration | None = None,
        weights: Path = WEIGHTS,
        threads: int | None = None,
        cues: tuple[Cues, ...] = (),
    ) -> None:
        self._lexicon = (*(item for item in language("en").lexicon if item.kind in _BY_CUES), *_own(cues))
        self._calibration = calibrated or calibration()
        self._weights = weights
        self._threads = threads or sensible_threads()
        read = SentenceReader(weights, self._threads)  # an answer is read once, whoever asks
        self._supporting = [Supporting(read, heads) for heads in ALL_HEADS]

    def find(self, thread: Sequence[Exchange], told: Sequence[Evidence] = ()) -> Found:
        seen = _seen(self._weights, self._threads, tuple((item.question, item.answer) for item in thread))
        last, exchange = len(thread) - 1, thread[-1]
        bias = np.array([self._calibration.bias.get(head, 0.0) for head in HEADS], dtype=np.float32)
        own = [
            (place.clause, probabilities(row[: len(HEADS)] / self._calibration.temperature + bias))
            for place, row in seen.rows
            if place.answer == last
        ]
        shift = np.array([self._calibration.shift[dimension] for dimension in DIMENSIONS], dtype=np.float32)
        applicable = probabilities(seen.applies + shift)
        learnt = (item for finder in self._supporting for item in finder.find(exchange))
        supporting = (*learnt, *cued_evidence(exchange, self._lexicon))
        return Found(
            (*links_of(exchange, own), *supporting),
            _references(thread, told, seen.rows),
            dict(zip(DIMENSIONS, map(float, applicable.round(4)), strict=True)),
        )

    def open(self) -> None:
        """Load the network, which tries itself out.

        Raises:
            SetupError: this machine computes it wrongly.
        """
        network(self._weights, self._threads)

    def check(self) -> str:
        """How it is known that this machine computes rightly.

        Raises:
            SetupError: it does not.
        """
        return f"{network(self._weights, self._threads).check()} known answers come out right"


def _own(cues: Iterable[Cues]) -> list[Cues]:
    """A pack's cues, but for what the network alone may judge."""
    return [item for item in cues if item.kind not in HEADLINE_KINDS]


def links_of(exchange: Exchange, rows: Iterable[tuple[Clause, NDArray[np.float32]]]) -> list[Evidence]:
    """A piece of evidence for each clause and kind that is worth telling, as the clauses stand."""
    found = []
    for clause, row in rows:
        for head, probability in zip(HEADS, _corrected(clause.text, row), strict=True):
            if clause.text and probability >= _WORTH_TELLING:
                kind = EFFECT if head == EXPLICIT_EFFECT else EvidenceKind(head)
                item = evidence_at(exchange, clause, kind, float(probability))
                found.append(item.model_copy(update=_judged(item, head)))
    return found


def _corrected(text: str, row: NDArray[np.float32]) -> NDArray[np.float32]:
    """The model's word, save where the clause says in so many words what it is."""
    certain = row.copy()
    for head, names in _IN_SO_MANY_WORDS.items():
        if names(text):
            certain[HEADS.index(head)] = max(row[HEADS.index(head)], _CERTAIN)
    if names_technical_measure(text) and not _BUSINESS.matches(text):
        certain[HEADS.index("technical_measure")] = max(row[HEADS.index("technical_measure")], _CERTAIN)
        for head in ("business_measure", "effect", EXPLICIT_EFFECT):
            certain[HEADS.index(head)] = min(row[HEADS.index(head)], 1.0 - _CERTAIN)
    return certain


def _judged(item: Evidence, head: str) -> dict[str, object]:
    """What the head has judged by itself, so that no rule of thumb overrules it."""
    judged: dict[str, object] = {"about": About.OWN_WORK}
    if item.stance is Stance.DENIED:
        judged["stance"] = Stance.DONE
    if item.kind == EFFECT:
        judged["quantity"] = Quantity.EXPLICIT if head == EXPLICIT_EFFECT else Quantity.VAGUE
    return judged


def _references(
    thread: Sequence[Exchange], told: Sequence[Evidence], rows: Sequence[tuple[Place, NDArray[np.float32]]]
) -> tuple[Reference, ...]:
    """What the answer makes of each piece of evidence, by the clause that holds most of its words.

    Of a supporting dimension's evidence the network knows nothing: an answer that goes on with the story relies on it.
    """
    number = {exchange.turn: place for place, exchange in enumerate(thread)}
    found = []
    for item in told:
        span = item.span
        near = [(_shared(place, span), row) for place, row in rows if place.answer == number.get(span.turn, -1)]
        words, row = max(near, key=lambda pair: pair[0], default=(0, None))
        if row is None or words <= 0:
            continue
        metric, owning, withdrawn = probabilities(row[len(HEADS) :])
        relied = metric if item.kind in _METRIC else owning if item.kind in HEADLINE_KINDS else max(metric, owning)
        if item.kind in CODE_AND_THEORY.kinds:
            relied = _GOES_ON
        found.append(
            Reference(kind=item.kind, span=span, relied=round(float(relied), 4), withdrawn=round(float(withdrawn), 4))
        )
    return tuple(found)


def _shared(place: Place, span: Span) -> int:
    """How many characters a clause and a span share."""
    return min(place.clause.end, span.end) - max(place.clause.start, span.start)


@dataclass(frozen=True)
class _Seen:
    """What the network made of a thread: (heads,) logits of each clause, and (dimensions,) logits."""

    rows: tuple[tuple[Place, NDArray[np.float32]], ...]
    applies: NDArray[np.float32]


@lru_cache(maxsize=4096)
def _seen(weights: Path, threads: int, thread: tuple[tuple[str, str], ...]) -> _Seen:
    """An answer is read by the policy and by the critics."""
    read = windows(thread)
    logits = [network(weights, threads).logits(window) for window in read]
    rows = tuple((place, logits[window][0][row]) for place, (window, row) in best_rows(read).items())
    return _Seen(rows, logits[0][1])
