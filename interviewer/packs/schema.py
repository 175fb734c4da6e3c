"""The shape of a pack. What each field is for stands in `knowledge/README.md`, which people who edit packs read."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from interviewer.domain.open_points import OpenPoint
from interviewer.packs.entry import Code, Entry, Identifier, Lines, Pattern, Text
from interviewer.packs.people import Persona
from interviewer.packs.preparing import Briefing, DrillText, StoryFile, TalkText


class Unit(Entry):
    id: Identifier
    name: Text
    blurb: Text


class Round(Entry):
    """`speakers` are persona ids; the first opens and closes. `cases` says whether the round is built on a case.

    `focus` is the dimension that is tested above all unless the candidate names another.
    """

    id: Identifier
    name: Text
    blurb: Text
    speakers: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    dimensions: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    cases: bool = False
    focus: Identifier | None = None


class Manifest(Entry):
    """pack.toml"""

    id: Identifier
    title: Text
    company: Text
    disclaimer: Text
    units: Annotated[tuple[Unit, ...], Field(min_length=1, alias="unit")]
    rounds: Annotated[tuple[Round, ...], Field(min_length=1, alias="round")]


class LevelText(Entry):
    name: Text
    anchor: Text


_ASKS = 'Is "{quote}" meant as this: {label}? Then say so in as many words.'
_ASKS_WHY = (
    "I could not tell from your words, and what I can't tell I don't write down.",
    "I may have missed it; said more plainly, nobody would.",
    "I had to guess here, and an interviewer seldom guesses in your favour.",
)


class LinkText(Entry):
    """The critic's wording for one broken link. `{quote}` stands for the candidate's words.

    `asks` is said in place of `absent` where the quoted words may be what is missing.
    `meaning` is what an interviewer says who presses this link and is asked what is meant.
    `lead_in` is the connective with which a rewrite comes to its `blank`.
    """

    id: Identifier
    label: Text
    absent: Text
    why: Lines
    next_step: Lines
    next_step_quoting: tuple[Text, ...] = ()
    asks: Text | None = None
    meaning: Text | None = None
    lead_in: str | None = None
    blank: Text
    hint: Text

    def question(self, quote: str) -> str:
        """Asks whether the quoted words are what was thought missing."""
        return (self.asks or _ASKS).format(quote=quote, label=self.label)


class CueList(Entry):
    """Regular expressions over one clause, and how far a single match may be believed."""

    weight: float = Field(gt=0, le=1)
    cues: Annotated[tuple[Pattern, ...], Field(min_length=1)]


class Dimension(Entry):
    """`rule` names a dimension of `interviewer.rubric`, with its version; `cues` are for its own kinds, by language."""

    id: Identifier
    name: Text
    question: Text
    rule: Text
    headline: bool = False
    from_silence: Identifier | None = None
    levels: Annotated[tuple[LevelText, ...], Field(min_length=5, max_length=5, alias="level")]
    links: Annotated[tuple[LinkText, ...], Field(min_length=1, alias="link")]
    strong_why: Lines
    strong_why_quoting: tuple[Text, ...] = ()
    strong_next: Lines
    strong_blank: Text | None = None
    overclaim: Text | None = None
    cues: dict[Code, dict[Identifier, CueList]] = Field(default_factory=dict)

    def link(self, link_id: str) -> LinkText:
        return next(link for link in self.links if link.id == link_id)


class Rubric(Entry):
    """rubric.toml"""

    id: Identifier
    version: int
    connectives: Annotated[tuple[str, ...], Field(min_length=1)]
    asks_why: Lines = _ASKS_WHY
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1, alias="dimension")]

    def dimension(self, dimension_id: str) -> Dimension:
        return next(dimension for dimension in self.dimensions if dimension.id == dimension_id)

    @property
    def headline(self) -> tuple[str, ...]:
        return tuple(dimension.id for dimension in self.dimensions if dimension.headline)


class Excerpt(Entry):
    """guide/ID.md"""

    id: Identifier
    title: Text
    rounds: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    units: tuple[Identifier, ...] = ()
    explains: Annotated[dict[Identifier, tuple[Identifier, ...]], Field(min_length=1)]
    source: Literal["guide", "house notes"]
    say: Text | None = None
    body: Text


class Term(Entry):
    """One entry of glossary.toml"""

    id: Identifier
    name: Text
    aliases: tuple[Text, ...] = ()
    kind: Literal["business", "technical"]
    definition: Text
    moved_by: Text
    mistaken_for: Text


class Example(Entry):
    answer: Text


class Question(Entry):
    """A main question of questions/ROUND.toml, or (with its `speaker`) a step of a case. `plain` says it again.

    What `needs` a gap is asked only where the job asks for something that the CV does not show, the {gap} of its text;
    what needs a doubt only where a colleague left one, whose {quote} and name are told, and asked about by {asks}.
    """

    id: Identifier
    text: Text
    plain: Text | None = None
    text_with_project: Text | None = None
    text_with_claim: Text | None = None
    needs: Literal["gap", "doubt"] | None = None
    opener: bool = False
    topic: Text
    speaker: Identifier | None = None
    units: tuple[Identifier, ...] = ()
    seniority: tuple[Literal["mid", "senior"], ...] = ("mid", "senior")
    difficulty: int = Field(default=2, ge=1, le=3)
    dimensions: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    probes: dict[Identifier, Lines] = Field(default_factory=dict)
    example: Example | None = None


class FollowUp(Entry):
    """One entry of follow_ups.toml: how anybody asks for what a telling left open; {words} are the candidate's."""

    id: OpenPoint
    label: Text
    meaning: Text
    lines: Lines


