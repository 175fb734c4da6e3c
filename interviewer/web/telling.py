"""What the page says of an error. Errors are worded for a terminal and its operator; a page's reader has neither."""

import logging

from interviewer.errors import InterviewerError, NoSuchSession, OperatorError

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
    return str(error)


def unreadable(session_id: str, error: InterviewerError, user: str | None) -> str:
    """Of an interview that can't be shown under History, where it can be deleted."""
    if isinstance(error, OperatorError):
        _log.warning("%s", error)
        return f"Interview {session_id} can’t be read. Delete removes it."
    return told(error, user)
