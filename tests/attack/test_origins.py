"""Driving the page from another website, or by another name: foreign hosts and origins on every route and event."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from attempts import Attempts
from browser import ARGUMENTS, CHROMIUM, Served, needs_browser, serving
from starlette.datastructures import Headers

from attack.surface import Caller, raw, routes_of
from interviewer.app import Services
from interviewer.errors import SetupError
from interviewer.web.names import Names, names_of
from interviewer.web.server import application, serve

FOREIGN_HOSTS = (
    *("evil.com", "evil.com:{port}", "localhost.evil.com:{port}", "127.0.0.1.evil.com", "evil.com#localhost"),
    *("localhost.:{port}", "localhost@evil.com", "evil.com@localhost", "localhost:evil", "localhost evil.com", ""),
    *("0.0.0.0:{port}", "[::]", "[::ffff:127.0.0.1]:{port}", "127.1", "2130706433", "0x7f.0.0.1", "127.0.0.1\tevil"),
    *("xn--lcalhost-5ua", "localhost:{port}:80", "localhost/../evil.com", "localhost,evil.com", "sub.localhost"),
)
FOREIGN_ORIGINS = (
    *("http://evil.com", "https://evil.com", "null", "", "file://", "http://localhost.evil.com:{port}"),
    *("http://127.0.0.1.evil.com", "http://evil.com#localhost:{port}", "http://localhost:{port}@evil.com"),
    *("http://localhost:1", "https://localhost", "http://localhost", "http://127.0.0.1:{port}", "http://[::1]:{port}"),
    *("http://localhost.:{port}", "http://localhost:{port}.evil.com", "http://sub.localhost:{port}"),
    *("ftp://localhost:{port}", "chrome-extension://abcdef", "http://localhost:{port}, http://evil.com"),
    *("http://evil.com http://localhost:{port}", "http://localhost:{port}/", "//localhost:{port}", "localhost:{port}"),
)
OWN_HOSTS = ("localhost:{port}", "LocalHost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "localhost", "localhost:8080")


Site = tuple[str, list[tuple[str, str]]]


def filled(port: int, values: tuple[str, ...]) -> list[str]:
    return [value.format(port=port) for value in values]


@pytest.fixture(params=["without users", "with users"])
def site(request: pytest.FixtureRequest, services: Services, hashes: dict[str, str]) -> Iterator[Site]:
    """The page and its own routes, sign-in and sign-out among them where there are users."""
    people = hashes if request.param == "with users" else {}
    routes = [*routes_of(application(services, people).routes)]
    assert len(routes) > 50
    assert ("POST", "/login") in routes
    with serving(services, people) as found:
        yield found.url, routes


def asked(url: str, method: str, path: str, *headers: str) -> tuple[int, str]:
    lines = [f"{method} {path} HTTP/1.1", *headers, "Connection: close", "Content-Length: 0", "", ""]
    return raw(url, "\r\n".join(lines).encode())


def opens(text: str) -> bool:
    return "access-control-allow" in text.lower()


def test_no_route_answers_by_another_name(site: Site, attempts: Attempts) -> None:
    """DNS rebinding: a site that is pointed at this machine, and calls it by the site's own name."""
    url, routes = site
    port = httpx.URL(url).port or 80
    for method, path in routes:
        for host in filled(port, FOREIGN_HOSTS[:4]) if path != "/" else filled(port, FOREIGN_HOSTS):
            status, text = asked(url, method, path, f"Host: {host}", f"Origin: http://{host}")
            held = (status >= 400 or path == "/health") and not opens(text)
            attempts.note("foreign host", held, f"{method} {path} as {host!r}: {status}")
    for headers in ((), ("Host: localhost", "Host: evil.com"), ("Host: evil.com", "Host: localhost")):
        status, _ = asked(url, "GET", "/", *headers)
        attempts.note("foreign host", status >= 400, f"{headers}: {status}")
    for absolute in ("http://evil.com/", "http://evil.com/config"):
        status, _ = asked(url, "GET", absolute, "Host: evil.com")
        attempts.note("foreign host", status >= 400, f"{absolute}: {status}")
    assert attempts.fell == []


