"""Sentences that every report says in the same words: smoothed levels, quotes from elsewhere, what has no grade."""

import re
from collections.abc import Sequence

from interviewer.domain.debrief import Seat, Trend, Verdict
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Span
from interviewer.domain.interview import Turn
from interviewer.packs.schema import Pack

_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!])\s+|(?<=[.?!][\"'”’])\s+")
_OF_THE_RULE = 2  # clauses
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
        f"the last answer was {trend.levels[-1]}, but two or more earlier ones lay far {side} it, "
        f"which moves it one step: {trend.last} counts"
    )


def seat_says(seat: Seat, pack: Pack) -> str:
    """What a member of the panel took away, in a sentence or three."""
    said = [
        f"On {len(seat.turns)} answers: {seat.verdict.value}. {sentence('; '.join(rule_clauses(seat.verdict)))}"
        if heard_enough(seat)
        else "Heard one answer; too little to say."
    ]
    if seat.strongest:
        said.append(f'Strongest: "{seat.strongest.quote.text}" ({place(seat.strongest.turn)}).')
    if seat.open and seat.open.finding.link:
        dimension = pack.rubric.dimension(seat.open.finding.dimension)
        label = dimension.link(seat.open.finding.link).label
        said.append(f"Still open: {dimension.name.lower()}, {label} ({place(seat.open.turn)}).")
    return " ".join(said)


def rule_clauses(verdict: Verdict) -> list[str]:
    """Of a verdict's reason what the rule always gives: the weakest end, and the best answer."""
    return verdict.reason.split("; ")[:_OF_THE_RULE]


def heard_enough(seat: Seat) -> bool:
    """Whether a member of the panel can give a verdict: nobody can on a single answer."""
    return seat.verdict.value is not None and len(seat.turns) > 1


def agreed(panel: Sequence[Seat]) -> str:
    """Whether the panel is of one mind: in the very verdict, at least in yes or no, or not at all."""
    giving = [seat for seat in panel if heard_enough(seat)]
    verdicts = {seat.verdict.value or "" for seat in giving}
    if len(giving) < 2:
        said = "Too few of them heard enough to agree or to differ."
    elif len(verdicts) == 1:
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


def named(text: str, pack: Pack) -> str:
    """The text with each dimension by its name instead of its id."""
    for dimension in pack.rubric.dimensions:
        text = text.replace(dimension.id, dimension.name.lower())
    return text


def asked_in(line: str) -> str:
    """The question in an interviewer's line, without the talk before it; the last sentence where none is asked."""
    sentences = _BETWEEN_SENTENCES.split(line.strip())
    return next((text for text in reversed(sentences) if text.endswith("?")), sentences[-1])


def said_where(quote: Span, turn: int) -> str:
    """Which answer a quote is from, where it is not from this turn's."""
    return "" if quote.turn == turn else f"from {place(quote.turn)}"


def why_ungraded(turn: Turn) -> str:
    """Why nothing of an answer was graded; the empty string where anything was."""
    if turn.answer is None or turn.assessment is None or turn.assessment.findings:
        return ""
    if any(grade.level is not None for grade in turn.assessment.grades):
        return ""
    return _WHY_UNGRADED.get(turn.act or DialogueAct.ANSWERED, "neither question nor answer is about anything graded")
