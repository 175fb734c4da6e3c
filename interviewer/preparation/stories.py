"""The story bank: a candidate's stories, kept in their own words and sorted by kind.

Source: the guide's checklist, item 3. What there is to say of them: `appraisal`, `matching`, `cutting`.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.domain.interview import Interview
from interviewer.domain.quoting import clipped
from interviewer.domain.sanitizing import sanitize, sanitize_answer
from interviewer.domain.stories import NumberMark, NumberSource, Story
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.errors import BadInput
from interviewer.memory.figures import figures_of
from interviewer.memory.subjects import sentences_of
from interviewer.packs.preparing import Theme
from interviewer.packs.schema import Pack
from interviewer.preparation.appraisal import most_telling
from interviewer.preparation.cutting import Cut, cut
from interviewer.preparation.shelf import Shelf
from interviewer.retrieval.embedder import Embedder
from interviewer.rubric.dimension import HINTED, LIKELY
from interviewer.rubric.registry import HEADLINE
from interviewer.storage.protocol import Papers

MOST_STORIES = 30
_LIKE, _SOMEWHAT_LIKE = 0.50, 0.42  # of a sentence to an example, as cosine
_MOST_SENTENCES = 60
_QUESTION = "Tell me about something you did, and what came of it."
_TITLE_WORDS = 8
_LONGEST_TITLE = 120  # characters
_MISSING = "that story is not in the bank any more; load the bank again"


@dataclass(frozen=True)
class StoryBank:
    """One user's stories, kept in `papers`."""

    papers: Papers
    extractor: Extractor
    embedder: Embedder
    pack: Pack

    @property
    def _shelf(self) -> Shelf[Story]:
        return Shelf(self.papers, "story", Story, _MISSING)

    def stories(self) -> list[Story]:
        """All of them, in the order in which they were kept.

        Raises:
            StoreError: they can't be read.
        """
        return self._shelf.all()

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

    def find(self, story_id: str) -> tuple[Story, int]:
        """A story, and the revision that a `change` of it goes by.

        Raises:
            BadInput: it is gone.
            StoreError: it can't be read.
        """
        return self._shelf.find(story_id)

    def change(self, story_id: str, text: str, title: str | None = None, revision: int | None = None) -> Story:
        """Put other words in place of a story's.

        Args:
            revision: of the story that is changed, where it was looked at a while ago.

        Raises:
            BadInput: it says nothing, the story is gone, or it was changed elsewhere since that revision.
            StoreError: it could not be kept.
        """
        story, newest = self._shelf.find(story_id)
        cleaned = sanitize_answer(text)
        named = story.title if title is None else _named(title)
        changes: dict[str, object] = {"text": cleaned, "title": named or _title(cleaned)}
        changes["reading"] = self._read(cleaned, story.question)
        changed = self._sorted(story.model_copy(update=changes))
        return self._shelf.put(changed, newest if revision is None else revision)

    def is_of(self, story_id: str, kinds: Sequence[str]) -> Story:
        """Say of which kinds a story is, or of none; this counts from then on, whatever its words show.

        Raises:
            BadInput: the story is gone, or there is no such kind.
            StoreError: it could not be kept.
        """
        story, revision = self._shelf.find(story_id)
        known = [theme.id for theme in self.pack.stories.theme]
        if unknown := [kind for kind in kinds if kind not in known]:
            raise BadInput(f"unknown kind of story '{unknown[0]}'; known are: {', '.join(known)}")
        said = {"kinds": tuple(kind for kind in known if kind in kinds), "maybe": (), "kinds_said": True}
        return self._shelf.put(story.model_copy(update=said), revision)

    def mark(self, story_id: str, number: str, source: NumberSource) -> Story:
        """Say of a number of the story that it is told as it is, is estimated, or can't be confirmed.

        Raises:
            BadInput: the story is gone, or has no such number.
            StoreError: it could not be kept.
        """
        story, revision = self._shelf.find(story_id)
        if number not in {figure.text for figure in figures_of(story.text)}:
            raise BadInput(f"the story has no number '{number}'; name one as it is written there")
        others = tuple(mark for mark in story.marks if mark.number != number)
        if source == "cv":
            raise BadInput("whether a number is in the CV too is looked up; say told, estimated or unconfirmed")
        marks = (*others, NumberMark(number=number, source=source))
        return self._shelf.put(story.model_copy(update={"marks": marks}), revision)

    def as_its_words_show(self, story_id: str) -> Story:
        """Take back what was said of a story's kinds.

        Raises:
            BadInput: the story is gone.
            StoreError: it could not be kept.
        """
        story, revision = self._shelf.find(story_id)
        return self._shelf.put(self._sorted(story.model_copy(update={"kinds_said": False})), revision)

    def remove(self, story_id: str) -> None:
        """Remove a story for good; nothing happens where it is gone already.

        Raises:
            StoreError: the disk did not take it.
        """
        self._shelf.remove(story_id)

    def cut(self, story: Story, seconds: int) -> Cut:
        """The story in so much time, in its own sentences."""
        parts = self.pack.stories.part
        found = (most_telling(part, story) for part in (*parts[-1:], *parts[:-1]))
        return cut(story, seconds, [item for item in found if item])

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
        return self._shelf.put(self._sorted(story))

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


def _shows(theme: Theme, story: Story, at_least: float) -> bool:
    if story.reading.surest([EvidenceKind(kind) for kind in theme.evidence], at_least):
        return True
    return any(re.search(cue, story.text, re.IGNORECASE) for cue in theme.cues.get(story.reading.language, ()))


def _named(title: str) -> str:
    """What the candidate calls a story, as it can be shown in a line."""
    return " ".join(sanitize(title, "title").split())[:_LONGEST_TITLE]


def _title(text: str) -> str:
    return clipped(text, _TITLE_WORDS)
