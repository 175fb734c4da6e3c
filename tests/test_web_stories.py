"""The stories of the Prepare tab in a real browser: written, kept from a talk, sorted, matched, cut and removed."""

from typing import Any

from test_stories import FREEZE, GIVEN, MILK
from test_web import STRONG, answer, begin, chromium, drawn, end, own_services, page, served

from interviewer.app import Services

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures


def stories(page: Any) -> None:
    page.get_by_role("tab", name="Prepare").click()
    page.get_by_role("tab", name="Stories").click()
    page.wait_for_selector("#stories .mi-empty, #stories .mi-project")


def write(page: Any, text: str, title: str = "") -> None:
    count = page.locator("#stories .mi-project").count()
    page.fill("#story-text textarea", text)
    page.fill("#story-title input, #story-title textarea", title)
    page.click("#story-keep")
    page.wait_for_function(f"() => document.querySelectorAll('#stories .mi-project').length > {count}")


def test_a_story_is_kept_graded_and_there_after_a_reload(page: Any, own_services: Services) -> None:
    stories(page)
    write(page, MILK, "Milk")
    write(page, GIVEN)
    page.reload()
    stories(page)
    first = page.locator("#stories .mi-project").first
    assert first.locator("h3").inner_text() == "Milk" and "Ownership 4 of 4" in first.inner_text()
    assert "You have 1 of 3 stories" in page.inner_text("#stories")
    assert [story.text for story in own_services.interviews.stories.stories()] == [MILK, GIVEN]


def test_kinds_are_the_candidates_to_say_and_a_story_is_changed_cut_and_removed(
    page: Any, own_services: Services
) -> None:
    bank = own_services.interviews.stories
    story = bank.write(FREEZE, "Freeze")
    stories(page)
    kind = page.get_by_role("button", name="a problem that you found")
    pressed = kind.get_attribute("aria-pressed")
    kind.click()
    page.wait_for_function(
        "(was) => document.querySelector('[data-kind=finding]').getAttribute('aria-pressed') !== was", arg=pressed
    )
    assert ("finding" in bank.stories()[0].kinds) is (pressed == "false")
    page.get_by_role("button", name="Freeze in 30 seconds").click()
    page.wait_for_selector("#story-cut h3")
    assert "I cut the two new features" in page.inner_text("#story-cut")
    page.get_by_role("button", name="Change Freeze").click()
    page.wait_for_function("() => document.querySelector('#story-text textarea').value")
    page.fill("#story-text textarea", MILK)
    page.click("#story-keep")
    page.wait_for_function("() => !document.querySelector('#story-text textarea').value")
    assert [(item.id, item.text) for item in bank.stories()] == [(story.id, MILK)]
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove Freeze").click()
    page.wait_for_selector("#stories .mi-empty")
    assert bank.stories() == []


def test_the_story_for_a_question_is_found(page: Any, own_services: Services) -> None:
    for text, title in ((MILK, "Milk"), (GIVEN, "Given")):
        own_services.interviews.stories.write(text, title)
    stories(page)
    page.fill("#story-question input, #story-question textarea", "When did you fix a problem without being asked?")
    page.click("#story-find")
    page.wait_for_selector("#story-fits li")
    assert page.locator("#story-fits li").all_inner_texts() == ["strong: Milk", "none: Given"]


def test_an_answer_of_an_interview_is_kept_as_a_story(page: Any, own_services: Services) -> None:
    begin(page, "Culture")
    answer(page, STRONG)
    end(page)
    page.locator(".mi-answer > summary").first.click()
    page.get_by_role("button", name="Keep as a story").click()
    page.get_by_text("You find it under Prepare").wait_for()
    (story,) = own_services.interviews.stories.stories()
    assert story.text == STRONG and story.question
    drawn(page)
    stories(page)
    assert "you were asked" in page.inner_text("#stories")
