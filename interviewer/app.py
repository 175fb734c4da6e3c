"""Chooses the parts of a session from the settings: the only place that knows every part."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import RLock, Thread
from typing import TYPE_CHECKING, cast

from interviewer.assessment.critic import Critic
from interviewer.domain.events import Started
from interviewer.domain.interview import Interview, replay
from interviewer.domain.passages import Passage
from interviewer.domain.sanitizing import LONGEST_ANSWER, sanitize
from interviewer.domain.setup import EngineRequest, EngineSelection, Setup
from interviewer.engines.embedded.calibration import calibration
from interviewer.engines.embedded.coach import EmbeddedCoach
from interviewer.engines.embedded.extractor import EmbeddedExtractor
from interviewer.engines.embedded.trained_finder import TrainedFinder
from interviewer.engines.embedded.voice import EmbeddedVoice
from interviewer.engines.llm.endpoint import notice as told_where
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.protocols import Extractor
from interviewer.engines.selection import endpoint_of, select_engines
from interviewer.errors import BadInput, InterviewerError, SetupError
from interviewer.interview.clarifier import Clarifier, searched_texts
from interviewer.interview.cv import claim_of
from interviewer.interview.planning import plan_interview
from interviewer.interview.policy import Policy
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Parts, Session
from interviewer.packs import Pack, load_pack
from interviewer.private_files import private_folder, replace_private
from interviewer.retrieval.documents import Filter, documents_of
from interviewer.retrieval.embedder import MiniLmEmbedder
from interviewer.retrieval.vectors import FILE, RememberingEmbedder, packed_vectors
from interviewer.settings import Settings
from interviewer.storage.store import Store

if TYPE_CHECKING:
    from interviewer.engines.llm.engine import LlmEngine
    from interviewer.retrieval.library import Library

Progress = Callable[[int, int], None]


def no_progress(_done: int, _all: int) -> None:
    """For callers who show none."""


@dataclass
class Services:
    """Builds parts on demand and keeps them; `progress` is told while the index is filled, unless `silent`."""

    settings: Settings
    progress: Progress = no_progress
    silent: bool = False
    library_of: "Services | None" = None
    _lock: RLock = field(default_factory=RLock, repr=False)

    @cached_property
    def pack(self) -> Pack:
        return load_pack(self.settings.pack)

    @cached_property
    def embedder(self) -> RememberingEmbedder:
        folders = (self.settings.pack, self.settings.index)
        return RememberingEmbedder(MiniLmEmbedder(self.settings.threads), folders)

    @cached_property
    def library(self) -> "Library":
        """The search over the pack, imported only where something is searched for: Chroma takes a second."""
        if self.library_of:
            return self.library_of.library
        from interviewer.retrieval.library import Library

        with self._lock:  # the background and the first answer may ask for it at the same moment
            if "library" not in self.__dict__:
                self.__dict__["library"] = Library(self.pack, self.embedder, self.settings.index, self._tell)
            return cast(Library, self.__dict__["library"])

    def search(self, query: str, k: int = 5, filter: Filter = Filter()) -> tuple[Passage, ...]:  # noqa: B008
        """At most `k` passages of the pack near `query`, best first; opens the library at the first call."""
        return self.library.search(query, k, filter)

    @cached_property
    def store(self) -> Store:
        return Store(self.settings.database)

    @cached_property
    def finder(self) -> TrainedFinder:
        return TrainedFinder(threads=self.settings.threads)

    @cached_property
    def extractor(self) -> Extractor:
        return EmbeddedExtractor(self.finder)

    @cached_property
    def critic(self) -> Critic:
        """The critics without a model."""
        coach = EmbeddedCoach(self.pack.rubric)
        return Critic(self.pack, self.extractor, coach, self.search, noise=calibration().noise)

    @cached_property
    def executor(self) -> ThreadPoolExecutor:
        """Where the model grades while the candidate types."""
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="critic")

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

    @cached_property
    def parts(self) -> Parts:
        return Parts(
            pack=self.pack,
            policy=Policy(self.pack, Clarifier(self.pack, self.embedder)),
            extractor=self.extractor,
            voice=EmbeddedVoice(self.pack),
            critic=self.critic,
            search=self.search,
        )

    def with_store(self, path: Path) -> "Services":
        """The same parts with another store: for another user."""
        other = Services(self.settings, self.progress, library_of=self)
        other.__dict__.update(pack=self.pack, embedder=self.embedder)
        other.__dict__.update(finder=self.finder, extractor=self.extractor)
        other.__dict__.update(critic=self.critic, parts=self.parts, store=Store(path, self.settings.home))
        return other

    def critic_for(self, selection: EngineSelection, fallback: Fallback) -> Critic:
        """The critics with the extractor and the coach that were chosen."""
        critic = self.critic
        if selection.extractor == "llm":
            critic = replace(critic, extractor=self.llm.extractor(self.extractor, fallback, selection.samples))
        if selection.coach == "llm":
            critic = replace(critic, coach=self.llm.coach(critic.coach, fallback))
        return critic

    def parts_for(self, selection: EngineSelection, fallback: Fallback | None = None) -> Parts:
        """The parts of one session whose roles are played so. The policy always goes by the embedded extractor.

        Args:
            fallback: what the user says to the model's failures in this session, and whether it still answers.
        """
        if not selection.roles:
            return self.parts
        own = fallback or Fallback()
        voice = self.llm.voice(self.parts.voice, own) if selection.voice == "llm" else self.parts.voice
        executor = self.executor if selection.extractor == "llm" or selection.coach == "llm" else None
        critic = self.critic_for(selection, own)
        return replace(self.parts, voice=voice, critic=critic, executor=executor, fallback=own)

    def select_engines(self, wish: EngineRequest) -> EngineSelection:
        """Who plays, for what was asked.

        Raises:
            BadInput: an unknown player, or a model is wanted and none is set up.
        """
        return select_engines(wish, self.settings)

    def notice(self, selection: EngineSelection) -> str | None:
        """Where the candidate's words go; to be shown before the first leaves. None where no model plays."""
        endpoint = endpoint_of(self.settings)
        return told_where(endpoint, ", ".join(selection.roles)) if endpoint and selection.roles else None

    @property
    def local(self) -> bool:
        """Whether the model that is set up runs on this machine."""
        endpoint = endpoint_of(self.settings)
        return endpoint is None or endpoint.local

    def prepare(self) -> None:
        """Index the pack and keep its texts' vectors, so that nobody waits for it later; instant where that is done."""
        if self.embedder.missing(texts := self.pack_texts()):
            packed = packed_vectors(texts, self.embedder, self._tell)
            with suppress(OSError):  # a home that takes no file: the vectors are computed again next time
                private_folder(self.settings.index)
                replace_private(self.settings.index / FILE, packed)
        _ = self.library
        self.open_extractor()

    def open_extractor(self) -> None:
        """Have the embedded extractor ready, before anybody answers a question that it could not grade.

        Raises:
            SetupError: it computes wrongly on this machine.
        """
        with self._lock:
            self.finder.open()

    def prepare_meanwhile(self) -> Thread:
        """`prepare` in the background. What goes wrong there is raised where the part is asked for again."""
        thread = Thread(target=self._prepare_quietly, name="prepare", daemon=True)
        thread.start()
        return thread

    def _prepare_quietly(self) -> None:
        with suppress(InterviewerError):
            self.prepare()

    def pack_texts(self) -> list[str]:
        """Every text of the pack that something is compared with."""
        return [*(item.searchable for item in documents_of(self.pack)), *searched_texts(self.pack)]

    def _tell(self, done: int, total: int) -> None:
        if not self.silent:
            self.progress(done, total)

    def close(self) -> None:
        """Let go of what was opened."""
        if "executor" in self.__dict__:
            self.executor.shutdown(wait=False, cancel_futures=True)
        if "library" in self.__dict__:
            self.library.close()

    def begin(self, setup: Setup, fixed_choice: bool = False, fallback: Fallback | None = None) -> Session:
        """A new interview. With `fixed_choice` its questions follow from the seed alone, else from what was used."""
        self.open_extractor()
        plan = plan_interview(self.pack, setup, {} if fixed_choice else self.store.usage())
        log = self.store.create(Started(setup=setup, plan=plan))
        return Session(self.parts_for(setup.selection, fallback), log, replay(self.store.events(log.session_id)))

    def resume(self, session_id: str, fallback: Fallback | None = None) -> Session:
        """An interview that was begun before.

        Raises:
            NoSuchSession: there is none of that id.
            BadInput: it was begun with another pack.
        """
        log, state = self.store.resume(session_id)
        self.check_pack(session_id, state)
        if state.ended is None:
            self.open_extractor()
        return Session(self.parts_for(state.setup.selection, fallback), log, state)

    def check_pack(self, session_id: str, state: Interview) -> None:
        """An interview is told with the people and the rubric it was begun with.

        Raises:
            BadInput: it was begun with another pack.
        """
        if state.setup.pack != self.pack.manifest.id:
            raise BadInput(
                f"interview '{session_id}' was begun with the pack '{state.setup.pack}'; set INTERVIEWER_PACK to it"
            )

    def setup(self, request: InterviewRequest) -> Setup:
        """What was asked for, checked against the pack and the settings.

        Raises:
            BadInput: an unknown round, unit, level, focus or engine, with the known ones; a CV that is too long.
        """
        selection, manifest = self.select_engines(request.engine), self.pack.manifest
        round_id = manifest.rounds[0].id if request.round is None else request.round
        _known("round", round_id, [item.id for item in manifest.rounds])
        _known("unit", request.unit, [None, *(item.id for item in manifest.units)])
        _known("level", request.level, ["mid", "senior"])
        _known(f"focus of round '{round_id}'", request.focus, [None, *self.pack.round(round_id).dimensions])
        turns, minutes = request.length
        project, cv = _one_line(request.project), sanitize(request.cv or "", "CV") or None
        return Setup(
            pack=manifest.id,
            round=round_id,
            unit=request.unit,
            seniority="mid" if request.level == "mid" else "senior",
            turns=turns,
            minutes=minutes,
            seed=random.SystemRandom().randrange(2**31) if request.seed is None else request.seed,
            engine="llm" if selection.roles else "embedded",
            selection=selection,
            current_role=_one_line(request.role),
            project=project,
            focus=request.focus,
            cv=cv,
            claim=claim_of(cv, self.extractor, round_id) if cv and not project else None,
        )


def _known(what: str, value: str | None, known: list[str | None] | list[str]) -> None:
    if value not in known:
        names = ", ".join(item for item in known if item)
        raise BadInput(f"unknown {what} '{value}'; known are: {names}")


def _one_line(text: str | None) -> str | None:
    cleaned = " ".join(sanitize((text or "")[:LONGEST_ANSWER]).split())[:200].strip(" .")
    return cleaned or None
