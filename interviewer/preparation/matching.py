"""Which story answers which question, which kinds of story there are, and what a bank of them still lacks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from interviewer.packs.preparing import Theme
from interviewer.packs.schema import Pack
from interviewer.preparation.appraisal import Appraisal
from interviewer.retrieval.embedder import Embedder

ENOUGH = 3  # stories of one's own with which a culture round can be sat
_OWNED = 3  # the level from which a story is one's own
_EVERYTHING = 3  # kinds for which one story alone stands
_ASKS_LIKE, _AS_LIKE = 0.45, 0.04  # of a question to one that asks for a kind; of another kind beside the nearest
Fit = Literal["strong", "workable", "a stretch", "none"]
BEST_FIRST: tuple[Fit, ...] = get_args(Fit)


@dataclass(frozen=True)
class Covered:
    """A kind of story, with the stories that are of it, the best first."""

    theme: Theme
    stories: tuple[Appraisal, ...]


def coverage(appraised: Sequence[Appraisal], pack: Pack) -> tuple[Covered, ...]:
    """Each kind of story that is asked for, with those that are of it."""

    def of(theme: Theme) -> tuple[Appraisal, ...]:
        told = (item for item in appraised if theme.id in item.story.kinds)
        return tuple(sorted(told, key=lambda item: -_level(item)))

    return tuple(Covered(theme, of(theme)) for theme in pack.stories.theme)


def advice(appraised: Sequence[Appraisal], pack: Pack) -> tuple[str, ...]:
    """What to do about the bank as a whole, in sentences, the most urgent first."""
    said, covered = list[str](), coverage(appraised, pack)
    own = sum(_level(item) >= _OWNED for item in appraised)
    if own < ENOUGH:
        said.append(f"You have {own} of {ENOUGH} stories that are your own from start to end.")
    said += [f"No story yet of {item.theme.name}. {item.theme.missing}" for item in covered if not item.stories]
    for item in appraised:
        alone = sum(row.stories == (item,) for row in covered)
        if alone >= _EVERYTHING:
            said.append(
                f"“{item.story.title}” has to serve for {alone} kinds of question; tell it twice, and the second "
                "interviewer has heard it already."
            )
    return tuple(said)


def fit(appraisal: Appraisal, asked: Collection[str]) -> Fit:
    """How well a story answers a question that asks for these kinds (`kinds_asked`)."""
    level, story = _level(appraisal), appraisal.story
    if not asked:
        return "none"
    if set(asked) & set(story.kinds):
        return "strong" if level >= _OWNED else "workable" if level == _OWNED - 1 else "a stretch"
    if set(asked) & set(story.maybe) and level >= _OWNED:
        return "workable"
    return "a stretch" if level >= _OWNED - 1 else "none"


def kinds_asked(question: str, pack: Pack, embedder: Embedder) -> tuple[Theme, ...]:
    """The kinds of story that a question asks for: the bank's by its id, any other by what it is near to.

    None where it asks for no story, or for one of another kind.
    """
    themes = pack.stories.theme
    if listed := tuple(theme for theme in themes if question in theme.questions):
        return listed
    if not any(map(str.isalpha, question)):
        return ()
    asked, near = embedder.embed([question]), dict[str, float]()
    for theme in themes:
        ways = [*theme.ways, *(pack.question(name).text for name in theme.questions)]
        near[theme.id] = float((asked @ embedder.embed(ways).T).max())
    least = max(_ASKS_LIKE, max(near.values(), default=0.0) - _AS_LIKE)
    return tuple(theme for theme in themes if near[theme.id] >= least)


def _level(appraisal: Appraisal) -> int:
    return appraisal.level or 0
