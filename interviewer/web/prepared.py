"""Renders what the Prepare tab shows as HTML. Every text of a person's is escaped; no widget here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from interviewer.domain.kpi_map import Project
from interviewer.domain.loop import Loop, Step
from interviewer.domain.summary import Summary
from interviewer.packs.schema import Pack
from interviewer.preparation.application import gap_of
from interviewer.preparation.appraisal import NUMBER_SOURCES, Appraisal
from interviewer.preparation.briefing import UnitBriefing
from interviewer.preparation.cutting import SECONDS, Cut
from interviewer.preparation.job_match import Match
from interviewer.preparation.kpi_map import MapQuestion
from interviewer.preparation.matching import advice, coverage
from interviewer.preparation.outcomes import Compared, told_of
from interviewer.preparation.progress import Progress
from interviewer.preparation.today import Today
from interviewer.report.job_match import LEGEND, counted, said_of
from interviewer.report.kpi_map import LinkRow
from interviewer.report.memo import MEMO_FORMATS, Memo
from interviewer.web.exports import FORMAT_NAMES, memo_address
from interviewer.web.fragments import environment


@dataclass(frozen=True)
class LoopShown:
    """A loop, its next round (None where all are finished), and the user's interviews by id."""

    loop: Loop
    next: Step | None
    sat: Mapping[str, Summary]


class PreparedFragments:
    """The own HTML of the tabs Prepare and Loop, for one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._environment = environment(pack)

    def today(self, found: Today, grown: Progress) -> str:
        """What is due today, and whether it is enough by now."""
        return self._render("today", found=found, grown=grown)

    def outcomes(self, compared: Sequence[Compared]) -> str:
        """Every real interview beside what the rehearsal before it said."""
        return self._render("outcomes", compared=compared, told=told_of(compared))

    def about(self, part: Literal["job", "projects", "stories", "drills", "loop"]) -> str:
        """What a part of the tab is for."""
        return self._render("about", part=part)

    def job(self, matches: Sequence[Match], has_cv: bool) -> str:
        """What a job asks for, each with what stands for it, and buttons to tell of it or leave it out."""
        rows = [(match, said_of(match)) for match in matches]
        told = counted(matches) if matches else ""
        return self._render(
            "job", matches=matches, rows=rows, counted=told, gap=gap_of(matches), legend=LEGEND, has_cv=has_cv
        )

    def model_reads(self, notice: str) -> str:
        """What is sent where if a model compares."""
        return self._render("model_reads", notice=notice)

    def job_question(self, match: Match, told: str) -> str:
        """What the candidate is asked to tell of; `told` is what came of the last answer."""
        return self._render("job_question", match=match, told=told)

    def kpi_map(self, projects: Sequence[tuple[Project, Sequence[LinkRow]]], passed: Sequence[str] = ()) -> str:
        """Each piece of work with what is told of its chain, and buttons to tell or change it; what was left out."""
        left = sum(row.is_open for _, rows in projects for row in rows)
        return self._render("kpi_map", projects=projects, open=left, passed=passed)

    def kpi_question(self, question: MapQuestion, told: str) -> str:
        """What is asked of the map; `told` is what the last answer came to, or what the question means."""
        return self._render("kpi_question", question=question, told=told)

    def stories(self, appraised: Sequence[Appraisal]) -> str:
        """Every story with what it lacks, and what the bank as a whole does."""
        return self._render(
            "stories",
            appraised=appraised,
            advice=advice(appraised, self._pack),
            covered=coverage(appraised, self._pack),
            themes=self._pack.stories.theme,
            sources=NUMBER_SOURCES,
            lengths=SECONDS,
        )

    def cut(self, title: str, seconds: int, cut: Cut) -> str:
        """A story in so many seconds."""
        return self._render("story_cut", title=title, seconds=seconds, cut=cut)

    def fits(self, asked: Sequence[str], fits: Sequence[tuple[str, str]]) -> str:
        """Which story answers a question, the best first."""
        return self._render("story_fit", asked=asked, fits=fits)

    def drill(self, name: str, asked: str) -> str:
        """One sum to be done, or one question to be talked through."""
        return self._render("drill", title=name, asked=asked)

    def drilled(self, told: Sequence[str], due: datetime) -> str:
        """What an answer came to, the first sentence the most telling."""
        return self._render("drilled", told=told, due=f"{due:%d %B}")

    def drills(self, rows: Sequence[tuple[str, str]]) -> str:
        """Every drill by name, and when it is due."""
        return self._render("drills", rows=rows)

    def briefing(self, found: UnitBriefing) -> str:
        """A unit in a few minutes' read, and questions to check oneself with."""
        return self._render("briefing", found=found)

    def loops(self, found: Sequence[LoopShown]) -> str:
        """Every loop with its rounds, their days and how they went; buttons for what can be done next."""
        return self._render("loops", found=found)

    def memo(self, loop_id: str, memo: Memo) -> str:
        """The committee's memo, with links to save it."""
        saved = [(FORMAT_NAMES[name], memo_address(loop_id, name)) for name in MEMO_FORMATS]
        return self._render("memo", memo=memo, saved=saved)

    def _render(self, name: str, **values: Any) -> str:
        return self._environment.get_template(f"{name}.html").render(**values)
