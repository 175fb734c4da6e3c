"""Words findings from the pack's rubric, and puts a rewrite together from the candidate's own sentences."""

from collections.abc import Sequence

from interviewer.domain.assessment import Blank, Connective, Kept, Piece, Rewrite
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Reading, Span
from interviewer.engines.embedded.clauses import Clause, sentences
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.engines.protocols import Advice, AdviceRequest, Coaching, Exchange
from interviewer.packs.schema import Rubric
from interviewer.rubric.registry import KINDS, RULES

_TELLS = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED, DialogueAct.SPOKE_TO_MACHINE})
_FEWEST_WORDS = 8
_LONGEST_REWRITE = 170  # words kept; beyond it only sentences that hold evidence stay


class EmbeddedCoach:
    """Chooses among the pack's wordings by the answer itself, so that the same answer is always told the same."""

    id = "embedded-coach@1"

    def __init__(self, rubric: Rubric) -> None:
        self._rubric = rubric

    def coach(self, thread: Sequence[Exchange], reading: Reading, requests: Sequence[AdviceRequest]) -> Coaching:
        advice = tuple(self._advice(request) for request in requests)
        return Coaching(advice, self._rewrite(thread[-1], reading, requests))

    def _advice(self, request: AdviceRequest) -> Advice:
        """The pack's words for this broken link, quoting the candidate where the pack has a wording for it."""
        dimension = self._rubric.dimension(request.dimension)
        if request.link is None:
            return Advice(why=dimension.strong_why, next_step=dimension.strong_next)
        link = dimension.link(request.link)
        why = link.why[request.variation % len(link.why)]
        if request.quote and link.next_step_quoting:
            template = link.next_step_quoting[request.variation % len(link.next_step_quoting)]
            return Advice(why=why, next_step=template.format(quote=request.quote))
        return Advice(why=why, next_step=link.next_step[request.variation % len(link.next_step)])

    def _rewrite(self, answer: Exchange, reading: Reading, requests: Sequence[AdviceRequest]) -> Rewrite | None:
        """The answer's own sentences, without filler, with a labelled blank at every broken link."""
        kept = _kept(answer, reading) if reading.act in _TELLS else []
        broken = self._broken(requests)
        if not kept or not broken:
            return None
        pieces: list[Piece] = []
        if "found" in broken:
            pieces += [*self._closing("found"), _SPACE]
        for clause in kept:
            pieces += [_piece(answer, clause), *_full_stop(clause), _SPACE]
        pieces.pop()
        for link in broken:
            if link != "found":
                pieces += [_SPACE, *self._closing(link)]
        return Rewrite(pieces=tuple(pieces))

    def _closing(self, link_id: str) -> list[Piece]:
        links = (link for dimension in self._rubric.dimensions for link in dimension.links)
        link = next(link for link in links if link.id == link_id)
        lead_in = [Connective(text=link.lead_in)] if link.lead_in else []
        return [*lead_in, Blank(label=link.blank), Connective(text=".")]

    def _broken(self, requests: Sequence[AdviceRequest]) -> list[str]:
        """Broken links to close, in the order in which a story is told, none twice."""
        places = {item.id: RULES[item.rule].rewrite_place for item in self._rubric.dimensions}
        broken = [(place, item.link) for item in requests if item.link and (place := places[item.dimension])]
        return [link for _, link in sorted(broken)]


_SPACE = Connective(text=" ")


def _kept(exchange: Exchange, reading: Reading) -> list[Clause]:
    """The sentences worth keeping: all of a short answer, those that hold evidence of a long one."""
    parts = [part for part in sentences(exchange.answer) if not speaks_to_machine(part.text)]
    words = sum(len(part.text.split()) for part in parts)
    if words < _FEWEST_WORDS:
        return []
    if words <= _LONGEST_REWRITE:
        return parts
    evidence = [item for item in reading.evidence if item.span.turn == exchange.turn and item.probability >= 0.5]
    holding = [part for part in parts if any(_overlaps(part, item.span) for item in evidence if item.kind in _WORTH)]
    return (holding or parts)[:10]


_WORTH = frozenset(name for name, kind in KINDS.items() if kind.kept)


def _overlaps(part: Clause, span: Span) -> bool:
    return span.start < part.end and part.start < span.end


def _piece(exchange: Exchange, clause: Clause) -> Kept:
    """The clause, without a comma or the like at its end, behind which the rewrite's full stop would follow."""
    text = clause.text.rstrip(",;:-– ") or clause.text
    return Kept(span=Span(turn=exchange.turn, start=clause.start, end=clause.start + len(text), text=text))


def _full_stop(clause: Clause) -> list[Piece]:
    return [] if clause.text[-1] in ".!?…\"')" else [Connective(text=".")]
