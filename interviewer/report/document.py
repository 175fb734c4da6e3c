"""An interview as a document: the blocks of a report in their order, made once for every format. Lays nothing out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interviewer.domain.debrief import Debrief, Fix, Moment, Trend, Unsettled
from interviewer.domain.interview import Interview
from interviewer.packs.schema import Pack
from interviewer.report import blocks as b
from interviewer.report.answers import excerpt_of, excerpts_of, farewell_blocks, quoted, rewrite_of, turn_blocks
from interviewer.report.reasons import NO_VERDICT, in_plain_words, what_else, why
from interviewer.report.usage import work_lines, work_of
from interviewer.report.wording import RECOUNT, WHICH_IS_IT, agreed, named, place, said_where, seat_says, smoothed


@dataclass(frozen=True)
class TurnPart:
    """What was said in one turn, and what the critics say of it."""

    number: int
    blocks: tuple[b.Block, ...]


@dataclass(frozen=True)
class ReportDocument:
    opening: b.OpeningBlock
    debrief: tuple[b.Block, ...]
    turns: tuple[TurnPart, ...]
    cited: tuple[b.ExcerptBlock, ...]

    @property
    def blocks(self) -> tuple[b.Block, ...]:
        """All of it for a reader, the verdict first."""
        return (self.opening, *self.debrief, *self._transcript)

    @property
    def as_it_happened(self) -> tuple[b.Block, ...]:
        """All of it for a screen that scrolls, the verdict last."""
        return (self.opening, *self._transcript, *_part("Debrief", self.debrief))

    @property
    def _transcript(self) -> tuple[b.Block, ...]:
        talk = [block for turn in self.turns for block in turn.blocks]
        return (*_part("Transcript", talk), *_part("Cited excerpts", self.cited))


def _part(title: str, blocks: Sequence[b.Block]) -> tuple[b.Block, ...]:
    return (b.HeadingBlock(title), *blocks) if blocks else ()


def document_of(state: Interview, pack: Pack, session_id: str) -> ReportDocument:
    """The whole report on an interview, finished or not."""
    return ReportDocument(
        opening=_opening(state, pack, session_id),
        debrief=tuple(block for block in debrief_blocks(state, pack) if not isinstance(block, b.RewriteBlock)),
        turns=_turns(state, pack),
        cited=excerpts_of(state, pack),
    )


def _turns(state: Interview, pack: Pack) -> tuple[TurnPart, ...]:
    """Every line that was said; where a rewrite stands under its answer, the debrief need not repeat it."""
    opened_by = {turn.number: thread.turns[0].number for thread in state.threads for turn in thread.turns[1:]}
    fixes = state.debrief.fixes if state.debrief else ()
    told = {turn.number: list(turn_blocks(turn, pack, opened_by.get(turn.number), fixes)) for turn in state.turns}
    if state.closing:
        told[state.closing.number] += farewell_blocks(state.farewells, state.closing, pack)
    return tuple(TurnPart(turn.number, tuple(told[turn.number])) for turn in state.turns if turn.line)


def debrief_blocks(state: Interview, pack: Pack) -> tuple[b.Block, ...]:
    """The critics' last word alone, whole without the answers; empty before there is one."""
    return tuple(_debrief(state, state.debrief, pack)) if state.debrief else ()


def _opening(state: Interview, pack: Pack, session_id: str) -> b.OpeningBlock:
    setup = state.setup
    others = (
        setup.unit or "any unit",
        setup.seniority,
        f"engine: {setup.engine}",
        _counted(state),
    )
    return b.OpeningBlock(pack.round(setup.round).name, session_id, state.started_at, others, pack.manifest.disclaimer)


def _counted(state: Interview) -> str:
    """How much was asked and answered, so that nobody looks for question 13 among 12."""
    asked = sum(len(thread.turns) for thread in state.threads)
    questions = f"{_times(len(state.threads), 'question')} and {_times(asked - len(state.threads), 'follow-up')}"
    return f"{questions}, {state.answers} answered"


