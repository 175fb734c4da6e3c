"""Getting in without an account, with a guess, or into somebody else's page."""

import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from attempts import Attempts
from browser import Served, serving

from attack.conftest import PEOPLE
from attack.surface import Caller, interviewed, routes_of
from interviewer.app import Services
from interviewer.errors import SetupError
from interviewer.settings import load_settings
from interviewer.web.people import people_of
from interviewer.web.server import application
from interviewer.web.throttle import LASTS, Throttle

PUBLIC = re.compile(r"/health|/(assets|static|svelte)/x|/(theme\.css|favicon\.ico|manifest\.json|robots\.txt)|/login")
SECRET = "Ann moved the cut-off of the milk vans by an hour."


def callers(url: str) -> tuple[Caller, Caller]:
    pair = Caller(url), Caller(url)
    for caller, (name, password) in zip(pair, PEOPLE.items(), strict=True):
        assert caller.sign_in(name, password) == 200
    return pair


def test_no_route_answers_without_a_sign_in(
    closed_page: Served, services: Services, hashes: dict[str, str], attempts: Attempts
) -> None:
    routes = [*routes_of(application(services, hashes).routes)]
    for cookie in ("", "interviewer-session=", "interviewer-session=x", "access-token-x=ann", f"x={'y' * 4000}"):
        for method, path in routes:
            with httpx.Client(base_url=closed_page.url, headers={"Cookie": cookie}) as client:
                reply = client.request(method, path)
            held = reply.status_code >= 300 or PUBLIC.fullmatch(path) is not None
            attempts.note("no sign-in", held, f"{method} {path} with {cookie!r}: {reply.status_code}")
            attempts.note("no sign-in", "mi-page" not in reply.text, f"{method} {path}: shows the page")
    assert attempts.fell == []


def test_no_event_answers_without_a_sign_in(closed_page: Served, attempts: Attempts) -> None:
    ann, _ = callers(closed_page.url)
    stranger = Caller(closed_page.url)
    for event in ann.events():
        stranger.session = ann.session
        status = stranger.join(event.index, event.filled()).status_code
        attempts.note("no sign-in", status == 401, f"{event.name}: {status}")
    assert attempts.fell == []


def test_nobody_hears_another_page(closed_page: Served, attempts: Attempts) -> None:
    """What is addressed by a session's hash belongs to the sign-in that opened it, even for the same user."""
    ann, bo = callers(closed_page.url)
    twin = Caller(closed_page.url)
    assert twin.sign_in("ann", PEOPLE["ann"]) == 200
    session = interviewed(ann, SECRET)
    for other in (bo, twin, Caller(closed_page.url)):
        history = ann.event("search")
        ann.join(history.index, history.filled(SECRET)).raise_for_status()
        heard = other.listen(ann.session)
        attempts.note("another page's session", heard == [], f"queue/data: {heard}")
        for path in (f"cancel?session_hash={ann.session}", f"reset?event_id={ann.session}"):
            body = {"session_hash": ann.session, "fn_index": 5, "event_id": "x"}
            status = other.client.post(f"/gradio_api/{path}", json=body).status_code
            attempts.note("another page's session", status >= 400, f"{path}: {status}")
        own = ann.listen()
        attempts.note("another page's session", any(m.get("success") for m in own), "messages were taken away")
    for event in bo.events():
        if "browserstate" in event.kinds:
            reply = bo.join(event.index, event.filled("mine", session))
            told = str(bo.listen()) if reply.status_code < 400 else ""
            attempts.note("another user's interview", SECRET not in told, event.name)
    bo.session = ann.session  # what was drawn for Ann is not there for Bo to click
    for event in ann.rendered.values():
        reply = bo.join(event.index, event.filled(SECRET, session))
        heard = bo.listen() if reply.status_code < 400 else []
        attempts.note("another user's interview", not any(m.get("success") for m in heard), event.name)
    assert attempts.fell == []


