"""Finds the dimensions of this package: every file that defines `DIMENSION`. A new file needs no edit elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from interviewer import rubric
from interviewer.domain.evidence import Evidence, EvidenceKind
from interviewer.rubric.dimension import Kind, RubricDimension
from interviewer.rubric.metric_gap import DIMENSION as METRIC_GAP
from interviewer.rubric.ownership import DIMENSION as OWNERSHIP

HEADLINE = (METRIC_GAP.id, OWNERSHIP.id)  # extractors judge whether these apply at all, and the verdict goes by them


def _found() -> Iterator[RubricDimension]:
    names = sorted(module.name for module in iter_modules(rubric.__path__) if module.name != "registry")
    for name in names:
        dimension = getattr(import_module(f"{rubric.__name__}.{name}"), "DIMENSION", None)
        if isinstance(dimension, RubricDimension):
            yield dimension


RULES: Mapping[str, RubricDimension] = {dimension.rule: dimension for dimension in _found()}
KINDS: Mapping[EvidenceKind, Kind] = {
    name: kind for dimension in RULES.values() for name, kind in dimension.kinds.items()
}
LEADS_TO: Mapping[str, tuple[EvidenceKind, ...]] = {
    link: kinds for dimension in RULES.values() for link, kinds in dimension.leads_to.items()
}
SHOWN_BY: Mapping[str, Callable[[Evidence], bool]] = {
    link: shows for dimension in RULES.values() for link, shows in dimension.shown_by.items()
}
ONLY_WHERE_ASKED: Mapping[EvidenceKind, str] = {
    name: dimension.id for dimension in RULES.values() if dimension.volunteered_by == () for name in dimension.kinds
}
