"""The committee's memo: who voted how and on which words, what was answered and what stands, and what to do with it.

Every sentence about the candidate ends in words of the candidate's, and says where they were said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interviewer.domain.loop import Decision, Ground, HeldAgainst, Loop, Objection, Vote
from interviewer.errors import BadInput
from interviewer.packs.schema import Pack
from interviewer.report.blocks import Quoted
from interviewer.report.markdown import escaped
from interviewer.report.sheet import Sheet
from interviewer.report.wording import RECOUNT, WHICH_IS_IT, place

MEMO_FORMATS = ("md", "pdf")
_NO_DECISION = "no decision"
_NOT_THE_VERDICT = (
    "A vote goes by what stood of each story after its follow-ups, the verdict in a debrief by how the round ended."
)


@dataclass(frozen=True)
class MemoLine:
    """What is said, the words it rests on, and what follows from them; a line about votes alone rests on none."""

    text: str
    quote: Quoted | None = None
    then: str = ""


@dataclass(frozen=True)
class MemoPart:
    """A part under its heading; `numbered` where the order counts."""

    title: str
    lines: tuple[MemoLine, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Memo:
    """`why` says in a sentence or two how the votes come to the decision."""

    title: str
    decision: str
    why: str
    parts: tuple[MemoPart, ...]
    disclaimer: str


def memo_of(loop: Loop, decision: Decision, pack: Pack) -> Memo:
    """The memo on a finished loop, in its final words."""
    parts = (
        MemoPart("How they voted, before anything was said", tuple(_votes(decision, pack))),
        MemoPart("What was said then", tuple(_discussed(decision, pack))),
        MemoPart("Who would have decided otherwise", tuple(_dissenting(decision, pack))),
        MemoPart("What does not hold together", tuple(_held(item, pack) for item in decision.unsettled)),
        MemoPart("What to do with it, in this order", tuple(_steps(decision, pack)), numbered=True),
    )
    return Memo(
        title=f"The committee on loop {loop.id}",
        decision=decision.value or _NO_DECISION,
        why=_why(decision),
        parts=tuple(part for part in parts if part.lines),
        disclaimer=pack.manifest.disclaimer,
    )


def exported_memo(memo: Memo, format_: str) -> bytes:
    """The memo as a file's contents.

    Raises:
        BadInput: an unknown format, with the known ones.
    """
    match format_:
        case "md":
            return _markdown(memo).encode()
        case "pdf":
            return _pdf(memo)
        case _:
            raise BadInput(f"a memo can be saved as: {', '.join(MEMO_FORMATS)}; not as '{format_}'")


def spoken(line: MemoLine) -> str:
    """A line as one reads it: the words it rests on in quotation marks, with where they were said."""
    if line.quote is None:
        return f"{line.text} {line.then}".strip()
    where = f" ({line.quote.where})" if line.quote.where else ""
    return f'{line.text} "{" ".join(line.quote.text.split())}"{where}. {line.then}'.strip()


def _why(decision: Decision) -> str:
    able = [vote for vote in decision.votes if vote.value]
    if not able:
        return "Nothing in any round could be graded, so nobody could vote."
    ayes = sum(not vote.is_no for vote in able)
    softened = [vote.name for vote in able if vote.is_answered]
    said = [
        f"{_counted(ayes, 'vote')} for it and {len(able) - ayes} against: {decision.points:+.1f} on average, where a "
        "strong hire is +3 and a strong no-hire -3."
    ]
    if softened:
        said.append(f"The no of {_listed(softened)} counts one point less, because all of it was answered.")
    if silent := len(decision.votes) - len(able):
        said.append(f"{_counted(silent, 'round')} gave no vote, because nothing in it could be graded.")
    if decision.capped_by:
        said.append(decision.capped_by)
    said.append(_NOT_THE_VERDICT)
    return " ".join(said)


def _votes(decision: Decision, pack: Pack) -> Iterator[MemoLine]:
    for vote in decision.votes:
        many = len(pack.round(vote.round).speakers) > 1
        who = f"{vote.name} for the panel" if many else f"{vote.name}, {pack.round(vote.round).name}"
        shown = _grounds_first(vote)
        if not shown:
            yield MemoLine(f"{who}: {vote.value or 'no vote'}.", None, "There are no words to rest it on.")
        for number, item in enumerate(shown):
            yield _on(item, pack, f"{who}: {vote.value}." if number == 0 else f"{vote.name} adds.")


def _grounds_first(vote: Vote) -> tuple[Ground | Objection, ...]:
    """What a vote rests on: strengths behind a yes, what was missing behind a no; the other where there is none."""
    first, second = (vote.objections, vote.grounds) if vote.is_no else (vote.grounds, vote.objections)
    return first[:2] or second[:1]


def _on(item: Ground | Objection, pack: Pack, head: str) -> MemoLine:
    dimension = pack.rubric.dimension(item.dimension)
    then = item.absent if isinstance(item, Objection) else ""
    return MemoLine(f"{head} {dimension.name}, {item.level} of 4:", _quoted(item, pack), then)


def _discussed(decision: Decision, pack: Pack) -> Iterator[MemoLine]:
    """All that the sharpest no objects, and of the others what weighs most."""
    against = sorted((vote for vote in decision.votes if vote.is_no), key=lambda vote: vote.name != decision.opens)
    for number, vote in enumerate(against):
        for item in vote.objections if number == 0 else vote.objections[:1]:
            first = number == 0 and item is vote.objections[0]
            stands = "" if item.answered or item.hinted else " Nobody heard it in another round; it stands."
            begins = f"{vote.name} speaks first, on" if first else f"{vote.name}, on"
            yield MemoLine(begins, _quoted(item, pack), f"{item.absent}{stands}")
            label = pack.rubric.dimension(item.dimension).link(item.link).label
            if item.answered:
                yield MemoLine(f"{item.answered.name} heard it elsewhere ({label}):", _quoted(item.answered, pack))
            if item.hinted:
                told = _quoted(item.hinted, pack)
                yield MemoLine(
                    f"{item.hinted.name} heard something of it ({label}):", told, "It is not enough; it stands."
                )


def _dissenting(decision: Decision, pack: Pack) -> Iterator[MemoLine]:
    for vote in decision.votes:
        if vote.round in decision.dissent and vote.value:
            shown = _grounds_first(vote)
            head = f"{vote.name} stays with {vote.value}."
            yield _on(shown[0], pack, head) if shown else MemoLine(head)


def _held(item: HeldAgainst, pack: Pack) -> MemoLine:
    point, where = item.point, f"{pack.round(item.round).name}, {place(item.point.now.turn)}"
    now = Quoted(point.now.text, where)
    if point.against == "sum":
        return MemoLine("A sum:", now, RECOUNT)
    source = f"{point.whom} was told" if point.whom else "The CV says" if point.cv else "First it was"
    return MemoLine(f'{source} "{point.before}", and then:', now, WHICH_IS_IT)


def _steps(decision: Decision, pack: Pack) -> Iterator[MemoLine]:
    for item in decision.next_steps:
        dimension = pack.rubric.dimension(item.dimension)
        head = f"{dimension.name}, {dimension.link(item.link).label}, in"
        yield MemoLine(head, _quoted(item, pack), item.next_step)


def _quoted(item: Ground | Objection, pack: Pack) -> Quoted:
    return Quoted(item.quote, f"{pack.round(item.round).name}, {place(item.said_in)}")


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _markdown(memo: Memo) -> str:
    parts = [f"# {escaped(memo.title)}", f"**{memo.decision}.** {escaped(memo.why)}", f"*{escaped(memo.disclaimer)}*"]
    for part in memo.parts:
        marks = (f"{number}." if part.numbered else "-" for number, _ in enumerate(part.lines, start=1))
        lines = [f"{mark} {escaped(spoken(line))}" for mark, line in zip(marks, part.lines, strict=True)]
        parts.append("\n".join([f"## {escaped(part.title)}", "", *lines]))
    return "\n\n".join(parts) + "\n"


def _pdf(memo: Memo) -> bytes:
    sheet = Sheet(memo.title)
    sheet.heading(memo.title, 18)
    sheet.strong(f"{memo.decision}.")
    sheet.prose(memo.why)
    sheet.small(memo.disclaimer)
    for part in memo.parts:
        sheet.heading(part.title)
        for number, line in enumerate(part.lines, start=1):
            sheet.prose(f"{number}. {spoken(line)}" if part.numbered else spoken(line))
    return bytes(sheet.output())
