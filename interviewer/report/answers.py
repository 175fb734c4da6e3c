"""One turn of an interview as blocks: what was said, what the critics say of it, what became of it afterwards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from interviewer.domain.assessment import Assessment, Finding, Kept, Rewrite, Status
from interviewer.domain.comparison import Change, Comparison
from interviewer.domain.debrief import Fix
from interviewer.domain.evidence import Span
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import Close
from interviewer.domain.outside_role import Dispute, Farewell, Retry
from interviewer.packs.schema import Pack
from interviewer.report import blocks as b
from interviewer.report.wording import place, said_where, why_ungraded

_UNTOLD = {Status.ABSTAINED, Status.UNSCORED, Status.UNSUPPORTED_LANGUAGE}
_REWRITTEN = "Your words, with the gaps marked"
_UNMOVED = "not distinguishable"
_SAME = "the same level"
_NOISE = "no more than the critic's own noise"


def turn_blocks(turn: Turn, pack: Pack, opened_by: int | None = None, fixes: Sequence[Fix] = ()) -> Iterator[b.Block]:
    """A line that was said and all that hangs on it.

    Args:
        opened_by: the turn of the main question that this one follows up; None for a main question.
        fixes: what the report says first; it is not said again under its answer.
    """
    person = pack.personas[turn.move.speaker]
    label = "Close" if isinstance(turn.move.action, Close) else str(turn.number + 1)
    follows = "" if opened_by is None else f"follow-up to {place(opened_by)}"
    yield b.LineBlock(label, person.name, person.title, turn.line or "", follows)
    yield from map(b.HintBlock, turn.hints)
    if turn.skipped:
        yield b.SkippedBlock()
    if turn.answer is not None:
        yield b.AnswerBlock(tuple(_marks(turn, pack)))
    if (reason := why_ungraded(turn)) and not (turn.assessment and _untold(turn.assessment)):
        yield b.GradeNoteBlock(f"Not graded: {reason}.")
    if turn.assessment:
        told = {number: fix.finding for number, fix in enumerate(fixes, start=1) if fix.turn == turn.number}
        yield from assessment_blocks(turn.assessment, turn.number, pack, told)
    for dispute in turn.disputes:
        yield _dispute(dispute, pack)
    for retry in turn.retries:
        yield _retry(retry, pack)


def farewell_blocks(farewells: Iterable[Farewell], closing: Turn, pack: Pack) -> Iterator[b.Block]:
    """What was said after the closing line, and the replies."""
    person = pack.personas[closing.move.speaker]
    for farewell in farewells:
        yield b.AnswerBlock((b.Mark(farewell.text, (), ()),))
        if farewell.reply:
            yield b.LineBlock("Close", person.name, person.title, farewell.reply)


def assessment_blocks(
    assessment: Assessment, turn: int, pack: Pack, told: Mapping[int, Finding] | None = None
) -> Iterator[b.Block]:
    """What the critics say of one answer; `told` are the findings that stand elsewhere already, by their number."""
    numbers = {finding: number for number, finding in (told or {}).items()}
    for reason, ungraded in _untold(assessment).items():
        names = ", ".join(pack.rubric.dimension(name).name for name in ungraded)
        yield b.GradeNoteBlock(f"{names}: not graded, {reason}.")
    for finding in assessment.findings:
        yield _finding(finding, turn, pack, numbers.get(finding))
    if unspoken := list(_unspoken(assessment, pack)):
        yield b.GradeNoteBlock(f"{'; '.join(unspoken)}. Nothing more to say of it.")
    for claim in assessment.overclaims:
        yield b.OverclaimBlock(quoted(claim.quote, turn), claim.why)
    if assessment.rewrite:
        yield rewrite_of(assessment.rewrite, _REWRITTEN)


def _unspoken(assessment: Assessment, pack: Pack) -> Iterator[str]:
    """The grades of dimensions of which no finding speaks: they count as well."""
    spoken = {finding.dimension for finding in assessment.findings}
    for grade in assessment.grades:
        if grade.level is not None and grade.dimension not in spoken:
            dimension = pack.rubric.dimension(grade.dimension)
            yield f"{dimension.name}: {grade.level} of 4, {dimension.levels[grade.level].name}"


def _untold(assessment: Assessment) -> dict[str, list[str]]:
    """The dimensions that should have been graded and were not, by the reason."""
    found: dict[str, list[str]] = {}
    for grade in assessment.grades:
        if grade.status in _UNTOLD:
            found.setdefault(grade.reason, []).append(grade.dimension)
    return found


def rewrite_of(rewrite: Rewrite, title: str) -> b.RewriteBlock:
    """A rewrite, its pieces told apart."""
    pieces = [(piece.span.text if isinstance(piece, Kept) else piece.text, piece.kind) for piece in rewrite.pieces]
    return b.RewriteBlock(title, tuple(b.RewritePiece(text, kind) for text, kind in pieces))


def change_rows(comparison: Comparison, pack: Pack) -> tuple[b.ChangeRow, ...]:
    """A retry beside the first answer, for the dimensions that could be graded in both."""
    return tuple(
        b.ChangeRow(
            pack.rubric.dimension(item.dimension).name,
            item.before,
            item.after,
            _UNMOVED if item.before == item.after else item.verdict,  # a log of old says otherwise now and then
            _told(item),
        )
        for item in comparison.changes
        if item.before is not None and item.after is not None
    )


def excerpt_of(guide_id: str, pack: Pack) -> b.ExcerptBlock:
    """The guide's words that a finding cites; a pack may have dropped them since."""
    found = pack.excerpts.get(guide_id)
    if found is None:
        return b.ExcerptBlock(guide_id, guide_id, "no longer in the guide", "")
    return b.ExcerptBlock(found.id, found.title, found.source, found.body)


