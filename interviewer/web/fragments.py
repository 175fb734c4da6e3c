"""Renders pieces of the page as HTML from what the core knows. Every text of a person's is escaped; no widget here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from interviewer.assessment.charts import chain_of, ladder_of
from interviewer.domain.assessment import Assessment
from interviewer.domain.comparison import Comparison
from interviewer.domain.interview import LONGEST_SILENCE, Interview, Turn
from interviewer.domain.passages import Passage
from interviewer.domain.summary import Summary
from interviewer.interview.session import Session
from interviewer.packs.people import Persona
from interviewer.packs.schema import Pack
from interviewer.report.answers import change_rows
from interviewer.report.blocks import (
    AnswerBlock,
    Block,
    ExampleBlock,
    FindingBlock,
    GradeNoteBlock,
    HintBlock,
    LeftUngradedBlock,
    LineBlock,
    ModelWorkBlock,
    PanelBlock,
    RewriteBlock,
    SkippedBlock,
    StrengthsBlock,
    TrendsBlock,
    TruthBlock,
    VerdictBlock,
    kind_of,
)
from interviewer.report.document import ReportDocument, TurnPart, document_of
from interviewer.report.plots import course_plot, progress_plot
from interviewer.report.wording import asked_in
from interviewer.web.announced import Announcement
from interviewer.web.case_file import case_file_of

_MOST_DRAWN = 20  # interviews, in the plot of progress
_BESIDE = StrengthsBlock | TrendsBlock  # beside what is to be done
_LAST = (PanelBlock, TruthBlock, ExampleBlock, LeftUngradedBlock, ModelWorkBlock)  # told after the answers
_TALK = (LineBlock, HintBlock, SkippedBlock, AnswerBlock, GradeNoteBlock)  # told before an answer's pictures


@dataclass(frozen=True)
class Barred:
    """An interview that can't be read, and why."""

    id: str
    why: str


