"""Hands out an interview, the map, a memo or everything as a file, when it is asked for and to whom it belongs.

It is made in memory: nothing stays behind. Who asks is what the perimeter found out. The log is read anew each time, so
a retry is in the next file, and what was deleted is gone.
"""

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from interviewer.errors import BadInput, InterviewerError, NoSuchSession
from interviewer.report.export import FORMATS, exported
from interviewer.report.kpi_map import exported_map
from interviewer.report.memo import exported_memo, memo_of
from interviewer.sittings import LoopSittings
from interviewer.storage.archive import archived
from interviewer.web.desk import Desk
from interviewer.web.telling import told

_MAP, _ALL, _MEMO = "kpi-map", "everything", "memo-"  # no interview's id is, or begins, so
_UNKEPT = {"Cache-Control": "no-store"}
FORMAT_NAMES = {"md": "Markdown", "html": "HTML", "pdf": "PDF", "json": "JSON"}
_KINDS = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
}


def address_of(session_id: str, format_: str) -> str:
    """Where the page finds the file, from where the page itself is."""
    return f"export/{session_id}.{format_}"


def map_address(format_: str) -> str:
    """Where the page finds the KPI map."""
    return f"export/{_MAP}.{format_}"


def memo_address(loop_id: str, format_: str) -> str:
    """Where the page finds the committee's memo on a loop."""
    return f"export/{_MEMO}{loop_id}.{format_}"


def archive_address() -> str:
    """Where the page finds everything as one file."""
    return f"export/{_ALL}.jsonl"


def serve_exports(app: FastAPI, desk: Desk) -> None:
    """Add the route; to be called before the page is mounted, which answers for every path that is left."""

    @app.get("/export/{name}")
    async def export(name: str, request: Request) -> Response:
        user = request.scope.get("user")
        try:
            return await run_in_threadpool(_file, desk, user, name)
        except InterviewerError as error:
            status = 404 if isinstance(error, NoSuchSession | BadInput) else 500
            return Response(told(error, user), status, media_type="text/plain; charset=utf-8", headers=_UNKEPT)


def _file(desk: Desk, user: str | None, name: str) -> Response:
    session_id, _, format_ = name.partition(".")
    if name == f"{_ALL}.jsonl":
        headers = {"Content-Disposition": 'attachment; filename="mock-interviewer.jsonl"'}
        whole = "".join(archived(desk.of(user).store))
        return Response(whole, media_type="application/jsonl; charset=utf-8", headers=headers | _UNKEPT)
    if session_id == _MAP:
        kpi_map = desk.of(user).kpi_map
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        content = exported_map(kpi_map.projects(), kpi_map.dimension, format_)
        return Response(content, media_type=_KINDS[format_], headers=headers | _UNKEPT)
    if session_id.startswith(_MEMO):
        loop, decision = LoopSittings(desk.of(user)).committee(session_id.removeprefix(_MEMO))
        content = exported_memo(memo_of(loop, decision, desk.services.pack), format_)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=_KINDS[format_], headers=headers | _UNKEPT)
    if format_ not in FORMATS:
        raise BadInput(f"unknown format '{format_}'; known are: {', '.join(FORMATS)}")
    state = desk.of(user).load(session_id)
    headers = {"Content-Disposition": f'attachment; filename="interview-{session_id}.{format_}"'}
    return Response(
        exported(state, desk.services.pack, session_id, format_), media_type=_KINDS[format_], headers=headers | _UNKEPT
    )
