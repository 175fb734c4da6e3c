"""The page behind a reverse proxy that shows it below a path: all of it works, and nothing is asked for elsewhere."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import serving
from proxy import shown_below
from test_web import READY, STRONG, answer, begin, chromium, end

from interviewer.app import Services
from interviewer.errors import SetupError
from interviewer.settings import load_settings
from interviewer.web.people import hashed

__all__ = ["chromium"]  # a fixture


def test_an_interview_below_a_path_from_sign_in_to_export(chromium: Any, services: Services) -> None:
    settings = services.settings.model_copy(update={"root_path": "/interviewer"})
    made = Services(settings, resources=services.resources)
    with (
        serving(made, {"ann": hashed("correct horse")}) as served,
        shown_below("/interviewer", served.url) as shown,
    ):
        page = chromium.new_context().new_page()
        page.set_default_timeout(READY)
        strayed: list[str] = []
        page.on("request", lambda r: strayed.append(r.url) if not _is_below(r.url) else None)
        page.goto(shown.url)
        page.locator("#username").fill("ann")
        page.locator("#password").fill("correct horse")
        page.get_by_role("button", name="Sign in").click()
        begin(page)
        answer(page, STRONG)
        end(page)
        with page.expect_download() as caught:
            page.click("#save-md")
        assert urlsplit(caught.value.url).path.startswith("/interviewer/export/")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_selector("#password")
        page.context.close()
        assert strayed == []


def _is_below(url: str) -> bool:
    found = urlsplit(url)
    return found.scheme in {"data", "blob"} or found.path.startswith("/interviewer/")


@pytest.mark.parametrize("path", ["interviewer", "/a b", "//", "https://example.com/x", "/x?y"])
def test_what_is_no_path_is_refused(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("INTERVIEWER_ROOT_PATH", path)
    with pytest.raises(SetupError, match="INTERVIEWER_ROOT_PATH"):
        load_settings()
