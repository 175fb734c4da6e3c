"""What exactly a candidate asks about who asks back: which of the things that a question of that kind is mostly about.

What is meant is told by nearness to examples (`asked_about.toml`), so that it needs none of their words.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from interviewer.domain.dialogue_acts import AskedAbout, AskedBack
from interviewer.retrieval.embedder import Embedder

_EXAMPLES = Path(__file__).parent / "asked_about.toml"
_NEAR = 0.4  # cosine; of what is farther from every example nothing more is known than its kind
_LEAST = {  # of some kinds
    AskedBack.PROCESS: 0.25,  # of which there is nearly nothing else
    AskedBack.FACT: 0.55,  # which seem to be about the matter itself
    AskedBack.FIGURE: 0.55,
}
_NEIGHBOURS: dict[AskedBack, tuple[AskedBack, ...]] = {  # the kinds that such a question may really be of
    AskedBack.REPEAT: (AskedBack.REPEAT,),
    AskedBack.CHALLENGE: (AskedBack.CHALLENGE, AskedBack.WHO),
    AskedBack.WHO: (AskedBack.WHO, AskedBack.COMPANY, AskedBack.CHALLENGE),
    AskedBack.COMPANY: (AskedBack.WHO, AskedBack.COMPANY, AskedBack.CHALLENGE),
    AskedBack.PROCESS: (AskedBack.PROCESS, AskedBack.REPEAT, AskedBack.WHO, AskedBack.COMPANY),
    AskedBack.FACT: (AskedBack.COMPANY, AskedBack.PROCESS),  # where nobody knows it
    AskedBack.FIGURE: (AskedBack.COMPANY, AskedBack.PROCESS),
}
_MORE: dict[AskedBack, tuple[AskedAbout, ...]] = {  # what else is asked with such a question
    AskedBack.REPEAT: (AskedAbout.HEARING, AskedAbout.LEAVE),
    AskedBack.WHY: (AskedAbout.FEEDBACK,),
    AskedBack.CHALLENGE: (AskedAbout.GUESS,),
}


def asked_about(asked: str, kind: AskedBack, embedder: Embedder) -> AskedAbout | None:
    """What a question of that kind is about; None where its kind is all that there is to know of it."""
    texts = list(_texts(kind))
    if not texts:
        return None
    nearness = embedder.embed([text for _, text in texts]) @ embedder.embed([asked])[0]
    place = int(nearness.argmax())
    return texts[place][0] if nearness[place] >= _LEAST.get(kind, _NEAR) else None


def kind_of(about: AskedAbout) -> AskedBack:
    """The kind of question that is about this: what is asked may have been taken for a neighbouring kind."""
    return next((kind for kind, examples in _examples().items() if about in examples), AskedBack.CHALLENGE)


def example_texts() -> list[str]:
    """Every text that a question is compared with."""
    return [text for examples in _examples().values() for texts in examples.values() for text in texts]


def _texts(kind: AskedBack) -> Iterator[tuple[AskedAbout, str]]:
    for of, examples in _examples().items():
        for about, texts in examples.items():
            if of in _NEIGHBOURS.get(kind, ()) or about in _MORE.get(kind, ()):
                yield from ((about, text) for text in texts)


@cache
def _examples() -> dict[AskedBack, dict[AskedAbout, tuple[str, ...]]]:
    found = tomllib.loads(_EXAMPLES.read_text(encoding="utf-8"))
    return {
        AskedBack(kind): {AskedAbout(about): tuple(texts) for about, texts in by_about.items()}
        for kind, by_about in found.items()
    }
