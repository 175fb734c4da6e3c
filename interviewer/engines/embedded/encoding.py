"""Turns a thread into the tensors that the trained network takes: the last answer, its question, what was said before.

The encoder has places for 512 tokens. What is longer is read in several windows; every word of the thread stands in at
least one of them, and the question stands in all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interviewer.engines.embedded.clauses import Clause, clauses
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.inference.wordpiece import tokenizer

LONGEST_INPUT = 512  # tokens: what the encoder has positions for
_QUESTION = 64  # tokens; of a longer question the end, where it asks
_EARLIER_QUESTION = 24
_ANSWER = 300  # tokens of the answer in one window, where earlier talk must stand there too
_BESIDE = 150  # tokens of the answer that stand beside earlier talk for which the first window had no room
_OVERLAP = 32  # tokens that two windows share, so that no clause is only seen cut in two
_CLS, _SEP = 101, 102
_ASKED, _TOLD, _BEFORE = 0, 1, 2  # the kinds of token: of the question, of the answer, of earlier talk

Talk = Sequence[tuple[str, str]]  # questions and answers, oldest first


@dataclass(frozen=True)
class Place:
    """A clause, and the number of the answer that it stands in: its place in the thread, from 0."""

    answer: int
    clause: Clause


@dataclass(frozen=True)
class Window:
    """What is read at once.

    Attributes:
        places: the clauses of which at least one token is in it.
        tokens: how many, for each of them.
        ids, types: (tokens,) token ids, and of what each is: 0 the question, 1 the answer, 2 earlier talk.
        spread: (clauses, tokens) weights that average the tokens of each clause; its rows sum to 1.
    """

    places: tuple[Place, ...]
    tokens: tuple[int, ...]
    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    spread: NDArray[np.float32]


@dataclass(frozen=True)
class _Token:
    id: int
    answer: int = -1  # -1: of no answer
    first: int = 0
    last: int = 0


def windows(thread: Talk, cut: Callable[[str], Sequence[Clause]] = clauses) -> tuple[Window, ...]:
    """The windows in which a thread's last answer is read, the most telling first; `cut` makes pieces of an answer.

    Clauses that address a machine or a grader are in no `spread`: no evidence can stand in them. An answer that holds
    nothing readable counts as one empty clause at its start.
    """
    question, answer = thread[-1]
    asked = [_CLS, *_ids(question)[-_QUESTION:], _SEP]
    told = _tokens(answer, len(thread) - 1)
    before = list(_earlier(thread[:-1]))
    room = LONGEST_INPUT - len(asked) - 1
    places = _places(thread, cut)
    return tuple(_window(asked, *parts, places, len(thread) - 1) for parts in _parts(told, before, room))


def best_rows(read: Sequence[Window]) -> dict[Place, tuple[int, int]]:
    """For every clause the window, and its row there, in which most of it stands."""
    best: dict[Place, tuple[int, int]] = {}
    most: dict[Place, int] = {}
    for number, window in enumerate(read):
        for row, (place, tokens) in enumerate(zip(window.places, window.tokens, strict=True)):
            if tokens > most.get(place, -1):
                most[place], best[place] = tokens, (number, row)
    return dict(sorted(best.items(), key=lambda item: (item[0].answer, item[0].clause.start)))


def _parts(told: list[_Token], before: list[_Token], room: int) -> Iterator[tuple[list[_Token], list[_Token]]]:
    """Pieces of the answer and of earlier talk that stand in one window."""
    if not before:
        yield from ((piece, []) for piece in _cut(told, room))
        return
    pieces = list(_cut(told, _ANSWER))
    left = room - 1 - len(pieces[0])
    yield pieces[0], before[:left]
    yield from ((piece, before[: room - 1 - len(piece)]) for piece in pieces[1:])
    beside = pieces[0][:_BESIDE]
    if len(before) > left:
        yield from ((beside, piece) for piece in _cut(before[max(0, left - _OVERLAP) :], room - 1 - len(beside)))


def _cut(tokens: list[_Token], size: int) -> Iterator[list[_Token]]:
    """Pieces of at most `size` that overlap; one empty piece of nothing."""
    start = 0
    while True:
        yield tokens[start : start + size]
        if start + size >= len(tokens):
            return
        start += size - _OVERLAP


def _window(asked: list[int], told: list[_Token], before: list[_Token], places: Sequence[Place], last: int) -> Window:
    behind = [*before, _Token(_SEP)] if before else []
    tokens = [*(_Token(number) for number in asked), *told, _Token(_SEP), *behind]
    types = [_ASKED] * len(asked) + [_TOLD] * (len(told) + 1) + [_BEFORE] * len(behind)
    found, counts, rows = [], [], []
    for place in places:
        clause = place.clause
        inside = [
            at
            for at, token in enumerate(tokens)
            if token.answer == place.answer and token.first < clause.end and token.last > clause.start
        ]
        if inside:
            row = np.zeros(len(tokens), dtype=np.float32)
            row[inside] = 1.0 / len(inside)
            found.append(place)
            counts.append(len(inside))
            rows.append(row)
    if not rows:
        rows = [np.eye(1, len(tokens), dtype=np.float32)[0]]
        found, counts = [Place(last, Clause("", 0, 0, 0))], [0]
    ids = np.array([token.id for token in tokens], dtype=np.int64)
    return Window(tuple(found), tuple(counts), ids, np.array(types, dtype=np.int64), np.stack(rows))


def _places(thread: Talk, cut: Callable[[str], Sequence[Clause]]) -> list[Place]:
    return [
        Place(number, clause)
        for number, (_, answer) in enumerate(thread)
        for clause in cut(answer)
        if not speaks_to_machine(clause.text)
    ]


def _earlier(thread: Talk) -> Iterator[_Token]:
    """The tokens of what was said before, the newest exchange first."""
    for number in range(len(thread) - 1, -1, -1):
        question, answer = thread[number]
        yield from (_Token(token) for token in _ids(question)[-_EARLIER_QUESTION:])
        yield _Token(_SEP)
        yield from _tokens(answer, number)
        yield _Token(_SEP)


def _tokens(answer: str, number: int) -> list[_Token]:
    cut = tokenizer().encode(_without_payload(answer), add_special_tokens=False)
    return [_Token(token, number, *offsets) for token, offsets in zip(cut.ids, cut.offsets, strict=True)]


def _ids(text: str) -> list[int]:
    return list(tokenizer().encode(text, add_special_tokens=False).ids)


def _without_payload(answer: str) -> str:
    """The answer with what addresses a machine blanked out, every other character at its place."""
    text = list(answer)
    for clause in clauses(answer):
        if speaks_to_machine(clause.text):
            text[clause.start : clause.end] = " " * (clause.end - clause.start)
    return "".join(text)
