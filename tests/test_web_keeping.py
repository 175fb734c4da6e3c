"""All that is kept, in a real browser: saved as one file, removed, put back."""

from pathlib import Path
from typing import Any

from test_web import chromium, own_services, page, served

from interviewer.app import Services
from interviewer.interview.request import InterviewRequest

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures


def keeping(page: Any) -> None:
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="All that is kept").click()
    page.wait_for_selector("[data-remove-all]")


def test_everything_is_saved_removed_and_put_back(page: Any, own_services: Services, tmp_path: Path) -> None:
    own = own_services.interviews
    session = own.begin(own.setup(InterviewRequest(round="culture", turns=1, seed=1)), fixed_choice=True)
    list(session.advance())
    list(session.answer("I found torn bags and chose thicker ones; returns fell from 9% to 6%."))
    own.stories.write("I found torn bags, and chose thicker ones against my lead's wish.", "Bags")
    keeping(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save everything as a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "mock-interviewer.jsonl" and "torn bags" in file.read_text()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.click("[data-remove-all]")
    assert len(own.store.summaries()) == 1
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.click("[data-remove-all]")
    assert own.store.summaries() == [] and own.stories.stories() == []
    keeping(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Put back such a file").click()
    chooser.value.set_files(str(file))
    page.wait_for_function("() => document.querySelector('#kept-told').innerText.includes('1 interview and 1 paper')")
    assert [item.id for item in own.store.summaries()] == [session.id]
    assert page.locator("#history [data-open]").count() == 1