def test_no_route_answers_another_origin(site: Site, attempts: Attempts) -> None:
    url, routes = site
    port = httpx.URL(url).port or 80
    host = f"Host: localhost:{port}"
    for method, path in routes:
        for origin in filled(port, FOREIGN_ORIGINS):
            status, text = asked(url, method, path, host, f"Origin: {origin}")
            held = (status >= 400 or path == "/health") and not opens(text)
            attempts.note("foreign origin", held, f"{method} {path} from {origin!r}: {status}")
        for headers in (
            ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"),
            ("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"),
            ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"),
        ):
            status, text = asked(url, method, path, host, *headers)
            held = (status >= 400 or path == "/health") and not opens(text)
            attempts.note("foreign origin", held, f"{method} {path} with {headers}: {status}")
        if (method, path) not in (("GET", "/"), ("GET", "/login"), ("HEAD", "/login")) and path != "/health":
            status, text = asked(url, method, path, host, "Referer: http://evil.com/localhost")
            attempts.note("foreign origin", status >= 400 and not opens(text), f"{method} {path} by referer: {status}")
        preflight = ("Origin: http://evil.com", "Access-Control-Request-Method: POST")
        status, text = asked(url, "OPTIONS", path, host, *preflight)
        attempts.note("preflight", status >= 400 and not opens(text), f"OPTIONS {path}: {status}")
    assert attempts.fell == []


def test_no_event_answers_another_origin(open_page: Served, attempts: Attempts) -> None:
    port = httpx.URL(open_page.url).port or 80
    events = Caller(open_page.url).events()
    for event in events:
        for headers in (
            {"Host": f"evil.com:{port}"},
            {"Origin": "http://evil.com"},
            {"Origin": "null"},
            {"Origin": f"http://evil.com:{port}", "Host": f"evil.com:{port}"},
            {"Sec-Fetch-Site": "same-site"},
            {"X-Forwarded-Host": f"127.0.0.1:{port}", "Host": "evil.com"},
        ):
            caller = Caller(open_page.url, headers)
            status = caller.join(event.index, event.filled()).status_code
            attempts.note("event from elsewhere", status >= 400, f"{event.name} with {headers}: {status}")
    assert attempts.fell == []


def test_the_own_page_is_answered(open_page: Served) -> None:
    port = httpx.URL(open_page.url).port or 80
    for host in filled(port, OWN_HOSTS):
        for origin in ("", f"Origin: http://{host.lower()}", "Sec-Fetch-Site: same-origin"):
            headers = [f"Host: {host}", *([origin] if origin else [])]
            status, text = asked(open_page.url, "GET", "/config", *headers)
            assert status == 200, headers
            assert not opens(text)
    visit = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    assert asked(open_page.url, "GET", "/", f"Host: localhost:{port}", *visit)[0] == 200
    assert asked(open_page.url, "GET", "/health", "Host: 10.0.0.7")[0] == 200


def test_a_name_that_is_set_is_answered(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(services, names=names_of("interview.example.com, other.example.com:8443", "192.0.2.7")) as served:
        for host, status in (
            ("interview.example.com", 200),
            ("interview.example.com:99", 200),
            ("192.0.2.7:7860", 200),
            ("other.example.com:8443", 200),
            ("other.example.com", 421),
            ("sub.interview.example.com", 421),
        ):
            assert asked(served.url, "GET", "/config", f"Host: {host}")[0] == status, host
        own = ("Host: interview.example.com", "Origin: https://interview.example.com")
        assert asked(served.url, "GET", "/config", *own)[0] == 200


@pytest.mark.parametrize("entry", ["*", "https://x.org", "*.x.org", "x.org/", "a b", "x.org:port"])
def test_a_name_that_is_none_is_told(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match="INTERVIEWER_HOSTS"):
        names_of(entry, "127.0.0.1")


@pytest.mark.parametrize("host", ["fe80::1%lo", "", "a b", "x.org/"])
def test_a_host_that_is_none_is_told_where_it_was_given(host: str) -> None:
    with pytest.raises(SetupError, match="--host"):
        names_of("", host)


@pytest.mark.parametrize("proxies", ["nginx, *", "10.0.0.7, *", "nginx", "10.0.0.1/8", "0.0.0.0/0", "::/0", "unix:"])
def test_a_proxy_is_an_address(services: Services, proxies: str) -> None:
    with pytest.raises(SetupError, match="INTERVIEWER_PROXY"):
        application(services, {}, proxies=proxies)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://localhost:7999"),
        ("0.0.0.0", "http://localhost:7999"),
        ("::", "http://localhost:7999"),
        ("2001:db8::1", "http://[2001:db8::1]:7999"),
        ("192.0.2.7", "http://192.0.2.7:7999"),
    ],
)
def test_the_address_that_is_shown_is_answered(
    services: Services,
    hashes: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    host: str,
    shown: str,
) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda _, sockets: None)
    monkeypatch.setattr("os.umask", lambda _: 0)
    serve(services, host, 7999, hashes, open_browser=False)
    assert f"is at {shown} (" in capsys.readouterr().out
    assert names_of("", host).admit(Headers({"host": shown.removeprefix("http://")}))


