"""Checks that everything a pack names exists, and that its lines keep to the variables they may use."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from string import Formatter

from interviewer.errors import PackError
from interviewer.packs.formulas import FORMULAS
from interviewer.packs.schema import Case, Pack, Question
from interviewer.rubric.registry import KINDS, RULES

LINE_VARIABLES = {
    "greeting_project": {"project"},
    "tie": {"quote"},
    "interrupt": {"quote"},
    "floor": {"topic"},
    "back": {"question"},
    "off_topic": {"topic"},
    "as_you_like": {"topic"},
    "choose": {"option"},
    "time_left": {"left"},
    "reconcile": {"earlier", "now"},
    "reconcile_cv": {"earlier", "now"},
    "recount": {"sum"},
}
QUESTION_VARIABLES = {None: set[str](), "gap": {"gap"}, "doubt": {"whom", "quote", "asks"}}


def check_references(pack: Pack, folder: Path) -> None:
    """Raise for the first reference that leads nowhere.

    Raises:
        PackError: with the file, the place and the names that would be right.
    """
    for place, name, known in _references(pack):
        if name not in known:
            raise PackError(f"{folder}/{place}: '{name}' does not exist; known are {', '.join(sorted(known))}")
    for place, text, allowed in _templates(pack):
        for variable in _variables(text, f"{folder}/{place}"):
            if variable not in allowed:
                raise PackError(f"{folder}/{place}: {{{variable}}} is not filled in here: {text!r}")
    _check_everything_explained(pack, folder)
    _check_everything_asked(pack, folder)
    seen: set[str] = set()
    for question in (*_bank(pack), *_steps(pack), *_of_loop(pack)):
        if question.id in seen:
            raise PackError(f"{folder}: two questions have the id '{question.id}'; give one of them another")
        seen.add(question.id)


def _check_everything_explained(pack: Pack, folder: Path) -> None:
    """A finding must cite an excerpt about its dimension and its broken link, so each link needs one."""
    explained = {
        (name, link) for excerpt in pack.excerpts.values() for name, links in excerpt.explains.items() for link in links
    }
    for dimension in pack.rubric.dimensions:
        for link in dimension.links:
            if (dimension.id, link.id) not in explained:
                raise PackError(
                    f"{folder}/guide: no excerpt explains '{link.id}' of '{dimension.id}'; add one, or name the link "
                    "in an excerpt's 'explains'"
                )


def _check_everything_asked(pack: Pack, folder: Path) -> None:
    """What somebody in the pack asks about is pressed in every round, so whoever presses there needs a probe for it."""
    pressed = {link for person in pack.personas.values() for link in person.probes}
    for round_ in pack.manifest.rounds:
        people = [pack.personas[name] for name in round_.speakers]
        for name in round_.dimensions:
            for link in (link for link in pack.rubric.dimension(name).links if link.id in pressed):
                pressers = [person for person in people if link.id in person.presses][:1] or people
                silent = [person.id for person in pressers if link.id not in person.probes]
                asked = [item for item in pack.questions[round_.id] if name in item.dimensions]
                if silent and not all(link.id in item.probes for item in asked):
                    raise PackError(
                        f"{folder}/personas/{silent[0]}.toml: no probe for '{link.id}' of '{name}', which round "
                        f"'{round_.id}' may press; add one under [probes]"
                    )


def _bank(pack: Pack) -> Iterator[Question]:
    for bank in pack.questions.values():
        yield from bank


def _steps(pack: Pack) -> Iterator[Question]:
    for case in pack.cases.values():
        yield from case.steps


def _of_loop(pack: Pack) -> tuple[Question, ...]:
    return pack.loop.questions if pack.loop else ()


def _references(pack: Pack) -> Iterator[tuple[str, str, Iterable[str]]]:
    units = {unit.id for unit in pack.manifest.units}
    rounds = {item.id for item in pack.manifest.rounds}
    dimensions = {dimension.id: {link.id for link in dimension.links} for dimension in pack.rubric.dimensions}
    for item in pack.manifest.rounds:
        yield from (("pack.toml", speaker, pack.personas) for speaker in item.speakers)
        yield from (("pack.toml", dimension, dimensions) for dimension in item.dimensions)
        if item.focus:
            yield "pack.toml", item.focus, item.dimensions
    for dimension in pack.rubric.dimensions:
        yield "rubric.toml", dimension.rule, RULES
        leads_in = (link.lead_in for link in dimension.links if link.lead_in)
        yield from (("rubric.toml", text, pack.rubric.connectives) for text in leads_in)
        own = RULES[dimension.rule].kinds if dimension.rule in RULES else ()
        yield from (("rubric.toml", kind, own) for kinds in dimension.cues.values() for kind in kinds)
    for excerpt in pack.excerpts.values():
        place = f"guide/{excerpt.id}.md"
        yield from ((place, name, rounds) for name in excerpt.rounds)
        yield from ((place, name, units) for name in excerpt.units)
        yield from ((place, name, dimensions) for name in excerpt.explains)
        yield from ((place, link, dimensions[name]) for name, links in excerpt.explains.items() for link in links)
    links = {link for known in dimensions.values() for link in known}
    for drill in pack.drills:
        yield f"drills.toml [{drill.id}]", drill.formula, FORMULAS
        yield from ((f"drills.toml [{drill.id}]", link, links) for link in drill.links)
    for talk in pack.talks:
        where = f"drills.toml [{talk.id}]"
        yield where, talk.round, rounds
        yield where, talk.dimension, pack.round(talk.round).dimensions if talk.round in rounds else ()
        yield from ((where, link, dimensions.get(talk.dimension, ())) for link in talk.links)
    for briefing in pack.briefings:
        where = f"briefings.toml [{briefing.unit}]"
        yield where, briefing.unit, units
        yield from ((where, name, pack.excerpts) for name in briefing.excerpts)
        yield from ((where, name, {term.id for term in pack.terms}) for name in briefing.terms)
    for theme in pack.stories.theme:
        yield from (("stories.toml", name, pack.all_questions) for name in theme.questions)
    yield from (("stories.toml", kind, KINDS) for part in pack.stories.part for kind in part.evidence)
    yield from (("stories.toml", kind, KINDS) for theme in pack.stories.theme for kind in theme.evidence)
    for round_id, bank in pack.questions.items():
        for question in bank:
            yield f"questions/{round_id}.toml [{question.id}] needs", question.needs or "gap", ("gap",)
            yield from _question_references(f"questions/{round_id}.toml", question, pack, units, dimensions)
    if pack.loop:
        yield from (("loop.toml", name, rounds) for name in pack.loop.rounds)
        yield from (("loop.toml [asks]", link, links) for link in pack.loop.asks)
        for question in pack.loop.questions:
            yield f"loop.toml [{question.id}] needs", question.needs or "none", ("doubt",)
            yield from _question_references("loop.toml", question, pack, units, dimensions)
    for case in pack.cases.values():
        yield from _case_references(case, pack, units, dimensions)


def _question_references(
    place: str, question: Question, pack: Pack, units: set[str], dimensions: dict[str, set[str]]
) -> Iterator[tuple[str, str, Iterable[str]]]:
    where = f"{place} [{question.id}]"
    probes = {link for links in dimensions.values() for link in links} | {"deepen"}
    yield from ((where, name, units) for name in question.units)
    yield from ((where, name, dimensions) for name in question.dimensions)
    yield from ((where, name, probes) for name in question.probes)
    if question.speaker:
        yield where, question.speaker, pack.personas


def _case_references(
    case: Case, pack: Pack, units: set[str], dimensions: dict[str, set[str]]
) -> Iterator[tuple[str, str, Iterable[str]]]:
    place = f"cases/{case.id}.toml"
    facts, steps = {fact.id for fact in case.facts}, {step.id for step in case.steps}
    yield from ((place, name, units) for name in case.units)
    yield from ((place, name, facts) for name in case.surfaces_with)
    yield from ((place, fact.speaker, pack.personas) for fact in case.facts)
    yield place, case.twist.after, steps
    yield place, case.twist.speaker, pack.personas
    for step in case.steps:
        yield from _question_references(place, step, pack, units, dimensions)


def _templates(pack: Pack) -> Iterator[tuple[str, str, set[str]]]:
    for drill in pack.drills:
        known = set(FORMULAS[drill.formula](Random(0)))
        yield f"drills.toml [{drill.id}]", drill.text, known - {"answer"}
        yield f"drills.toml [{drill.id}]", drill.worked, known
    yield from ((f"drills.toml [{talk.id}]", talk.text, {"project"}) for talk in pack.talks)
    for persona in pack.personas.values():
        place = f"personas/{persona.id}.toml"
        for name in type(persona.lines).model_fields:
            yield from ((place, line, LINE_VARIABLES.get(name, set())) for line in getattr(persona.lines, name))
        said = (*persona.replies.values(), *persona.probes.values())
        yield from ((place, line, set()) for lines in said for line in lines)
    if pack.loop:
        yield from (("loop.toml", line, {"whom", "earlier", "now"}) for line in pack.loop.reconcile)
        yield from (("loop.toml", line, set()) for line in pack.loop.asks.values())
    for question in (*_bank(pack), *_steps(pack), *_of_loop(pack)):
        yield from ((question.id, line, set()) for lines in question.probes.values() for line in lines)
        yield question.id, question.text, QUESTION_VARIABLES[question.needs]
        if question.text_with_project:
            yield question.id, question.text_with_project, {"project"}
        if question.text_with_claim:
            yield question.id, question.text_with_claim, {"claim"}
    for dimension in pack.rubric.dimensions:
        yield from (("rubric.toml", text, {"quote"}) for text in dimension.strong_why_quoting)
        for link in dimension.links:
            yield from (("rubric.toml", text, {"quote"}) for text in link.next_step_quoting)
            yield from (("rubric.toml", text, {"quote", "label"}) for text in (link.asks,) if text)
            yield from (("rubric.toml", text, set()) for text in (*link.why, *link.next_step))


def _variables(text: str, place: str) -> list[str]:
    try:
        return [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        raise PackError(f"{place}: a brace that opens nothing; write {{{{ for a brace: {text!r}") from None
