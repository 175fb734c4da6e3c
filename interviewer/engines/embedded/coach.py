"""Words findings from the pack's rubric, and puts a rewrite together from the candidate's own sentences."""

import re
from collections.abc import Sequence

from interviewer.domain.assessment import Blank, Connective, Kept, Piece, Rewrite
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Evidence, Reading, Span
from interviewer.engines.embedded.clauses import Clause
from interviewer.engines.embedded.telling import kinds_in, worth_keeping
from interviewer.engines.protocols import Advice, AdviceRequest, Coaching, Exchange
from interviewer.packs.schema import Rubric
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.registry import LEADS_TO, RULES, SHOWN_BY

_TELLS = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED, DialogueAct.SPOKE_TO_MACHINE})
_POSSIBLE = 0.25  # a blank never asks for what may well have been said
_OPENS = frozenset({"found", "constraint"})  # how a story begins
_CLOSES = frozenset({"decided", "scope"})  # and how it ends; all else stands behind what it is about
_STOPPED = re.compile(r"[.!?…][\"')\]”’]*$")


class EmbeddedCoach:
    """Chooses among the pack's wordings by the answer itself, so that the same answer is always told the same."""

    id = "embedded-coach@2"

    def __init__(self, rubric: Rubric) -> None:
        self._rubric = rubric

    def coach(self, thread: Sequence[Exchange], reading: Reading, requests: Sequence[AdviceRequest]) -> Coaching:
        advice = tuple(self._advice(request) for request in requests)
        return Coaching(advice, self._rewrite(thread[-1], reading, requests))

    def _advice(self, request: AdviceRequest) -> Advice:
        """The pack's words for this link or this strength, quoting the candidate where there are words to quote."""
        dimension = self._rubric.dimension(request.dimension)
        if request.link is None:
            why, quoting, next_step = dimension.strong_why, dimension.strong_why_quoting, dimension.strong_next
            return Advice(_worded(quoting, why, request), _worded((), next_step, request))
        link = dimension.link(request.link)
        return Advice(_worded((), link.why, request), _worded(link.next_step_quoting, link.next_step, request))

    def _rewrite(self, answer: Exchange, reading: Reading, requests: Sequence[AdviceRequest]) -> Rewrite | None:
        """The answer's own sentences as one would say them aloud, with a labelled blank where a link is missing."""
        evidence = [item for item in reading.evidence if item.span.turn == answer.turn]
        kept = worth_keeping(answer.answer, evidence) if reading.act in _TELLS else []
        broken = self._broken(requests, reading)
        if not kept or not broken:
            return None
        behind: dict[int, list[str]] = {}
        for link in broken:
            behind.setdefault(_place(link, kept, evidence), []).append(link)
        told: list[list[Piece]] = [self._closing(link) for link in behind.get(-1, ())]
        for place, clause in enumerate(kept):
            told.append(sentence(Kept(span=_span(answer, clause))))
            told += [self._closing(link) for link in behind.get(place, ())]
        return joined(told)

    def _closing(self, link_id: str) -> list[Piece]:
        links = (link for dimension in self._rubric.dimensions for link in dimension.links)
        link = next(link for link in links if link.id == link_id)
        lead_in = [Connective(text=link.lead_in)] if link.lead_in else []
        return [*lead_in, Blank(label=link.blank), Connective(text=".")]

    def _broken(self, requests: Sequence[AdviceRequest], reading: Reading) -> list[str]:
        """Links to close, in the order in which a story is told, none that the thread may already hold."""
        places = {item.id: RULES[item.rule].rewrite_place for item in self._rubric.dimensions}
        broken = [(place, item.link) for item in requests if item.link and (place := places[item.dimension])]
        return [link for _, link in sorted(broken) if not _may_be_said(link, reading)]


def sentence(piece: Kept) -> list[Piece]:
    """Kept words, with a full stop where they end without one."""
    return [piece] if _STOPPED.search(piece.span.text) else [piece, Connective(text=".")]


def joined(told: Sequence[Sequence[Piece]]) -> Rewrite:
    """Sentences with a space between."""
    pieces = [piece for sentence in told for piece in (Connective(text=" "), *sentence)]
    return Rewrite(pieces=tuple(pieces[1:]))


def _worded(quoting: Sequence[str], plain: Sequence[str], request: AdviceRequest) -> str:
    wordings = [text.format(quote=request.quote) for text in quoting] if request.quote else []
    wordings = wordings or list(plain)
    return wordings[request.variation % len(wordings)]


def _may_be_said(link: str, reading: Reading) -> bool:
    shows = SHOWN_BY.get(link)
    return shows is not None and any(shows(item) for item in reading.evidence if item.probability >= _POSSIBLE)


def _place(link: str, kept: Sequence[Clause], evidence: Sequence[Evidence]) -> int:
    """Behind which of the kept sentences the blank stands; -1 before all."""
    if link in _OPENS:
        return -1
    for kind in () if link in _CLOSES else LEADS_TO.get(link, ()):
        if about := [place for place, clause in enumerate(kept) if kind in kinds_in(clause, evidence, LIKELY)]:
            return about[-1]
    return len(kept) - 1


def _span(exchange: Exchange, clause: Clause) -> Span:
    return Span(turn=exchange.turn, start=clause.start, end=clause.end, text=clause.text)