def _times(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _debrief(state: Interview, found: Debrief, pack: Pack) -> Iterator[b.Block]:
    value = found.verdict.value or NO_VERDICT
    yield b.VerdictBlock(value, in_plain_words(found.verdict), why(found, pack), what_else(found, pack))
    yield from _told(found, pack)
    if found.trends:
        yield b.TrendsBlock(tuple(_trend(trend, pack) for trend in found.trends))
    if found.panel:
        people = [(pack.personas[seat.persona], seat) for seat in found.panel]
        seats = tuple(b.SeatRow(person.name, person.title, seat_says(seat, pack)) for person, seat in people)
        yield b.PanelBlock(seats, agreed(found.panel))
    if found.rewrite and found.rewrite_turn is not None:
        yield rewrite_of(found.rewrite, f"Your answer to {place(found.rewrite_turn)}, with the gaps marked")
    if found.hidden_truth:
        yield b.TruthBlock(found.hidden_truth)
    if found.example:
        yield b.ExampleBlock(found.example.question, found.example.answer)
    if found.ungraded:
        yield b.LeftUngradedBlock(tuple(named(reason, pack) for reason in found.ungraded))
    if lines := work_lines(work_of(state)):
        yield b.ModelWorkBlock(tuple(lines))


def _told(found: Debrief, pack: Pack) -> Iterator[b.Block]:
    if found.fixes:
        yield b.FixesBlock(tuple(_fix(fix, pack) for fix in found.fixes))
    if found.unsettled:
        yield b.UnsettledBlock(tuple(map(_unsettled, found.unsettled)))
    if found.strengths:
        yield b.StrengthsBlock(
            tuple(
                b.StrengthRow(
                    pack.rubric.dimension(item.dimension).name, item.level, _shown(item), b.Quoted(item.quote.text)
                )
                for item in found.strengths
            )
        )


def _shown(item: Moment) -> str:
    """The answer that reached the level, and the one whose words show it where that is another."""
    elsewhere = said_where(item.quote, item.turn)
    return f"{place(item.turn)}, with words {elsewhere}" if elsewhere else place(item.turn)


def _trend(trend: Trend, pack: Pack) -> b.TrendRow:
    dimension = pack.rubric.dimension(trend.dimension)
    level = dimension.levels[trend.last].name
    return b.TrendRow(
        dimension.name, trend.last, level, trend.best, trend.levels, smoothed(trend), trend.turns, trend.headline
    )


def _fix(fix: Fix, pack: Pack) -> b.FixRow:
    finding = fix.finding
    dimension = pack.rubric.dimension(finding.dimension)
    often = f", {fix.times} times in all" if fix.times > 1 else ""
    return b.FixRow(
        turn=fix.turn,
        name=f"{dimension.name}: {dimension.link(finding.link).label}" if finding.link else dimension.name,
        where=f"{place(fix.turn)}{often}",
        quote=quoted(finding.quotes[0], fix.turn) if finding.quotes else None,
        why=finding.why,
        next_step=finding.next_step,
        guide=excerpt_of(finding.guide_id, pack),
    )


def _unsettled(point: Unsettled) -> b.UnsettledRow:
    now = b.Quoted(point.now.text, place(point.now.turn))
    if point.against == "sum":
        return b.UnsettledRow("You calculated:", now, "", None, RECOUNT)
    if point.earlier:
        earlier = b.Quoted(point.earlier.text, place(point.earlier.turn))
        return b.UnsettledRow("Earlier you said:", earlier, "Later you said:", now, WHICH_IS_IT)
    if point.whom:
        return b.UnsettledRow(f"You told {point.whom}:", b.Quoted(point.before), "Here you said:", now, WHICH_IS_IT)
    return b.UnsettledRow("Your CV says:", b.Quoted(point.before), "You said:", now, WHICH_IS_IT)
