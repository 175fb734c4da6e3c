"""What the interviewer's lines owed a reactive candidate, judged line by line on text alone.

A point is one thing owed: that a flaw is pressed, that a question back is answered, that a contradiction is held
against the candidate. Each line that could have met it is judged by itself, so that readers can be asked the same of
the same line. Knows no move and no engine.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from evals.tasks.own_words import about_the_same, asks, dodges, quotes, says, sets_against, statements, without_marks
from evals.tasks.reactive import (
    CV,
    Contradiction,
    Heard,
    Interruption,
    Kind,
    Reactive,
    Said,
    Slip,
    Sort,
    tag_of,
    words_of,
)
from evals.tasks.ways_of_asking import WAYS_OF_ASKING

MEASURES = ("flaw", "back", "decisive", "known", "held")
_PRESSED_WITHIN = 3  # lines after the flawed answer
_HELD_WITHIN = 4  # lines after the answer that contradicts
_GENERIC: dict[Kind, str] = {  # what any sensible reply holds, where a candidate's file does not say it
    "repeat": r"\?|\b(i (asked|mean|meant)|tell|give|name|describe|explain|show|walk|take)\b",
    "meaning": r"\b(means?|meant|that is|in other words|by that|for (example|instance)|such as|i ask|asking|simply)\b",
    "why": r"\b(because|so that|i|we|us|me|my|our|you)\b",
    "who": r"\b(i|i['’]m|my|me)\b",
    "either_or": r"\b(first|second|former|latter|either|both|the one|i mean|i['’]d like|rather|take the|your own)\b",
    "challenge": r"\b(fair|right|underst\w+|point|sorry|(dis)?agreed?|true|already|hear(d| you)|you (did|said))\b",
    "case_fact": r"\d|\b(we|they|our|there|nobody|don['’]t know|not known)\b",
    "company": r"\d|\b(we|our|here|i|can['’]t say)\b",
    "figure": r"\d|\b(assume|estimate|rough(ly)?|don['’]t (have|know)|round figure|say)\b",
    "process": r"\b(yes|no|sure|of course|please|time|minutes?|moment|english|chinese|language|go ahead|left|fine)\b",
}
_SAYS_AGAIN = (
    r"\b(again|once more|one more time|(in )?other words|another way|different(ly)?|rephrase|question|"
    r"i (asked|mean|meant)|simpl(y|er)|plain|short)",
)
_REFUSES = (r"\b(not for this interview|not something i can (tell|say)|can['’]t (say much|tell you (that|this)))\b",)
_MAY_CHANGE_SUBJECT: tuple[Kind, ...] = ("case_fact", "figure")  # told, and on to the next step
_MAY_ASSUME: tuple[Kind, ...] = ("figure", "case_fact")  # of what the case knows, the file says what must be told


@dataclass(frozen=True)
class Point:
    """One thing that a line was to do, or not to do.

    Attributes:
        about: what a line has to ask for or to answer, in words.
        judged: each line (its place from 0) that could do it, and whether it does.
        kind: of a question back.
    """

    measure: str
    about: str
    judged: tuple[tuple[int, bool], ...]
    kind: Kind | None = None

    @property
    def met(self) -> bool:
        return any(yes for _, yes in self.judged)


def points_of(candidate: Reactive, heard: Sequence[Heard], said: Sequence[Said]) -> list[Point]:
    """All points of a talk; none of what the candidate did not come to say, or said last of all."""
    talk = _Talk(candidate, tuple(heard), tuple(said))
    return [*_flaws(talk), *_back(talk), *_decisive(talk), *_known(talk), *_held(talk)]


@dataclass(frozen=True)
class _Talk:
    candidate: Reactive
    heard: tuple[Heard, ...]
    said: tuple[Said, ...]

    def place(self, tag: str) -> int | None:
        """Of the answer with that tag, where a line follows it."""
        return next((n for n, item in enumerate(self.said[: len(self.heard) - 1]) if tag_of(item) == tag), None)

    def answers_back(self, line: int) -> Interruption | None:
        """The question back that this line follows."""
        before = self.said[line - 1] if line else None
        return before if isinstance(before, Interruption) and before.kind else None

    def within(self, place: int, most: int) -> Iterator[int]:
        """The lines after an answer until `most` of them were free: one that follows a question back is not."""
        for line in range(place + 1, len(self.heard)):
            if most == 0:
                return
            yield line
            most -= self.answers_back(line) is None

    def judged(self, place: int, lines: Iterable[int], patterns: Sequence[str]) -> tuple[tuple[int, bool], ...]:
        """Whether each of these lines asks for it, of the answer at `place` or of what was said since."""
        words = [words_of(item) for item in self.said]
        return tuple((line, asks(patterns, self.heard[line].text, words[place:line])) for line in lines)

    def same_subject(self, place: int) -> range:
        """The lines after an answer that can be about it; the steps of a case are one subject."""
        ends = (n for n in range(place + 1, len(self.heard)) if self.heard[n].opens and not self.candidate.case)
        return range(place + 1, next(ends, len(self.heard)))

    def follow_ups(self, lines: Iterable[int]) -> Iterator[int]:
        """Without the main questions, which stand in the bank and take up nothing."""
        return (line for line in lines if not self.heard[line].opens)


def _flaws(talk: _Talk) -> Iterator[Point]:
    for flaw in talk.candidate.flaws:
        if (place := talk.place(flaw.tag)) is not None:
            about = talk.same_subject(place)
            lines = (line for line in talk.follow_ups(talk.within(place, _PRESSED_WITHIN)) if line in about)
            yield Point("flaw", flaw.what, talk.judged(place, lines, _wanted(flaw.pressed_by, flaw.sort)))


def _wanted(patterns: Sequence[str], sort: Sort | None) -> tuple[str, ...]:
    return (*patterns, *WAYS_OF_ASKING[sort]) if sort else tuple(patterns)


def _decisive(talk: _Talk) -> Iterator[Point]:
    """To be asked before the next main question, also where that is a step of the same case."""
    for decisive in talk.candidate.decisives:
        if (place := talk.place(decisive.tag)) is not None:
            lines = takewhile(lambda line: not talk.heard[line].opens, range(place + 1, len(talk.heard)))
            yield Point("decisive", decisive.what, talk.judged(place, lines, _wanted(decisive.asked_by, decisive.sort)))


def _known(talk: _Talk) -> Iterator[Point]:
    for known in talk.candidate.knowns:
        if (place := talk.place(known.tag)) is not None:
            about = talk.follow_ups(talk.same_subject(place))
            lines = (line for line in about if talk.answers_back(line) is None)
            yield Point("known", known.what, talk.judged(place, lines, known.asked_again))


def _held(talk: _Talk) -> Iterator[Point]:
    """Holding it against somebody may be a statement with a bare "which is it?" behind it, so it need not ask."""
    owed: list[Contradiction | Slip] = [*talk.candidate.contradictions, *talk.candidate.slips]
    for item in owed:
        if (place := _stands_at(talk, item)) is not None:
            lines = talk.follow_ups(talk.within(place, _HELD_WITHIN))
            yield Point("held", item.what, tuple((line, _holds(item.held_by, talk.heard[line].text)) for line in lines))


def _holds(patterns: Sequence[str], line: str) -> bool:
    return says(patterns, line) and sets_against(line)


def _stands_at(talk: _Talk, item: Contradiction | Slip) -> int | None:
    """Where it is complete: a contradiction needs both of its sides."""
    if isinstance(item, Slip):
        return talk.place(item.tag)
    places = [talk.place(tag) for tag in (item.a, item.b) if tag != CV]
    known = [place for place in places if place is not None]
    return max(known) if len(known) == len(places) else None


def _back(talk: _Talk) -> Iterator[Point]:
    for line in range(1, len(talk.heard)):
        if (asked := talk.answers_back(line)) and asked.kind:
            fits = _fits(asked, asked.kind, talk.heard[line], talk.heard[line - 1])
            yield Point("back", asked.text, ((line, fits),), asked.kind)


def _fits(asked: Interruption, kind: Kind, line: Heard, before: Heard) -> bool:
    """A reply is a statement in own words; it neither dodges nor takes the question for an answer and quotes it."""
    chosen = kind == "either_or"  # whoever chooses may say the option in the candidate's words
    if says(asked.never, line.text) or says(_REFUSES, line.text) or (not chosen and quotes(line.text, asked.text)):
        return False
    if kind not in _MAY_ASSUME and dodges(line.text):
        return False
    if line.opens and kind not in _MAY_CHANGE_SUBJECT:
        return False
    wanted = asked.fits or (_GENERIC[kind],)
    if kind == "repeat":
        again = says(_SAYS_AGAIN, line.text) or about_the_same(line.text, before.text)
        return again and says(wanted, line.text)
    if chosen:
        return says(wanted, without_marks(statements(line.text, with_quotations=True)))
    return says(wanted, statements(line.text))
