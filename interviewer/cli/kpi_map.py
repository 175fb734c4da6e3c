"""`interviewer kpi-map`: the projects on their way to the business; what is missing is asked for, one by one."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from interviewer.app import Interviews
from interviewer.cli.answers import Answers, Prepared, Typed, leaves
from interviewer.cli.console import messages, read_cv, read_text, results, services, written
from interviewer.cli.jsonl import printed
from interviewer.domain.evidence import EvidenceKind
from interviewer.domain.kpi_map import Project
from interviewer.domain.quoting import clipped
from interviewer.errors import BadInput
from interviewer.packs.schema import Dimension
from interviewer.preparation.kpi_map import KpiMap, MapQuestion
from interviewer.report.kpi_map import MAP_FORMATS, exported_map, rows_of
from interviewer.rubric.metric_gap import CHAIN

_HOW = "Answer in a sentence or two; it is kept as you send it. /skip: you can't tell; /stop: go on another time."
_SKIP = "/skip"


@dataclass(frozen=True)
class MapOptions:
    """What the command was called with."""

    cv: str | None
    add: str | None
    answers: str | None
    remove: int | None
    again: tuple[int, str] | None
    save: str | None
    show: bool
    as_json: bool


def run_kpi_map(options: MapOptions, typed: bool) -> None:
    """Take in, change, ask, show and save, as far as was asked for."""
    format_ = _format_of(options.save)
    with services() as made:
        kpi_map = made.interviews.kpi_map
        if options.remove is not None:
            _remove(kpi_map, options.remove)
        if options.cv:
            _take_in(made.interviews, read_cv(options.cv))
        if options.add is not None:
            kpi_map.add(options.add)
        first = _anew(kpi_map, *options.again) if options.again else None
        asks = not (options.show or options.as_json or options.save or options.remove is not None)
        answers = Prepared(read_text(options.answers), options.answers) if options.answers else None
        if answers or (asks and typed):
            _ask(kpi_map, answers or Typed(), first)
        projects = kpi_map.projects()
        if options.save and format_:
            written(Path(options.save), exported_map(projects, kpi_map.dimension, format_))
        elif options.as_json:
            for project in projects:
                printed(project.model_dump(mode="json"))
        else:
            _show(results(), projects, kpi_map.dimension)


def _format_of(save: str | None) -> str | None:
    if save is None:
        return None
    ending = Path(save).suffix.removeprefix(".").lower()
    if ending not in MAP_FORMATS:
        raise BadInput(f"'{save}': a map is saved as .md or .pdf; end the name in one of these")
    return ending


def _take_in(own: Interviews, cv: str) -> None:
    found = own.take_in_cv(cv)
    new = len(found.new)
    told = f"{new} new piece{'' if new == 1 else 's'} of work found in the CV." if new else "Nothing new in the CV."
    messages().print(told)
    if found.passed:
        messages().print("Left out, as no work was found there (--add puts one on the map all the same):")
    for entry in found.passed:
        messages().print(Text(f"  {clipped(entry, 14)}", "dim"))


def _numbered(kpi_map: KpiMap, number: int) -> Project:
    projects = kpi_map.projects()
    if not 1 <= number <= len(projects):
        raise BadInput(f"there is no project {number} on the map; see 'interviewer kpi-map --show'")
    return projects[number - 1]


def _remove(kpi_map: KpiMap, number: int) -> None:
    project = _numbered(kpi_map, number)
    kpi_map.remove(project.id)
    messages().print(f"Removed: {project.text}")


def _anew(kpi_map: KpiMap, number: int, link: str) -> MapQuestion:
    """The question for a link by its id or its label, whatever was told of it; what was told stays until it is."""
    by_label = {kpi_map.dimension.link(name).label: name for name in CHAIN}
    return kpi_map.question(_numbered(kpi_map, number).id, by_label.get(link, EvidenceKind(link)))


def _ask(kpi_map: KpiMap, answers: Answers, first: MapQuestion | None) -> None:
    """Ask for what is missing until all is told, or the candidate stops; the first question may be a given one."""
    console, last = messages(), None
    question = first or kpi_map.next_question()
    if question:
        console.print(_HOW, style="dim")
    while question:
        if question.project.id != last:
            console.print(f"\n{question.project.text}", style="bold")
        last = question.project.id
        console.print(f"{question.label}: {question.text}")
        text = answers.next()
        if text is None or leaves(text):
            return
        if not isinstance(answers, Typed):
            console.print(Text(f"> {text}", "dim"))
        is_done = _take(kpi_map, question, text.strip(), console)
        question = kpi_map.next_question(last) if is_done else question


def _take(kpi_map: KpiMap, question: MapQuestion, text: str, console: Console) -> bool:
    """Keep an answer, or say why not; whether the question is done with."""
    if text == _SKIP:
        kpi_map.cannot_tell(question.project.id, question.link)
        return True
    if text.startswith("/"):
        console.print(f"There is no {text.split()[0]} here. {_HOW}")
        return False
    try:
        reply = kpi_map.answer(question.project.id, question.link, text)
    except BadInput as error:
        console.print(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        return False
    if reply.meaning:
        console.print(reply.meaning)
    elif reply.told and not reply.told.borne_out:
        console.print(f"Kept as you said it. The reader does not find the {question.label} in it.", style="dim")
    return not reply.meaning


def _show(console: Console, projects: list[Project], dimension: Dimension) -> None:
    if not projects:
        console.print("The map is empty. Begin with: interviewer kpi-map --cv your-cv.pdf")
    for number, project in enumerate(projects, start=1):
        console.print(Text(f"{number}. {project.text}", "bold"))
        for row in rows_of(project, dimension):
            words = Text(f'"{row.words}" ') if row.words else Text()
            console.print(Padding(Text(f"{row.label}: ").append(words).append(f"({row.note})", "dim"), (0, 0, 0, 3)))
        console.print()
