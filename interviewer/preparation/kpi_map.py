"""The KPI map: what a candidate's CV tells of each project's way to the business, and what is still to be told.

A link that is missing is asked for, one at a time; what is answered is kept as it was said. Nothing is worded anew.
Source: the guide's checklist, item 1; the chain is RUBRIC section 1's.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.assessment.absence import Thread
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Evidence, EvidenceKind, Reading
from interviewer.domain.kpi_map import Project, Told
from interviewer.domain.sanitizing import gradable, sanitize_answer
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.errors import BadInput
from interviewer.packs.schema import Dimension, LinkText
from interviewer.preparation.cv import Line, entries_of, is_contact, lists_something
from interviewer.preparation.shelf import Shelf
from interviewer.rubric.dimension import HINTED, LIKELY, best, of_kind, outshone
from interviewer.rubric.metric_gap import BUSINESS_MEASURE, CHAIN, COST, EFFECT, MECHANISM, TECHNICAL_MEASURE, holding
from interviewer.rubric.ownership import DECISION
from interviewer.rubric.registry import HEADLINE
from interviewer.storage.protocol import Papers

_MISSING = "that project is not on the map any more; load the map again"
MOST_PROJECTS = 40
_MOST_LINES = 150  # of a CV
_FEWEST_WORDS = 3  # of an entry of a CV that can tell of work
_HARDLY = 0.1  # enough of a link where its own question was answered
_SURE = 0.7  # of a link that was not asked for
# What is asked first moves the others: without a number of the business there is nothing to explain, nor to pay for.
ASKED_IN_TURN = (BUSINESS_MEASURE, EFFECT, MECHANISM, COST, TECHNICAL_MEASURE)
_QUESTION = "What have you done, and what came of it?"
_ANSWER = 1  # the turn of an answer, behind the project that it is about
_CANNOT_TELL = frozenset({DialogueAct.DID_NOT_KNOW, DialogueAct.REFUSED})
_TELLS_NOTHING = frozenset({DialogueAct.SILENT, DialogueAct.WANTS_TO_END})
_NO_ROOM = f"the map holds {MOST_PROJECTS} projects already; remove those that you would not tell of"


@dataclass(frozen=True)
class MapQuestion:
    """What is asked next: of which project, about which link. `meaning` says it at more length."""

    project: Project
    link: EvidenceKind
    label: str
    text: str
    meaning: str


@dataclass(frozen=True)
class MapReply:
    """What became of an answer: the project as it is now; the link's meaning where that was asked back for."""

    project: Project
    told: Told | None = None
    meaning: str = ""


@dataclass(frozen=True)
class TakenIn:
    """What came of a CV: the projects that are new on the map, and the entries that told of no work."""

    new: tuple[Project, ...]
    passed: tuple[str, ...]


def missing(project: Project) -> tuple[EvidenceKind, ...]:
    """The links that are still to be told, in the order in which they are asked for.

    A technical measure is no part of a chain that has a number of the business (RUBRIC section 1).
    """
    open_links = (link for link in ASKED_IN_TURN if not project.on(link) and link not in project.unknown)
    unneeded = bool(project.on(BUSINESS_MEASURE) or project.on(EFFECT))
    return tuple(link for link in open_links if not (link == TECHNICAL_MEASURE and unneeded))


