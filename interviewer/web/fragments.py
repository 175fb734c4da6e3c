"""Renders pieces of the page as HTML from what the core knows. Every text of a person's is escaped; no widget here."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from interviewer.domain.assessment import Assessment
from interviewer.domain.comparison import Comparison
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.links import Span
from interviewer.domain.passages import Passage
from interviewer.drawing import chain_of, ladder_of
from interviewer.packs.schema import Pack
from interviewer.report.wording import agreed, said_where, seat_says, smoothed, why_ungraded
from interviewer.web.plots import course_plot, progress_plot, trend_plot

TARGET = 3  # the level that a hire needs at the end, RUBRIC section 5


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
            smoothed=smoothed,
            said_where=said_where,
            why_ungraded=why_ungraded,
            seat_says=seat_says,
            agreed=agreed,
            pieces=marked_pieces,
        )

    def header(self, engine: str, user: str | None, owner: str) -> str:
        """The page's head; `owner` is whose drafts this browser may keep."""
        return self._render("header", engine=engine, user=user, owner=owner)

    def sign_in(self, note: str) -> str:
        """The whole page on which somebody signs in; `note` says why the last try failed."""
        return self._render("sign_in", note=note)

    def people(self, round_id: str) -> str:
        """Who sits across the table in this round."""
        round_ = self._pack.round(round_id)
        return self._render("people", round=round_, people=[self._pack.personas[item] for item in round_.speakers])

    def transcript(
        self,
        session_id: str,
        state: Interview,
        speaking: tuple[str, str] | None = None,
        notes: Sequence[str] = (),
    ) -> str:
        """What was said so far; `speaking` is a speaker and the line in the making."""
        return self._render("transcript", id=session_id, state=state, speaking=speaking, notes=notes)

    def status(self, state: Interview) -> str:
        """Where the interview stands: time spent, answers given."""
        return self._render("status", state=state, seconds=int(state.active_seconds))

    def margin(self, turn: Turn | None) -> str:
        """The coach's margin: chain and ladder of the last assessed answer."""
        return self._render("margin", drawings=self._drawings(turn.assessment if turn else None), turn=turn)

    def verdict(self, state: Interview) -> str:
        """The debrief's first screen."""
        debrief = state.debrief
        plot = trend_plot(debrief.trends, self._pack.rubric, TARGET) if debrief else ""
        course = course_plot(state, self._pack.rubric, TARGET)
        return self._render("verdict", state=state, debrief=debrief, plot=plot, course=course)

    def answer(self, turn: Turn) -> str:
        """One answer with its evidence in place, its chain and ladder, and what the critics say."""
        return self._render("answer", turn=turn, drawings=self._drawings(turn.assessment))

    def comparison(self, comparison: Comparison, assessment: Assessment) -> str:
        """A retry beside the first answer."""
        return self._render("comparison", comparison=comparison, drawings=self._drawings(assessment))

    def closing(self, state: Interview) -> str:
        """What is shown after the answers: the case's truth, a made-up example, what was left ungraded."""
        return self._render("closing", debrief=state.debrief)

    def history(self, interviews: Sequence[tuple[str, Interview]]) -> str:
        """Progress over past interviews, the newest first, and what to practise next."""
        finished = [state for _, state in interviews if state.debrief]
        plot = progress_plot(list(reversed(finished)), self._pack.rubric, TARGET) if len(finished) > 1 else ""
        return self._render("history", count=len(interviews), plot=plot, next=_practise_next(finished, self._pack))

    def past(self, session_id: str, state: Interview) -> str:
        return self._render("past", id=session_id, state=state)

    def results(self, found: Sequence[Passage], query: str) -> str:
        return self._render("results", found=found, query=query)

    def note(self, text: str, kind: str = "note") -> str:
        """A sentence outside the role, or an error in words."""
        return self._render("note", text=text, kind=kind)

    def _drawings(self, assessment: Assessment | None) -> dict[str, Any]:
        if assessment is None:
            return {"chain": None, "ladder": None}
        return {"chain": chain_of(assessment, self._pack), "ladder": ladder_of(assessment, self._pack)}

    def _render(self, name: str, **values: Any) -> str:
        return self._environment.get_template(f"{name}.html").render(**values)


def marked_pieces(turn: Turn) -> list[tuple[str, tuple[str, ...]]]:
    """The answer cut where evidence begins and ends: each piece with the dimensions that quote it."""
    answer = turn.answer or ""
    quoted: list[tuple[Span, str]] = []
    for finding in turn.assessment.findings if turn.assessment else ():
        quoted += [(span, finding.dimension) for span in finding.quotes if span.turn == turn.number]
    cuts = sorted({0, len(answer), *(s.start for s, _ in quoted), *(s.end for s, _ in quoted)})
    pieces = []
    for start, end in pairwise(cuts):
        names = {name: None for span, name in quoted if span.start <= start and end <= span.end}
        pieces.append((answer[start:end], tuple(names)))
    return pieces


def _practise_next(finished: Sequence[Interview], pack: Pack) -> str | None:
    """The link that was broken most often in the newest interviews."""
    times: dict[tuple[str, str], int] = {}
    for state in finished[:5]:
        for fix in state.debrief.fixes if state.debrief else ():
            if fix.finding.link:
                key = (fix.finding.dimension, fix.finding.link)
                times[key] = times.get(key, 0) + fix.times
    if not times:
        return None
    dimension = pack.rubric.dimension(max(times, key=lambda key: times[key])[0])
    link = dimension.link(max(times, key=lambda key: times[key])[1])
    return f"{dimension.name}: {link.label}. {link.hint}"
