"""What a candidate is asked before an interview is ended: nobody ends one by a slip of the hand."""

from interviewer.assessment.debrief import ENOUGH_ANSWERS
from interviewer.domain.interview import Interview


def end_question(state: Interview) -> str:
    """What will happen, as a question."""
    so_far = f"{state.answers} answer{'' if state.answers == 1 else 's'} so far"
    if state.answers >= ENOUGH_ANSWERS:
        return f"End now and see the debrief? {so_far}."
    return f"End now and see the debrief? {so_far}; no solution and no example is shown before {ENOUGH_ANSWERS}."
