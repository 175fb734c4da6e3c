"""Which main question comes next: an opener, the case step by step, then what is least tested, at the right level."""

from interviewer.domain.interview import Interview
from interviewer.interview.thread_view import HOLDS, ThreadView, view
from interviewer.packs.schema import Pack, Question

_CHOICE_AMONG = 8  # main questions that the plan prefers, among which the fittest is taken
_SHORTEST_WITH_OPENER = 5  # turns; a shorter case round begins with the case itself


def next_main(state: Interview, pack: Pack) -> Question | None:
    """The next main question, or None where all were asked."""
    asked = {thread.question for thread in state.threads}
    if not asked and not _opens_with_case(state):
        return _opener(state, pack)
    return next(iter(steps_left(state, pack)), None) or _fittest(state, pack, asked)


def steps_left(state: Interview, pack: Pack) -> tuple[Question, ...]:
    """The steps of the case that were not asked yet, in order."""
    case = pack.cases.get(state.plan.case or "")
    asked = {thread.question for thread in state.threads}
    return tuple(step for step in case.steps if step.id not in asked) if case else ()


def _opens_with_case(state: Interview) -> bool:
    short = state.setup.turns is not None and state.setup.turns < _SHORTEST_WITH_OPENER
    return state.plan.case is not None and short


def _opener(state: Interview, pack: Pack) -> Question:
    """A question on the candidate's own work."""
    bank = [pack.question(item) for item in state.plan.questions]
    return next((question for question in bank if question.opener), bank[0])


def _fittest(state: Interview, pack: Pack, asked: set[str]) -> Question | None:
    """Among the questions the plan prefers, the one for what is least tested, at the right difficulty."""
    bank = [pack.question(item) for item in state.plan.questions if item not in asked]
    bank = [question for question in bank if not question.opener] or bank
    if not bank:
        return None
    views = [view(thread, pack) for thread in state.threads]
    tested = [dimension for seen in views for dimension in seen.question.dimensions[:2]]
    wanted = _difficulty(views)

    def cost(question: Question) -> tuple[bool, bool, int, int]:
        beside = state.setup.focus is not None and state.setup.focus not in question.dimensions
        return (question.needs is None, beside, tested.count(question.dimensions[0]), abs(question.difficulty - wanted))

    return min(bank[:_CHOICE_AMONG], key=cost)


def _difficulty(views: list[ThreadView]) -> int:
    """1 to 3: up by one for each thread that held, down by one for each that did not."""
    wanted = 1
    for seen in views:
        if seen.headline_levels:
            wanted += 1 if min(seen.headline_levels) >= HOLDS else -1
            wanted = max(1, min(3, wanted))
    return wanted
