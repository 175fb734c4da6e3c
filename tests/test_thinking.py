"""That somebody is about to speak shows in one line, in terminal and page, and is gone with the first word."""

import io
import sys

import pytest
from rich.console import Console

from interviewer.app import Services
from interviewer.cli.transcript import Transcript
from interviewer.interview.request import InterviewRequest
from interviewer.interview.speaking import LinePiece, Thinking
from interviewer.web.fragments import Fragments

SPEAKER = "hiring-manager"


def test_the_terminal_wipes_the_line_as_the_first_word_comes(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    screen = io.StringIO()
    shown = Transcript(Console(file=screen, force_terminal=True, width=80), services.pack, echo_answers=False)
    shown.show(Thinking(SPEAKER))
    name = services.pack.personas[SPEAKER].name
    assert f"{name} is thinking …" in screen.getvalue()
    shown.show(LinePiece(SPEAKER, "Good morning."))
    before, _, after = screen.getvalue().partition("\r\x1b[2K")
    assert "is thinking" in before and "is thinking" not in after and "morning." in after


def test_what_is_written_to_a_file_holds_no_thinking(services: Services) -> None:
    written = io.StringIO()
    shown = Transcript(Console(file=written, width=80), services.pack, echo_answers=False)
    shown.show(Thinking(SPEAKER))
    assert written.getvalue() == ""


def test_the_page_says_who_is_thinking_until_there_are_words(services: Services) -> None:
    setup = services.setup(InterviewRequest(round="hiring-manager", turns=3, seed=7))
    session = services.interviews.begin(setup, fixed_choice=True)
    fragments = Fragments(services.pack)
    assert "is thinking …" in fragments.transcript(session.id, session.state, (SPEAKER, ""))
    assert "is thinking" not in fragments.transcript(session.id, session.state, (SPEAKER, "Good"))