class Fragments:
    """All of the page's own HTML for one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._environment = environment(pack)

    def header(self, engine: Announcement, user: str | None, owner: str) -> str:
        """The page's head; `owner` is whose drafts this browser may keep."""
        return self._render("header", engine=engine, user=user, owner=owner)

    def sign_in(self, note: str) -> str:
        """The whole page on which somebody signs in; `note` says why the last try failed."""
        return self._render("sign_in", note=note)

    def welcome(self) -> str:
        """What this is."""
        return self._render("welcome")

    def tour(self) -> str:
        """How an interview goes, to be read in half a minute."""
        return self._render("tour")

    def tested(self, round_id: str) -> str:
        """What is looked for in this round, each with what it means."""
        dimensions = [self._pack.rubric.dimension(item) for item in self._pack.round(round_id).dimensions]
        return self._render("tested", dimensions=dimensions)

    def round_told(self, round_id: str) -> str:
        """What a round is like, in a sentence."""
        return self._render("round_told", round=self._pack.round(round_id))

    def people(self, round_id: str) -> str:
        """Who sits across the table in this round."""
        return self._render("people", people=self._people(round_id))

    def transcript(
        self,
        session_id: str,
        state: Interview,
        speaking: tuple[str, str] | None = None,
        notes: Sequence[str] = (),
        refused: bool = False,
        changing: bool = False,
    ) -> str:
        """What was said so far; `speaking` is a speaker and the line in the making, empty while they think.

        `refused` and `changing` are for the page's script: the text sent last comes back, the last answer is changed.
        """
        return self._render(
            "transcript",
            id=session_id,
            state=state,
            speaking=speaking,
            waiting="is thinking …" if state.ended is None else "Your answers are being graded …",
            notes=notes,
            refused=refused,
            changing=changing,
        )

    def ending(self, question: str) -> str:
        """The question whether the interview shall end."""
        return self._render("ending", question=question)

    def status(self, state: Interview, speaking: tuple[str, str] | None = None, stood_in: bool = False) -> str:
        """Where the interview stands: who speaks, answers given, time spent, who stands in; what was told of a case."""
        now = datetime.now(UTC)
        people = self._people(state.setup.round)
        spoke = next((turn.move.speaker for turn in reversed(state.turns) if turn.line), people[0].id)
        return self._render(
            "status",
            state=state,
            people=people,
            speaker=speaking[0] if speaking else spoke,
            file=case_file_of(state),
            stood_in=stood_in,
            seconds=int(state.active_at(now)),
            rest=int(state.active_seconds + LONGEST_SILENCE - state.active_at(now)),
        )

    def margin(self, turn: Turn | None) -> str:
        """The coach's margin: chain and ladder of the last assessed answer."""
        return self._render("margin", drawings=self._drawings(turn.assessment if turn else None), turn=turn)

    def report(self, session: Session) -> ReportDocument:
        """What the debrief says, to be drawn part by part."""
        return document_of(session.state, self._pack, session.id)

    def first_screen(self, document: ReportDocument, state: Interview) -> str:
        """What a reader needs and can do at once, and the list of the rest."""
        if not document.debrief:
            return self._render("no_debrief")
        first = [block for block in document.debrief if not isinstance(block, _LAST)]
        return self._render(
            "first_screen",
            verdict=[self._markup(block) for block in first if isinstance(block, VerdictBlock)],
            told=[self._markup(block) for block in first if not isinstance(block, VerdictBlock | _BESIDE)],
            beside=[self._markup(block) for block in first if isinstance(block, _BESIDE)],
            answers=sum(turn.answer is not None for turn in state.turns),
            panel=any(isinstance(block, PanelBlock) for block in document.debrief),
        )

    def answers(self, document: ReportDocument, state: Interview) -> str:
        """Every answer with its question and what is said of it, folded; one is open at a time."""
        answered = {turn.number: turn for turn in state.turns if turn.answer is not None}
        parts = [self._answer(part, answered[part.number]) for part in document.turns if part.number in answered]
        return self._render("answers", parts=parts)

    def background(self, document: ReportDocument, session_id: str, state: Interview) -> str:
        """What is read after the answers, folded: the panel, the talk, the case's truth, the guide's words."""
        last = [block for block in document.debrief if isinstance(block, _LAST)]
        return self._render(
            "background",
            panel=[self._markup(block) for block in last if isinstance(block, PanelBlock)],
            talk=Markup(self.transcript(session_id, state)),
            last=[self._markup(block) for block in last if not isinstance(block, PanelBlock)],
            cited=[self._markup(block) for block in document.cited],
            opening=self._markup(document.opening),
        )

    def practised(self, turn: Turn) -> str:
        """What is to be answered again, with the coach's next step."""
        gaps = [item for item in turn.assessment.findings if item.link and item.next_step] if turn.assessment else []
        advice = gaps[0].next_step if gaps else ""
        return self._render("practised", turn=turn, asked=asked_in(turn.line or ""), advice=advice)

    def disputed(self, turn: Turn) -> str:
        """Whose grade is disagreed with."""
        return self._render("disputed", turn=turn)

    def comparison(self, comparison: Comparison, assessment: Assessment) -> str:
        """A retry beside the first answer."""
        return self._macro("comparison", change_rows(comparison, self._pack), self._drawings(assessment))

    def block(self, block: Block) -> str:
        """One block of a report."""
        return self._macro(kind_of(block), block)

    def history(self, past: Sequence[Summary], barred: Sequence[Barred]) -> str:
        """Past interviews, the newest first, with progress and what to practise next; then those that can't be read.

        The page's script turns times into the reader's own, and puts the list in order by their days.
        """
        finished = [summary for summary in past if summary.state == "finished"]
        drawn = list(reversed(finished[:_MOST_DRAWN]))
        plot = progress_plot(drawn, self._pack.rubric) if len(drawn) > 1 else ""
        units = {unit.id: unit.name for unit in self._pack.manifest.units}
        return self._render(
            "history", past=past, barred=barred, units=units, plot=plot, next=_practise_next(finished, self._pack)
        )

    def results(self, found: Sequence[Passage], query: str) -> str:
        return self._render("results", found=found, query=query)

    def models(self, model: str, host: str, offered: Sequence[str] | None) -> str:
        """The model that is set up, and what its server offers where that was asked."""
        return self._render("models", model=model, host=host, offered=offered)

    def notice(self, text: str) -> str:
        """Where words go, to be seen before the first is sent."""
        return self._render("notice", text=text)

    def note(self, text: str, kind: str = "note") -> str:
        """A sentence outside the role, or an error in words."""
        return self._render("note", text=text, kind=kind)

    def _people(self, round_id: str) -> list[Persona]:
        return [self._pack.personas[item] for item in self._pack.round(round_id).speakers]

    def _drawings(self, assessment: Assessment | None) -> dict[str, Any]:
        if assessment is None:
            return {"chain": None, "ladder": None}
        return {"chain": chain_of(assessment, self._pack), "ladder": ladder_of(assessment, self._pack)}

    def _grades(self, turn: Turn, spoken: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Name and level of what the verdict goes by, and of what a finding speaks of."""
        for grade in turn.assessment.grades if turn.assessment else ():
            dimension = self._pack.rubric.dimension(grade.dimension)
            if grade.level is not None and (dimension.headline or dimension.name in spoken):
                yield dimension.name, grade.level

    def _answer(self, part: TurnPart, turn: Turn) -> dict[str, Any]:
        """One question as its template wants it: its line, its grades, and all that hangs on it."""
        said = _answer_of(part)
        judged = [block for block in part.blocks if not isinstance(block, _TALK)]
        drawn = self._macro("drawn", self._drawings(turn.assessment)) if turn.assessment else ""
        return {
            "number": part.number,
            "asked": asked_in(turn.line or ""),
            "line": next(block for block in part.blocks if isinstance(block, LineBlock)),
            "grades": list(self._grades(turn, [block.name for block in judged if isinstance(block, FindingBlock)])),
            "talk": [self._markup(block) for block in part.blocks if isinstance(block, _TALK)],
            "drawn": Markup(drawn),
            "judged": [Markup(self._judged(block, said)) for block in judged],
        }

    def _markup(self, block: Block) -> Markup:
        return Markup(self.block(block))

    def _judged(self, block: Block, said: str | None) -> str:
        return self._macro(kind_of(block), block, said) if isinstance(block, RewriteBlock) else self.block(block)

    def _macro(self, name: str, *values: Any) -> str:
        return str(getattr(self._environment.get_template("blocks.html").module, name)(*values))

    def _render(self, name: str, **values: Any) -> str:
        return self._environment.get_template(f"{name}.html").render(**values)


def environment(pack: Pack) -> Environment:
    """What the templates are rendered with: every text is escaped, and a name that is not given is an error."""
    made = Environment(
        loader=PackageLoader("interviewer.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(pack=pack, rubric=pack.rubric, personas=pack.personas, course=course_plot)
    return made


def _answer_of(part: TurnPart) -> str | None:
    return next((block.text for block in part.blocks if isinstance(block, AnswerBlock)), None)


def _practise_next(finished: Sequence[Summary], pack: Pack) -> str | None:
    """The link that was broken most often in the newest interviews."""
    times: dict[tuple[str, str], int] = {}
    for weak in (weak for summary in finished[:5] for weak in summary.weak):
        times[(weak.dimension, weak.link)] = times.get((weak.dimension, weak.link), 0) + weak.times
    if not times:
        return None
    dimension = pack.rubric.dimension(max(times, key=lambda key: times[key])[0])
    link = dimension.link(max(times, key=lambda key: times[key])[1])
    return f"{dimension.name}: {link.label}. {link.hint}"
