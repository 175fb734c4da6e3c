"""The Prepare tab in a real browser: a CV comes on the map; what is missing is told, kept, changed, saved, removed."""

from pathlib import Path
from typing import Any

import pytest
from test_kpi_map import CHURN, CV, FERRY
from test_web import HOSTILE, READY, chromium, own_services, page, served

from interviewer.app import Services
from interviewer.rubric.metric_gap import BUSINESS_MEASURE, COST, EFFECT

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures


def prepare(page: Any) -> None:
    page.get_by_role("tab", name="Prepare").click()
    page.get_by_role("tab", name="Projects").click()
    page.wait_for_selector("#map .mi-empty, #map .mi-project")


def put(page: Any, text: str) -> None:
    box = page.locator("#map-text textarea")
    if not box.is_visible():
        page.get_by_role("button", name="Add your work").click()
    box.fill(text)
    page.click("#map-put")
    page.wait_for_function("() => !document.querySelector('#map-text textarea').value")


def tell(page: Any, text: str) -> None:
    page.fill("#map-answer textarea", text)
    page.click("#map-keep")
    page.wait_for_function("() => !document.querySelector('#map-answer textarea')?.value")


@pytest.fixture(params=[(1100, 900), (390, 844)])
def sized(request: pytest.FixtureRequest, page: Any) -> Any:
    page.set_viewport_size({"width": request.param[0], "height": request.param[1]})
    return page


def test_a_cv_comes_on_the_map_and_what_is_told_is_there_after_a_reload(sized: Any, own_services: Services) -> None:
    prepare(sized)
    put(sized, CV)
    assert sized.locator(".mi-project h3").all_inner_texts() == [FERRY, CHURN]
    assert "mechanism" in sized.inner_text("#map-question")
    tell(sized, "The crew planner opens the forecast each morning and adds a ferry.")
    sized.wait_for_function("() => document.querySelector('#map-question').innerText.includes('price paid')")
    tell(sized, "It cost me six weeks, and we turned down a vendor tool.")
    sized.wait_for_function("() => document.querySelector('#map-question').innerText.includes('business number')")
    sized.reload()
    prepare(sized)
    assert "It cost me six weeks" in sized.locator(".mi-project").first.inner_text()
    kept = own_services.interviews.kpi_map.projects()
    told = kept[0].on(COST)
    assert told and told.text.startswith("It cost me six weeks")
    assert sized.evaluate("() => document.documentElement.scrollWidth <= innerWidth + 1")


def test_who_asks_back_is_told_the_meaning_and_who_cannot_tell_goes_on(page: Any, own_services: Services) -> None:
    own_services.interviews.kpi_map.add(CHURN)
    prepare(page)
    tell(page, "What do you mean?")
    page.get_by_text("a number that the business itself watches").wait_for()
    page.click("#map-skip")
    page.get_by_text("By how much, and compared with what?").wait_for()
    assert own_services.interviews.kpi_map.projects()[0].unknown == (BUSINESS_MEASURE,)


def test_any_link_can_be_told_and_changed_and_a_project_removed(page: Any, own_services: Services) -> None:
    kpi_map = own_services.interviews.kpi_map
    kpi_map.add(CHURN)
    prepare(page)
    page.get_by_role("button", name="Tell the effect").click()
    page.wait_for_function("() => document.activeElement === document.querySelector('#map-answer textarea')")
    tell(page, "From 4 to 3 percent.")
    page.get_by_role("button", name="Change the effect").click()
    page.get_by_text("By how much, and compared with what?").wait_for()
    tell(page, "From 4 to 2 percent, against a control half.")
    told = kpi_map.projects()[0].on(EFFECT)
    assert told and told.text == "From 4 to 2 percent, against a control half."
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove").click()
    page.wait_for_selector("#map .mi-empty")
    assert kpi_map.projects() == []


def test_what_was_told_in_another_window_is_shown_before_it_is_replaced(page: Any, own_services: Services) -> None:
    own = own_services.interviews
    project = own.kpi_map.add(CHURN)
    prepare(page)
    page.wait_for_selector("#map-answer textarea")
    asked = own.kpi_map.next_question()
    assert asked
    page.fill("#map-answer textarea", "Refunds, and they fell by a tenth.")
    own.kpi_map.answer(project.id, asked.link, "Refunds, which fell by a fifth.")
    page.click("#map-keep")
    page.wait_for_function("() => document.querySelector('#map-question').innerText.includes('another window')")
    assert "by a fifth" in page.inner_text("#map") and "tenth" in page.input_value("#map-answer textarea")
    page.click("#map-keep")
    page.wait_for_function("() => document.querySelector('#map').innerText.includes('by a tenth')")
    told = own.kpi_map.projects()[0].on(asked.link)
    assert told and told.text == "Refunds, and they fell by a tenth."


@pytest.mark.parametrize("text", HOSTILE[:2])
def test_hostile_words_are_shown_as_words(page: Any, own_services: Services, text: str) -> None:
    own_services.interviews.kpi_map.add(text)
    prepare(page)
    assert page.evaluate("() => window.hacked") is None
    assert "".join(text.split()) in "".join(page.inner_text(".mi-project h3").split())


def test_the_map_is_saved_as_a_file(page: Any, own_services: Services, tmp_path: Path) -> None:
    own_services.interviews.kpi_map.add(CHURN)
    prepare(page)
    for name, begins in (("Markdown", b"# My projects"), ("PDF", b"%PDF")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Save as {name}").or_(
                page.get_by_role("link", name=f"Save as {name}")
            ).first.click()
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_file_is_read_and_one_that_is_none_says_what_to_do(page: Any, tmp_path: Path) -> None:
    prepare(page)
    (tmp_path / "cv.txt").write_text(CV)
    (tmp_path / "cv.pdf").write_text("no pdf")
    page.set_default_timeout(READY)
    upload = page.locator("#map-add input[type=file]")
    upload.set_input_files(tmp_path / "cv.pdf")
    page.get_by_text("paste the text instead").first.wait_for()
    upload.set_input_files(tmp_path / "cv.txt")
    page.wait_for_selector(".mi-project")