class LoopFile(Entry):
    """loop.toml: the rounds of a whole loop, and how a later interviewer takes up what an earlier one wrote down.

    `reconcile` holds {now} against what {whom} was told {earlier}; `asks` says, by broken link, how a doubt about it is
    put; a question of this file is asked for one doubt each.
    """

    rounds: Annotated[tuple[Identifier, ...], Field(min_length=4, max_length=6)]
    reconcile: Lines
    asks: Annotated[dict[Identifier, Text], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1, alias="question")]


class FollowUpFile(Entry):
    follow_up: Annotated[tuple[FollowUp, ...], Field(min_length=1)]


class QuestionFile(Entry):
    question: Annotated[tuple[Question, ...], Field(min_length=1)]


class GlossaryFile(Entry):
    term: Annotated[tuple[Term, ...], Field(min_length=1)]


class Fact(Entry):
    id: Identifier
    speaker: Identifier
    asks: Lines
    answer: Text


class CaseTwist(Entry):
    after: Identifier
    speaker: Identifier
    text: Text


class Case(Entry):
    """cases/ID.toml"""

    id: Identifier
    title: Text
    units: tuple[Identifier, ...] = ()
    difficulty: int = Field(default=2, ge=1, le=3)
    brief: Text
    hidden_truth: Text
    surfaces_with: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    facts: Annotated[tuple[Fact, ...], Field(min_length=1, alias="fact")]
    steps: Annotated[tuple[Question, ...], Field(min_length=2, alias="step")]
    twist: CaseTwist
    example: Example

    @property
    def ways_of_asking(self) -> tuple[tuple[Fact, str], ...]:
        """Every fact with each way of asking for it."""
        return tuple((fact, way) for fact in self.facts for way in fact.asks)


class Pack(BaseModel):
    """A whole pack, checked; `digest` is the hash of its files' contents."""

    model_config = ConfigDict(frozen=True)

    manifest: Manifest
    rubric: Rubric
    excerpts: dict[str, Excerpt]
    terms: tuple[Term, ...]
    personas: dict[str, Persona]
    follow_ups: dict[OpenPoint, FollowUp] = Field(default_factory=dict)
    stories: StoryFile = StoryFile()
    briefings: tuple[Briefing, ...] = ()
    drills: tuple[DrillText, ...] = ()
    talks: tuple[TalkText, ...] = ()
    loop: LoopFile | None = None
    questions: dict[str, tuple[Question, ...]]
    cases: dict[str, Case]
    digest: str

    def round(self, round_id: str) -> Round:
        return next(item for item in self.manifest.rounds if item.id == round_id)

    def question(self, question_id: str) -> Question:
        """A main question or a case step by its id, which is unique in the pack."""
        return self.all_questions[question_id]

    @property
    def all_questions(self) -> dict[str, Question]:
        banks = (question for bank in self.questions.values() for question in bank)
        steps = (step for case in self.cases.values() for step in case.steps)
        of_loop = self.loop.questions if self.loop else ()
        return {question.id: question for question in (*banks, *steps, *of_loop)}
