"""Finds what a candidate asks the interviewer, anywhere in an answer, and of which kind it is, without a model call.

Two linear classifiers over a sentence's features: does it ask the interviewer something, and what for. Decisions are
taken on rounded numbers, so that no processor's last bits turn one.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.domain.dialogue_acts import AskedBack
from interviewer.domain.evidence import BackQuestion, Span
from interviewer.engines.embedded.asking_features import Features, Heard, Place, features, place_of, size
from interviewer.engines.embedded.clauses import Clause, sentences
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.engines.embedded.sentence_reading import SentenceReader
from interviewer.engines.protocols import Exchange
from interviewer.errors import SetupError
from interviewer.retrieval.embedder import Embedder

WEIGHTS = Path(__file__).parent / "weights" / "questions_back.npz"
KINDS = tuple(AskedBack)
_DIGITS = 2  # of a logit; far coarser than what processors differ by
_ASKS = -0.5  # logit from which a sentence with a question mark counts as asked of the interviewer
_STATES = 1.6  # and one without: an answer taken for a question is not graded, which is the worse mistake
_NEARLY_THE_WORDS = 0.6  # cosine with a way of asking for a fact
_DISTINCT = 0.5  # probability from which two sentences side by side that ask for different things are two questions


@dataclass(frozen=True)
class Weights:
    """What was learnt. Each row ends with its intercept.

    Attributes:
        asks: (features + 1,) whether the interviewer is asked something.
        kinds: (kinds, features + 1) what for, in the order of `KINDS`.
    """

    asks: NDArray[np.float32]
    kinds: NDArray[np.float32]


class QuestionFinder:
    """Finds questions back by their meaning and form."""

    def __init__(self, embedder: Embedder, read: SentenceReader, weights: Path | Weights = WEIGHTS) -> None:
        self._embedder = embedder
        self._read = read
        self._given = weights

    def find(self, exchange: Exchange, known: tuple[str, ...] = ()) -> tuple[BackQuestion, ...]:
        """What was asked of the interviewer, in order; `known` are ways of asking for what is known of an open case."""
        heard = Heard(exchange.question, known)
        parts = sentences(exchange.answer)
        if not parts:
            return ()
        read = self._read(exchange.question, exchange.answer)
        asking = [n for n in range(len(parts)) if self._asks(parts, n, heard, read) > _least(parts[n])]
        groups: list[list[int]] = []
        for number in asking:
            if groups and groups[-1][-1] == number - 1:
                groups[-1].append(number)
            else:
                groups.append([number])
        pieces = (piece for group in groups for piece in self._distinct(exchange.answer, parts, group, heard, read))
        return tuple(self._question(exchange, parts, piece, heard, read) for piece in pieces)

    def _asks(self, parts: list[Clause], number: int, heard: Heard, read: Features) -> float:
        """The logit of a sentence's being asked of the interviewer."""
        text = parts[number].text
        if speaks_to_machine(text) or not any(character.isalnum() for character in text):
            return float("-inf")
        if self._names_a_fact(text, heard):
            return float("inf")
        found = features(text, place_of([number], read), heard, self._embedder)
        return float(_logits(self._weights.asks[None], found)[0])

    def _distinct(
        self, answer: str, parts: list[Clause], group: list[int], heard: Heard, read: Features
    ) -> list[list[int]]:
        """Neighbouring sentences as one question, or as several where each plainly asks for something else."""
        meant = [self._kind(_joined(answer, parts, [number]), place_of([number], read), heard) for number in group]
        pieces = [[group[0]]]
        for number, ((one, sure), (other, as_sure)) in zip(group[1:], pairwise(meant), strict=True):
            if one is not other and min(sure, as_sure) >= _DISTINCT:
                pieces.append([number])
            else:
                pieces[-1].append(number)
        return pieces

    def _question(
        self, exchange: Exchange, parts: list[Clause], piece: list[int], heard: Heard, read: Features
    ) -> BackQuestion:
        text = _joined(exchange.answer, parts, piece)
        kind, _ = self._kind(text, place_of(piece, read), heard)
        start, end = parts[piece[0]].start, parts[piece[-1]].end
        return BackQuestion(kind=kind, span=Span(turn=exchange.turn, start=start, end=end, text=text))

    def _kind(self, text: str, place: Place, heard: Heard) -> tuple[AskedBack, float]:
        """What is asked for, and how likely."""
        if self._names_a_fact(text, heard):
            return AskedBack.FACT, 1.0
        logits = _logits(self._weights.kinds, features(text, place, heard, self._embedder))
        shares = np.exp(logits - logits.max())
        best = int(logits.argmax())
        return KINDS[best], round(float(shares[best] / shares.sum()), _DIGITS)

    def _names_a_fact(self, text: str, heard: Heard) -> bool:
        """Whether it is a question in nearly the words in which one asks for what is known."""
        if "?" not in text or not heard.known:
            return False
        return float((self._embedder.embed(heard.known) @ self._embedder.embed([text])[0]).max()) >= _NEARLY_THE_WORDS

    @cached_property
    def _weights(self) -> Weights:
        return self._given if isinstance(self._given, Weights) else read_weights(self._given)


def read_weights(file: Path) -> Weights:
    """The weights of a file.

    Raises:
        SetupError: it is missing or damaged.
    """
    try:
        with np.load(file, allow_pickle=False) as stored:
            found = Weights(stored["asks"].astype(np.float32), stored["kinds"].astype(np.float32))
    except Exception:  # noqa: BLE001 a damaged archive raises whatever its parser stumbles over
        found = None
    if found is None or found.asks.shape != (size() + 1,) or found.kinds.shape != (len(KINDS), size() + 1):
        raise SetupError(f"{file} is missing or damaged; install mock-interviewer again")
    return found


def _least(part: Clause) -> float:
    return _ASKS if "?" in part.text else _STATES


def _logits(weights: NDArray[np.float32], found: Features) -> NDArray[np.float64]:
    exact = weights[:, :-1].astype(np.float64) @ found.astype(np.float64) + weights[:, -1]
    return np.asarray(np.round(exact, _DIGITS))


def _joined(answer: str, parts: list[Clause], piece: list[int]) -> str:
    return answer[parts[piece[0]].start : parts[piece[-1]].end]
