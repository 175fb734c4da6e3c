"""A story in less time: its own sentences, as they stand and in their order; what carries it goes last."""

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.domain.evidence import Evidence
from interviewer.domain.stories import Story
from interviewer.memory.figures import figures_of
from interviewer.memory.subjects import Sentence, sentences_of

SECONDS = (30, 60, 90, 180)
_WORDS_A_SECOND = 2.2  # of calm speech


@dataclass(frozen=True)
class Cut:
    """A story told in so much time, in its own sentences; `over` says that the least of it takes longer."""

    text: str
    seconds: int
    left_out: int
    over: bool


def cut(story: Story, seconds: int, carrying: Sequence[Evidence]) -> Cut:
    """The story in so much time. A number that can't be confirmed goes first.

    Args:
        carrying: what the story is told for, the end first, then from the beginning on: it may lose what stood between.
    """
    whole = sentences_of(story.text)
    unsure = {mark.number for mark in story.marks if mark.source == "unconfirmed"}
    sound = [item for item in whole if not unsure & {figure.text for figure in figures_of(item.text)}] or whole
    budget = int(seconds * _WORDS_A_SECOND)
    chosen: list[Sentence] = []
    for sentence in sorted(sound, key=lambda item: _weight(item, carrying)):
        if sum(_words(item.text) for item in (*chosen, sentence)) <= budget:
            chosen.append(sentence)
    shown = sorted(chosen or sound[:1], key=lambda item: item.start)
    text = " ".join(item.text for item in shown)
    return Cut(text, seconds_of(text), len(whole) - len(shown), over=not chosen)


def seconds_of(text: str) -> int:
    """How long it takes to say a text calmly."""
    return round(_words(text) / _WORDS_A_SECOND)


def _weight(sentence: Sentence, carrying: Sequence[Evidence]) -> tuple[int, bool, int]:
    """The lowest first: what carries a part, in the order of `carrying`; then what gives a figure; then in order."""
    places = [n for n, item in enumerate(carrying) if sentence.start < item.span.end and item.span.start < sentence.end]
    return (min(places, default=len(carrying)), not figures_of(sentence.text), sentence.start)


def _words(text: str) -> int:
    return len(text.split())
