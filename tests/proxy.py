"""A small reverse proxy that shows a page below a path, as nginx does with `location /interviewer/`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
from browser import Served, serving_app
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

_OF_ONE_HOP = {"connection", "content-length", "transfer-encoding", "keep-alive"}


@contextmanager
def shown_below(path: str, url: str) -> Iterator[Served]:
    """What is at `url`, below `path` of another server; there is nothing above."""
    client = httpx.AsyncClient(base_url=url, timeout=120)

    async def passed_on(request: Request) -> Response:
        if not request.url.path.startswith(f"{path}/"):
            return PlainTextResponse("another site", 404)
        below = request.url.path.removeprefix(path)
        asked = client.build_request(
            request.method,
            f"{below}?{request.url.query}",
            headers=[item for item in request.headers.items() if item[0] not in _OF_ONE_HOP],
            content=await request.body(),
        )
        reply = await client.send(asked, stream=True)

        async def body() -> AsyncIterator[bytes]:
            async for piece in reply.aiter_raw():
                yield piece
            await reply.aclose()

        passed = StreamingResponse(body(), reply.status_code)
        passed.raw_headers = [
            (name.lower(), value) for name, value in reply.headers.raw if name.lower().decode() not in _OF_ONE_HOP
        ]
        return passed

    app = Starlette(routes=[Route("/{rest:path}", passed_on, methods=["GET", "POST", "HEAD"])])
    with serving_app(app) as found:
        yield Served(f"{found.url}{path}/")
