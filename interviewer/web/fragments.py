"""Renders pieces of the page as HTML from what the core knows. Every text of a person's is escaped; no widget here."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from interviewer.assessment.charts import chain_of, ladder_of
from interviewer.domain.assessment import Assessment
from interviewer.domain.comparison import Comparison
from interviewer.domain.interview import LONGEST_SILENCE, Interview, Turn
from interviewer.domain.passages import Passage
from interviewer.domain.summary import Summary
from interviewer.interview.session import Session
from interviewer.packs.schema import Pack, Persona
from interviewer.report.answers import change_rows
from interviewer.report.blocks import (
    AnswerBlock,
    Block,
    ExampleBlock,
    HintBlock,
    LeftUngradedBlock,
    LineBlock,
    ModelWorkBlock,
    RewriteBlock,
    SkippedBlock,
    TrendsBlock,
    TruthBlock,
    UngradedBlock,
    kind_of,
)
from interviewer.report.document import ReportDocument, TurnPart, document_of
from interviewer.web.announced import Announcement
from interviewer.web.case_file import case_file_of
from interviewer.web.plots import course_plot, progress_plot, trend_plot

TARGET = 3  # the level that a hire needs at the end, RUBRIC section 5
_LAST = (TruthBlock, ExampleBlock, LeftUngradedBlock, ModelWorkBlock)  # told after the answers
_TALK = (LineBlock, HintBlock, SkippedBlock, AnswerBlock, UngradedBlock)  # told before an answer's pictures


class Fragments:
    """All of the page's own HTML for one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._environment = Environment(
            loader=PackageLoader("interviewer.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            pack=pack,
            rubric=pack.rubric,
            personas=pack.personas,
        )

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

    def verdict(self, document: ReportDocument, state: Interview) -> str:
        """The debrief's first screen."""
        if not state.debrief:
            return self._render("no_debrief")
        return "".join(self._debriefed(block, state) for block in document.debrief if not isinstance(block, _LAST))

    def turn(self, part: TurnPart, assessment: Assessment | None) -> str:
        """One question with its answer, the evidence in place, its chain and ladder, and what the critics say."""
        said = next((block.text for block in part.blocks if isinstance(block, AnswerBlock)), None)
        talk = [self.block(block) for block in part.blocks if isinstance(block, _TALK)]
        drawn = self._macro("drawn", self._drawings(assessment)) if assessment else ""
        told = [self._judged(block, said) for block in part.blocks if not isinstance(block, _TALK)]
        kind = "mi-card" if said is None else "mi-answer"
        return f'<article class="{kind}" id="q{part.number + 1}">{"".join([*talk, drawn, *told])}</article>'

    def comparison(self, comparison: Comparison, assessment: Assessment) -> str:
        """A retry beside the first answer."""
        return self._macro("comparison", change_rows(comparison, self._pack), self._drawings(assessment))

    def closing(self, document: ReportDocument) -> str:
        """What is shown after the answers: the case's truth, a made-up example, what was left ungraded."""
        last = [block for block in document.debrief if isinstance(block, _LAST)]
        return "".join(map(self.block, (*last, document.opening)))

    def block(self, block: Block) -> str:
        """One block of a report."""
        return self._macro(kind_of(block), block)

    def history(self, interviews: Sequence[Summary]) -> str:
        """Progress over past interviews, the newest first, and what to practise next."""
        finished = [summary for summary in interviews if summary.state == "finished"]
        plot = progress_plot(list(reversed(finished)), self._pack.rubric, TARGET) if len(finished) > 1 else ""
        return self._render("history", count=len(interviews), plot=plot, next=_practise_next(finished, self._pack))

    def past(self, summary: Summary) -> str:
        """One past interview; the page's script turns the time into the reader's own."""
        units = {unit.id: unit.name for unit in self._pack.manifest.units}
        return self._render("past", summary=summary, unit=units.get(summary.unit or "", summary.unit))

    def results(self, found: Sequence[Passage], query: str) -> str:
        return self._render("results", found=found, query=query)

    def models(self, model: str, host: str, offered: Sequence[str] | None) -> str:
        """The model that is set up, and what its server offers where that was asked."""
        return self._render("models", model=model, host=host, offered=offered)

    def note(self, text: str, kind: str = "note") -> str:
        """A sentence outside the role, or an error in words."""
        return self._render("note", text=text, kind=kind)

    def _people(self, round_id: str) -> list[Persona]:
        return [self._pack.personas[item] for item in self._pack.round(round_id).speakers]

    def _drawings(self, assessment: Assessment | None) -> dict[str, Any]:
        if assessment is None:
            return {"chain": None, "ladder": None}
        return {"chain": chain_of(assessment, self._pack), "ladder": ladder_of(assessment, self._pack)}

    def _debriefed(self, block: Block, state: Interview) -> str:
        if not isinstance(block, TrendsBlock):
            return self.block(block)
        trends = state.debrief.trends if state.debrief else ()
        plots = trend_plot(trends, self._pack.rubric, TARGET) + course_plot(state, self._pack.rubric, TARGET)
        return self._macro(kind_of(block), block, plots)

    def _judged(self, block: Block, said: str | None) -> str:
        return self._macro(kind_of(block), block, said) if isinstance(block, RewriteBlock) else self.block(block)

    def _macro(self, name: str, *values: Any) -> str:
        return str(getattr(self._environment.get_template("blocks.html").module, name)(*values))

    def _render(self, name: str, **values: Any) -> str:
        return self._environment.get_template(f"{name}.html").render(**values)


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
