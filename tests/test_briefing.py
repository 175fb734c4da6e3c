"""The briefing on a unit: a short read out of the pack with its sources, and questions to check oneself with."""

from pathlib import Path
from typing import Any

import pytest
from packs import with_a_mistake
from terminal import interviewer
from test_web import chromium, own_services, page, served

from interviewer.app import Services
from interviewer.errors import BadInput, PackError
from interviewer.preparation.briefing import briefing_on, right_of

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
UNITS = ("tmall", "taobao", "cainiao")


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_has_a_five_minute_read_with_sources_and_five_questions(unit: str, services: Services) -> None:
    found = briefing_on(services.pack, unit)
    assert 2 <= found.minutes <= 5 and len(found.checks) == 5 and len(found.terms) >= 5
    assert all(not excerpt.units or unit in excerpt.units for excerpt in found.excerpts)
    assert all(excerpt.source for excerpt in found.excerpts)
    assert not any(character.isdigit() for excerpt in found.excerpts for character in excerpt.body)
    assert right_of(found.checks, [check.right for check in found.checks]) == 5
    assert right_of(found.checks, [check.right % 3 + 1 for check in found.checks]) == 0
    assert found == briefing_on(services.pack, unit)


def test_the_right_option_stands_in_no_one_place(services: Services) -> None:
    places = [check.right for unit in UNITS for check in briefing_on(services.pack, unit).checks]
    assert all(places.count(place) <= 8 for place in (1, 2, 3)) and set(places) == {1, 2, 3}


def test_an_unknown_unit_is_told_with_the_known_ones(services: Services) -> None:
    with pytest.raises(BadInput, match="there are: tmall, taobao, cainiao"):
        briefing_on(services.pack, "lazada")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"how-tmall-earns", ', '"how-tmall-earnt", ', "how-tmall-earnt"),
        ("right = 2", "right = 7", "option 7"),
        ('unit = "tmall"', 'unit = "lazada"', "lazada"),
    ],
)
def test_a_pack_whose_briefings_name_what_is_not_there_says_where(
    services: Services, tmp_path: Path, before: str, after: str, told: str
) -> None:
    with pytest.raises(PackError, match=rf"briefings\.toml.*{told}"):
        with_a_mistake(services.settings.pack, tmp_path / "pack", "briefings.toml", before, after)


def test_the_terminal_tells_and_checks(tmp_path: Path, services: Services) -> None:
    right = [str(check.right) for check in briefing_on(services.pack, "taobao").checks]
    typed = "\n".join([*right[:4], "nonsense"])
    done = interviewer(tmp_path, "briefing", "taobao", "--answers", "-", typed=typed)
    assert done.returncode == 0 and "4 of 5 right." in done.stdout and "house notes" in done.stdout


def test_the_page_shows_the_unit_that_is_chosen(page: Any) -> None:
    page.get_by_role("tab", name="Prepare").click()
    page.get_by_role("tab", name="Units").click()
    page.get_by_text("How Tmall earns its money").wait_for()
    page.locator("#briefing-unit").get_by_role("radio", name="Cainiao").check()
    page.get_by_text("A promise that can be padded").wait_for()
    page.get_by_text("The answer").first.click()
    page.get_by_text("nothing changes at the door").or_(
        page.get_by_text("somebody must do something else")
    ).first.wait_for()
