"""The story bank: a candidate's stories, what each lacks, which questions it answers, and how it is told in less time.

A story is the candidate's own words; what is made shorter is made of its own sentences. Source: the guide's checklist,
item 3; the ladder is RUBRIC section 2's.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from interviewer.assessment.grading import grade
from interviewer.domain.evidence import Actor, Evidence, EvidenceKind, Reading
from interviewer.domain.interview import Interview
from interviewer.domain.quoting import clipped
from interviewer.domain.sanitizing import sanitize, sanitize_answer
from interviewer.domain.stories import NumberMark, NumberSource, Story
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.errors import BadInput
from interviewer.memory.figures import Figure, figures_of
from interviewer.memory.subjects import Sentence, sentences_of
from interviewer.packs.schema import Pack, StoryPart, Theme
from interviewer.preparation.papers import readable
from interviewer.retrieval.embedder import Embedder
from interviewer.rubric.dimension import HINTED, LIKELY
from interviewer.rubric.ownership import DIMENSION as OWNERSHIP
from interviewer.rubric.registry import HEADLINE
from interviewer.storage.protocol import Paper, Papers

KIND = "story"
_LIKE, _SOMEWHAT_LIKE = 0.50, 0.42  # of a sentence to an example, as cosine
_MOST_SENTENCES = 60
_ASKS_LIKE, _AS_LIKE = 0.45, 0.04  # of a question to one that asks for a kind; of another kind beside the nearest
MOST_STORIES = 30
ENOUGH = 3  # stories of different kinds with which a culture round can be sat
SECONDS = (30, 60, 90, 180)
_WORDS_A_SECOND = 2.2  # of calm speech
_OWNED = 3  # the level from which a story is one's own
_EVERYTHING = 3  # themes for which one story alone stands
_QUESTION = "Tell me about something you did, and what came of it."
_TITLE_WORDS = 8
_LONGEST_TITLE = 120  # characters
_HEDGE = re.compile(
    r"(?i)\b(?:about|around|roughly|some|almost|nearly|maybe|i (?:guess|estimate|think)|estimated?)\W+$"
)
NUMBER_SOURCES: dict[NumberSource, str] = {
    "told": "as you tell it",
    "cv": "also in your CV",
    "estimated": "estimated: say so",
    "unconfirmed": "can't be confirmed: leave it out, or say so",
}
Fit = Literal["strong", "workable", "a stretch", "none"]


@dataclass(frozen=True)
class Part:
    """What a story needs: its words where it is there, what to say where it is not."""

    name: str
    words: str
    missing: str


@dataclass(frozen=True)
class Number:
    """A number of a story, with where it is from."""

    text: str
    source: NumberSource


@dataclass(frozen=True)
class Told:
    """What there is to say of a story.

    Attributes:
        level: on the ownership ladder, with the pack's name for it; None where it can't be told.
        themes: ids of the kinds of story that it is of; `hinted` of those that it may be of.
        seconds: how long it takes to tell.
    """

    story: Story
    level: int | None
    level_name: str
    parts: tuple[Part, ...]
    numbers: tuple[Number, ...]
    themes: frozenset[str]
    hinted: frozenset[str]
    seconds: int


@dataclass(frozen=True)
class Covered:
    """A kind of story, with the stories that are of it, the best first."""

    theme: Theme
    stories: tuple[Told, ...]


@dataclass(frozen=True)
class Cut:
    """A story told in so much time, in its own sentences; `over` says that the least of it takes longer."""

    text: str
    seconds: int
    left_out: int
    over: bool


@dataclass(frozen=True)
class StoryBank:
    """One user's stories, kept in `papers`."""

    papers: Papers
    extractor: Extractor
    embedder: Embedder
    pack: Pack

    # Keeping

    def stories(self) -> list[Story]:
        """All of them, in the order in which they were kept.

        Raises:
            StoreError: they can't be read.
        """
        return [story for story, _ in self._kept()]

    def write(self, text: str, title: str = "") -> Story:
        """Keep a story that is written afresh.

        Raises:
            BadInput: it says nothing, is there already, or there are too many.
            StoreError: it could not be kept.
        """
        return self._add(sanitize_answer(text), title, "", "")

    def keep(self, state: Interview, interview: str, turn: int, title: str = "") -> Story:
        """Keep what was told in one thread of an interview, from its main question on.

        Raises:
            BadInput: nothing was answered there, it is there already, or there are too many.
            StoreError: it could not be kept.
        """
        thread = next((item for item in state.threads if any(other.number == turn for other in item.turns)), None)
        told = [item for item in thread.turns if item.answer and item.number <= turn] if thread else []
        if not told or told[-1].number != turn:
            raise BadInput("that answer is not in this interview; choose one that was given")
        text = sanitize_answer("\n\n".join(item.answer or "" for item in told))
        return self._add(text, title, told[0].line or "", interview)

    def change(self, story_id: str, text: str, title: str | None = None) -> Story:
        """Put other words in place of a story's.

        Raises:
            BadInput: it says nothing, or the story is gone.
            StoreError: it could not be kept.
        """
        story, revision = self._find(story_id)
        cleaned = sanitize_answer(text)
        named = story.title if title is None else _named(title)
        changes: dict[str, object] = {"text": cleaned, "title": named or _title(cleaned)}
        changes["reading"] = self._read(cleaned, story.question)
        return self._put(self._sorted(story.model_copy(update=changes)), revision)

    def is_of(self, story_id: str, kinds: Sequence[str]) -> Story:
        """Say of which kinds a story is, or of none; this counts from then on, whatever its words show.

        Raises:
            BadInput: the story is gone, or there is no such kind.
            StoreError: it could not be kept.
        """
        story, revision = self._find(story_id)
        known = [theme.id for theme in self.pack.stories.theme]
        if unknown := [kind for kind in kinds if kind not in known]:
            raise BadInput(f"unknown kind of story '{unknown[0]}'; known are: {', '.join(known)}")
        said = {"kinds": tuple(kind for kind in known if kind in kinds), "maybe": (), "kinds_said": True}
        return self._put(story.model_copy(update=said), revision)

    def mark(self, story_id: str, number: str, source: NumberSource) -> Story:
        """Say of a number of the story that it is told as it is, is estimated, or can't be confirmed.

        Raises:
            BadInput: the story is gone, or has no such number.
            StoreError: it could not be kept.
        """
        story, revision = self._find(story_id)
        if number not in {figure.text for figure in figures_of(story.text)}:
            raise BadInput(f"the story has no number '{number}'; name one as it is written there")
        others = tuple(mark for mark in story.marks if mark.number != number)
        if source == "cv":
            raise BadInput("whether a number is in the CV too is looked up; say told, estimated or unconfirmed")
        marks = (*others, NumberMark(number=number, source=source))
        return self._put(story.model_copy(update={"marks": marks}), revision)

    def as_its_words_show(self, story_id: str) -> Story:
        """Take back what was said of a story's kinds.

        Raises:
            BadInput: the story is gone.
            StoreError: it could not be kept.
        """
        story, revision = self._find(story_id)
        return self._put(self._sorted(story.model_copy(update={"kinds_said": False})), revision)

    def remove(self, story_id: str) -> None:
        """Remove a story for good; nothing happens where it is gone already.

        Raises:
            StoreError: the disk did not take it.
        """
        self.papers.remove(KIND, story_id)

    # What there is to say of them

    def told(self, story: Story, cv: str = "") -> Told:
        """A story's level, parts, numbers and kinds; a number that stands in `cv` too is from there."""
        (ladder,) = (item for item in self.pack.rubric.dimensions if item.rule == OWNERSHIP.rule)
        level = grade(ladder, story.reading, HEADLINE).guess
        return Told(
            story=story,
            level=level,
            level_name=ladder.levels[level].name if level is not None else "",
            parts=tuple(_part(item, story) for item in self.pack.stories.part),
            numbers=tuple(_numbers(story, cv)),
            themes=frozenset(story.kinds),
            hinted=frozenset(story.maybe),
            seconds=_seconds(story.text),
        )

    def coverage(self, told: Sequence[Told]) -> tuple[Covered, ...]:
        """Each kind of story that is asked for, with those that are of it."""
        return tuple(
            Covered(theme, tuple(sorted((item for item in told if theme.id in item.themes), key=_best_first)))
            for theme in self.pack.stories.theme
        )

    def advice(self, told: Sequence[Told]) -> tuple[str, ...]:
        """What to do about the bank as a whole, in sentences, the most urgent first."""
        said = []
        strong = [item for item in told if _is_own(item)]
        if len(strong) < ENOUGH:
            said.append(f"You have {len(strong)} of {ENOUGH} stories that are your own from start to end.")
        covered = self.coverage(told)
        said += [f"No story yet of {item.theme.name}. {item.theme.missing}" for item in covered if not item.stories]
        for item in told:
            alone = [row.theme.name for row in covered if row.stories == (item,)]
            if len(alone) >= _EVERYTHING and len(told) > 0:
                said.append(
                    f"“{item.story.title}” has to serve for {len(alone)} kinds of question; tell it twice, and the "
                    "second interviewer has heard it already."
                )
        return tuple(said)

    def fit(self, told: Told, question: str) -> Fit:
        """How well a story answers a question: one of the bank's by its id, or any by what it says."""
        themes = self.themes_of(question)
        if not themes:
            return "none"
        own, taken_part = _is_own(told), (told.level or 0) >= _OWNED - 1
        if themes & told.themes:
            return "strong" if own else "workable" if taken_part else "a stretch"
        if themes & told.hinted and own:
            return "workable"
        return "a stretch" if taken_part else "none"

    def themes_of(self, question: str) -> frozenset[str]:
        """The kinds of story that a question asks for: its own, or those it is near to; none where it asks for none."""
        themes = self.pack.stories.theme
        if any(question in theme.questions for theme in themes):
            return frozenset(theme.id for theme in themes if question in theme.questions)
        if not any(map(str.isalpha, question)):
            return frozenset()
        asked, near = self.embedder.embed([question]), dict[str, float]()
        for theme in themes:
            ways = [*theme.ways, *(self.pack.question(name).text for name in theme.questions)]
            near[theme.id] = float((asked @ self.embedder.embed(ways).T).max())
        best = max(near.values(), default=0.0)
        return frozenset(name for name, value in near.items() if value >= max(_ASKS_LIKE, best - _AS_LIKE))

    def cut(self, story: Story, seconds: int) -> Cut:
        """The story in so much time: those of its sentences that carry it, as they stand and in their order."""
        unsure = {mark.number for mark in story.marks if mark.source == "unconfirmed"}
        told = [item for item in sentences_of(story.text) if not unsure & {f.text for f in figures_of(item.text)}]
        sentences, carrying = told or sentences_of(story.text), self._carrying(story)
        budget = int(seconds * _WORDS_A_SECOND)
        chosen: list[Sentence] = []
        for sentence in sorted(sentences, key=lambda item: _weight(item, carrying)):
            if sum(_words(item.text) for item in (*chosen, sentence)) <= budget:
                chosen.append(sentence)
        over = not chosen
        shown = sorted(chosen or sentences[:1], key=lambda item: item.start)
        text = " ".join(item.text for item in shown)
        return Cut(text, _seconds(text), len(sentences_of(story.text)) - len(shown), over)

    def _carrying(self, story: Story) -> list[Evidence]:
        """The most telling evidence of each part, the end first: a story may lose its beginning, not its end."""
        found = (_most_telling(part, story) for part in reversed(self.pack.stories.part))
        return [item for item in found if item]

    def _add(self, text: str, title: str, question: str, interview: str) -> Story:
        known = self.stories()
        if any(story.text == text for story in known):
            raise BadInput("that story is in the bank already")
        if len(known) >= MOST_STORIES:
            raise BadInput(f"the bank holds {MOST_STORIES} stories already; remove one that you would not tell")
        named = _named(title) or _title(text)
        reading = self._read(text, question)
        story = Story(
            id=secrets.token_hex(4), title=named, text=text, question=question, interview=interview, reading=reading
        )
        return self._put(self._sorted(story), 0)

    def _sorted(self, story: Story) -> Story:
        """The story with the kinds that its words show, unless the candidate said."""
        if story.kinds_said:
            return story
        sentences = [sentence.text for sentence in sentences_of(story.text)][:_MOST_SENTENCES]
        said = self.embedder.embed([*sentences, *(" ".join(pair) for pair in pairwise(sentences))])
        kinds, maybe = list[str](), list[str]()
        for theme in self.pack.stories.theme:
            near = float((said @ self.embedder.embed(theme.examples).T).max()) if theme.examples and len(said) else 0.0
            if near >= _LIKE or _shows(theme, story, LIKELY):
                kinds.append(theme.id)
            elif near >= _SOMEWHAT_LIKE or _shows(theme, story, HINTED):
                maybe.append(theme.id)
        return story.model_copy(update={"kinds": tuple(kinds), "maybe": tuple(maybe)})

    def _read(self, text: str, question: str) -> Reading:
        context = ExtractionContext(self.pack.manifest.rounds[0].id, HEADLINE)
        return self.extractor.extract(Exchange(0, question or _QUESTION, text), context)

    def _kept(self) -> Iterator[tuple[Story, int]]:
        yield from readable(Story, self.papers.all(KIND))

    def _find(self, story_id: str) -> tuple[Story, int]:
        for story, revision in self._kept():
            if story.id == story_id:
                return story, revision
        raise BadInput("that story is not in the bank any more; load the bank again")

    def _put(self, story: Story, revision: int) -> Story:
        self.papers.put(KIND, Paper(story.id, revision, story.model_dump_json().encode()))
        return story


