"""Chooses the parts of a session from the settings: the only place that knows every part."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from interviewer.consult import Consult
from interviewer.critic import Critic
from interviewer.domain.events import Started
from interviewer.domain.interview import replay
from interviewer.domain.setup import DEFAULT_TURNS, Setup
from interviewer.embedded.calibration import calibration
from interviewer.embedded.coach import EmbeddedCoach
from interviewer.embedded.reader import EmbeddedReader
from interviewer.embedded.trained_finder import TrainedFinder
from interviewer.embedded.voice import EmbeddedVoice
from interviewer.errors import BadInput
from interviewer.packs import Pack, load_pack
from interviewer.policy.decide import Policy
from interviewer.policy.layout import lay_out
from interviewer.retrieval.embedder import Embedder, MiniLmEmbedder
from interviewer.retrieval.library import Library
from interviewer.roles import Reader
from interviewer.session import Parts, Session
from interviewer.settings import Settings
from interviewer.store import Store

Progress = Callable[[int, int], None]
ENGINES = ("auto", "embedded", "llm")


def no_progress(_done: int, _all: int) -> None:
    """For callers who show none."""


@dataclass
class Workshop:
    """Builds parts on demand and keeps them; `progress` is told while the index is filled."""

    settings: Settings
    progress: Progress = no_progress

    @cached_property
    def pack(self) -> Pack:
        return load_pack(self.settings.pack)

    @cached_property
    def embedder(self) -> Embedder:
        return MiniLmEmbedder()

    @cached_property
    def library(self) -> Library:
        return Library(self.pack, self.embedder, self.settings.index, self.progress)

    @cached_property
    def store(self) -> Store:
        return Store(self.settings.database)

    @cached_property
    def reader(self) -> Reader:
        return EmbeddedReader(TrainedFinder())

    @cached_property
    def critic(self) -> Critic:
        measured = calibration()
        coach = EmbeddedCoach(self.pack.rubric)
        return Critic(self.pack, self.reader, coach, self.library, measured.thresholds, measured.noise)

    @cached_property
    def parts(self) -> Parts:
        return Parts(
            pack=self.pack,
            policy=Policy(self.pack, Consult(self.pack, self.embedder)),
            reader=self.reader,
            voice=EmbeddedVoice(self.pack),
            critic=self.critic,
            library=self.library,
        )

    def with_store(self, path: Path) -> "Workshop":
        """The same parts with another store: for another user."""
        other = Workshop(self.settings, self.progress)
        other.__dict__.update(pack=self.pack, embedder=self.embedder, library=self.library, reader=self.reader)
        other.__dict__.update(critic=self.critic, parts=self.parts, store=Store(path))
        return other

    def begin(self, setup: Setup, fixed_choice: bool = False) -> Session:
        """A new interview. With `fixed_choice` its questions follow from the seed alone, else from what was used."""
        plan = lay_out(self.pack, setup, {} if fixed_choice else self.store.usage())
        log = self.store.create(Started(setup=setup, plan=plan))
        return Session(self.parts, log, replay(self.store.events(log.session_id)))

    def resume(self, session_id: str) -> Session:
        """An interview that was begun before.

        Raises:
            NoSuchSession: there is none of that id.
            BadInput: it was begun with another pack.
        """
        log, state = self.store.resume(session_id)
        if state.setup.pack != self.pack.manifest.id:
            raise BadInput(
                f"interview '{session_id}' was begun with the pack '{state.setup.pack}'; set INTERVIEWER_PACK to it"
            )
        return Session(self.parts, log, state)

    def setup(
        self,
        round_id: str,
        unit: str | None = None,
        level: str = "senior",
        turns: int | None = None,
        minutes: float | None = None,
        seed: int | None = None,
        engine: str = "auto",
        role: str | None = None,
        project: str | None = None,
    ) -> Setup:
        """A checked setup from what a user chose.

        Raises:
            BadInput: an unknown round, unit, level or engine, with the known ones.
        """
        manifest = self.pack.manifest
        _known("round", round_id, [item.id for item in manifest.rounds])
        _known("unit", unit, [None, *(item.id for item in manifest.units)])
        _known("level", level, ["mid", "senior"])
        if turns is None and minutes is None:
            turns = DEFAULT_TURNS
        return Setup(
            pack=manifest.id,
            round=round_id,
            unit=unit,
            seniority="mid" if level == "mid" else "senior",
            turns=turns,
            minutes=minutes,
            seed=random.SystemRandom().randrange(2**31) if seed is None else seed,
            engine=engine_in_use(engine),
            current_role=_one_line(role),
            project=_one_line(project),
        )


def engine_in_use(wanted: str) -> str:
    """The engine that will play: the embedded one until a language model is set up.

    Raises:
        BadInput: an unknown engine, or one that is not set up.
    """
    _known("engine", wanted, list(ENGINES))
    if wanted == "llm":
        raise BadInput("the llm engine is not part of this version yet; leave --engine out to use the embedded one")
    return "embedded"


def _known(what: str, value: str | None, known: list[str | None] | list[str]) -> None:
    if value not in known:
        names = ", ".join(item for item in known if item)
        raise BadInput(f"unknown {what} '{value}'; known are: {names}")


def _one_line(text: str | None) -> str | None:
    cleaned = " ".join((text or "").split())[:200].strip(" .")
    return cleaned or None
