"""Has something done for whoever asked, in a thread: a store may be slow, and a reader takes its time."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.app import Interviews
from interviewer.errors import BadInput, InterviewerError
from interviewer.preparation.cv import cv_text
from interviewer.web.desk import Desk
from interviewer.web.telling import told
from interviewer.web.uploads import taken

_Result = TypeVar("_Result")
CHANGED = "This was told in another window meanwhile; it stands below. Keep once more to put your text in its place."


async def done(desk: Desk, request: gr.Request, work: Callable[[Interviews], _Result]) -> _Result:
    """What comes of the work on the user's own interviews.

    Raises:
        gr.Error: it was refused; why is told in a corner of the page, which stays as it is.
    """
    try:
        return await run_sync(lambda: work(desk.of(request.username)))
    except InterviewerError as error:
        raise gr.Error(told(error, request.username), print_exception=False) from None


def given(event: gr.EventData, what: str) -> Any:
    """What a button of our own HTML gives with its event; None where it gives none: a browser may send anything."""
    return event._data.get(what) if isinstance(event._data, dict) else None


def named(event: gr.EventData, what: str) -> str:
    """What a button names; the empty string, which is nothing's name, where it names none."""
    name = given(event, what)
    return name if isinstance(name, str) else ""


def day_of(text: str) -> date | None:
    """The day that is typed; None where nothing is.

    Raises:
        BadInput: it is none.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput("that is no day; give it as 2026-12-31, or empty the box") from None


def text_loader(desk: Desk) -> Callable[[dict[str, Any], gr.Request], Awaitable[str]]:
    """What gives the text of an uploaded document; the upload itself is not kept."""

    async def loaded(upload: dict[str, Any], request: gr.Request) -> str:
        path, name = Path(upload["path"]), upload["orig_name"]
        try:
            with desk.files.taken(request.username):
                return await run_sync(lambda: cv_text(taken(path, name), name))
        except InterviewerError as error:
            raise gr.Error(told(error, request.username), duration=None, print_exception=False) from None

    return loaded
