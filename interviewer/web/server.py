"""Serves the page: address, users, headers, health, shutdown. The page itself is `interviewer.web.page`."""

import os
import webbrowser
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from threading import Timer

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # before gradio is imported: it reads it then

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response

from interviewer import __version__
from interviewer.build import Workshop
from interviewer.errors import BadInput
from interviewer.web.desk import Desk
from interviewer.web.page import build_page
from interviewer.web.people import gate
from interviewer.web.theme import CSS, HEAD, theme

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    ),
}


def application(workshop: Workshop, people: Mapping[str, str]) -> FastAPI:
    """The whole web application, to be served or tested."""
    app = FastAPI(title="Mock Interviewer", docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def safe_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers.update(_HEADERS)
        return response

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    page = build_page(Desk(workshop))
    page.queue(default_concurrency_limit=8, max_size=64)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="",
        auth=gate(people) if people else None,
        auth_message="Mock Interviewer: sign in to see your own interviews." if people else None,
        theme=theme(),
        css=CSS,
        head=HEAD,
        footer_links=[],
        show_error=True,
        run_history=False,  # it would keep each transcript in the browser's storage
        max_file_size="1mb",
    )
    return mounted


def serve(workshop: Workshop, host: str, port: int, people: Mapping[str, str], open_browser: bool) -> None:
    """Serve until interrupted.

    Raises:
        BadInput: the address is open to others and nobody needs to sign in.
    """
    if host not in LOOPBACK and not people:
        raise BadInput(
            f"{host} is open to other machines, and nobody has to sign in; set INTERVIEWER_USERS_FILE "
            "(see 'interviewer serve --help'), or leave --host out"
        )
    _ = workshop.parts  # the index is built, and every mistake in a pack is told, before anybody waits for a page
    app = application(workshop, people)
    shown = f"http://{'localhost' if host in LOOPBACK else host}:{port}"
    print(f"Mock Interviewer is at {shown} (Ctrl-C stops it)", flush=True)
    if open_browser:
        timer = Timer(1.5, lambda: webbrowser.open(shown))
        timer.daemon = True
        timer.start()
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=5)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