def excerpts_of(state: Interview, pack: Pack) -> tuple[b.ExcerptBlock, ...]:
    """Whatever the findings cite, each once, in their order."""
    findings = (item for turn in state.turns if turn.assessment for item in turn.assessment.findings)
    return tuple(dict.fromkeys(excerpt_of(item.guide_id, pack) for item in findings))


def quoted(span: Span, turn: int) -> b.Quoted:
    """Words of the candidate's, with the answer they are from where it is another one's."""
    return b.Quoted(span.text, said_where(span, turn))


def _told(change: Change) -> str:
    moved = _NOISE if change.verdict == _UNMOVED else change.verdict
    told = [_SAME if change.before == change.after else moved]
    for what, links in (("repaired", change.repaired), ("lost", change.lost)):
        told += [f"{what}: {', '.join(links)}"] if links else []
    return "; ".join(told)


def _finding(finding: Finding, turn: int, pack: Pack, number: int | None) -> b.FindingBlock:
    dimension = pack.rubric.dimension(finding.dimension)
    whole = b.FindingBlock(
        name=dimension.name,
        level=finding.level,
        level_name=dimension.levels[finding.level].name,
        quotes=tuple(quoted(span, turn) for span in finding.quotes),
        absent=finding.absent or "",
        asked=finding.asked,
        why=finding.why,
        next_step=finding.next_step,
        guide=excerpt_of(finding.guide_id, pack),
        costs=finding.link is not None and not finding.asked,
    )
    if number is None:
        return whole
    return replace(whole, quotes=(), why="", next_step="", told=f"What it costs and what to do: fix {number}.")


def _dispute(dispute: Dispute, pack: Pack) -> b.DisputeBlock:
    level = "not applicable" if dispute.level is None else str(dispute.level)
    return b.DisputeBlock(pack.rubric.dimension(dispute.dimension).name, level, b.Quoted(dispute.reason))


def _retry(retry: Retry, pack: Pack) -> b.RetryBlock:
    changes = change_rows(retry.comparison, pack) if retry.comparison else ()
    return b.RetryBlock(f"You, attempt {retry.attempt + 1} (outside the role)", b.Quoted(retry.text), changes)


def _marks(turn: Turn, pack: Pack) -> Iterator[b.Mark]:
    """The answer cut where evidence begins and ends: each stretch with the dimensions that quote it."""
    answer = turn.answer or ""
    findings: Sequence[Finding] = turn.assessment.findings if turn.assessment else ()
    cited = [(span, item.dimension) for item in findings for span in item.quotes if span.turn == turn.number]
    cuts = sorted({0, len(answer), *(span.start for span, _ in cited), *(span.end for span, _ in cited)})
    for start, end in pairwise(cuts):
        ids = tuple(dict.fromkeys(name for span, name in cited if span.start <= start and end <= span.end))
        yield b.Mark(answer[start:end], tuple(pack.rubric.dimension(name).name for name in ids), ids)
    if not answer:
        yield b.Mark("(nothing)", (), ())
