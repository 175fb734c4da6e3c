"""Prints an interview as it happens, and a critique: listens to the session's events, decides nothing."""

import sys
import textwrap
import time

from rich.console import Console
from rich.text import Text

from interviewer.cli.charts import print_drawings
from interviewer.cli.printed import OUTSIDE, print_blocks, print_changes, print_outside
from interviewer.domain.assessment import Assessment, Status
from interviewer.domain.events import FarewellAnswered, HintGiven, LineSaid, Resumed, RetryAssessed, Skipped
from interviewer.domain.interview import Interview
from interviewer.interview.session import Update
from interviewer.interview.speaking import LinePiece, Thinking
from interviewer.packs.schema import Pack
from interviewer.report.answers import assessment_blocks, change_rows

_PACE = 0.012  # seconds a word, at a terminal only: as fast as one reads


class Transcript:
    """Shows updates on a console; at a terminal words come as they are said."""

    def __init__(self, console: Console, pack: Pack, echo_answers: bool) -> None:
        self._console = console
        self._pack = pack
        self._echo = echo_answers
        self._column = 0
        self._introduced: set[str] = set()
        self._thought = False
        self._paced = console.is_terminal and sys.stdout.isatty()

    def show(self, update: Update) -> None:
        match update:
            case Thinking():
                self._thinking(update.speaker)
            case LinePiece():
                self._piece(update)
            case LineSaid() | FarewellAnswered():
                self._console.print("\n")
                self._column = 0
                if update.model_call and update.model_call.outcome == "failed":
                    self.outside(f"The embedded engine said this: {update.model_call.reason}.")
            case HintGiven():
                self.outside(f"Hint: {update.text}")
            case RetryAssessed():
                self._console.print(Text(OUTSIDE, "dim"))
                print_changes(self._console, change_rows(update.comparison, self._pack))
                self._console.print()
            case Skipped():
                self.outside("Skipped.")
            case Resumed():
                self.outside("Going on where you stopped.")
            case _:
                pass

    def outside(self, text: str) -> None:
        """Something said outside the role, and marked so."""
        print_outside(self._console, text)

    def cut_short(self) -> None:
        """A line broke off: go to a new one."""
        self._thought_over()
        if self._column:
            self._console.print("\n")
            self._column = 0

    def answer(self, text: str) -> None:
        """The candidate's prepared answer, as if typed."""
        if self._echo:
            self._typed(text)

    def so_far(self, state: Interview) -> None:
        """What was said before, when an interview is resumed."""
        for turn in state.turns:
            if turn.line:
                self._piece(LinePiece(turn.move.speaker, turn.line), paced=False)
                self._console.print("\n")
                self._column = 0
            if turn.answer is not None:
                self._typed(turn.answer)

    def _typed(self, text: str) -> None:
        body = "\n".join(textwrap.fill(line, self._console.width - 5) for line in (text or "(nothing)").split("\n"))
        self._console.print(Text(textwrap.indent(f"you> {body}", "     ")[5:]))
        self._console.print()

    def _thinking(self, speaker: str) -> None:
        """One line that the speaker's name takes the place of; only where somebody sits at a terminal."""
        if self._paced:
            self._console.print(Text(f"{self._pack.personas[speaker].name} is thinking …", "dim"), end="")
            self._thought = True

    def _piece(self, piece: LinePiece, paced: bool = True) -> None:
        if self._column == 0:
            self._thought_over()
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

    def _thought_over(self) -> None:
        """Wipe the line that says who is thinking."""
        if self._thought:
            self._console.file.write("\r\x1b[2K")
            self._thought = False

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
    print_blocks(console, assessment_blocks(assessment, 0, pack))
    if all(grade.status is Status.NOT_APPLICABLE for grade in assessment.grades):
        console.print("Nothing to grade: neither the question nor the answer is about any dimension of the rubric.")
