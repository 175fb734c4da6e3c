"""The briefing on a unit: what to read of the guide and the glossary, and questions to check oneself with.

Source: the guide's checklist, item 5. Every word of it is the pack's, with its source.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from zlib import crc32

from interviewer.errors import BadInput
from interviewer.packs.preparing import Check
from interviewer.packs.schema import Excerpt, Pack, Term, Unit

_WORDS_A_MINUTE = 220


@dataclass(frozen=True)
class UnitBriefing:
    """What there is to read on a unit, in `minutes`."""

    unit: Unit
    users: str
    excerpts: tuple[Excerpt, ...]
    terms: tuple[Term, ...]
    checks: tuple[Check, ...]
    minutes: int


def briefing_on(pack: Pack, unit_id: str) -> UnitBriefing:
    """The briefing on a unit.

    Raises:
        BadInput: there is none, with the units there are one on.
    """
    found = next((item for item in pack.briefings if item.unit == unit_id), None)
    if found is None:
        known = ", ".join(item.unit for item in pack.briefings) or "none"
        raise BadInput(f"there is no briefing on '{unit_id}'; there are: {known}")
    excerpts = tuple(pack.excerpts[name] for name in found.excerpts)
    terms = tuple(next(term for term in pack.terms if term.id == name) for name in found.terms)
    words = sum(len(text.split()) for text in (found.users, *(item.body for item in excerpts), *map(_told, terms)))
    unit = next(item for item in pack.manifest.units if item.id == unit_id)
    checks = tuple(_shuffled(check) for check in found.checks)
    return UnitBriefing(unit, found.users, excerpts, terms, checks, max(1, round(words / _WORDS_A_MINUTE)))


def right_of(checks: Sequence[Check], given: Sequence[int]) -> int:
    """How many of the options that were given, from 1, are right."""
    return sum(check.right == option for check, option in zip(checks, given, strict=False))


def _told(term: Term) -> str:
    return f"{term.name} {term.definition}"


def _shuffled(check: Check) -> Check:
    """Its options in an order of its own, the same each time: nobody learns the place instead of the answer."""
    order = list(range(len(check.options)))
    Random(crc32(check.question.encode())).shuffle(order)
    options = tuple(check.options[place] for place in order)
    return check.model_copy(update={"options": options, "right": order.index(check.right - 1) + 1})