def _part(part: StoryPart, story: Story) -> Part:
    found = _most_telling(part, story)
    words = _whole(found, story.text) if found else ""
    return Part(part.name, words, "" if words else part.missing)


def _most_telling(part: StoryPart, story: Story) -> Evidence | None:
    """Of what is likely: the earliest, or what gives a figure, then what the candidate did, then the surest."""
    found = (item for kind in part.evidence for item in story.reading.of(EvidenceKind(kind)))
    likely = [item for item in found if item.probability >= LIKELY]
    if part.pick == "earliest":
        return min(likely, key=lambda item: item.span.start, default=None)
    return max(
        likely,
        key=lambda item: (bool(figures_of(item.span.text)), item.actor is Actor.CANDIDATE, item.probability),
        default=None,
    )


def _whole(item: Evidence, text: str) -> str:
    """The sentence that the words stand in: half of one says too little."""
    inside = (part for part in sentences_of(text) if part.start <= item.span.start < part.end)
    return next((part.text for part in inside), item.span.text)


def _is_own(told: Told) -> bool:
    return (told.level or 0) >= _OWNED


def _best_first(told: Told) -> int:
    return -(told.level or 0)


def _shows(theme: Theme, story: Story, at_least: float) -> bool:
    if story.reading.surest([EvidenceKind(kind) for kind in theme.evidence], at_least):
        return True
    return any(re.search(cue, story.text, re.IGNORECASE) for cue in theme.cues.get(story.reading.language, ()))


