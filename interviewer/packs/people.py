"""The shape of a person in a pack: who they are, and how they talk."""

from pydantic import Field

from interviewer.domain.dialogue_acts import AskedAbout
from interviewer.packs.entry import Entry, Identifier, Lines, Text


class PersonaLines(Entry):
    """How a person talks, by occasion; what a list is for stands in `knowledge/README.md`."""

    greeting: Lines
    greeting_project: Lines
    tie: Lines
    acknowledge: Lines
    acknowledge_strong: Lines
    dont_know: Lines
    silence: Lines
    interrupt: Lines
    refusal: Lines
    off_topic: Lines
    machine: Lines
    unknown_fact: Lines
    fact: Lines
    restate: tuple[Text, ...] = ()
    asks_on: tuple[Text, ...] = ()
    meaning: tuple[Text, ...] = ()
    why: tuple[Text, ...] = ()
    who: tuple[Text, ...] = ()
    choose: tuple[Text, ...] = ()
    choose_any: tuple[Text, ...] = ()
    challenge: tuple[Text, ...] = ()
    wait: tuple[Text, ...] = ()
    time_left: tuple[Text, ...] = ()
    as_you_like: tuple[Text, ...] = ()
    cannot_tell: tuple[Text, ...] = ()
    takes_over: tuple[Text, ...] = ()
    reconcile: tuple[Text, ...] = ()
    reconcile_cv: tuple[Text, ...] = ()
    recount: tuple[Text, ...] = ()
    end_early: Lines
    floor: Lines
    back: tuple[Text, ...] = ()
    case: tuple[Text, ...] = ()
    other_language: Lines
    close: Lines


class Persona(Entry):
    """personas/ID.toml"""

    id: Identifier
    name: Text
    title: Text
    sketch: Text
    stake: Text
    temper: Text
    listens_for: Lines
    annoyed_by: Lines
    presses: tuple[Identifier, ...] = ()
    lines: PersonaLines
    replies: dict[AskedAbout, Lines] = Field(default_factory=dict)
    probes: dict[Identifier, Lines]