def test_the_cookie_is_for_this_page_alone(closed_page: Served) -> None:
    reply = httpx.post(f"{closed_page.url}/login", data={"username": "ann", "password": PEOPLE["ann"]})
    (cookie,) = reply.headers.get_list("set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "samesite=none" not in cookie.lower()


def test_a_proxy_is_believed_only_where_it_is_named(services: Services, hashes: dict[str, str]) -> None:
    form = {"username": "ann", "password": PEOPLE["ann"]}
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    for proxies, secure in (("", False), ("192.0.2.9", False), ("127.0.0.1", True)):
        with serving(services, hashes, proxies=proxies) as served:
            cookie = httpx.post(f"{served.url}/login", data=form, headers=told).headers["set-cookie"]
            assert ("Secure" in cookie) == secure, proxies


def test_signing_out_ends_the_session(closed_page: Served, attempts: Attempts) -> None:
    ann, _ = callers(closed_page.url)
    cookies = dict(ann.client.cookies)
    assert 'action="./logout"' in str(ann.send(ann.event("opened").index, []))
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for what, headers in {"link": elsewhere, "link without a word about where from": {}}.items():
        attempts.note("sign-out from elsewhere", ann.client.get("/logout", headers=headers).status_code >= 400, what)
    form = {"Origin": "http://evil.example"}
    attempts.note("sign-out from elsewhere", ann.client.post("/logout", headers=form).status_code == 403, "form")
    assert ann.client.get("/config").status_code == 200
    assert ann.client.post("/logout").status_code == 303
    stolen = Caller(closed_page.url, cookies=cookies)
    attempts.note("old cookie", stolen.client.get("/config").status_code == 401, "after sign-out")
    assert attempts.fell == []


def test_guessing_ends_in_a_lock(closed_page: Served, attempts: Attempts) -> None:
    guesser = Caller(closed_page.url)
    statuses = [guesser.sign_in("ann", f"guess {n}") for n in range(8)]
    assert statuses[0] == 400
    attempts.note("guess", statuses[-1] == 429, f"many guesses: {statuses}")
    attempts.note("guess", guesser.sign_in("ann", PEOPLE["ann"]) == 429, "the right password during the lock")
    forged = {"X-Forwarded-For": "192.0.2.55", "Forwarded": "for=192.0.2.55"}
    elsewhere = Caller(closed_page.url, headers=forged)
    attempts.note("guess", elsewhere.sign_in("ann", PEOPLE["ann"]) == 429, "a forged address")
    assert guesser.sign_in("bo", PEOPLE["bo"]) == 200, "one name's lock must not lock out others"
    assert attempts.fell == []


def test_many_guesses_at_once_are_counted_too(closed_page: Served, attempts: Attempts) -> None:
    def guess(number: int) -> int:
        return Caller(closed_page.url).sign_in("ann", f"guess {number}")

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(guess, range(24)))
    attempts.note("guess", statuses.count(400) <= 5, f"at once: {statuses}")
    assert attempts.fell == []


def test_names_by_the_dozen_are_throttled_by_address(closed_page: Served, attempts: Attempts) -> None:
    statuses = [Caller(closed_page.url).sign_in(f"name {n}", "guess") for n in range(24)]
    attempts.note("guess", statuses[-1] == 429, f"names: {statuses}")
    assert attempts.fell == []


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


def test_a_lock_ends_though_somebody_keeps_knocking(clock: list[float]) -> None:
    throttle = Throttle(lambda: clock[0])
    for _ in range(5):
        assert throttle.begin("ann", "192.0.2.1") == 0
    while wait := throttle.begin("ann", "192.0.2.1"):
        assert wait <= LASTS
        clock[0] += 30
    assert throttle.begin("ann", "192.0.2.1") == 0


def test_one_address_locks_nobody_out_elsewhere(clock: list[float]) -> None:
    """An hour of guessing from one place, as fast as it is let; everybody else comes in at any time."""
    throttle = Throttle(lambda: clock[0])
    for _ in range(720):
        for name in ("ann", "bo", "cy"):
            throttle.begin(name, "2001:db8::1")
            assert throttle.begin(name, "192.0.2.77") == 0
            throttle.succeeded(name, "192.0.2.77")
        clock[0] += 5


def test_an_account_buys_no_guesses(clock: list[float]) -> None:
    throttle = Throttle(lambda: clock[0])
    tries = 0
    while tries < 100 and not throttle.begin(f"victim {tries}", "192.0.2.1"):
        tries += 1
        if not throttle.begin("own", "192.0.2.1"):
            throttle.succeeded("own", "192.0.2.1")
    assert tries <= 20


def test_neighbours_in_ipv6_are_one(clock: list[float]) -> None:
    throttle = Throttle(lambda: clock[0])
    for number in range(5):
        throttle.begin("ann", f"2001:db8::{number + 1:x}")
    assert throttle.begin("ann", "2001:db8::ffff") > 0
    assert throttle.begin("ann", "::ffff:192.0.2.1") == 0


def test_the_throttle_stays_small(clock: list[float]) -> None:
    throttle = Throttle(lambda: clock[0])
    for number in range(12_000):
        throttle.begin(f"name {number}", f"198.{number % 250}.{number // 250}.1")
    assert len(throttle) <= 10_000


def test_hashing_leaves_the_server_free(closed_page: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a password is hashed, others are answered: the hash waits until somebody else was."""
    from interviewer.web import people

    answered, began = threading.Event(), threading.Event()

    def slow(password: str, salt: bytes) -> bytes:
        began.set()
        assert answered.wait(30), "the server answered nobody while it hashed"
        return b"\0" * 32

    monkeypatch.setattr(people, "_derived", slow)
    with ThreadPoolExecutor(1) as pool:
        trying = pool.submit(Caller(closed_page.url).sign_in, "ann", "x")
        assert began.wait(30)
        assert httpx.get(f"{closed_page.url}/health", timeout=30).status_code == 200
        answered.set()
        assert trying.result(30) == 400


@pytest.mark.parametrize("text", ["", "# nobody yet\n", "\n\n", " , ,"])
def test_users_that_are_set_and_nobody_let_nobody_in(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attempts: Attempts
) -> None:
    file = tmp_path / "users"
    file.write_text(text)
    for name, value in (("INTERVIEWER_USERS_FILE", str(file)), ("INTERVIEWER_USERS", text)):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            with pytest.raises(SetupError, match="holds no user"):
                people_of(load_settings())
            attempts.note("users file without users", True, name)


def test_an_empty_users_file_stops_the_server(tmp_path: Path, own_home: Path) -> None:
    file = tmp_path / "users"
    file.touch()
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "serve", "--no-open", "--port", "1"],
        env={"INTERVIEWER_USERS_FILE": str(file), "INTERVIEWER_HOME": str(own_home), "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert "holds no user" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
