"""Serves the page: address, users, health, shutdown. The page itself is `interviewer.web.page`."""

import os
import signal
import sys
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from socket import socket
from threading import Timer

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # before gradio is imported: it reads it then

from interviewer.web.uploads import serve_uploads  # isort: skip  # before gradio too: it says where gradio may write

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from interviewer.app import Services
from interviewer.errors import BadInput
from interviewer.web.desk import Desk
from interviewer.web.entrance import Entrance
from interviewer.web.exports import serve_exports
from interviewer.web.fragments import Fragments
from interviewer.web.guarded import GuardedBlocks
from interviewer.web.names import Names, address_of, is_local, names_of, proxies_of
from interviewer.web.page import build_page
from interviewer.web.people import gate
from interviewer.web.perimeter import Perimeter
from interviewer.web.streams import Streams
from interviewer.web.theme import HEAD, styles, theme


def application(
    services: Services, people: Mapping[str, str], names: Names | None = None, proxies: str = ""
) -> FastAPI:
    """The whole web application, to be served or tested. It answers to the loopback names unless told otherwise."""
    desk = Desk(services)
    page = build_page(desk)
    page.queue(default_concurrency_limit=8, max_size=64)
    entrance = Entrance(gate(people), Fragments(services.pack).sign_in) if people else None
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=entrance.routes if entrance else [],
        middleware=_layers(page, names or Names.of(), entrance, proxies),
    )

    @app.get("/health")
    async def health() -> dict[str, str]:  # takes no thread: it answers however many wait
        return {"status": "ok"}

    serve_exports(app, desk)
    serve_uploads(app)
    return _mounted(app, page, services, signed_in=entrance is not None)


def configured(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    """How it is served; whose word about a client is believed is the application's own matter."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=5,
        proxy_headers=False,
        server_header=False,
    )


def serve(
    services: Services,
    host: str,
    port: int,
    people: Mapping[str, str],
    open_browser: bool,
    place: socket | None = None,
) -> None:
    """Serve until interrupted, at `place` where it was taken already.

    Raises:
        BadInput: the address is open to others and nobody needs to sign in.
    """
    if not is_local(host) and not people:
        raise BadInput(
            f"{host} is open to other machines, and nobody has to sign in; set INTERVIEWER_USERS_FILE "
            "(see 'interviewer serve --help'), or leave --host out"
        )
    settings = services.settings
    names = names_of(settings.hosts, host)
    _ = (
        services.resources.parts
    )  # the index is built, and every mistake in a pack is told, before anybody waits for a page
    app = application(services, people, names, settings.proxy)
    shown = address_of(host, port)
    print(f"Mock Interviewer is at {shown} (Ctrl-C stops it)", flush=True)
    if names == Names.of() and not is_local(host):
        print("It answers to localhost alone so far; put the names that people will use into INTERVIEWER_HOSTS.")
    if open_browser:
        timer = Timer(1.5, lambda: webbrowser.open(shown))
        timer.daemon = True
        timer.start()
    os.umask(0o077)  # whatever this process writes is its user's own
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what is private is cleared away at the end
    with suppress(KeyboardInterrupt):
        uvicorn.Server(configured(app, host, port)).run(sockets=[place] if place else None)


def _layers(page: GuardedBlocks, names: Names, entrance: Entrance | None, proxies: str) -> list[Middleware]:
    """What a request passes first. A proxy's word about the client counts only where the proxy is named."""
    within = [Middleware(Perimeter, names=names, entrance=entrance, page=page), Middleware(Streams, page=page)]
    named = proxies_of(proxies)
    return [Middleware(ProxyHeadersMiddleware, trusted_hosts=named), *within] if named else within


def _mounted(app: FastAPI, page: GuardedBlocks, services: Services, signed_in: bool) -> FastAPI:
    def user(request: Request) -> str | None:
        return request.scope.get("user")

    gr.mount_gradio_app(
        app,
        page,
        path="",
        root_path=services.settings.root_path,
        auth_dependency=user if signed_in else None,
        theme=theme(),
        css=styles(services.pack),
        head=HEAD,
        footer_links=[],
        show_error=True,
        run_history=False,  # it would keep each transcript in the browser's storage
        max_file_size="12mb",  # no bound of the page's own: a CV's reader says what is too large
        mcp_server=False,
        ssr_mode=False,
        enable_monitoring=False,
    )
    page.has_launched = True  # only then does Gradio check the paths of files
    return app
