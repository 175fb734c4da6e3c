"""Who acts in a clause, whether it happened, and whether it carries an amount: read off its words by rule."""

from interviewer.domain.evidence import About, Actor, Quantity, Stance
from interviewer.engines.embedded.languages import language

_WORDS = language("en").attributes
_ACTORS = {"candidate": Actor.CANDIDATE, "group": Actor.GROUP, "other": Actor.OTHER}


def quantity_of(text: str) -> Quantity:
    """Whether an amount stands in the text; "a lot" is vague (RUBRIC section 1, tie-breaks)."""
    if _WORDS["number"].search(text):
        return Quantity.EXPLICIT
    return Quantity.VAGUE if _WORDS["vague"].search(text) else Quantity.NONE


def stance_of(text: str) -> Stance:
    """Whether what the text tells of is denied, planned, or neither."""
    if _WORDS["denied"].search(text):
        return Stance.DENIED
    return Stance.PLANNED if _WORDS["planned"].search(text) else Stance.DONE


def actor_of(text: str) -> Actor:
    """Who acts, by the pronoun that stands first."""
    found = [(match.start(), actor) for name, actor in _ACTORS.items() if (match := _WORDS[name].search(text))]
    return min(found)[1] if found else Actor.NOBODY


def names_technical_measure(text: str) -> bool:
    """Whether the text names a measure that is a technical one wherever it stands."""
    return bool(_WORDS["technical"].search(text))


def names_assignment(text: str) -> bool:
    """Whether the text says in so many words that the task came from outside."""
    return bool(_WORDS["assigned"].search(text))


def names_decision(text: str) -> bool:
    """Whether the text says in so many words what the candidate decided: nine in ten such answers are labelled so."""
    return bool(_WORDS["decided"].search(text)) and not names_assignment(text)


def names_finding(text: str) -> bool:
    """Whether the text says in so many words that the candidate came upon it unasked."""
    return bool(_WORDS["found"].search(text))


def about_of(text: str) -> About:
    """Whether figures in the text are the company's, not the work's."""
    return About.COMPANY if _WORDS["company"].search(text) else About.OWN_WORK
