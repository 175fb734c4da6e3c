"""Lays out an interview before it begins: which case, and which main questions in which order of preference."""

import random
from collections.abc import Mapping

from interviewer.domain.setup import Plan, Setup
from interviewer.errors import BadInput
from interviewer.packs.doubts import doubted
from interviewer.packs.schema import Case, Pack, Question

Usage = Mapping[str, int]  # question or case id -> the ordinal of the last interview that used it, from 1


def plan_interview(pack: Pack, setup: Setup, usage: Usage | None) -> Plan:
    """The plan of one interview: what the job asks for comes first, what is about the focus, what was used longest ago.

    Ties stand in an order that the seed fixes; where `usage` is None, everything follows from the seed alone.

    Raises:
        BadInput: the pack has no question for this round, unit and seniority.
    """
    rng = random.Random(setup.seed)
    ordinal = setup.seed if usage is None else 1 + max(usage.values(), default=0)
    usage = usage or {}
    round_ = pack.round(setup.round)
    bank = [question for question in pack.questions[setup.round] if _fits(question, setup)]
    if not bank:
        raise BadInput(f"no question of round '{setup.round}' fits unit '{setup.unit}' and level '{setup.seniority}'")
    case = _case(pack, setup, usage, rng) if round_.cases else None
    asked_first = (*(item.id for item in bank if item.needs), *doubted(pack, setup.colleagues))
    bank = [item for item in bank if not item.needs]
    rng.shuffle(bank)
    bank.sort(key=lambda item: (not _in_focus(item, setup), usage.get(item.id, 0), not _about_unit(item, setup)))
    return Plan(questions=(*asked_first, *(question.id for question in bank)), case=case, ordinal=ordinal)


def _case(pack: Pack, setup: Setup, usage: Usage, rng: random.Random) -> str:
    cases = [case for case in pack.cases.values() if not case.units or setup.unit in (None, *case.units)]
    if not cases:
        raise BadInput(f"no case fits unit '{setup.unit}'; choose another unit or leave it out")
    rng.shuffle(cases)
    return min(cases, key=lambda case: (usage.get(case.id, 0), not _about_unit(case, setup))).id


def _fits(question: Question, setup: Setup) -> bool:
    in_unit = not question.units or setup.unit in (None, *question.units)
    answered_for = question.needs is None or setup.gap is not None
    return in_unit and answered_for and setup.seniority in question.seniority


def _in_focus(question: Question, setup: Setup) -> bool:
    return setup.focus is None or setup.focus in question.dimensions


def _about_unit(item: Question | Case, setup: Setup) -> bool:
    return setup.unit is not None and setup.unit in item.units
