"""Lets no event fall between two streams. Knows Gradio's messages, no component.

Gradio's page hears what its events bring by one stream, which ends when nothing is due. It opens the next only where it
knows of that end. Were it told of a new event before, on another connection, it would listen at what has ended: nobody
would hear of that event, and further clicks on the same button would be dropped as long as it is not over.
"""

from asyncio import Event
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from anyio import move_on_after
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interviewer.web.guarded import GuardedBlocks

HEARER = "hearer"  # in a scope: the session whose event or stream it is
_END = b'data: {"msg":"close_stream"'
_LONGEST = 5.0  # seconds that a page has to take an end in


@dataclass
class Streams:
    """Within the perimeter, as pure ASGI."""

    app: ASGIApp
    page: GuardedBlocks
    _ends: dict[str, Event] = field(default_factory=dict)  # by session: what is set once the page knows of the end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope.get("path", "").removeprefix("/gradio_api/"):
            case "queue/join":
                await self.app(scope, receive, self._after_the_end(scope[HEARER], send))
            case "queue/data" if self.page.is_due(scope[HEARER]):
                await self._streamed(self.app, scope, receive, send)
            case "queue/data":  # it was heard by the last stream already: one on which nothing comes would never end
                await self._streamed(StreamingResponse(_ended(), media_type="text/event-stream"), scope, receive, send)
            case _:
                await self.app(scope, receive, send)

    def _after_the_end(self, session: str, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if session in self._ends:
                await self._ends[session].wait()
            await send(message)

        return sent

    async def _streamed(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """A page that knows of the end hangs up; until it does, the stream is left open."""
        session, known = scope[HEARER], Event()

        async def sent(message: Message) -> None:
            if message.get("body", b"").startswith(_END):
                self._ends[session] = known
            is_body = message["type"] == "http.response.body"
            await send({**message, "more_body": True} if is_body else message)

        try:
            await app(scope, receive, sent)
            with move_on_after(_LONGEST):
                while self._ends.get(session) is known and (await receive())["type"] != "http.disconnect":
                    pass
            await send({"type": "http.response.body", "body": b""})
        finally:
            known.set()
            if self._ends.get(session) is known:
                del self._ends[session]


async def _ended() -> AsyncIterator[bytes]:
    yield _END + b"}\n\n"
