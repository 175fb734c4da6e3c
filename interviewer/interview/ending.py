"""What a candidate is asked before an interview is ended: nobody ends one by a slip of the hand."""

from interviewer.assessment.debrief import ENOUGH_ANSWERS
from interviewer.domain.interview import Interview


def end_question(state: Interview) -> str:
    """What will happen, as a question."""
    asked = f"End now and see the debrief? You gave {state.answers} answer{'' if state.answers == 1 else 's'} so far"
    if state.answers >= ENOUGH_ANSWERS:
        return f"{asked}."
    return f"{asked}; with fewer than {ENOUGH_ANSWERS} it holds no solution and no example."
