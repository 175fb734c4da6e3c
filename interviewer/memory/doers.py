"""Who did it, told in two ways: "I decided it" and later "it was our lead's decision"; alone in the talk, one of a team
in the CV. And a stance that was turned round without a word: "I would not touch it", later "it goes".

Precise before complete: both sentences must be plain and share the words of the thing.
"""

import re
from collections.abc import Iterator, Sequence

from interviewer.memory.contradictions import CORRECTED
from interviewer.memory.ledger import Quote, Statement
from interviewer.memory.subjects import root, roots_of

_SHARED = 2  # roots of the thing
_BY_ME = re.compile(r"\bI (?:\w+ly )?(?!did|never|had|was|am|could|would|might|should)(\w+)")
_MY_DECISION = re.compile(r"\b(?:I (?:\w+ly )?(?:decided|chose)|my (?:own )?(?:decision|call|idea))\b")
_CHIEF = r"(?:lead|boss|manager|director|chief|head|team lead)"
_BY_ANOTHER = re.compile(
    rf"\b(?:(?:her|his|their|(?:my|our|the) {_CHIEF}['’]s|[A-Z][a-z]+['’]s) (?:own )?(?:decision|call|idea)\b"
    rf"|(?:my|our|the) {_CHIEF}(?: of \w+)? (?:had )?(?:decided|chose|ordered)\b|[A-Z][a-z]+ (?:had )?decided\b"
    r"|(?:she|he) (?:had )?decided\b|it was decided\b|was assigned\b|I was (?:told|asked|assigned) to\b)"
)
_DECIDING = frozenset({root("decided"), root("decision"), root("chose"), root("idea"), "instead"})
_ALONE = re.compile(
    r"(?i)\bI\b.*\b(?:alone|on my own|by myself|single-?handed(?:ly)?|all of it myself|without any help)\b"
)
_ONE_OF_SEVERAL = re.compile(
    r"(?i)\b(?:support(?:ed|ing)?|assist(?:ed|ing)?|helped|contribut(?:ed|ing)|member of|team of|as part of|lead:)"
)
_LED = re.compile(
    r"(?i)\b(?:led|managed|headed|supervised) (?:a |the )?"
    r"(?:team|group|\w+ (?:people|analysts|engineers|scientists))\b"
)
_LED_NOBODY = re.compile(
    r"(?i)\b(?:never|nobody|no one|not)\b[^.!?]*\b(?:under me|reported to me|reporting to me|"
    r"led (?:a team|anybody|people)|managed (?:a team|anybody|people))\b"
)
_REFUSED = re.compile(
    r"\b(?:I|we)(?:['’]d| would| will|['’]ll)? (?:not|never) (?:touch|cut|drop|remove|stop|give up|switch off|close)\b"
    r"|\b(?:I|we) (?:wouldn|won|don)['’]t (?:touch|cut|drop|remove|stop|give up|switch off|close)\b"
)
_GIVEN_UP = re.compile(
    r"(?i)\b(?:goes|go first|is gone|are gone|cut|drop|remove|stop|switch (?:it |them )?off|out|away|give up)\b"
)
_CLAUSE = re.compile(r"[,;:.]| because | but | so | unless | until ")
_NOT_PLAIN = re.compile(r"(?i)\b(?:not|never|no|nobody|without|cannot|if|would|could|might)\b|n['’]t\b|\?")


def told_of_another(statements: Sequence[Statement]) -> Iterator[tuple[Quote, Quote]]:
    """What the candidate first claims as their own doing, and later as somebody else's."""
    for place, now in enumerate(statements):
        another = _BY_ANOTHER.search(now.text)
        if another is None or CORRECTED.search(now.text):
            continue
        for earlier in statements[:place]:
            thing = (earlier.roots & now.roots) - _DECIDING
            claim = _claimed(earlier, now) if earlier.turn != now.turn and len(thing) >= _SHARED else None
            if claim:
                yield earlier.around(claim), now.around(another)
                break


def turned_round(statements: Sequence[Statement]) -> Iterator[tuple[Quote, Quote]]:
    """What the candidate first would not give up, and later gives up."""
    for place, earlier in enumerate(statements):
        refused = _REFUSED.search(earlier.text)
        if refused is None:
            continue
        thing = roots_of(_CLAUSE.split(earlier.text[refused.end() :])[0])
        for now in statements[place + 1 :] if thing else ():
            given_up = _GIVEN_UP.search(now.text)
            if given_up and now.turn != earlier.turn and thing <= now.roots and not _NOT_PLAIN.search(now.text):
                yield earlier.around(refused), now.around(given_up)
                break


def other_than_the_cv(line: Sequence[Statement], statements: Sequence[Statement]) -> Iterator[tuple[Quote, Quote]]:
    """Where a line of the CV tells of a team, and the candidate of having had none; at most one pair."""
    for written in line:
        one_of_several, led = _ONE_OF_SEVERAL.search(written.text), _LED.search(written.text)
        for now in statements:
            alone, led_nobody = _ALONE.search(now.text), _LED_NOBODY.search(now.text)
            if one_of_several and alone and len(written.roots & now.roots) >= _SHARED:
                yield written.around(one_of_several), now.around(alone)
                return
            if led and led_nobody:
                yield written.around(led), now.around(led_nobody)
                return


def _claimed(earlier: Statement, now: Statement) -> re.Match[str] | None:
    """Where the candidate says to have decided it, or to have done what the other is later said to have done."""
    done = (match for match in _BY_ME.finditer(earlier.text) if root(match[1].lower()) in now.roots)
    return _MY_DECISION.search(earlier.text) or next(done, None)
