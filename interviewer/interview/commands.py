"""What a candidate types to step outside the role: the same in the page and in the terminal. Does none of it."""

import re
from collections.abc import Iterable
from enum import StrEnum

from interviewer.errors import BadInput


class Command(StrEnum):
    HINT = "/hint"
    SKIP = "/skip"
    AMEND = "/amend"
    RETRY = "/retry"
    PAUSE = "/pause"
    END = "/end"
    QUIT = "/quit"
    HELP = "/help"


_DOES = {
    Command.HINT: "a hint",
    Command.SKIP: "another question",
    Command.AMEND: "replace your last answer",
    Command.RETRY: "try it again and compare",
    Command.PAUSE: "stop and go on later",
    Command.END: "stop and be debriefed",
    Command.QUIT: "leave, as with /pause",
    Command.HELP: "this list",
}
_LOOKS_LIKE_ONE = re.compile(r"\s*(/[A-Za-z][^\s/]*)(?:\s+(\S.*))?\s*", re.DOTALL)  # a path has a second slash
_MEANT_TO_LEAVE = frozenset({"exit", "quit"})  # what a shell would take


def command_list(commands: Iterable[Command] = Command) -> str:
    """What each of them does, in a line."""
    return " · ".join(f"{command} {_DOES[command]}" for command in commands)


def command_in(text: str, known: Iterable[Command] = Command) -> tuple[Command, str] | None:
    """The command that a text is, with what follows it; None where the text is an answer.

    Args:
        text: what was typed.
        known: the commands that somebody is told about who typed none of them.

    Raises:
        BadInput: it looks like a command and is none, or can't be followed by that.
    """
    if text.strip().lower() in _MEANT_TO_LEAVE:
        raise BadInput(
            f"'{text.strip()}' was not sent as an answer; begin a command with a slash: {command_list(known)}"
        )
    found = _LOOKS_LIKE_ONE.fullmatch(text)
    if found is None:
        return None
    name, rest = found[1], found[2] or ""
    if name not in set(Command):
        raise BadInput(f"'{name}' is no command, and was not sent as an answer; known are: {command_list(known)}")
    if rest and name != Command.AMEND:
        raise BadInput(f"{name} stands alone; with more behind it, it was neither done nor sent as an answer")
    return Command(name), rest
