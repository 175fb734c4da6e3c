"""Reading the server's files through the page: file objects in inputs, addresses of files, uploads."""

import itertools
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from attempts import Attempts
from browser import Served, serving_app

from attack.surface import Caller, interviewed, raw
from interviewer.app import Services
from interviewer.web import guarded
from interviewer.web.server import application

CANARY = "canary-5b1f9a: nobody may read this"
META = {"_type": "gradio.FileData"}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text(CANARY, encoding="utf-8")
    return file


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Another server on this machine, and what it was asked for."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/secret.txt", asked
    server.shutdown()


def shapes(path: str, url: str) -> dict[str, Any]:
    """File objects in all the shapes that Gradio looks for, and some that it might."""
    file = {"path": path, "meta": META}
    return {
        "plain": file,
        "in a list": [file],
        "in a dict": {"text": file},
        "deep": [[{"a": [{"b": file}]}]],
        "a pair": ["x", file],
        "old style": {"path": path},
        "named": {**file, "orig_name": "../../cv.txt", "mime_type": "text/plain", "size": 1},
        "static": {**file, "is_stream": True},
        "from an address": {"path": url, "meta": META},
        "with an address": {"path": path, "url": url, "meta": META},
        "file url": {"path": f"file://{path}", "meta": META},
        "environment": {"path": "/proc/self/environ", "meta": META},
        "up and down": {"path": f"{os.environ['GRADIO_TEMP_DIR']}/../{path.lstrip('/')}", "meta": META},
        "as a property": {"value": file, "__type__": "update"},
        "base64": {"path": "x", "data": "data:text/plain;base64,eA==", "meta": META},
        "blob": {"is_file": True, "name": path, "data": None, "meta": META},
        "empty object": {},
        "empty list": [],
    }


