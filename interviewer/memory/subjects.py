"""What a sentence is about: the roots of its telling words, so that "returns fell" and "cut the return rate" meet."""

import re
from dataclasses import dataclass
from functools import lru_cache

from interviewer.memory.numerals import is_numeral

_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"')\]]*\s+(?=\S)|\n+")
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = (
    "ations",
    "ation",
    "ings",
    "ing",
    "ments",
    "ment",
    "ness",
    "ions",
    "ion",
    "ers",
    "ies",
    "ed",
    "er",
    "es",
    "ly",
    "s",
    "y",
    "e",
)
_TURN = re.compile(r"[,:;] +|\s(?=(?:and|but|because|so|which|when|while)\s)| [–—-] ")
_QUOTED = 18  # words; a longer sentence is quoted in part
_SHORTEST_CLAUSE = 20  # characters; a shorter one says too little alone
_SHORTEST_ROOT = 4
_SHORTEST_WORD = 3
_WORDS_OF_ANY_SENTENCE = """
    a an the and or but if so as of in on at to for with from by into over under out off up down than then that this
    these those there here which who whom whose what when where while why how it its we our us you your he him his she
    her they them their i my me mine myself ours is are was were be been being am do does did done doing has have had
    having will would can could should may might must shall not no nor never none nobody nothing only just also too
    very more most less least much many few some any all each every both either neither one another other others same
    such own about around almost nearly roughly maybe perhaps again still already yet ever now later earlier before
    after ago first last next during until since because though although however per cent percent point points euro
    euros dollar dollars yuan pound pounds get got gets getting go goes went gone going make makes made making say
    says said tell told take takes took taken taking come comes came coming put give gave given see saw seen know knew
    known think thought like well really quite thing things something anything everything way lot kind sort bit
    people somebody anybody everybody man men woman women day days week weeks month months year years hour hours
    minute minutes second seconds quarter quarters half third time times number numbers figure figures good bad better
    worse best new old big small high low back even them ok yes sure course let between against across within without
    through behind above below use used using work worked working yes don won isn wasn didn doesn couldn wouldn ll ve
    re want wanted need needed call called mean means meant keep kept show showed shown found find look looked start
    started end ended leave left right wrong whole part place top bottom
"""
_EMPTY = frozenset(_WORDS_OF_ANY_SENTENCE.split())


@dataclass(frozen=True)
class Sentence:
    """A sentence at code points `start` to `end` of an answer, with the roots of its telling words."""

    text: str
    start: int
    end: int
    roots: frozenset[str]


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of `text`, in order, without the white space around them."""
    found, at = list[Sentence](), 0
    for end, behind in [*((match.start(), match.end()) for match in _SENTENCE_END.finditer(text)), (len(text), 0)]:
        piece = text[at:end]
        start = at + len(piece) - len(piece.lstrip())
        if piece.strip():
            found.append(Sentence(piece.strip(), start, start + len(piece.strip()), roots_of(piece)))
        at = behind
    return found


def roots_of(text: str) -> frozenset[str]:
    """The roots of the telling words of `text`: no numbers, no words that any sentence could hold."""
    words = (word.lower() for word in _WORD.findall(text))
    telling = (word for word in words if len(word) >= _SHORTEST_WORD and word not in _EMPTY and not is_numeral(word))
    return frozenset(root(word) for word in telling)


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """A word in lower case without its ending: "returned", "returns" and "return" are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            word = word.removesuffix(ending)
            break
    word = word[:-1] if len(word) > _SHORTEST_ROOT and word[-1] == "s" else word  # "bonuses" as "bonus"
    return word[:-1] if len(word) > _SHORTEST_ROOT and word[-1] == word[-2] else word


def clause_of(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Where the words around `start` to `end` stand that can be quoted: the sentence, or a part of a long one."""
    if len(sentence.text.split()) <= _QUOTED:
        return sentence.start, sentence.end - (sentence.text[-1] in ".!;")
    cuts = [sentence.start + match.end() for match in _TURN.finditer(sentence.text)]
    stops = [sentence.start + match.start() for match in _TURN.finditer(sentence.text)]
    first = max((cut for cut in cuts if cut <= start), default=sentence.start)
    last = min((stop for stop in stops if stop >= end), default=sentence.end - (sentence.text[-1] in ".!;"))
    while last - first < _SHORTEST_CLAUSE and any(cut < first for cut in [sentence.start, *cuts]):
        first = max(cut for cut in [sentence.start, *cuts] if cut < first)
    return first, last