def test_an_address_for_all_is_no_name() -> None:
    assert names_of("", "0.0.0.0") == names_of("", "::") == Names.of()
    assert names_of("", "2001:db8::1") == Names.of(["[2001:db8::1]"])


ATTACK = """<!doctype html><title>evil</title><script>
const at = "TARGET", tried = [];
const read = async (name, ...what) => {
  try {
    const r = await fetch(...what), t = await r.text();
    tried.push([name, r.type + " " + r.status, t.length]);
  }
  catch (e) { tried.push([name, "failed", 0]); }
};
(async () => {
  for (const mode of ["cors", "no-cors"]) for (const credentials of ["include", "omit"]) {
    for (const path of ["/", "/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=x", "/health"])
      await read(mode + path, at + path, { mode, credentials });
    await read(mode + "join", at + "/gradio_api/queue/join", { mode, credentials, method: "POST", body:
      JSON.stringify({ fn_index: FN, data: DATA, session_hash: "evil" + mode.length + credentials.length }) });
  }
  const form = new FormData(); form.append("files", new Blob(["x"]), "x.txt");
  await read("upload", at + "/gradio_api/upload", { method: "POST", mode: "no-cors", body: form });
  await new Promise((done) => { const s = new WebSocket(at.replace("http", "ws") + "/gradio_api/queue/join");
    s.onopen = () => { tried.push(["ws", "open", 1]); done(); };
    s.onerror = () => { tried.push(["ws", "failed", 0]); done(); }; });
  window.tried = tried;
})();
</script>"""


@pytest.fixture
def evil_site() -> Iterator[tuple[str, list[str]]]:
    """A website of somebody else's, on another port."""
    page: list[str] = [""]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page[0].encode())

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"{server.server_port}", page
    server.shutdown()


def test_a_real_browser_on_an_evil_site(
    open_page: Served, services: Services, evil_site: tuple[str, list[str]], attempts: Attempts
) -> None:
    """Other origin, other port, and a name of its own that is pointed at the page (rebinding)."""
    needs_browser()
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    port, page = evil_site
    own_port = httpx.URL(open_page.url).port
    begin = Caller(open_page.url).event("begin")
    data = json.dumps(begin.filled())
    rules = "--host-resolver-rules=MAP evil.test 127.0.0.1"
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, rules])
        for site in (f"http://evil.test:{port}", f"http://localhost:{port}"):
            page[0] = ATTACK.replace("TARGET", f"http://127.0.0.1:{own_port}").replace("FN", str(begin.index))
            page[0] = page[0].replace("DATA", data)
            opened = browser.new_page()
            opened.goto(site)
            opened.wait_for_function("() => window.tried", timeout=60_000)
            for name, how, length in opened.evaluate("() => window.tried"):
                attempts.note("evil site in a browser", length == 0, f"{site} {name}: {how}, {length} characters read")
        opened = browser.new_page()
        reply = opened.goto(f"http://evil.test:{own_port}/")
        rebound = reply is not None and reply.status >= 400 and "Mock Interviewer" not in opened.content()
        attempts.note("evil site in a browser", rebound, "rebinding: the page itself")
        browser.close()
    assert attempts.fell == []
    assert services.interviews.store.summaries() == []
