"""Stands in front of the whole application: what gets through is named here, and all else is refused.

Who may call (names, origins), what may be called (the routes that the page itself uses), who must be signed in, and
what may be sent. Knows Gradio's addresses, no component and no interview.
"""

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from interviewer.web import bodies
from interviewer.web.entrance import Entrance
from interviewer.web.guarded import GuardedBlocks
from interviewer.web.names import Names, from_own_page, is_visit
from interviewer.web.streams import HEARER

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    ),
}
# Answered here and told to nobody behind: Gradio would send any origin back, and believe anybody's forwarding.
_KEPT_BACK = re.compile(rb"origin|forwarded|x-forwarded-.*|x-gradio-.*|x-original-.*|x-rewrite-.*")
_SIGN_IN = 'Sign in first. <a href="./login">Sign in</a>'  # the page's script shows it as HTML
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")
Kind = Literal["health", "asset", "door", "page", "event"]
# Gradio's own way to hand out files is not among them: an export is made when it is asked for, for its owner.
_OPEN: tuple[tuple[Kind, str, str], ...] = (
    ("health", "GET", r"/health"),
    ("asset", "GET", r"/(assets|static|svelte)/.+|/(theme\.css|favicon\.ico|manifest\.json|robots\.txt)"),
    ("door", "GET POST", r"/login"),
    ("door", "POST", r"/logout"),
    ("page", "GET", r"/"),
    ("event", "GET", r"/config/?|/gradio_api/(info|app_id)/?"),
    ("event", "GET", r"/export/[A-Za-z0-9_-]+\.[a-z]+"),
    ("event", "POST", r"/gradio_api/(queue/join|upload)"),
    ("event", "GET", r"/gradio_api/(queue/data|heartbeat/[A-Za-z0-9_-]+)"),
)
_ROUTES = tuple((kind, methods.split(), re.compile(pattern)) for kind, methods, pattern in _OPEN)


@dataclass
class Perimeter:
    """The outermost layer, as pure ASGI: a stream passes as it comes."""

    app: ASGIApp
    names: Names
    entrance: Entrance | None
    page: GuardedBlocks
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)  # the page uses none
        else:
            await self._http(scope, bodies.Incoming(receive), _with_headers(scope, send))

    async def _http(self, scope: Scope, incoming: bodies.Incoming, send: Send) -> None:
        receive: Receive = incoming
        try:
            kind = self._admitted(scope)
            own = self._owner(scope, kind)
            if kind == "event":
                receive = await self._event(scope, receive, own)
            elif kind == "door":
                receive = bodies.replayed(await bodies.whole(bodies.bounded(receive, bodies.LARGEST_FORM)), receive)
        except HTTPException as refused:
            await incoming.drain()
            await _refusal(refused, scope["path"])(scope, receive, send)
            return
        scope["headers"] = [item for item in scope["headers"] if not _KEPT_BACK.fullmatch(item[0].lower())]
        await self.app(scope, receive, send)

    def _admitted(self, scope: Scope) -> Kind:
        """What kind of request it is, if it may be made by that name, from that page, at all."""
        headers, path = Headers(scope=scope), scope["path"]
        if path == "/health" and scope["method"] == "GET":
            return "health"  # a load balancer calls by address
        if not self.names.admit(headers):
            raise HTTPException(
                421, "This server does not go by that name; whoever runs it can add it to INTERVIEWER_HOSTS."
            )
        opened = path in {"/", "/login"} and scope["method"] == "GET" and is_visit(headers)
        if not opened and not from_own_page(headers, scope["scheme"]):
            raise HTTPException(403, "Only this server's own page may ask for that.")
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        for kind, methods, pattern in _ROUTES:
            if method in methods and pattern.fullmatch(path) and (kind != "door" or self.entrance):
                return kind
        raise HTTPException(404, "There is nothing here.")

    def _owner(self, scope: Scope, kind: Kind) -> str:
        """Whose request it is: the sign-in that made it; nobody's where nobody has to sign in."""
        if self.entrance is None or kind in {"health", "asset", "door"}:
            return ""
        found = self.entrance.visitor(HTTPConnection(scope))
        if found is None:
            raise HTTPException(303 if kind == "page" else 401, "Sign in first.", {"Location": "./login"})
        scope["user"] = found[1]
        return found[0]

    async def _event(self, scope: Scope, receive: Receive, owner: str) -> Receive:
        """Look at what is sent, and give a page's session a name that only its own sign-in can call it by."""

        def own(session: str) -> str:
            if not isinstance(session, str) or not _SESSION.fullmatch(session):
                raise HTTPException(400, "An event names the session_hash of its page.")
            return hmac.new(self._secret, f"{owner} {session}".encode(), hashlib.sha256).hexdigest()

        match scope["path"].removeprefix("/gradio_api/").partition("/"):
            case "queue", _, "join":
                body = await bodies.whole(bodies.bounded(receive, bodies.LARGEST_EVENT))
                event = bodies.event_of(body, own)
                if not self.page.knows(event["session_hash"], event["fn_index"]):
                    raise HTTPException(404, "The page has no such event.")
                scope[HEARER] = event["session_hash"]
                return _joined(scope, json.dumps(event).encode(), receive)
            case "queue", _, "data":
                session = own(parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0])
                if not self.page.waits(session):
                    raise HTTPException(404, "That page waits for nothing.")
                scope[HEARER] = session
                scope["query_string"] = urlencode({"session_hash": session}).encode()
            case "heartbeat", _, session:
                scope["path"] = f"/gradio_api/heartbeat/{own(session)}"
                scope["raw_path"] = scope["path"].encode()
            case "upload", *_:
                body = await bodies.whole(bodies.bounded(receive, bodies.LARGEST_UPLOAD))
                return bodies.replayed(body, receive)
        return receive


def _joined(scope: Scope, body: bytes, receive: Receive) -> Receive:
    headers = MutableHeaders(scope=scope)
    headers["content-type"], headers["content-length"] = "application/json", str(len(body))
    return bodies.replayed(body, receive)


def _refusal(refused: HTTPException, path: str) -> Response:
    """In words to people; as JSON to the page's own script, which shows `detail` and can't read anything else."""
    if refused.status_code == 303:
        return RedirectResponse("./login", 303)
    if path.startswith("/gradio_api/"):
        detail = _SIGN_IN if refused.status_code == 401 else refused.detail
        return JSONResponse({"detail": detail}, refused.status_code)
    return PlainTextResponse(refused.detail, refused.status_code)


def _with_headers(scope: Scope, send: Send) -> Send:
    kept = re.match(r"/(assets|static|svelte)/", scope["path"]) is not None

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_HEADERS)
            if not kept:
                headers["Cache-Control"] = "no-store"  # after a sign-out, going back shows nothing
        await send(message)

    return sent
