"""What a report can say, each kind once: plain values in their final words. Knows neither how they came about nor any
format; each renderer has one small function for each kind, and `tests/test_report.py` holds them together.

`Quoted` are words of the candidate's. Everything else is ours or the pack's, but may quote: renderers escape it all.
"""

import re
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Quoted:
    """The candidate's own words; `where` names the answer they are from, where that is not the one they stand under."""

    text: str
    where: str = ""


@dataclass(frozen=True)
class OpeningBlock:
    title: str
    session_id: str
    began: datetime
    others: tuple[str, ...]
    disclaimer: str

    @property
    def facts(self) -> tuple[str, ...]:
        """When it began, in UTC, and the others."""
        return (f"{self.began:%Y-%m-%d %H:%M} UTC", *self.others)


@dataclass(frozen=True)
class HeadingBlock:
    """Opens a part of the report."""

    title: str


@dataclass(frozen=True)
class VerdictBlock:
    """`plain` says in a sentence what `value` comes to, `reason` why in one or two, `more` what else counted."""

    value: str
    plain: str
    reason: str
    more: str = ""


@dataclass(frozen=True)
class TrendRow:
    """`levels` are those of the answers in `turns`; `last` is what counts at the end, and `note` says why where that is
    another than the last answer's.
    """

    name: str
    last: int
    level: str
    best: int
    levels: tuple[int, ...]
    note: str
    turns: tuple[int, ...]
    headline: bool


@dataclass(frozen=True)
class TrendsBlock:
    rows: tuple[TrendRow, ...]
    title: str = "How it went"


@dataclass(frozen=True)
class SeatRow:
    name: str
    role: str
    words: str


@dataclass(frozen=True)
class PanelBlock:
    seats: tuple[SeatRow, ...]
    agreed: str
    title: str = "Around the table"


@dataclass(frozen=True)
class StrengthRow:
    name: str
    level: int
    where: str
    quote: Quoted


@dataclass(frozen=True)
class StrengthsBlock:
    items: tuple[StrengthRow, ...]
    title: str = "What was strong"


@dataclass(frozen=True)
class ExcerptBlock:
    """Of the guide, cited by a finding."""

    id: str
    title: str
    source: str
    body: str


@dataclass(frozen=True)
class FixRow:
    """`turn` is the answer's, for a screen on which it can be tried again at once."""

    turn: int
    name: str
    where: str
    quote: Quoted | None
    why: str
    next_step: str
    guide: ExcerptBlock


@dataclass(frozen=True)
class FixesBlock:
    items: tuple[FixRow, ...]
    title: str = "What to fix first"


@dataclass(frozen=True)
class UnsettledRow:
    """What does not hold together, in a sentence around each quote: `first` says the first, `second` the other."""

    first: str
    quote: Quoted
    second: str
    other: Quoted | None
    ask: str


@dataclass(frozen=True)
class UnsettledBlock:
    items: tuple[UnsettledRow, ...]
    title: str = "Settle before the interview"


@dataclass(frozen=True)
class RewritePiece:
    """Of a rewrite: words that were kept, words that join them, or a blank for the candidate to fill in."""

    text: str
    kind: str


@dataclass(frozen=True)
class RewriteBlock:
    title: str
    pieces: tuple[RewritePiece, ...]
    note: str = "Only your own words, joining words, and blanks for you to fill in truthfully."

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class TruthBlock:
    text: str
    title: str = "What the business was really losing"


@dataclass(frozen=True)
class ExampleBlock:
    question: str
    answer: str
    title: str = "A made-up example of a top answer"


@dataclass(frozen=True)
class LeftUngradedBlock:
    reasons: tuple[str, ...]
    title: str = "Left ungraded"


@dataclass(frozen=True)
class ModelWorkBlock:
    lines: tuple[str, ...]
    title: str = "The language model"


@dataclass(frozen=True)
class LineBlock:
    """What an interviewer said; `label` numbers the question, `follows` says which one it follows up."""

    label: str
    name: str
    role: str
    text: str
    follows: str = ""


@dataclass(frozen=True)
class HintBlock:
    text: str


@dataclass(frozen=True)
class SkippedBlock:
    text: str = "Skipped."


@dataclass(frozen=True)
class Mark:
    """A stretch of an answer with the dimensions that quote it, by name and by id."""

    text: str
    names: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class AnswerBlock:
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        return "".join(mark.text for mark in self.marks)


@dataclass(frozen=True)
class FindingBlock:
    """`costs` tells a gap from a strength or a question; `absent` is what is missing, or where `asked` the question
    whether it is; `told` says where else the rest stands, which is left out here then.
    """

    name: str
    level: int
    level_name: str
    quotes: tuple[Quoted, ...]
    absent: str
    asked: bool
    why: str
    next_step: str
    guide: ExcerptBlock
    costs: bool
    told: str = ""


@dataclass(frozen=True)
class OverclaimBlock:
    quote: Quoted
    why: str
    title: str = "Claims more than it shows"


@dataclass(frozen=True)
class GradeNoteBlock:
    """A grade that no finding speaks of, or why there is none."""

    text: str


@dataclass(frozen=True)
class DisputeBlock:
    name: str
    level: str
    reason: Quoted


@dataclass(frozen=True)
class ChangeRow:
    """One dimension before and after; `verdict` is the word for it, `told` what a person reads."""

    name: str
    before: int
    after: int
    verdict: str
    told: str


@dataclass(frozen=True)
class RetryBlock:
    title: str
    answer: Quoted
    changes: tuple[ChangeRow, ...]


Block = (
    OpeningBlock
    | HeadingBlock
    | VerdictBlock
    | TrendsBlock
    | PanelBlock
    | StrengthsBlock
    | FixesBlock
    | UnsettledBlock
    | RewriteBlock
    | TruthBlock
    | ExampleBlock
    | LeftUngradedBlock
    | ModelWorkBlock
    | LineBlock
    | HintBlock
    | SkippedBlock
    | AnswerBlock
    | FindingBlock
    | OverclaimBlock
    | GradeNoteBlock
    | DisputeBlock
    | RetryBlock
    | ExcerptBlock
)


def kind_of(block: type[Block] | Block) -> str:
    """The name by which templates know a kind: `left_ungraded` of `LeftUngradedBlock`."""
    name = (block if isinstance(block, type) else type(block)).__name__.removesuffix("Block")
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
