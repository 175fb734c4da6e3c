"""The one folder that Gradio may write to. Import it before Gradio, which reads its place once.

Only the server's own user may enter it, it holds nothing else, and it is gone when the server ends.
"""

import atexit
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="mock-interviewer-web-")).resolve()  # mode 0700
UPLOADS = FOLDER / "uploads"
_KEPT = 600.0  # seconds; an upload is read at once, and then deleted
_FILE_KEYS = frozenset({"path", "url", "size", "orig_name", "mime_type", "is_stream", "meta"})

os.environ["GRADIO_TEMP_DIR"] = str(FOLDER)
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def upload_of(value: Any) -> dict[str, Any] | None:
    """What Gradio may make of a file object that a browser sends: an upload of its own, or nothing.

    Only path and name are taken over: a url would be fetched, a stream would not be checked.
    """
    if not isinstance(value, dict) or not isinstance(path := value.get("path"), str) or set(value) - _FILE_KEYS:
        return None
    try:
        file = Path(path).resolve()
        inside = file.is_relative_to(UPLOADS) and file.is_file()
    except (OSError, ValueError):
        return None
    name = value.get("orig_name")
    shown = name if isinstance(name, str) else file.name
    return {"path": str(file), "orig_name": shown, "meta": {"_type": "gradio.FileData"}} if inside else None


def forget_old_uploads() -> None:
    """Delete uploads that nobody took up."""
    for file in UPLOADS.rglob("*"):
        with suppress(OSError):
            if file.is_file() and time.time() - file.stat().st_mtime > _KEPT:
                file.unlink()
