"""Turns a question and an answer into the tensors that the trained finder takes, clause by clause."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interviewer.engines.embedded.clauses import Clause, clauses
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.inference.wordpiece import tokenizer

LONGEST_QUESTION = 48  # tokens
LONGEST_INPUT = 512  # tokens: what the encoder has positions for


@dataclass(frozen=True)
class Encoded:
    """One answer, read in the light of its question.

    Attributes:
        clauses: the clauses of which at least one token was read.
        ids, types: (tokens,) token ids, and 0 for the question, 1 for the answer.
        spread: (clauses, tokens) weights that average the tokens of each clause; its rows sum to 1.
    """

    clauses: tuple[Clause, ...]
    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    spread: NDArray[np.float32]


def encode(question: str, answer: str) -> Encoded:
    """Encode an answer; one that holds nothing readable counts as one empty clause at its start.

    Clauses that address a machine or a grader are left out of `spread`: no link can stand in them.
    """
    cut = tokenizer()
    asked = cut.encode(question, add_special_tokens=False).ids[:LONGEST_QUESTION]
    told = cut.encode(_without_payload(answer), add_special_tokens=False)
    start = len(asked) + 2
    room = LONGEST_INPUT - start - 1
    ids = [_CLS, *asked, _SEP, *told.ids[:room], _SEP]
    kept, rows = [], []
    for clause in clauses(answer):
        inside = [
            start + place
            for place, (first, last) in enumerate(told.offsets[:room])
            if first < clause.end and last > clause.start
        ]
        if inside and not speaks_to_machine(clause.text):
            row = np.zeros(len(ids), dtype=np.float32)
            row[inside] = 1.0 / len(inside)
            kept.append(clause)
            rows.append(row)
    if not kept:
        row = np.zeros(len(ids), dtype=np.float32)
        row[0] = 1.0
        kept, rows = [Clause("", 0, 0, 0)], [row]
    types = np.array([place >= start for place in range(len(ids))], dtype=np.int64)
    return Encoded(tuple(kept), np.array(ids, dtype=np.int64), types, np.stack(rows))


_CLS, _SEP = 101, 102


def _without_payload(answer: str) -> str:
    """The answer with what addresses a machine blanked out, every other character at its place."""
    text = list(answer)
    for clause in clauses(answer):
        if speaks_to_machine(clause.text):
            text[clause.start : clause.end] = " " * (clause.end - clause.start)
    return "".join(text)
