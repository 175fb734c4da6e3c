"""Prints an interview as it happens and its debrief: listens to the session's events, decides nothing."""

import sys
import textwrap
import time

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interviewer.cli.drawn import print_comparison, print_drawings
from interviewer.domain.assessment import Assessment, Status
from interviewer.domain.debrief import Debrief
from interviewer.domain.events import HintGiven, LineSaid, Resumed, RetryAssessed, Skipped
from interviewer.domain.interview import Interview
from interviewer.packs.schema import Pack
from interviewer.report.effort import work_lines, work_of
from interviewer.report.wording import agreed, seat_says, smoothed
from interviewer.session import LinePiece, Update

_PACE = 0.012  # seconds a word, at a terminal only: as fast as one reads
OUTSIDE = "(outside the role)"


class Transcript:
    """Shows updates on a console; at a terminal words come as they are said."""

    def __init__(self, console: Console, pack: Pack, echo_answers: bool) -> None:
        self._console = console
        self._pack = pack
        self._echo = echo_answers
        self._column = 0
        self._introduced: set[str] = set()
        self._paced = console.is_terminal and sys.stdout.isatty()

    def show(self, update: Update) -> None:
        match update:
            case LinePiece():
                self._piece(update)
            case LineSaid():
                self._console.print("\n")
                self._column = 0
                if update.work and update.work.outcome == "failed":
                    self.outside(f"The embedded engine said this: {update.work.reason}.")
            case HintGiven():
                self.outside(f"Hint: {update.text}")
            case RetryAssessed():
                self._console.print(Text(OUTSIDE, "dim"))
                print_comparison(self._console, update.comparison, self._pack)
                self._console.print()
            case Skipped():
                self.outside("Skipped.")
            case Resumed():
                self.outside("Going on where you stopped.")
            case _:
                pass

    def outside(self, text: str) -> None:
        """Something said outside the role, and marked so."""
        self._console.print(Text(f"{OUTSIDE} {text}", style="dim"))
        self._console.print()

    def cut_short(self) -> None:
        """A line broke off: go to a new one."""
        if self._column:
            self._console.print("\n")
            self._column = 0

    def answer(self, text: str) -> None:
        """The candidate's prepared answer, as if typed."""
        if self._echo:
            body = "\n".join(textwrap.fill(line, self._console.width - 5) for line in (text or "(nothing)").split("\n"))
            self._console.print(textwrap.indent(f"you> {body}", "     ")[5:])
            self._console.print()

    def so_far(self, state: Interview) -> None:
        """What was said before, when an interview is resumed."""
        for turn in state.turns:
            if turn.line:
                self._piece(LinePiece(turn.move.speaker, turn.line), paced=False)
                self._console.print("\n")
                self._column = 0
            if turn.answer is not None:
                self.answer(turn.answer)

    def _piece(self, piece: LinePiece, paced: bool = True) -> None:
        if self._column == 0:
            self._console.print(self._speaker(piece.speaker))
            self._write("  ")
        for word in piece.text.split():
            if self._column + len(word) + 1 > self._console.width:
                self._console.print()
                self._column = 0
                self._write("  ")
            self._write(word + " ")
            if paced and self._paced:
                time.sleep(_PACE)

    def _speaker(self, speaker: str) -> Text:
        """The name, with the role the first time."""
        persona = self._pack.personas[speaker]
        known = speaker in self._introduced
        self._introduced.add(speaker)
        return Text.assemble((persona.name, "bold"), ("" if known else f", {persona.title}", "dim"))

    def _write(self, text: str) -> None:
        self._console.print(text, end="", soft_wrap=True)
        self._console.file.flush()
        self._column += len(text)


def print_assessment(console: Console, assessment: Assessment, pack: Pack) -> None:
    """The critique of one answer, for a person to read."""
    print_drawings(console, assessment, pack)
    for finding in assessment.findings:
        dimension = pack.rubric.dimension(finding.dimension)
        console.print(Text(f"{dimension.name}: {finding.level} of 4, {dimension.levels[finding.level].name}", "bold"))
        for quote in finding.quotes:
            _indented(console, f'you said: "{quote.text}"')
        if finding.absent:
            _indented(console, f"missing: {finding.absent}")
        _indented(console, f"why it costs you: {finding.why}" if finding.link else finding.why)
        _indented(console, f"next: {finding.next_step}")
        _cite(console, finding.guide_id, pack)
        console.print()
    for claim in assessment.overclaims:
        console.print(Text("Claims more than it shows", "bold"))
        _indented(console, f'you said: "{claim.quote.text}"')
        _indented(console, claim.why)
        console.print()
    for grade in assessment.grades:
        if grade.reason and grade.status is not Status.NOT_APPLICABLE:
            console.print(f"{pack.rubric.dimension(grade.dimension).name}: not graded, {grade.reason}")
    if all(grade.status is Status.NOT_APPLICABLE for grade in assessment.grades):
        console.print("Nothing to grade: neither the question nor the answer is about any dimension of the rubric.")
    if assessment.rewrite:
        console.print(Text("Your words, with the gaps marked", "bold"))
        _indented(console, assessment.rewrite.text)


