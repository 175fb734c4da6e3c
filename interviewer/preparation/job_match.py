"""Holds what a job asks for against what a candidate says of themselves.

Rules where a rule can tell (languages, degrees, years, tools by name); for the rest the line that is nearest in
meaning, which may show it or not: the candidate sees it and has the last word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from interviewer.domain.application import Claim, Requirement, Standing
from interviewer.preparation.dated import years_between, years_in
from interviewer.preparation.requirements import degrees, expressions
from interviewer.retrieval.embedder import Embedder, Vectors

_NEAR, _AKIN = 0.47, 0.27  # cosine of a requirement to a claim that shows it, and to one that may be about it
_SLACK = 0.5  # years that dates by the year alone may hide
_MOST_OF_LANGUAGE = 14  # words; a longer requirement names a language among other things
_FEWEST = 3  # words of a claim, unless it names a tool
_ANY_CASE = 2  # letters from which on a name may be spelt either way
_BEFORE, _BEHIND = 32, 24  # characters about a name in which a word speaks of it
_STEM = 6  # letters by which two words of one root are one
_NAME = re.compile(r"(?<![\w.])(?:[A-Za-z]*[A-Z]\w*[A-Z0-9]\w*|[A-Z]\+\+|R(?=\W|$)|[A-Z][a-z]+|[A-Z]/[A-Z])(?!\w)")
_BEGINNING = re.compile(r"^\W*\w+")
_EITHER = re.compile(r"\bor\b|/|such as|e\.g\.|for example|similar|\blike\b|或", re.IGNORECASE)
_BACHELOR = re.compile(r"(?i)bachelor|b\.?sc|undergraduate|本科")
_CLAUSE = re.compile(r"[;。；]\s*|(?<=[.!?])\s+(?=[A-Z])")
_SUBJECT = re.compile(r"[^\W\d_]{5,}")
_NO_SUBJECT = frozenset(
    {"degree", "master", "bachel", "univer", "relate", "field", "discip", "simila", "higher", "above"}
)


@dataclass(frozen=True)
class Match:
    """What there is to say of a requirement, and the claim that it is said by."""

    requirement: Requirement
    standing: Standing
    claim: Claim | None = None
    by_rule: bool = False
    by_model: bool = False


_Found = tuple[Standing, Claim | None]


class Matcher:
    """Matches requirements against one candidate's claims.

    Args:
        today: until when work that goes on is counted.
    """

    def __init__(self, claims: Sequence[Claim], embedder: Embedder, today: date) -> None:
        self._entries = tuple(claims)
        self._clauses = tuple(
            Claim(text=part, source=claim.source) for claim in claims for part in _clauses(claim.text)
        )
        self._embedder = embedder
        self._today = today
        self._vectors = embedder.embed([claim.text for claim in self._clauses])

    def match(self, requirement: Requirement) -> Match:
        """What the claims make of a requirement; what the candidate told of it comes first, then a model's reading.

        That a model found nothing does not stand against what a rule shows.
        """
        if requirement.told:
            return Match(requirement, "shown", Claim(text=requirement.told, source="told"), by_rule=True)
        own, judged = self._own(requirement), requirement.judged
        if judged is None or (judged.standing == "not found" and own.standing == "shown" and own.by_rule):
            return own
        return Match(requirement, judged.standing, judged.claim, by_model=True)

    def _own(self, requirement: Requirement) -> Match:
        if not self._clauses:
            return Match(requirement, "not found")
        for rule in (self._by_language, self._by_degree, self._by_years, self._by_names):
            if found := rule(requirement.text):
                return Match(requirement, *found, by_rule=True)
        return Match(requirement, *self._by_meaning(requirement.text))

    def _by_language(self, asked: str) -> _Found | None:
        named = expressions()["languages"].findall(asked)
        if not named or len(asked.split()) > _MOST_OF_LANGUAGE:
            return None
        found = [self._of_language(name) for name in named]
        best_first = sorted(found, key=lambda item: ("shown", "not found", "otherwise").index(item[0]))
        return best_first[0] if _EITHER.search(asked) else best_first[-1]

    def _of_language(self, name: str) -> _Found:
        spelt = re.compile(rf"(?i)(?<!\w){re.escape(name)}(?!\w)")
        told = next((claim for claim in self._clauses if spelt.search(claim.text)), None)
        if told is None:
            return "not found", None
        part = next(part for part in re.split(r"[,;]", told.text) if spelt.search(part))
        weak = expressions()["hardly"].search(part) or expressions()["denied"].search(part)
        return ("otherwise" if weak else "shown"), told

    def _by_degree(self, asked: str) -> _Found | None:
        """The lowest degree that is asked for, against the highest that is held; of a kindred subject, perhaps."""
        wanted = _degrees_in(asked)
        if len(wanted) > 1 and not _BACHELOR.search(asked):
            wanted = [rank for rank in wanted if rank > 0]  # "a master's degree"
        if not wanted:
            return None
        finished = (claim for claim in self._entries if not expressions()["unfinished"].search(claim.text))
        held = [(max(ranks), claim) for claim in finished if (ranks := _degrees_in(claim.text))]
        if not held:
            return "not found", None
        rank, claim = max(held, key=lambda item: item[0])
        if rank < min(wanted):
            return "otherwise", claim
        return ("shown" if _subjects(asked) & _subjects(claim.text) else "perhaps"), claim

    def _by_years(self, asked: str) -> _Found | None:
        """The years that are asked for, against all that are worked by the dates; these say nothing of the field."""
        wanted = years_in(asked)
        dated = [
            (years_between(claim.text, self._today), claim) for claim in self._entries if not _is_study(claim.text)
        ]
        worked = sum(years for years, _ in dated)
        if wanted is None or worked == 0:
            return None
        _, longest = max(dated, key=lambda item: item[0])
        return ("perhaps" if worked + _SLACK >= wanted else "otherwise"), longest

    def _by_names(self, asked: str) -> _Found | None:
        """Whether the tools that are named are the candidate's; None where none of them stands anywhere."""
        names = _names(asked)
        found = {name: told for name in names if (told := list(self._naming(name)))}
        if not found:
            return None
        had = {
            name: claim for name, told in found.items() if (claim := next((one for one, sure in told if sure), None))
        }
        if had:
            whole = len(had) == len(names) or _EITHER.search(asked)
            return ("shown" if whole else "perhaps"), next(iter(had.values()))
        return "perhaps", next(iter(found.values()))[0][0]

    def _naming(self, name: str) -> Iterator[tuple[Claim, bool]]:
        """Each claim that names it, and whether no word nearby denies or belittles it."""
        spelt = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE if len(name) >= _ANY_CASE else 0)
        for claim in self._clauses:
            if place := spelt.search(claim.text):
                nearby = claim.text[max(0, place.start() - _BEFORE) : place.end() + _BEHIND]
                yield claim, _is_had(nearby)

    def _by_meaning(self, asked: str) -> _Found:
        """By the claim that is nearest in meaning, with and without what only says that something is asked for."""
        bare = " ".join(expressions()["leads"].sub(" ", asked).split()).strip(" ,.;") or asked
        near: Vectors = (self._embedder.embed([asked, bare]) @ self._vectors.T).max(axis=0)
        closest = int(near.argmax())
        claim = self._clauses[closest]
        if near[closest] < _AKIN:
            return "not found", None
        return ("shown" if near[closest] >= _NEAR and _is_had(claim.text) and not _names(asked) else "perhaps"), claim


