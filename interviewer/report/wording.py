"""Sentences that every report says in the same words: smoothed levels, quotes from elsewhere, what has no grade."""

from collections.abc import Sequence

from interviewer.domain.debrief import Seat, Trend
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Span
from interviewer.domain.interview import Turn
from interviewer.packs.schema import Pack

_WHY_UNGRADED = {
    DialogueAct.ASKED_BACK: "you asked back, which is no answer and costs nothing",
    DialogueAct.DID_NOT_KNOW: "you said that you don't know; the question was not about anything graded",
    DialogueAct.REFUSED: "you would not answer",
    DialogueAct.STRAYED: "it was about something else",
    DialogueAct.SPOKE_TO_MACHINE: "it spoke to the machine instead of the interviewer",
    DialogueAct.WANTS_TO_END: "you asked to stop",
    DialogueAct.SILENT: "nothing was said",
}


def smoothed(trend: Trend) -> str:
    """Why the last level is not that of the last answer; the empty string where it is. RUBRIC section 5."""
    if trend.last == trend.levels[-1]:
        return ""
    side = "below" if trend.last < trend.levels[-1] else "above"
    return (
        f"the last answer was {trend.levels[-1]}, two or more earlier ones lay far {side} it, and that counts one step"
    )


def seat_says(seat: Seat, pack: Pack) -> str:
    """What a member of the panel took away, in a sentence or three."""
    answers = "1 answer" if len(seat.turns) == 1 else f"{len(seat.turns)} answers"
    said = [f"On {answers}: {seat.verdict.value}. {sentence(seat.verdict.reason)}"]
    if seat.strongest:
        said.append(f'Strongest: "{seat.strongest.quote.text}" ({place(seat.strongest.turn)}).')
    if seat.open and seat.open.finding.link:
        dimension = pack.rubric.dimension(seat.open.finding.dimension)
        label = dimension.link(seat.open.finding.link).label
        said.append(f"Still open: {dimension.name.lower()}, {label} ({place(seat.open.turn)}).")
    return " ".join(said)


def agreed(panel: Sequence[Seat]) -> str:
    """Whether the panel is of one mind: in the very verdict, at least in yes or no, or not at all."""
    verdicts = {seat.verdict.value or "" for seat in panel}
    if len(verdicts) == 1:
        said = "They agree."
    elif len({verdict.endswith("no-hire") for verdict in verdicts}) == 1:
        said = "They agree on the answer and differ in how sure they are."
    else:
        said = "They don't agree; each goes by what they were told."
    return f"{said} The verdict above is over all answers."


WHICH_IS_IT = "Which is it? Settle it before the interview."
RECOUNT = "Does it come out? Work it out again before the interview."


def place(turn: int) -> str:
    """A turn as a person counts it."""
    return f"question {turn + 1}"


def sentence(text: str) -> str:
    """A clause as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}."


def said_where(quote: Span, turn: int) -> str:
    """Which answer a quote is from, where it is not from this turn's."""
    return "" if quote.turn == turn else f"from {place(quote.turn)}"


def why_ungraded(turn: Turn) -> str:
    """Why an answer carries no finding; the empty string where it carries one."""
    if turn.answer is None or turn.assessment is None or turn.assessment.findings:
        return ""
    return _WHY_UNGRADED.get(turn.act or DialogueAct.ANSWERED, "neither question nor answer is about anything graded")
