"""Real interviews, noted afterwards, beside what the last rehearsal before them said."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from terminal import interviewer, refused
from test_web import chromium, own_services, page, served

from interviewer.app import Services
from interviewer.domain.summary import Summary
from interviewer.errors import BadInput
from interviewer.preparation.outcomes import Outcomes, told_of

__all__ = ["chromium", "own_services", "page", "served"]  # fixtures
TODAY = date(2026, 11, 27)


@pytest.fixture
def outcomes(services: Services) -> Outcomes:
    return services.interviews.outcomes


def sat(days_ago: int, verdict: str, round_: str) -> Summary:
    at = datetime(2026, 11, 27, 9, tzinfo=UTC) - timedelta(days=days_ago)
    told = {"id": "0" * 8, "pack": "alibaba", "round": round_, "unit": None, "started_at": at, "state": "finished"}
    return Summary.model_validate(told | {"verdict": verdict})


def test_each_is_held_against_the_last_rehearsal_before_it_of_its_round_first(outcomes: Outcomes) -> None:
    outcomes.note(TODAY, "passed", TODAY, "culture")
    outcomes.note(TODAY - timedelta(days=2), "failed", TODAY)
    outcomes.note(TODAY - timedelta(days=20), "failed", TODAY)
    past = [sat(1, "no-hire", "hiring-manager"), sat(3, "hire", "culture"), sat(4, "lean no-hire", "case-panel")]
    found = outcomes.compared(past)
    assert [(item.verdict, item.agree) for item in found] == [(None, None), ("hire", False), ("hire", True)]
    assert told_of(found) == "The last rehearsal before it agreed with 1 of 2 real interviews."
    assert told_of(found[:1]) == ""


def test_mistakes_are_named(outcomes: Outcomes) -> None:
    for told, given in {
        "is to come": (TODAY + timedelta(days=1), "passed", None),
        "unknown result": (TODAY, "brilliant", None),
        "unknown round": (TODAY, "passed", "kitchen"),
    }.items():
        with pytest.raises(BadInput, match=told):
            outcomes.note(given[0], given[1], TODAY, given[2])
    assert outcomes.all() == []


def test_the_terminal_notes_lists_and_removes(tmp_path: Path) -> None:
    assert "Nothing to compare yet" in interviewer(tmp_path, "outcome", "list").stdout
    noted = interviewer(tmp_path, "outcome", "note", "2026-01-31", "passed", "--round", "culture", "--asked", "Why us?")
    assert noted.returncode == 0
    (row,) = [json.loads(line) for line in interviewer(tmp_path, "outcome", "list", "--json").stdout.splitlines()]
    assert row["result"] == "passed" and row["asked"] == "Why us?" and row["verdict"] is None
    assert "no interview 2" in refused(tmp_path, "outcome", "remove", "2")
    assert "is no day" in refused(tmp_path, "outcome", "note", "yesterday", "passed")
    interviewer(tmp_path, "outcome", "remove", "1")
    assert "Nothing to compare yet" in interviewer(tmp_path, "outcome", "list").stdout


def test_the_page_notes_and_removes(page: Any, own_services: Services) -> None:
    page.get_by_role("tab", name="Prepare").click()
    page.get_by_role("button", name="How did a real interview go?").click()
    page.fill("#outcome-day input, #outcome-day textarea", "2026-01-31")
    page.get_by_role("radio", name="Passed").check()
    page.fill("#outcome-wrong textarea", "It never asked <b>why us</b>.")
    page.click("#outcome-keep")
    page.get_by_text("31 January 2026: passed").wait_for()
    assert "<b>why us</b>" in page.inner_text("#outcome-list")
    (kept,) = own_services.interviews.outcomes.all()
    assert kept.result == "passed"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove the interview of 31 January 2026").click()
    page.wait_for_function("() => !document.querySelector('#outcome-list li')")
    assert own_services.interviews.outcomes.all() == []
