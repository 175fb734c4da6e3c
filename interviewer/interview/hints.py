"""The hint that a candidate may ask for, outside the role: the rubric's own words, nothing of what they said."""

from interviewer.domain.interview import Turn
from interviewer.domain.moves import Press
from interviewer.packs.schema import Pack


def hint_for(turn: Turn, pack: Pack) -> str:
    """The rubric's hint for what is being pressed, or for what the question is for."""
    action = turn.move.action
    if isinstance(action, Press):
        return pack.rubric.dimension(action.dimension).link(action.link).hint
    question = pack.question(turn.question_id or "")
    dimension = pack.rubric.dimension(question.dimensions[0])
    return f"This one is about {dimension.name.lower()}: {dimension.question} {dimension.links[0].hint}"
