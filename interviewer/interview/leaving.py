"""When a thread is left: how many probes it has time for, and what it would be a pity to leave unasked."""

from dataclasses import dataclass

from interviewer.domain.interview import Interview
from interviewer.domain.moves import Deepen, Press
from interviewer.interview.probing import next_press, unfinished_press
from interviewer.interview.thread_view import ThreadView, probes_of

_USUAL_PROBES = 3
_ANSWERS_PER_THREAD = 4  # so that twelve answers hold three threads
_OWED = 2  # answers kept for a thread that is still to come: to its question and to one probe


@dataclass(frozen=True)
class Allowance:
    """What the interview's time leaves to the open thread.

    Attributes:
        usual: the probes it may have where nothing speaks for more.
        left: the further probes that fit; None where only the clock ends the interview.
    """

    usual: int
    left: int | None


def allowance(state: Interview, steps: int) -> Allowance:
    """What the open thread may take, where so many steps of a case are still to come.

    Without steps, at least one thread in four answers still fits behind it.
    """
    turns = state.setup.turns
    if turns is None:
        return Allowance(_USUAL_PROBES, None)
    left = turns - state.answers
    if steps:
        spare = max(0, left - steps)
        spent = probes_of(state.threads[-1])
        return Allowance(min(_USUAL_PROBES, -(-(spent + spare) // (steps + 1))), spare)
    owed = max(0, turns // _ANSWERS_PER_THREAD - len(state.threads))
    usual = _USUAL_PROBES if turns >= 2 * _USUAL_PROBES else 1 + turns // 3
    return Allowance(usual, left - _OWED * owed)


def fits(allowed: Allowance) -> bool:
    """Whether there is time for one more probe."""
    return allowed.left is None or allowed.left > 0


def follow_up(seen: ThreadView, allowed: Allowance) -> Press | Deepen | None:
    """The next probe, or None where the thread is left.

    A thread has its usual probes unless the candidate is stuck; beyond them it goes on as long as something is told by
    halves, or each answer brings more. One that holds is deepened once.
    """
    if not fits(allowed):
        return None
    if seen.stuck or seen.probes >= allowed.usual + seen.just_opened:
        return unfinished_press(seen)
    press = next_press(seen)
    spent = press is None or press.dimension not in seen.headline
    if spent and seen.holds and not seen.deepened and "deepen" in seen.question.probes:
        return Deepen(question=seen.question.id)
    return press
