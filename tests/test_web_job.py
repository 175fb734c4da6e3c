"""The job of the Prepare tab in a real browser: compared, told, left out, removed, and asked about in an interview."""

from typing import Any

from test_job import CV, JOB
from test_web import chromium, own_services, page, served

from interviewer.app import Services

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
SQL = "Proficient in Python and SQL"
GAP = "You have put a model into production and watched it afterwards"


def job(page: Any) -> None:
    page.get_by_role("tab", name="Prepare").click()
    page.get_by_role("tab", name="Job", exact=True).click()
    page.wait_for_selector("#job .mi-empty, #job .mi-asked")


def compare(page: Any) -> None:
    page.fill("#job-text textarea", JOB)
    page.fill("#job-cv textarea", CV)
    page.click("#job-compare")
    page.wait_for_selector("#job .mi-asked")


def test_a_job_is_compared_told_of_and_there_after_a_reload(page: Any, own_services: Services) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    job(page)
    assert "No job is kept yet" in page.inner_text("#job")
    compare(page)
    assert page.locator("#job .mi-asked > div").count() == 6
    assert f"would ask about “{GAP}”" in page.inner_text("#job")
    page.get_by_role("button", name=f"Tell what you have for {SQL}").click()
    page.wait_for_function("() => document.activeElement.closest('#job-answer')")
    assert SQL in page.inner_text("#job-question")
    page.fill("#job-answer textarea", "I query the <b>parcel</b> table in SQL each morning.")
    page.click("#job-keep")
    page.wait_for_function("() => document.querySelector('#job').innerText.includes('as you told it')")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Leave out Fluent Mandarin").click()
    page.wait_for_function("() => document.querySelectorAll('#job .mi-asked > div').length === 5")
    page.reload()
    job(page)
    assert "<b>parcel</b> table" in page.inner_text("#job")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth + 1")
    kept = own_services.interviews.application.job()
    assert kept is not None and [item.told for item in kept.requirements if item.told]
    assert own_services.interviews.kpi_map.projects()  # the CV's work is on the map too


def test_what_was_told_in_another_window_is_shown_before_it_is_replaced(page: Any, own_services: Services) -> None:
    own = own_services.interviews
    own.application.keep_job(JOB)
    job(page)
    page.get_by_role("button", name=f"Tell what you have for {SQL}").click()
    page.fill("#job-answer textarea", "Mine.")
    own.application.tell(SQL, "Theirs.")
    page.click("#job-keep")
    page.wait_for_function("() => document.querySelector('#job-question').innerText.includes('another window')")
    assert "Theirs." in page.inner_text("#job") and page.input_value("#job-answer textarea") == "Mine."
    page.click("#job-keep")
    page.wait_for_function("() => document.querySelector('#job').innerText.includes('Mine.')")
    kept = own.application.job()
    assert kept and [item.told for item in kept.requirements if item.told] == ["Mine."]


def test_both_are_removed_where_that_is_agreed_to(page: Any, own_services: Services) -> None:
    own_services.interviews.application.keep_job(JOB)
    job(page)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Remove the job").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove the job").click()
    page.wait_for_selector("#job .mi-empty")
    assert own_services.interviews.application.job() is None


def test_an_interviewer_takes_up_what_is_kept(page: Any, own_services: Services) -> None:
    own_services.interviews.application.keep_job(JOB)
    own_services.interviews.take_in_cv(CV)
    page.get_by_role("button", name="More: business unit, level, length, your work").click()
    page.check("#prepared input")
    page.click("#begin")
    page.wait_for_selector("#answer textarea")
    (summary,) = own_services.interviews.store.summaries()
    setup = own_services.interviews.load(summary.id).setup
    assert setup.gap == GAP and setup.cv is not None and CV.splitlines()[3].removeprefix("- ") in setup.cv
