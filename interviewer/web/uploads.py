"""The one folder that the page may write to, and what is uploaded into it. Import it before Gradio, which reads its
place once.

Only the server's own user may enter the folder, it holds nothing else, and it is gone when the server ends. An upload
has a place of its own there, under a name that nobody can guess, until it is read: once.
"""

import atexit
import os
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse

from interviewer.errors import BadInput
from interviewer.private_files import private_folder, write_private

FOLDER = Path(tempfile.mkdtemp(prefix="mock-interviewer-web-")).resolve()  # mode 0700
UPLOADS = FOLDER / "uploads"
_NAME = "upload"  # on disk; what the file was called is told by whoever uploaded it
_KEPT = 600.0  # seconds; an upload is read at once, and then deleted
_FILE_KEYS = frozenset({"path", "url", "size", "orig_name", "mime_type", "is_stream", "meta"})
_GONE = "'{name}' is no longer there; load it again"

os.environ["GRADIO_TEMP_DIR"] = str(FOLDER)
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def serve_uploads(app: FastAPI) -> None:
    """Add the route, in the place of Gradio's, which gives equal files of two people one path; before the page."""

    @app.post("/gradio_api/upload")
    async def upload(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=0) as form:
            file = form.get("files")
            if not isinstance(file, UploadFile):
                return JSONResponse({"detail": "One file is due here."}, 400)
            return JSONResponse([await run_in_threadpool(_kept, await file.read())])


def upload_of(value: Any) -> dict[str, Any] | None:
    """What a file object that a browser sends stands for: an upload of its own, or nothing.

    Only path and name are taken over: a url would be fetched, a stream would not be checked.
    """
    if not isinstance(value, dict) or not isinstance(path := value.get("path"), str) or set(value) - _FILE_KEYS:
        return None
    try:
        file = Path(path).resolve()
        ours = file.parent.parent == UPLOADS and file.name == _NAME
    except (OSError, ValueError):
        return None
    name = value.get("orig_name")
    shown = name if isinstance(name, str) else file.name
    return {"path": str(file), "orig_name": shown, "meta": {"_type": "gradio.FileData"}} if ours else None


def taken(path: Path, name: str) -> bytes:
    """What was uploaded there; nothing of it stays behind.

    Raises:
        BadInput: it was taken before, or has been forgotten.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadInput(_GONE.format(name=name)) from None
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


def _kept(content: bytes) -> str:
    _forget_old()
    folder = UPLOADS / secrets.token_hex(16)
    private_folder(folder)
    write_private(folder / _NAME, content)
    return str(folder / _NAME)


def _forget_old() -> None:
    """Delete uploads that nobody took up."""
    for folder in UPLOADS.glob("*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _KEPT:
                shutil.rmtree(folder)
