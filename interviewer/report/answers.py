"""One turn of an interview as blocks: what was said, what the critics say of it, what became of it afterwards."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from interviewer.domain.assessment import Assessment, Finding, Kept, Rewrite, Status
from interviewer.domain.comparison import Change, Comparison
from interviewer.domain.evidence import Span
from interviewer.domain.interview import Dispute, Interview, Retry, Turn
from interviewer.domain.moves import Close
from interviewer.packs.schema import Pack
from interviewer.report import blocks as b
from interviewer.report.wording import said_where, why_ungraded

_UNTOLD = {Status.ABSTAINED, Status.UNSCORED, Status.UNSUPPORTED_LANGUAGE}
_REWRITTEN = "Your words, with the gaps marked"
_NOISE = "no more than the critic's own noise"


def turn_blocks(turn: Turn, pack: Pack) -> Iterator[b.Block]:
    """A line that was said and all that hangs on it."""
    person = pack.personas[turn.move.speaker]
    label = "Close" if isinstance(turn.move.action, Close) else str(turn.number + 1)
    yield b.LineBlock(label, person.name, person.title, turn.line or "")
    yield from map(b.HintBlock, turn.hints)
    if turn.skipped:
        yield b.SkippedBlock()
    if turn.answer is not None:
        yield b.AnswerBlock(tuple(_marks(turn, pack)))
    if reason := why_ungraded(turn):
        yield b.UngradedBlock(f"Not graded: {reason}.")
    if turn.assessment:
        yield from assessment_blocks(turn.assessment, turn.number, pack)
    for dispute in turn.disputes:
        yield _dispute(dispute, pack)
    for retry in turn.retries:
        yield _retry(retry, pack)


def assessment_blocks(assessment: Assessment, turn: int, pack: Pack) -> Iterator[b.Block]:
    """What the critics say of one answer."""
    for grade in assessment.grades:
        if grade.status in _UNTOLD:
            yield b.UngradedBlock(f"{pack.rubric.dimension(grade.dimension).name}: not graded, {grade.reason}.")
    for finding in assessment.findings:
        yield _finding(finding, turn, pack)
    for claim in assessment.overclaims:
        yield b.OverclaimBlock(quoted(claim.quote, turn), claim.why)
    if assessment.rewrite:
        yield rewrite_of(assessment.rewrite, _REWRITTEN)


def rewrite_of(rewrite: Rewrite, title: str) -> b.RewriteBlock:
    """A rewrite, its pieces told apart."""
    pieces = [(piece.span.text if isinstance(piece, Kept) else piece.text, piece.kind) for piece in rewrite.pieces]
    return b.RewriteBlock(title, tuple(b.RewritePiece(text, kind) for text, kind in pieces))


def change_rows(comparison: Comparison, pack: Pack) -> tuple[b.ChangeRow, ...]:
    """A retry beside the first answer, for the dimensions that could be graded in both."""
    return tuple(
        b.ChangeRow(pack.rubric.dimension(item.dimension).name, item.before, item.after, item.verdict, _told(item))
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
    told = [_NOISE if change.verdict == "not distinguishable" else change.verdict]
    for what, links in (("repaired", change.repaired), ("lost", change.lost)):
        told += [f"{what}: {', '.join(links)}"] if links else []
    return "; ".join(told)


def _finding(finding: Finding, turn: int, pack: Pack) -> b.FindingBlock:
    dimension = pack.rubric.dimension(finding.dimension)
    return b.FindingBlock(
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
        opened=dimension.headline and finding.level < 4,
    )


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
