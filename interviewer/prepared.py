"""What one user prepares, put together from what is shared and a store of their own."""

from abc import ABC, abstractmethod
from datetime import date

from interviewer.domain.application import Claim
from interviewer.domain.stories import Story
from interviewer.loop.keeping import Loops
from interviewer.preparation.application import Application
from interviewer.preparation.appraisal import Appraisal, appraise
from interviewer.preparation.drills import Drills
from interviewer.preparation.job_match import Match
from interviewer.preparation.kpi_map import KpiMap, TakenIn
from interviewer.preparation.outcomes import Outcomes
from interviewer.preparation.schedule import Schedule
from interviewer.preparation.stories import StoryBank
from interviewer.preparation.talks import Talks
from interviewer.preparation.today import Preparation
from interviewer.resources import Resources
from interviewer.rubric.metric_gap import DIMENSION as METRIC_GAP
from interviewer.storage.protocol import InterviewStore


class Prepared(ABC):
    """The CV and the job, the KPI map, the stories, the drills and the real interviews of one user."""

    store: InterviewStore

    @property
    @abstractmethod
    def resources(self) -> Resources:
        """What is shared."""

    @property
    def kpi_map(self) -> KpiMap:
        """The user's projects on their way to the business; the embedded reader reads them, so no word leaves."""
        pack = self.resources.pack
        (chain,) = (item for item in pack.rubric.dimensions if item.rule == METRIC_GAP.rule)
        return KpiMap(self.store.papers, self.resources.extractor, chain, pack.manifest.rounds[0].id)

    @property
    def application(self) -> Application:
        """The user's CV and the job it is for; the embedder compares them, so no word leaves."""
        return Application(self.store.papers, self.resources.embedder)

    def take_in_cv(self, cv: str) -> TakenIn:
        """Keep a CV, and put the pieces of work in it on the map.

        Raises:
            BadInput: it is too long, or the map is full.
            StoreError: it could not be kept.
        """
        self.application.keep_cv(cv)
        return self.kpi_map.take_in(cv)

    def job_matches(self) -> list[Match]:
        """What the user's job asks for, with what their CV, their map and their stories show of it.

        Raises:
            StoreError: the store can't be read.
        """
        return self.application.matches(self.claims_beside_cv(), date.today())

    def claims_beside_cv(self) -> list[Claim]:
        """What the map and the stories say of the user, besides the CV.

        Raises:
            StoreError: the store can't be read.
        """
        on_map = (told for project in self.kpi_map.projects() for told in project.told if told.source == "asked")
        stories = (Claim(text=story.text, source="story") for story in self.stories.stories())
        return [*(Claim(text=told.text, source="map") for told in on_map), *stories]

    @property
    def stories(self) -> StoryBank:
        """The user's stories; the embedded reader reads them, so no word leaves."""
        resources = self.resources
        return StoryBank(self.store.papers, resources.extractor, resources.embedder, self.resources.pack)

    @property
    def drills(self) -> Drills:
        """The user's drills."""
        pack, projects = self.resources.pack, tuple(project.text for project in self.kpi_map.projects())
        talks = Talks(Schedule(self.store.papers), pack, self.resources.critic, projects)
        return Drills(pack, talks)

    @property
    def loops(self) -> Loops:
        """The user's loops."""
        return Loops(self.store.papers, self.resources.pack)

    @property
    def outcomes(self) -> Outcomes:
        """The user's real interviews."""
        return Outcomes(self.store.papers, self.resources.pack)

    def appraise(self, story: Story) -> Appraisal:
        """What there is to say of a story; the CV is what stands of it on the map."""
        cv = "\n".join(project.text for project in self.kpi_map.projects())
        return appraise(story, self.resources.pack, cv)

    @property
    def preparation(self) -> Preparation:
        """All that the user prepares."""
        return Preparation(self.store.papers, self.resources.pack, self.kpi_map, self.stories, self.drills)
