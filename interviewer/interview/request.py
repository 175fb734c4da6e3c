"""What somebody asks for before an interview begins: the one form that terminal, page and evals fill in.

A new field is added here, in `domain/setup.py` where it is kept, in the two forms, and where it is used
(ARCHITECTURE.md, "To add something").
"""

import random
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from interviewer.domain.colleagues import Colleagues
from interviewer.domain.sanitizing import LONGEST_ANSWER, sanitize
from interviewer.domain.setup import DEFAULT_TURNS, EngineRequest, EngineSelection, Setup
from interviewer.engines.protocols import Extractor
from interviewer.errors import BadInput
from interviewer.packs.schema import Pack
from interviewer.preparation.application import claims_in, gap_of, matched
from interviewer.preparation.cv import claim_of
from interviewer.preparation.requirements import requirements_of
from interviewer.retrieval.embedder import Embedder


class InterviewRequest(BaseModel):
    """Length is `turns` answers or `minutes`, 12 answers where neither is given; `seed` fixes the choice of questions.

    Attributes:
        round: its id; the pack's first one unless given.
        focus: a dimension to be tested above all.
        role, project: the candidate's own, in a line.
        cv: its text.
        job: the text of the job's description; what the CV does not show of it is asked about.
        gap: what to ask about, where that is known already.
        colleagues: those of the loop's earlier rounds, with what they heard and doubt.
        prepared: whether the CV and the job that are kept are taken where none is given.
    """

    model_config = ConfigDict(frozen=True)

    round: str | None = None
    unit: str | None = None
    level: str = "senior"
    turns: int | None = None
    minutes: float | None = None
    seed: int | None = None
    focus: str | None = None
    role: str | None = None
    project: str | None = None
    cv: str | None = None
    job: str | None = None
    gap: str | None = None
    colleagues: tuple[Colleagues, ...] = ()
    prepared: bool = False
    engine: EngineRequest = EngineRequest()

    @property
    def length(self) -> tuple[int | None, float | None]:
        """Answers and minutes, of which one is given."""
        if self.turns is None and self.minutes is None:
            return DEFAULT_TURNS, None
        return self.turns, self.minutes


def setup_of(
    request: InterviewRequest, pack: Pack, selection: EngineSelection, extractor: Extractor, embedder: Embedder
) -> Setup:
    """What was asked for, checked against the pack.

    Raises:
        BadInput: an unknown round, unit, level or focus, with the known ones; a CV or a job description too long.
    """
    manifest = pack.manifest
    round_id = manifest.rounds[0].id if request.round is None else request.round
    _known("round", round_id, [item.id for item in manifest.rounds])
    _known("unit", request.unit, [None, *(item.id for item in manifest.units)])
    _known("level", request.level, ["mid", "senior"])
    _known(f"focus of round '{round_id}'", request.focus, [None, *pack.round(round_id).dimensions])
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
        focus=request.focus or pack.round(round_id).focus,
        cv=cv,
        claim=claim_of(cv, extractor, round_id) if cv and not project else None,
        gap=request.gap or _gap(request.job, cv, embedder),
        colleagues=request.colleagues,
    )


def _gap(job: str | None, cv: str | None, embedder: Embedder) -> str | None:
    """What the job asks for and the CV does not show; None where either is not given."""
    asked = requirements_of(sanitize(job or "", "job description"))
    return gap_of(matched(asked, claims_in(cv), embedder, date.today())) if asked and cv else None


def _known(what: str, value: str | None, known: Sequence[str | None]) -> None:
    if value not in known:
        names = ", ".join(item for item in known if item)
        raise BadInput(f"unknown {what} '{value}'; known are: {names}")


def _one_line(text: str | None) -> str | None:
    cleaned = " ".join(sanitize((text or "")[:LONGEST_ANSWER]).split())[:200].strip(" .")
    return cleaned or None