def _numbers(story: Story, cv: str) -> Iterator[Number]:
    """Each number once, as it is written; what the candidate says of it counts first."""
    marks = {mark.number: mark.source for mark in story.marks}
    seen: set[str] = set()
    written = {_measure(figure) for figure in figures_of(cv)}
    for figure in figures_of(story.text):
        if figure.unit in ("date", "year") or figure.text in seen:
            continue
        seen.add(figure.text)
        hedged = _HEDGE.search(story.text[: figure.start]) is not None
        from_cv = _measure(figure) in written
        source: NumberSource = "estimated" if hedged else "cv" if from_cv else "told"
        yield Number(figure.text, marks.get(figure.text, source))


def _measure(figure: Figure) -> tuple[float, str, str]:
    """A value with what it counts: three alarms are not three hospitals."""
    return round(figure.value, 6), figure.unit, figure.counted[-1] if figure.counted else ""


def _weight(sentence: Sentence, carrying: Sequence[Evidence]) -> tuple[int, bool, int]:
    """The lowest first: what carries a part, the end of the story first; then what gives a figure; then in order."""
    places = [n for n, item in enumerate(carrying) if sentence.start < item.span.end and item.span.start < sentence.end]
    return (min(places, default=len(carrying)), not figures_of(sentence.text), sentence.start)


def _seconds(text: str) -> int:
    return round(_words(text) / _WORDS_A_SECOND)


def _words(text: str) -> int:
    return len(text.split())


def _named(title: str) -> str:
    """What the candidate calls a story, as it can be shown in a line."""
    return " ".join(sanitize(title, "title").split())[:_LONGEST_TITLE]


def _title(text: str) -> str:
    return clipped(text, _TITLE_WORDS)
