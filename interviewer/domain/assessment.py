"""What the critics say of one answer, with everything needed to check it."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.evidence import Probability, Reading, Span
from interviewer.domain.model_calls import ModelCall

Level = Annotated[int, Field(ge=0, le=4)]


class Status(StrEnum):
    GRADED = "graded"
    NOT_APPLICABLE = "not_applicable"
    ABSTAINED = "abstained"
    UNSCORED = "unscored"
    UNSUPPORTED_LANGUAGE = "unsupported_language"


class Grade(Value):
    """The level of one dimension.

    `distribution` gives the probability of levels 0 to 4, given that the dimension applies; also where it seems not to,
    because that is seldom certain. `guess` is the level of
    least expected squared error, kept also where the critic abstains; `level` is set only where `status` is graded.
    """

    dimension: str
    status: Status
    level: Level | None = None
    guess: Level | None = None
    confidence: Probability = 0.0
    distribution: tuple[float, ...] = ()
    broken: tuple[str, ...] = ()
    reason: str = ""


class Finding(Value):
    """One thing the candidate should know, as RUBRIC section 4 wants it.

    `quotes` stand letter for letter in the answers at their offsets. `absent` says what is missing, after every check
    of the whole thread found it missing; where they disagree `asked` is set, and it is a question that quotes the words
    which may be what was thought missing. `guide_id` is the excerpt that explains this dimension's `link`.
    """

    dimension: str
    level: Level
    link: str | None
    quotes: tuple[Span, ...] = ()
    absent: str | None = None
    asked: bool = False
    guide_id: str
    why: str
    next_step: str


class Overclaim(Value):
    """Words that claim more than the answer shows: an interviewer will ask, and the story must hold."""

    dimension: str
    quote: Span
    why: str


class Kept(Value):
    """Words of the candidate's, kept as they stand."""

    kind: Literal["kept"] = "kept"
    span: Span


class Connective(Value):
    """A phrase from the fixed list that joins kept words; it states no fact."""

    kind: Literal["connective"] = "connective"
    text: str


class Blank(Value):
    """A labelled gap that only the candidate can fill truthfully."""

    kind: Literal["blank"] = "blank"
    label: str

    @property
    def text(self) -> str:
        return f"[{self.label}]"


Piece = Annotated[Kept | Connective | Blank, Field(discriminator="kind")]


class Rewrite(Value):
    """An answer put in better order from three kinds of piece only; `text` is their concatenation."""

    pieces: tuple[Piece, ...]
    model_call: ModelCall | None = None

    @property
    def text(self) -> str:
        return "".join(piece.span.text if isinstance(piece, Kept) else piece.text for piece in self.pieces)


class Assessment(Value):
    """The critics' whole word on one answer. `dropped` counts what did not survive verification."""

    reading: Reading
    grades: tuple[Grade, ...]
    findings: tuple[Finding, ...] = ()
    overclaims: tuple[Overclaim, ...] = ()
    rewrite: Rewrite | None = None
    dropped: int = 0
    coached: tuple[ModelCall, ...] = ()

    @property
    def model_calls(self) -> tuple[ModelCall, ...]:
        """What models did for this assessment: the extractor's work, then the coach's."""
        return tuple(filter(None, [self.reading.model_call])) + self.coached

    def grade(self, dimension: str) -> Grade | None:
        """The grade of one dimension, if it was looked at."""
        return next((grade for grade in self.grades if grade.dimension == dimension), None)
