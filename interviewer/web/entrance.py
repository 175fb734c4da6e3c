"""Lets people in and out: sign-in, sign-out, and who is behind a cookie. Knows no widget and no interview."""

import math
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from interviewer.web.throttle import Throttle

COOKIE = "interviewer-session"
_LASTS = 12 * 3600.0  # seconds without a sign of life
_MOST_EACH = 50  # sessions of one user; the oldest ends when there are more
WRONG = "That name and password don’t belong together; check both and try again."


@dataclass
class Visit:
    """One sign-in of one user in one browser."""

    user: str
    seen: float


class Entrance:
    """Sessions in memory: a restart ends them all."""

    def __init__(
        self,
        admits: Callable[[str, str], Awaitable[bool]],
        page: Callable[[str], str],
        throttle: Throttle | None = None,
    ) -> None:
        self._admits = admits
        self._page = page
        self._throttle = throttle or Throttle()
        self._visits: dict[str, Visit] = {}

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/login", self._form, methods=["GET"]),
            Route("/login", self._enter, methods=["POST"]),
            Route("/logout", self._leave, methods=["POST"]),  # a link from elsewhere must sign nobody out
        ]

    def visitor(self, connection: HTTPConnection) -> tuple[str, str] | None:
        """The session and the user behind a request's cookie."""
        token = connection.cookies.get(COOKIE, "")
        visit = self._visits.get(token)
        if visit is None or time.monotonic() - visit.seen > _LASTS:
            self._visits.pop(token, None)
            return None
        visit.seen = time.monotonic()
        return token, visit.user

    async def _form(self, _: Request) -> Response:
        return HTMLResponse(self._page(""))

    async def _enter(self, request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=8)
        name, password = str(form.get("username", "")).strip()[:64], str(form.get("password", ""))
        address = request.client.host if request.client else ""
        wait = self._throttle.begin(name, address)
        if wait:
            return self._refused(request, 429, _too_many(wait), {"Retry-After": str(math.ceil(wait))})
        if not await self._admits(name, password):
            return self._refused(request, 400, WRONG)
        self._throttle.succeeded(name, address)
        self._visits.pop(request.cookies.get(COOKIE, ""), None)
        response: Response = RedirectResponse("./", 303) if _by_form(request) else JSONResponse({"success": True})
        response.set_cookie(
            COOKIE, self._new_visit(name), httponly=True, samesite="lax", secure=request.url.scheme == "https"
        )
        return response

    async def _leave(self, request: Request) -> Response:
        self._visits.pop(request.cookies.get(COOKIE, ""), None)
        response = RedirectResponse("./", 303)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        response.headers["Clear-Site-Data"] = '"storage"'  # what the page kept in this browser was this user's
        return response

    def _new_visit(self, user: str) -> str:
        own = [token for token, visit in self._visits.items() if visit.user == user]
        for token in own[: max(0, len(own) - _MOST_EACH + 1)]:
            del self._visits[token]
        token = secrets.token_urlsafe(32)
        self._visits[token] = Visit(user, time.monotonic())
        return token

    def _refused(self, request: Request, status: int, why: str, headers: dict[str, str] | None = None) -> Response:
        if _by_form(request):
            return HTMLResponse(self._page(why), status, headers)
        return JSONResponse({"detail": why}, status, headers)


def _too_many(wait: float) -> str:
    minutes = math.ceil(wait / 60)
    lasts = f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"Too many failed tries. Wait {lasts}, then sign in again; until then even the right password is refused."


def _by_form(request: Request) -> bool:
    return "text/html" in Headers(scope=request.scope).get("accept", "")