def _clauses(text: str) -> list[str]:
    parts = (part.strip() for part in _CLAUSE.split(text) if part and part.strip())
    return [part for part in parts if len(part.split()) >= _FEWEST or any(map(_is_tool, part.split()))]


def _is_had(text: str) -> bool:
    """Whether nothing in the text denies or belittles what it names."""
    return not (expressions()["hardly"].search(text) or expressions()["denied"].search(text))


def _degrees_in(text: str) -> list[int]:
    return [rank for rank, degree in enumerate(degrees()) if degree.search(text)]


def _subjects(text: str) -> set[str]:
    """The words that may name a subject, without their ends: "statistical" and "statistics" are one."""
    return {word.lower()[:_STEM] for word in _SUBJECT.findall(text)} - _NO_SUBJECT


def _names(asked: str) -> list[str]:
    """The tools and proper names, without the capital with which any sentence begins."""
    first = _BEGINNING.match(asked)
    begins = first.end() if first else 0
    found = [match[0] for match in _NAME.finditer(asked) if match.end() > begins or _is_tool(match[0])]
    return list(dict.fromkeys(name for name in found if not expressions()["no_names"].fullmatch(name)))


def _is_tool(name: str) -> bool:
    return sum(letter.isupper() for letter in name) > 1 or expressions()["tools"].fullmatch(name) is not None


def _is_study(text: str) -> bool:
    return bool(_degrees_in(text)) or expressions()["studies"].search(text) is not None
