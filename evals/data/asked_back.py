"""Questions back, as candidates put them: labelled by kind, with the words that ask (`evals/data/README.md`)."""

from collections.abc import Iterable
from dataclasses import dataclass

from evals.data.corpus import DATA, read_jsonl
from interviewer.domain.dialogue_acts import AskedBack

DEVELOPMENT = ("qa", "qb", "qc", "qe", "qf", "qg", "qh", "qi", "qj")  # writers who did not know the finder
OWN = ("qd",)  # the session that built the finder: to learn from, never to measure with
LOCKED = ("qx",)  # opened only to report


@dataclass(frozen=True)
class LabelledAsking:
    """What one candidate said to one line; `kind` is None and `asks` empty where nothing is asked of the interviewer.

    Attributes:
        case: id of the case that was open, or None.
        facts: ids of the case's facts that were asked for.
    """

    id: str
    writer: str
    line: str
    case: str | None
    text: str
    kind: AskedBack | None
    asks: str
    facts: tuple[str, ...]


def load_askings(writers: Iterable[str]) -> list[LabelledAsking]:
    """What the given writers wrote, in the order of the file."""
    wanted = set(writers)
    rows = (row for row in read_jsonl(DATA / "questions-back.jsonl") if row["writer"] in wanted)
    return [
        LabelledAsking(
            row["id"],
            row["writer"],
            row["line"],
            row["case"],
            row["text"],
            AskedBack(row["kind"]) if row["kind"] != "none" else None,
            row["asks"] or "",
            tuple(row["facts"]),
        )
        for row in rows
    ]