def print_debrief(console: Console, found: Debrief, pack: Pack) -> None:
    """The debrief, for a person to read."""
    console.rule("Debrief")
    console.print(Text(f"Verdict: {found.verdict.value or 'none'}", "bold"))
    console.print(f"{found.verdict.reason[:1].upper()}{found.verdict.reason[1:]}.")
    if found.verdict.stepped_down_for:
        console.print(f"One step down, because {found.verdict.stepped_down_for}.")
    _print_trends(console, found, pack)
    if found.panel:
        seats = [f"{pack.personas[seat.persona].name}. {seat_says(seat, pack)}" for seat in found.panel]
        _section(console, "Around the table", *seats, agreed(found.panel))
    _print_strengths(console, found, pack)
    _print_fixes(console, found, pack)
    if found.rewrite and found.rewrite_turn is not None:
        _section(console, f"Your answer to question {found.rewrite_turn + 1}, with the gaps marked", found.rewrite.text)
        _indented(console, Text("Only your own words, joining words, and blanks for you to fill in truthfully.", "dim"))
    if found.hidden_truth:
        _section(console, "What the business was really losing", found.hidden_truth)
    if found.example:
        _section(console, f"A made-up example of a top answer: {found.example.question}", found.example.answer)
    if found.ungraded:
        _section(console, "Left ungraded", *found.ungraded)


def print_work(console: Console, state: Interview) -> None:
    """What a model did for this interview, and what it cost."""
    lines = work_lines(work_of(state))
    if lines:
        _section(console, "The language model", *lines)


def _print_trends(console: Console, found: Debrief, pack: Pack) -> None:
    if not found.trends:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("", "last", "best", "answer by answer"):
        table.add_column(column)
    for item in found.trends:
        dimension = pack.rubric.dimension(item.dimension)
        last = f"{item.last} {dimension.levels[item.last].name}"
        table.add_row(dimension.name, last, str(item.best), " ".join(map(str, item.levels)))
    console.print()
    console.print(table)
    for item in found.trends:
        if smoothed(item):
            _indented(console, Text(f"{pack.rubric.dimension(item.dimension).name}: {smoothed(item)}.", "dim"))


def _print_strengths(console: Console, found: Debrief, pack: Pack) -> None:
    if found.strengths:
        _section(console, "What was strong")
    for moment in found.strengths:
        name = pack.rubric.dimension(moment.dimension).name
        _indented(console, f'{name} {moment.level}, question {moment.turn + 1}: "{moment.quote.text}"')


def _print_fixes(console: Console, found: Debrief, pack: Pack) -> None:
    if found.fixes:
        _section(console, "What to fix first")
    for number, fix in enumerate(found.fixes, start=1):
        dimension = pack.rubric.dimension(fix.finding.dimension)
        often = f", {fix.times} times in all" if fix.times > 1 else ""
        label = dimension.link(fix.finding.link).label if fix.finding.link else ""
        console.print(Text(f"{number}. {dimension.name}: {label} (question {fix.turn + 1}{often})"))
        for quote in fix.finding.quotes[:1]:
            _indented(console, f'you said: "{quote.text}"')
        _indented(console, f"{fix.finding.why} {fix.finding.next_step}")
        _cite(console, fix.finding.guide_id, pack)


def _section(console: Console, title: str, *paragraphs: str) -> None:
    console.print()
    console.print(Text(title, "bold"))
    for paragraph in paragraphs:
        _indented(console, paragraph)


def _indented(console: Console, text: str | Text) -> None:
    console.print(Padding(text, (0, 0, 0, 3), expand=False))


def _cite(console: Console, guide_id: str, pack: Pack) -> None:
    _indented(console, Text(f"guide: {pack.excerpts[guide_id].title} [{guide_id}]", "dim"))
