"""Sentences that every report says in the same words: smoothed levels, quotes from elsewhere, what has no grade."""

from interviewer.domain.acts import Act
from interviewer.domain.debrief import Trend
from interviewer.domain.interview import Turn
from interviewer.domain.links import Span

_WHY_UNGRADED = {
    Act.ASKED_BACK: "you asked back, which is no answer and costs nothing",
    Act.DID_NOT_KNOW: "you said that you don't know; the question was not about anything graded",
    Act.REFUSED: "you would not answer",
    Act.STRAYED: "it was about something else",
    Act.SPOKE_TO_MACHINE: "it spoke to the machine instead of the interviewer",
    Act.WANTS_TO_END: "you asked to stop",
    Act.SILENT: "nothing was said",
}


def smoothed(trend: Trend) -> str:
    """Why the last level is not that of the last answer; the empty string where it is. RUBRIC section 5."""
    if trend.last == trend.levels[-1]:
        return ""
    return f"the last answer alone was {trend.levels[-1]}; one answer weighs less than those before it"


def said_where(quote: Span, turn: Turn) -> str:
    """Which answer a quote is from, where it is not from this turn's."""
    return "" if quote.turn == turn.number else f"from question {quote.turn + 1}"


def why_ungraded(turn: Turn) -> str:
    """Why an answer carries no finding; the empty string where it carries one."""
    if turn.answer is None or turn.assessment is None or turn.assessment.findings:
        return ""
    return _WHY_UNGRADED.get(turn.act or Act.ANSWERED, "neither question nor answer is about anything graded")
