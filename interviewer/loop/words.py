"""The candidate's words in which something was found missing."""

from interviewer.domain.debrief import Fix
from interviewer.domain.interview import Interview
from interviewer.memory.subjects import sentences_of

_FEWEST = 6  # words of a sentence that says something


def hangs_on(fix: Fix, state: Interview) -> tuple[str, int]:
    """The words that the finding quotes, or the first sentence of its answer that states something; and their turn."""
    if fix.finding.quotes:
        return fix.finding.quotes[0].text, fix.finding.quotes[0].turn
    answer = next((turn.answer or "" for turn in state.turns if turn.number == fix.turn), "")
    said = [item.text for item in sentences_of(answer)]
    stated = (text for text in said if len(text.split()) >= _FEWEST and not text.endswith("?"))
    return next(stated, max(said, key=len, default="")), fix.turn
