"""What the page says of an error. Errors are worded for a terminal and its operator; a page's reader has neither."""

import logging
import re

from interviewer.errors import InterviewerError, NoSuchSession, OperatorError

_PLAIN_WORD = re.compile(r"[a-z]+ ")  # a file's or a server's name keeps its own first letter
_log = logging.getLogger(__name__)
_MISSING = "There is no such interview here any more. Those that are kept stand under History."
_OPERATOR = "Something on the server is in the way. Nothing that you see here is lost; tell whoever runs the server."


def told(error: InterviewerError, user: str | None) -> str:
    """The error in the page's words. Who signed in is told no path: the operator finds it in the log."""
    if isinstance(error, NoSuchSession):
        return _MISSING
    if user and isinstance(error, OperatorError):
        _log.warning("%s", error)
        return _OPERATOR
    return sentence(str(error))


def sentence(text: str) -> str:
    """An error's text as a sentence: errors begin small, because a terminal puts the command's name before them."""
    begun = text[:1].upper() + text[1:] if _PLAIN_WORD.match(text) else text
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."


def unreadable(session_id: str, error: InterviewerError, user: str | None) -> str:
    """Of an interview that can't be shown under History, where it can be deleted."""
    if isinstance(error, OperatorError):
        _log.warning("%s", error)
        return f"Interview {session_id} can’t be read. Delete removes it."
    return told(error, user)
