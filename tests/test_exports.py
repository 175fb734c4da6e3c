"""Exports through their doors: made when asked for, for whom they belong to, and nothing left behind."""

import stat
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from browser import Served, serving

from interviewer.app import Interviews, Services
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.report.export import FORMATS
from interviewer.web.desk import Desk
from interviewer.web.people import hashed

PASSWORDS = {"ann": "correct horse", "bo": "battery staple"}
get = partial(httpx.get, timeout=60)  # seconds that a loaded machine may take
WEAK = "I was assigned to the ranking model. AUC went from 0.71 to 0.78 and everyone was happy."


def finished(services: Services, text: str = WEAK, own: Interviews | None = None) -> Session:
    setup = services.setup(InterviewRequest(round="culture", turns=1, seed=1))
    session = (own or services.interviews).begin(setup)
    list(session.advance())
    list(session.answer(text))
    list(session.end())
    return session


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of this test's own, also for whatever the page's libraries leave there."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder / "gradio"))
    return folder


@pytest.fixture
def served(services: Services, temporary: Path) -> Iterator[Served]:
    with serving(services) as found:
        yield found


def signed_in(served: Served, name: str) -> httpx.Client:
    client = httpx.Client(base_url=served.url, headers={"Origin": served.url}, timeout=60)
    client.post("/login", data={"username": name, "password": PASSWORDS[name]}).raise_for_status()
    return client


def files_in(folder: Path) -> list[Path]:
    return [item for item in folder.rglob("*") if item.is_file()]


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_comes_as_a_file_that_nobody_keeps(
    services: Services, served: Served, temporary: Path, kind: str
) -> None:
    name = finished(services).id
    before = files_in(temporary)
    reply = get(f"{served.url}/export/{name}.{kind}")
    assert reply.status_code == 200
    assert reply.headers["content-disposition"] == f'attachment; filename="interview-{name}.{kind}"'
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.content.startswith(b"%PDF") if kind == "pdf" else "AUC went from" in reply.text
    assert files_in(temporary) == before


def test_a_retry_is_in_the_next_file_and_a_deleted_interview_in_none(services: Services, served: Served) -> None:
    session = finished(services)
    address = f"{served.url}/export/{session.id}.json"
    assert "cancelled" not in get(address).text
    list(session.retry(0, "I saw that 6% of orders were cancelled, and moved the cut-off; it fell to 4%."))
    assert "cancelled" in get(address).text
    services.interviews.store.delete(session.id)
    gone = get(address)
    assert gone.status_code == 404 and gone.text.startswith("There is no such interview")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("{}.docx", "Unknown format 'docx'; known are: md, html, pdf, json."),
        ("nosuchid.md", "There is no such interview here any more. Those that are kept stand under History."),
        *((name, "There is nothing here.") for name in ("{}", "{}.md.pdf", ".md", "..%2f..%2fetc%2fpasswd.md")),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(services: Services, served: Served, name: str, told: str) -> None:
    reply = get(f"{served.url}/export/{name.format(finished(services).id)}")
    assert (reply.status_code, reply.text) == (404, told)


def test_nobody_gets_another_users_interview(services: Services, temporary: Path) -> None:
    people = {name: hashed(password) for name, password in PASSWORDS.items()}
    with serving(services, people) as served:
        own = finished(services).id  # the terminal's, nobody's on this page
        assert get(f"{served.url}/export/{own}.json").status_code == 401
        forged = {"Cookie": "access-token-x=y"}
        assert get(f"{served.url}/export/{own}.json", headers=forged).status_code == 401
        ann, bo = (signed_in(served, name) for name in PASSWORDS)
        name = finished(services, own=Desk(services).of("ann")).id
        assert ann.get(f"/export/{name}.json").json()["session_id"] == name
        for refused in (bo.get(f"/export/{name}.json"), bo.get(f"/export/{own}.json"), ann.get(f"/export/{own}.md")):
            assert refused.status_code == 404
        assert get(f"{served.url}/export/{name}.json").status_code == 401


def test_a_page_that_shows_a_debrief_writes_no_file(
    services: Services, served: Served, temporary: Path, tmp_path: Path
) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    from browser import ARGUMENTS, CHROMIUM, needs_browser

    needs_browser()
    name = finished(services).id
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, downloads_path=str(tmp_path / "saved"))
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(served.url)
        page.get_by_role("tab", name="History").click()
        page.get_by_role("button", name="Debrief").click()
        page.wait_for_selector("#save-md")
        with page.expect_download() as caught:
            page.click("#save-md")
        assert caught.value.suggested_filename == f"interview-{name}.md"
        assert "AUC went from" in Path(caught.value.path()).read_text(encoding="utf-8")
        assert page.is_visible("#verdict")
        browser.close()
    assert [item for item in files_in(temporary) if name in item.name] == []


@pytest.mark.parametrize("before", [None, 0o644])
def test_a_file_written_by_the_command_is_its_owners_only(
    services: Services, tmp_path: Path, before: int | None
) -> None:
    from interviewer.cli.sessions import run_export

    name, out = finished(services).id, tmp_path / "kept.md"
    if before:
        out.touch(before)
    run_export(name, "md", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "AUC went from" in out.read_text(encoding="utf-8")
    run_export(name, "md", Path("/dev/null"))
    assert stat.S_IMODE(Path("/dev/null").stat().st_mode) == 0o666
