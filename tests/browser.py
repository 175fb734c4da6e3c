"""A served page and a real browser, for the tests of the web page."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from interviewer.app import Services

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def needs_browser() -> None:
    """Skip loudly where there is no browser; CI sets INTERVIEWER_FORBID_SKIPS and fails instead."""
    if CHROMIUM:
        return
    message = "no chromium here: browser tests are NOT run; install it with: apt-get install chromium"
    if os.environ.get("INTERVIEWER_FORBID_SKIPS"):
        pytest.fail(message)
    pytest.skip(message)


@dataclass
class Served:
    """Where the page is."""

    url: str


@contextmanager
def serving(services: Services, people: Mapping[str, str] | None = None, **how: Any) -> Iterator[Served]:
    """The real application on a free port of this machine."""
    from interviewer.web.server import application

    with serving_app(application(services, people or {}, **how)) as found:
        yield found


@contextmanager
def serving_app(app: Any) -> Iterator[Served]:
    """An application, or what is left of it, on a free port of this machine."""
    from interviewer.web.server import configured

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(configured(app, "127.0.0.1", port))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    try:
        yield Served(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(timeout=10)
