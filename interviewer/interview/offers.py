"""The moves that are legal for the next line, the policy's own first. A voice may take any of them.

Opening, closing, announcing, answering a question back and leaving a thread that is spent are the policy's alone:
there the one offer is what it decided. Within a thread that goes on there is a choice of what to ask next.
"""

from interviewer.domain.interview import Interview, Thread
from interviewer.domain.moves import Announce, AskMain, Deepen, Move, Press, Reaction, TakeUp
from interviewer.domain.quoting import shortened
from interviewer.engines.protocols import Offer
from interviewer.interview.policy import Policy
from interviewer.interview.probing import presses, unfinished_press
from interviewer.interview.thread_view import ThreadView, view
from interviewer.packs.schema import Pack
from interviewer.rubric.registry import RULES

_MOST = 5
_PROBES_BEFORE_LEAVING = 2  # a thread that does not hold is not left sooner
_MOST_KNOWN = 2  # pieces of what was told about a dimension
_LIKELY = 0.5


def offers(state: Interview, policy: Policy, decided: Move) -> tuple[Offer, ...]:
    """At most five legal moves, each once; `state` is as it was when the policy `decided`."""
    moves = [decided]
    if isinstance(decided.action, Press | Deepen):
        moves += _others(state, policy, decided)
    thread = state.threads[-1] if state.threads else None
    return tuple(_offer(f"m{place}", move, thread, policy.pack) for place, move in enumerate(moves, start=1))


def _others(state: Interview, policy: Policy, decided: Move) -> list[Move]:
    """The next broken links, a question of the voice's own, and the next main question where the thread may be left."""
    seen = view(state.threads[-1], policy.pack, state.setup.focus)
    kept = tuple(item for item in decided.reactions if not isinstance(item, TakeUp))
    onwards = _onwards(state, policy, seen, kept)
    own = Deepen(question=seen.question.id)
    further = [own] if _may_deepen(state) and not _same(own, decided) else []
    links = [action for action in dict.fromkeys(presses(seen)) if not _same(action, decided)]
    probes: list[Press | Deepen] = [*links[: _MOST - 1 - len(onwards) - len(further)], *further]
    return [*(policy.probing(state, action, kept) for action in probes), *onwards]


def _may_deepen(state: Interview) -> bool:
    """Not twice in a row: what a voice asks of its own must not lead the talk away."""
    return not isinstance(state.turns[-1].move.action, Deepen)


def _onwards(state: Interview, policy: Policy, seen: ThreadView, kept: tuple[Reaction, ...]) -> list[Move]:
    """The way out of the thread; none while something that was asked has to be answered first, or is half told."""
    early = not seen.holds and seen.probes < _PROBES_BEFORE_LEAVING
    if kept or early or unfinished_press(seen):
        return []
    move = policy.moving_on(state)
    announces = move is not None and any(isinstance(item, Announce) for item in move.reactions)
    return [move] if move and not announces else []


def _same(action: Press | Deepen, decided: Move) -> bool:
    if isinstance(action, Press) and isinstance(decided.action, Press):
        same_link = (action.dimension, action.link) == (decided.action.dimension, decided.action.link)
        return same_link and action.left_open == decided.action.left_open
    return action == decided.action


def _offer(id_: str, move: Move, thread: Thread | None, pack: Pack) -> Offer:
    match move.action:
        case Press(dimension=dimension, link=link, attempt=attempt, left_open=left_open):
            about = pack.rubric.dimension(dimension)
            why = "asked before and not answered" if attempt > 1 else "not told yet"
            known = _known(thread, RULES[about.rule].evidence) if thread else ()
            if left_open and left_open.point in pack.follow_ups:
                why = f'left open by "{left_open.words}"' if left_open.words else "left open by what they said"
                return Offer(id_, move, about.name, pack.follow_ups[left_open.point].label, why, known)
            return Offer(id_, move, about.name, about.link(link).label, why, known)
        case Deepen():
            return Offer(id_, move, why="of your own, on what does not fit, what nobody checked, or what is left open")
        case AskMain():
            return Offer(id_, move, why="the next subject" if thread else "the first question")
        case _:
            return Offer(id_, move)


def _known(thread: Thread, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The likeliest words of the thread that are evidence of these kinds, each short."""
    found = [
        item
        for turn in thread.answered
        for item in (turn.reading.evidence if turn.reading else ())
        if item.kind in kinds and item.probability >= _LIKELY
    ]
    found.sort(key=lambda item: -item.probability)
    quotes = dict.fromkeys(filter(None, (shortened(item.span.text) for item in found)))
    return tuple(quotes)[:_MOST_KNOWN]
