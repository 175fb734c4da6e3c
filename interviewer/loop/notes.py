"""What the interviewers of one round write down for those of the next ones."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from interviewer.assessment.leading_words import fitting_quote
from interviewer.domain.colleagues import Colleagues, Doubt, Heard
from interviewer.domain.debrief import Fix
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.quoting import gives_figure
from interviewer.memory.ledger import told
from interviewer.packs.schema import Pack

_MOST_HEARD = 40  # answers
_LONGEST_HEARD = 2_000  # characters of one that are written into the logs of later rounds
_MOST_DOUBTS = 3
_OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
_NO_DEED = re.compile(
    r"(?i)\b(?:would|should|could|might|if|unless|you|your|one (?:can|has|must)|always|never|maybe|perhaps|think)\b"
    r"|\?"
)


def notes_of(state: Interview, pack: Pack, others: Sequence[Interview] = ()) -> Colleagues:
    """What was heard in a finished round of the candidate's own work, and what its critics found missing in it.

    Args:
        others: the other rounds so far; what was taken up in one of them is not asked about once more.
    """
    about_deeds = not pack.round(state.setup.round).cases  # a case tells what one would do
    own = list(told(state)) if about_deeds and pack.loop else []
    taken_up = "\n".join(turn.line or "" for other in (state, *others) for turn in other.turns)
    return Colleagues(
        round=state.setup.round,
        heard=tuple(
            Heard(to=pack.personas[turn.move.speaker].name, text=(turn.answer or "")[:_LONGEST_HEARD]) for turn in own
        )[:_MOST_HEARD],
        doubts=tuple(islice(_doubts(state, own, taken_up, pack), _MOST_DOUBTS)),
    )


def _doubts(state: Interview, own: Sequence[Turn], taken_up: str, pack: Pack) -> Iterator[Doubt]:
    """Of the headline dimensions alone, because every round asks about them.

    The words are a whole thought on what was done, of the kind that the missing link follows: what moved before how
    much, the gain before its price. Where there are none, nothing is written down.
    """
    used: set[str] = set()
    asked = pack.loop.asks if pack.loop else {}
    for fix in state.debrief.fixes if state.debrief else ():
        if fix.finding.dimension not in pack.rubric.headline or not fix.finding.link or fix.finding.link not in asked:
            continue
        for turn in _thread_of(fix, state, own, pack):
            quote = fitting_quote(turn, fix.finding.link, frozenset(used))
            if quote and quote not in taken_up and _can_be_asked_about(quote, fix.finding.link):
                used.add(quote)
                by = pack.personas[turn.move.speaker].name
                yield Doubt(by=by, dimension=fix.finding.dimension, link=fix.finding.link, quote=quote)
                break


def _can_be_asked_about(quote: str, link: str) -> bool:
    """Whether the words tell of something done by the candidate or theirs, and do not give what is asked for."""
    told_already = link == "effect" and gives_figure(quote)
    return bool(_OWN.search(quote)) and not _NO_DEED.search(quote) and not told_already


def _thread_of(fix: Fix, state: Interview, own: Sequence[Turn], pack: Pack) -> list[Turn]:
    """The answers of the finding's thread, its own first; none of a thread that was itself about a doubt."""
    thread = state.thread_of(fix.turn)
    if pack.question(thread.question).needs == "doubt":
        return []
    there = [turn for turn in thread.turns if turn in own]
    return sorted(there, key=lambda turn: turn.number != fix.turn)
