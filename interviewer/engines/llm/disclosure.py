"""What the user is told before the first text leaves: who plays, where, and what of theirs is sent there.

The list is made from the prompts of the roles that a model plays (`prompts/sent.toml` says what each of their
variables may hold), so that a prompt which takes more is announced as taking more.
"""

import tomllib
from collections.abc import Sequence
from functools import cache

from interviewer.domain.setup import EngineSelection
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.prompts import load_prompt, prompt_folder

PROMPTS_OF = {
    "voice": ("interviewer-line", "line-check"),
    "extractor": ("reader-links", "reader-repair"),
    "coach": ("coach-answer",),
    "job reader": ("job-match",),
}
_WHOLE, _PART = "your CV", "lines of your CV"
_ORDER = (
    "your answers",
    "your project",
    "your role",
    _WHOLE,
    _PART,
    "a line of the job description",
    "your stories",
    "what you told of your projects",
    "what the job asks for",
    "the questions",
    "excerpts of the guide",
)


def sent(roles: Sequence[str]) -> tuple[str, ...]:
    """What these roles send, in plain words, the most personal first."""
    variables = {name for role in roles for prompt in PROMPTS_OF[role] for name in load_prompt(prompt).variables}
    told = {phrase for name in variables for phrase in _holdings()[name]}
    told -= {_PART} if _WHOLE in told else set()
    return tuple(sorted(told, key=lambda phrase: (_ORDER.index(phrase) if phrase in _ORDER else -1, phrase)))


def notice(endpoint: Endpoint, selection: EngineSelection) -> str:
    """Who plays and what is sent where."""
    return _notice(endpoint, f"plays: {', '.join(selection.parts)}", selection.roles, " with --engine embedded")


def job_notice(endpoint: Endpoint) -> str:
    """What is sent where if a model holds a CV against a job."""
    return _notice(endpoint, "holds what you have to show against the job", ("job reader",), " unless you ask for it")


def _notice(endpoint: Endpoint, does: str, roles: Sequence[str], otherwise: str) -> str:
    what = _joined(sent(roles))
    names = sorted(endpoint.options.extra_body)
    more = f" Each request also carries {_joined(names)} of INTERVIEWER_EXTRA_BODY." if names else ""
    if endpoint.local:
        return (
            f"Model {endpoint.model} on this machine ({endpoint.host}) {does}. It is sent {what}. Nothing leaves "
            f"this machine by our doing; where the server there sends it is up to that server.{more}"
        )
    way = f" through the proxy {endpoint.way}" if endpoint.way else ""
    plainly = "" if endpoint.url.startswith("https:") else ", not encrypted"
    return (
        f"Model {endpoint.model} at {endpoint.url} {does}. {what[:1].upper()}{what[1:]} are sent "
        f"there{way}{plainly}.{more} Nothing else is sent, and nothing at all{otherwise}."
    )


@cache
def _holdings() -> dict[str, list[str]]:
    held: dict[str, list[str]] = tomllib.loads((prompt_folder() / "sent.toml").read_text(encoding="utf-8"))
    return held


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