@dataclass(frozen=True)
class KpiMap:
    """One user's map, kept in `papers`.

    Args:
        dimension: the pack's words for the chain and its links.
        round: whose round's questions a reading is to be fit for; any will do.
    """

    papers: Papers
    extractor: Extractor
    dimension: Dimension
    round: str

    @property
    def _shelf(self) -> Shelf[Project]:
        return Shelf(self.papers, "project", Project, _MISSING)

    def projects(self) -> list[Project]:
        """All that is on the map, in the order in which it came there.

        Raises:
            StoreError: it can't be read.
        """
        return self._shelf.all()

    def take_in(self, cv: str) -> TakenIn:
        """Put the pieces of work in a CV on the map, with what it tells of each.

        Raises:
            BadInput: it is too long, or the map is full.
            StoreError: it could not be kept.
        """
        cv = gradable(cv, "CV")
        known = {project.text for project in self.projects()}
        lines = [line for line in dict.fromkeys(entries_of(cv)) if line.text not in known][:_MOST_LINES]
        read = {line.text: self._read(line) for line in lines}
        new = [project for project in read.values() if project]
        if len(known) + len(new) > MOST_PROJECTS:
            raise BadInput(_NO_ROOM)
        for project in new:
            self._shelf.put(project)
        passed = tuple(text for text, project in read.items() if project is None and not is_contact(text))
        return TakenIn(tuple(new), passed)

    def add(self, text: str) -> Project:
        """Put a piece of work on the map that stands in no CV, as the candidate writes it.

        Raises:
            BadInput: it says nothing, is there already, or the map is full.
            StoreError: it could not be kept.
        """
        cleaned = " ".join(sanitize_answer(text).split())
        known = self.projects()
        if any(project.text == cleaned for project in known):
            raise BadInput("that project is on the map already")
        if len(known) >= MOST_PROJECTS:
            raise BadInput(_NO_ROOM)
        project = self._with_words(cleaned, self._reading(cleaned))
        self._shelf.put(project)
        return project

    def next_question(self, after: str | None = None) -> MapQuestion | None:
        """The first link that is missing, of the project `after` first; None where the map is whole."""
        projects = sorted(self.projects(), key=lambda project: project.id != after)
        return next((self._question(item, links[0]) for item in projects if (links := missing(item))), None)

    def answer(self, project_id: str, link: EvidenceKind, text: str) -> MapReply:
        """Keep what was answered about a link, and whether a reader finds the link in it.

        What the same answer tells of other missing links is kept too. Who can't tell is not asked again; who asks back
        is told what is meant.

        Raises:
            BadInput: it says nothing, the project is gone, or there is no such link.
            StoreError: it could not be kept.
        """
        project, revision = self._shelf.find(project_id)
        about = self._link(link)
        said = sanitize_answer(text)
        reading = self._reading(said, project, about)
        if reading.act is DialogueAct.ASKED_BACK:
            return MapReply(project, meaning=about.meaning or about.hint)
        if reading.act in _CANNOT_TELL:
            return MapReply(self._shelf.put(project.without(link), revision))
        if reading.act in _TELLS_NOTHING:
            raise BadInput("that tells nothing of this project; answer in a sentence, or say that you can't tell")
        words = _words(said, reading, link) or _maybe(said, reading, link)
        own = Told(link=link, text=said, source="asked", borne_out=words is not None)
        others = [
            Told(link=other, text=found, source="asked")
            for other in missing(project)
            if other != link and (found := _words(said, reading, other, _SURE))
        ]
        return MapReply(self._shelf.put(project.with_told(own, *others), revision), own)

    def cannot_tell(self, project_id: str, link: EvidenceKind) -> Project:
        """Mark a link as one that the candidate can't tell; it is not asked for again.

        Raises:
            BadInput: the project is gone, or there is no such link.
            StoreError: it could not be kept.
        """
        project, revision = self._shelf.find(project_id)
        self._link(link)
        return self._shelf.put(project.without(link), revision)

    def remove(self, project_id: str) -> None:
        """Take a project off the map for good; nothing happens where it is gone already.

        Raises:
            StoreError: the disk did not take it.
        """
        self._shelf.remove(project_id)

    def question(self, project_id: str, link: EvidenceKind) -> MapQuestion:
        """How a link of a project is asked for.

        Raises:
            BadInput: the project is gone, or there is no such link.
        """
        return self._question(self._shelf.find(project_id)[0], link)

    def _question(self, project: Project, link: EvidenceKind) -> MapQuestion:
        about = self._link(link)
        return MapQuestion(project, link, about.label, about.hint, about.meaning or about.hint)

    def _link(self, link: str) -> LinkText:
        if link not in CHAIN:
            raise BadInput(f"unknown link '{link}'; known are: {', '.join(CHAIN)}")
        return self.dimension.link(link)

    # Reading

    def _read(self, line: Line) -> Project | None:
        """The project that an entry of a CV tells of: any item of a list, and whatever else tells of work."""
        entry = line.text
        if (
            len(entry.split()) < _FEWEST_WORDS
            or speaks_to_machine(entry)
            or is_contact(entry)
            or lists_something(entry)
            or entry.endswith(":")
        ):
            return None
        reading = self._reading(entry)
        tells = line.is_item or reading.surest([*CHAIN, DECISION], HINTED)
        return self._with_words(entry, reading) if tells else None

    def _with_words(self, text: str, reading: Reading) -> Project:
        told = [
            Told(link=link, text=words, source="cv")
            for link in CHAIN
            if (words := _words(text, reading, link, LIKELY if link == EFFECT else _SURE))
        ]
        return Project(id=secrets.token_hex(4), text=text, told=tuple(told))

    def _reading(self, said: str, project: Project | None = None, about: LinkText | None = None) -> Reading:
        """What the words tell; an answer is read behind the project that it is about."""
        if project is None or about is None:
            return self.extractor.extract(Exchange(0, _QUESTION, said), ExtractionContext(self.round, HEADLINE))
        earlier = (Exchange(0, _QUESTION, project.text),)
        context = ExtractionContext(self.round, HEADLINE, asked=self.dimension.id, earlier=earlier)
        return self.extractor.extract(Exchange(_ANSWER, about.hint, said), context)


def _words(said: str, reading: Reading, link: EvidenceKind, at_least: float = LIKELY) -> str | None:
    """The surest words of the last answer that make the link stand there, letter for letter."""
    standing = _standing(reading, link, at_least)
    found = best(item for item in standing if said[item.span.start : item.span.end] == item.span.text)
    return found.text if found else None


def _standing(reading: Reading, link: EvidenceKind, at_least: float) -> Sequence[Evidence]:
    """What was saved is no price; and a measured effect on the business names its number too."""
    found = [item for item in holding(link, reading) if item.probability >= at_least]
    effects = holding(EFFECT, reading)
    if link == COST:
        return [item for item in found if not outshone(item, effects)]
    if found or link != BUSINESS_MEASURE:
        return found
    hinted = [item for item in reading.of(BUSINESS_MEASURE) if item.probability >= HINTED]
    return [item for item in effects if any(item.span.overlaps(other.span) for other in hinted)]


def _maybe(said: str, reading: Reading, link: EvidenceKind) -> str | None:
    """The words that may tell the link: enough where they answer the very question for it."""
    own = tuple(item for item in reading.evidence if item.span.turn == _ANSWER)
    thread = Thread((Exchange(_ANSWER, "", said),), own, (), reading.language)
    found = thread.doubt(link, of_kind(link), _HARDLY)
    return found.text if found else None