def copies() -> list[str]:
    """Files in Gradio's folder that hold the canary."""
    files = (file for file in Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*") if file.is_file())
    return [str(file) for file in files if CANARY.encode() in file.read_bytes()]


def kept() -> set[Path]:
    return set(Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*"))


def test_no_event_takes_a_file_where_something_else_is_due(
    open_page: Served, attempts: Attempts, secret: Path, elsewhere: tuple[str, list[str]]
) -> None:
    """Every event, drawn ones too, every input, every shape."""
    caller = Caller(open_page.url)
    interviewed(caller)
    url, asked = elsewhere
    events = caller.events()
    assert len(events) > len(caller.rendered) > 0, "nothing was drawn: retry, disagree and delete went unattacked"
    for event, (shape, value) in itertools.product(events, shapes(str(secret), url).items()):
        for place in range(max(1, len(event.usual))):
            data = event.filled() or [None]
            data[place] = value
            reply = caller.join(event.index, data)
            got_in = reply.status_code < 400 and any(m.get("success", False) for m in caller.listen())
            attempts.note("file object in an input", not got_in, f"{event.name}[{place}], {shape}: {reply.status_code}")
    assert attempts.fell == []
    assert copies() == []
    assert asked == []


def test_gradios_own_check_holds_below_ours(
    services: Services, attempts: Attempts, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the perimeter and without the check by kind of component: what is left is Gradio's."""
    monkeypatch.setattr(guarded, "_due", lambda _block, value: value)
    app = application(services, {})
    app.user_middleware.clear()
    with serving_app(app) as served:
        caller = Caller(served.url)
        for event in caller.events():
            for place in range(len(event.usual)):
                data = event.filled()
                data[place] = {"path": str(secret), "meta": META}
                status = caller.join(event.index, data).status_code
                told = caller.listen() if status < 400 else []
                got_in = CANARY in str(told) or copies() != []
                attempts.note("file object below the perimeter", not got_in, f"{event.name}[{place}]: {status}")
    assert attempts.fell == []


@pytest.mark.parametrize("value", [7, True, 1e9])
def test_where_text_is_due_nothing_else_is_taken(open_page: Served, attempts: Attempts, value: object) -> None:
    caller = Caller(open_page.url)
    interviewed(caller)
    events = [event for event in caller.events() if "textbox" in event.kinds]
    assert events
    for event in events:
        data = event.filled()
        data[event.kinds.index("textbox")] = value
        reply = caller.join(event.index, data)
        told = caller.listen() if reply.status_code < 400 else []
        got_in = any(m.get("success") for m in told)
        attempts.note("no text where text is due", not got_in, f"{event.name}: {value!r}")
    assert attempts.fell == []


@pytest.mark.parametrize("key", ["event_data", "oauth_token", "event_id", "trigger_id", "session_hash", "fn_index"])
def test_no_file_is_taken_beside_the_data(open_page: Served, attempts: Attempts, secret: Path, key: str) -> None:
    caller = Caller(open_page.url)
    event = caller.event("answer")
    for shape, value in shapes(str(secret), "http://127.0.0.1:9/x").items():
        body = {"fn_index": event.index, "data": ["x", "y"], "session_hash": caller.session, key: value}
        status = caller.client.post("/gradio_api/queue/join", json=body).status_code
        ended = caller.listen() if status < 400 else []  # only then has Gradio done with it whatever it does
        attempts.note("file object beside the data", not copies(), f"{key}, {shape}: {status}, {len(ended)} messages")
    assert attempts.fell == []


def test_no_direct_call_is_answered(open_page: Served, attempts: Attempts, secret: Path) -> None:
    """The ways round the queue that Gradio offers: run, api, call, the server functions of components."""
    caller = Caller(open_page.url)
    file = {"path": str(secret), "meta": META}
    for event in caller.events():
        for path in ("run", "api", "call", "call/v2"):
            for data in ([file], ["x", file], []):
                body = {"data": data, "session_hash": caller.session, "fn_index": event.index, "text": file}
                reply = caller.client.post(f"/gradio_api/{path}/{event.name}", json=body)
                attempts.note("call beside the queue", reply.status_code >= 400, f"{path}/{event.name}")
    for component in range(60):
        body = {"data": file, "component_id": component, "session_hash": "x", "fn_name": "load"}
        reply = caller.client.post("/gradio_api/component_server", json=body)
        attempts.note("call beside the queue", reply.status_code >= 400, f"component {component}")
    assert attempts.fell == []
    assert copies() == []


def test_no_address_leads_to_a_file_outside(open_page: Served, attempts: Attempts, secret: Path) -> None:
    folder = os.environ["GRADIO_TEMP_DIR"]
    link = Path(folder) / "link"
    link.symlink_to(secret)
    up = "/".join([".."] * 12)
    wanted = [str(secret), str(secret)[1:], f"{folder}/../{secret.name}", f"{folder}/{up}{secret}", f"{link}"]
    wanted += [f"/{secret}", f"file://{secret}", f"{up}{secret}", "/etc/passwd", "/proc/self/environ", "~/.profile"]
    wanted += ["http://127.0.0.1:9/x", "https://example.com/", f"{folder}\\..\\..{secret}", f"{secret}\0.txt", folder]
    try:
        for path in wanted:
            for written in {path, quote(path, safe=""), quote(quote(path, safe=""), safe=""), path.replace(".", "%2e")}:
                for door in ("gradio_api/file=", "gradio_api/file/", "file=", "static/", "assets/", "svelte/"):
                    target = f"/{door}{written}".replace("\0", "%00").encode()
                    request = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % target
                    status, text = raw(open_page.url, request)
                    held = status >= 400 and CANARY not in text and "root:" not in text
                    attempts.note("address of a file", held, target.decode())
    finally:
        link.unlink()
    assert attempts.fell == []


def test_an_upload_stays_where_it_belongs(open_page: Served, attempts: Attempts, tmp_path: Path) -> None:
    caller = Caller(open_page.url)
    folder = Path(os.environ["GRADIO_TEMP_DIR"]).resolve()
    for name in (
        "../../x.txt",
        "/etc/cron.d/x.txt",
        "..",
        "a/../../b.txt",
        "x\\..\\y.txt",
        "%2e%2e%2fx.txt",
        "." * 300,
    ):
        reply = caller.client.post("/gradio_api/upload", files={"files": (name, b"- Cut waste by half\n")})
        inside = reply.status_code >= 400 or all(
            Path(path).resolve().is_relative_to(folder) and Path(path).is_file() for path in reply.json()
        )
        attempts.note("upload by another name", inside, name)
        if reply.status_code < 400:
            read = caller.client.get(f"/gradio_api/file={reply.json()[0]}")
            attempts.note("upload read back", read.status_code >= 400, name)
    assert attempts.fell == []


def test_an_upload_is_read_once_and_by_the_cv_alone(open_page: Served, attempts: Attempts) -> None:
    caller, before = Caller(open_page.url), kept()
    (path,) = caller.client.post("/gradio_api/upload", files={"files": ("cv.txt", b"- Cut waste\n")}).json()
    file = {"path": path, "meta": META, "orig_name": "cv.txt"}
    for event in caller.events():
        if "uploadbutton" in event.kinds:
            continue
        for place in range(len(event.usual)):
            data = event.filled()
            data[place] = file
            reply = caller.join(event.index, data)
            got_in = reply.status_code < 400 and any(m.get("success") for m in caller.listen())
            ignored = event.kinds[place] == "state"  # kept by the server, whatever is sent for it
            attempts.note("upload where no file is due", not got_in or ignored, f"{event.name}[{place}]")
    assert attempts.fell == []
    taker = next(event for event in caller.events() if "uploadbutton" in event.kinds)
    messages = caller.send(taker.index, [file])
    assert "Cut waste" in str(messages)
    assert "load it again" in str(caller.send(taker.index, [file]))
    assert kept() - before <= {Path(path).parents[1]}, "something stayed"


def test_two_who_load_the_same_file_both_have_it(open_page: Served) -> None:
    callers, sent = [Caller(open_page.url), Caller(open_page.url)], {"files": ("cv.txt", b"- Cut waste by half\n")}
    paths = [caller.client.post("/gradio_api/upload", files=sent).json()[0] for caller in callers]
    for caller, path in zip(callers, paths, strict=True):
        taker = next(event for event in caller.events() if "uploadbutton" in event.kinds)
        messages = caller.send(taker.index, [{"path": path, "meta": META, "orig_name": "cv.txt"}])
        assert "Cut waste" in str(messages)


def test_an_upload_that_nobody_took_up_is_forgotten(open_page: Served) -> None:
    caller, sent = Caller(open_page.url), {"files": ("cv.txt", b"- Cut waste by half\n")}
    (old,) = caller.client.post("/gradio_api/upload", files=sent).json()
    os.utime(Path(old).parent, (0, 0))
    (new,) = caller.client.post("/gradio_api/upload", files=sent).json()
    assert not Path(old).parent.exists()
    assert Path(new).exists()


def test_too_much_is_turned_away(open_page: Served, attempts: Attempts) -> None:
    caller = Caller(open_page.url)
    upload = caller.client.post("/gradio_api/upload", files={"files": ("cv.txt", b"x" * 13_000_000)})
    attempts.note("too large", upload.status_code == 413, "upload")
    many = [("files", (f"{n}.txt", b"x" * 450_000)) for n in range(30)]
    attempts.note("too large", caller.client.post("/gradio_api/upload", files=many).status_code == 413, "many uploads")
    joined = caller.join(caller.event("answer").index, ["x", "y" * 3_000_000])
    attempts.note("too large", joined.status_code == 413, "event")
    assert attempts.fell == []


def test_a_server_that_is_ended_leaves_nothing_behind(tmp_path: Path, own_home: Path) -> None:
    """The real process, ended as a service manager ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "interviewer", "serve", "--no-open", "--port", url.rpartition(":")[2]]
    environment = {"INTERVIEWER_HOME": str(own_home), "TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[2]) as server:
        try:
            upload = {"files": ("cv.txt", b"- Cut waste by half")}
            (path,) = _once_up(f"{url}/gradio_api/upload", upload).json()
            assert Path(path).is_relative_to(tmp_path)
            assert stat.S_IMODE(Path(path).stat().st_mode) & 0o077 == 0
        finally:
            server.terminate()
    assert server.returncode == 0
    assert [*tmp_path.glob("mock-interviewer-web-*")] == []


def _once_up(address: str, files: dict[str, Any]) -> httpx.Response:
    for _ in range(240):
        try:
            return httpx.post(address, files=files, timeout=30)
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError("the server did not come up")


def test_the_folder_is_private(open_page: Served) -> None:
    folder = Path(os.environ["GRADIO_TEMP_DIR"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.parent != Path.cwd()
