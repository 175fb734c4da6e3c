"""Puts an interview together: from the settings, what is shared, and whose store it is. Only this room knows all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING

from interviewer.assessment.critic import Critic
from interviewer.domain.events import Started
from interviewer.domain.interview import Interview, replay
from interviewer.domain.setup import EngineRequest, EngineSelection, Setup
from interviewer.domain.summary import Summary
from interviewer.engines.blended import BlendedExtractor
from interviewer.engines.llm.disclosure import job_notice, notice
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.protocols import Extractor
from interviewer.engines.selection import endpoint_of, select_engines
from interviewer.errors import BadInput, InterviewerError, SetupError
from interviewer.interview.parts import Parts
from interviewer.interview.planning import plan_interview
from interviewer.interview.request import InterviewRequest, setup_of
from interviewer.interview.session import Session
from interviewer.loop.keeping import due_round
from interviewer.packs import Pack
from interviewer.preparation.application import claims_in, gap_of
from interviewer.preparation.progress import Progress, progress
from interviewer.preparation.today import Today
from interviewer.prepared import Prepared
from interviewer.resources import Resources, no_progress
from interviewer.rubric.registry import RULES
from interviewer.settings import Settings
from interviewer.storage.protocol import InterviewStore
from interviewer.storage.sql_store import SqlStore

if TYPE_CHECKING:
    from interviewer.engines.llm.engine import LlmEngine


_NEWEST = 5  # interviews whose weak spots say what to practise


class Services:
    """What all interviews of a process share: the settings, the resources, the model's engine.

    Args:
        resources: what another `Services` has opened already, for the same pack.
        progress: is told while the index is filled.
    """

    def __init__(
        self,
        settings: Settings,
        progress: Callable[[int, int], None] = no_progress,
        resources: Resources | None = None,
    ) -> None:
        self.settings = settings
        self.resources = resources or Resources(settings.pack, settings.index, settings.threads, progress)
        self._owns_resources = resources is None
        self._executor: ThreadPoolExecutor | None = None

    @property
    def pack(self) -> Pack:
        return self.resources.pack

    @cached_property
    def interviews(self) -> "Interviews":
        """Those of nobody in particular: the terminal's, and the page's where nobody signs in."""
        return Interviews(self, SqlStore(self.settings.database))

    def interviews_of(self, user: str) -> "Interviews":
        """Those of one user of the page; `user` is a name that is fit for a folder. Opens their store."""
        home = self.settings.home
        return Interviews(self, SqlStore(home / "users" / user / self.settings.database.name, user, home))

    @cached_property
    def llm(self) -> "LlmEngine":
        """The model's engine, imported only where it plays.

        Raises:
            SetupError: no model is set up.
        """
        from interviewer.engines.llm.engine import LlmEngine

        endpoint = endpoint_of(self.settings)
        if endpoint is None:
            raise SetupError("this interview is played by a language model and none is set up; set OPENAI_API_KEY")
        return LlmEngine(self.pack, endpoint)

    def critic_for(self, selection: EngineSelection, fallback: Fallback) -> Critic:
        """The critics with the extractor and the coach that were chosen."""
        critic, own = self.resources.critic, self.resources.extractor
        if selection.extractor == "llm":
            critic = replace(critic, extractor=self._model_extractor(own, fallback, selection))
        if selection.coach == "llm":
            critic = replace(critic, coach=self.llm.coach(critic.coach, fallback))
        return critic

    def _model_extractor(self, own: Extractor, fallback: Fallback, selection: EngineSelection) -> Extractor:
        """The model's, or the one that goes by it where it reads better."""
        model = self.llm.extractor(own, fallback, selection.samples)
        dimensions = map(self.pack.rubric.dimension, selection.model_reads)
        kinds = {item.id: frozenset(RULES[item.rule].evidence) for item in dimensions}
        return BlendedExtractor(own, model, kinds) if kinds else model

    def parts_for(self, selection: EngineSelection, fallback: Fallback | None = None) -> Parts:
        """The parts of one session whose roles are played so. The policy always goes by the embedded extractor.

        Args:
            fallback: what the user says to the model's failures in this session, and whether it still answers.
        """
        own = fallback or Fallback()
        parts = replace(self.resources.parts, fallback=own)  # what failed in one session is not told in another
        if not selection.roles:
            return parts
        voice = self.llm.voice(parts.voice, own) if selection.voice == "llm" else parts.voice
        executor = self._assessing() if selection.extractor == "llm" or selection.coach == "llm" else None
        return replace(parts, voice=voice, critic=self.critic_for(selection, own), executor=executor)

    def select_engines(self, request: EngineRequest) -> EngineSelection:
        """Who plays, for what was asked.

        Raises:
            BadInput: an unknown player, or a model is wanted and none is set up.
        """
        return select_engines(request, self.settings)

    def setup(self, request: InterviewRequest) -> Setup:
        """What was asked for, checked against the pack and the settings.

        Raises:
            BadInput: an unknown round, unit, level, focus or engine, with the known ones; a CV that is too long.
        """
        resources = self.resources
        selection = self.select_engines(request.engine)
        return setup_of(request, self.pack, selection, resources.extractor, resources.embedder)

    def notice(self, selection: EngineSelection) -> str | None:
        """Where the candidate's words go; to be shown before the first leaves. None where no model plays."""
        endpoint = endpoint_of(self.settings)
        return notice(endpoint, selection) if endpoint and selection.roles else None

    @property
    def job_notice(self) -> str | None:
        """Where the words go if the model that is set up reads a job; None where none is."""
        endpoint = endpoint_of(self.settings)
        return job_notice(endpoint) if endpoint else None

    @property
    def local(self) -> bool:
        """Whether the model that is set up runs on this machine."""
        endpoint = endpoint_of(self.settings)
        return endpoint is None or endpoint.local

    def prepare_meanwhile(self) -> Thread:
        """Prepare the resources in the background. What goes wrong there is raised where a part is asked for again."""

        def quietly() -> None:
            with suppress(InterviewerError):
                self.resources.prepare()

        thread = Thread(target=quietly, name="prepare", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Let go of what was opened here."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        if self._owns_resources:
            self.resources.close()

    def _assessing(self) -> ThreadPoolExecutor:
        """Where the model grades while the candidate types."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="critic")
        return self._executor


@dataclass(frozen=True)
class Interviews(Prepared):
    """The interviews of one user, beside what they prepare."""

    services: Services
    store: InterviewStore

    @property
    def resources(self) -> Resources:
        return self.services.resources

    def begin(self, setup: Setup, fixed_choice: bool = False, fallback: Fallback | None = None) -> Session:
        """A new interview. With `fixed_choice` its questions follow from the seed alone, else from what was used."""
        self.services.resources.open_extractor()
        plan = plan_interview(self.services.pack, setup, None if fixed_choice else self.store.usage())
        log = self.store.create(Started(setup=setup, plan=plan))
        parts = self.services.parts_for(setup.selection, fallback)
        return Session(parts, log, replay(self.store.events(log.interview_id)))

    def resume(self, interview_id: str, fallback: Fallback | None = None) -> Session:
        """An interview that was begun before.

        Raises:
            NoSuchSession: there is none of that id.
            BadInput: it was begun with another pack.
            StoreError: it can't be read.
        """
        log, state = self.store.resume(interview_id)
        self.check_pack(interview_id, state.setup.pack)
        if state.ended is None:
            self.services.resources.open_extractor()
        return Session(self.services.parts_for(state.setup.selection, fallback), log, state)

    def load(self, interview_id: str) -> Interview:
        """The state of an interview, to be shown.

        Raises:
            NoSuchSession: there is none of that id.
            BadInput: it was begun with another pack.
            StoreError: it can't be read.
        """
        state = self.store.load(interview_id)
        self.check_pack(interview_id, state.setup.pack)
        return state

    def judge_job(self) -> None:
        """Have a model hold what the user has to show against the job; its reading is kept until the CV changes.

        Raises:
            SetupError: no model is set up.
            ProviderError: the model failed.
            StoreError: it could not be kept.
        """
        application = self.application
        if job := application.job():
            claims = [*claims_in(application.cv()), *self.claims_beside_cv()]
            asked = [item.text for item in job.requirements]
            application.keep_judged(self.services.llm.job_reader().judged(asked, claims))

    def setup(self, request: InterviewRequest) -> Setup:
        """What was asked for, with the CV and the job that are kept where it is to be prepared by them.

        Raises:
            BadInput: as `Services.setup`.
            StoreError: the store can't be read.
        """
        if request.prepared:
            gap = None if request.job else gap_of(self.job_matches())
            request = request.model_copy(update={"cv": request.cv or self.application.cv() or None, "gap": gap})
        return self.services.setup(request)

    def today(self, now: datetime) -> Today:
        """What is due, the most urgent first.

        Raises:
            StoreError: the store can't be read.
        """
        past = self.of_this_pack()
        found = self.preparation.today(past, self.weak_links(), now)
        due = due_round(self.loops.all(), past, self.services.pack)
        return replace(found, tasks=(due, *found.tasks)) if due else found

    def progress(self) -> Progress:
        """What the finished interviews show, held against the critic's own noise.

        Raises:
            StoreError: the store can't be read.
        """
        return progress(self.of_this_pack(), self.services.pack, self.services.resources.critic.noise)

    def of_this_pack(self) -> list[Summary]:
        """The interviews that were begun with this pack, the newest first.

        Raises:
            StoreError: the store can't be read.
        """
        return [item for item in self.store.summaries() if item.pack == self.services.pack.manifest.id]

    def weak_links(self) -> frozenset[str]:
        """The links that the debriefs of the newest interviews name first.

        Raises:
            StoreError: the store can't be read.
        """
        return frozenset(weak.link for summary in self.of_this_pack()[:_NEWEST] for weak in summary.weak)

    def check_pack(self, interview_id: str, pack_id: str) -> None:
        """An interview is told with the people and the rubric it was begun with.

        Raises:
            BadInput: it was begun with another pack.
        """
        if pack_id != self.services.pack.manifest.id:
            raise BadInput(
                f"interview '{interview_id}' was begun with the pack '{pack_id}'; set INTERVIEWER_PACK to it"
            )
