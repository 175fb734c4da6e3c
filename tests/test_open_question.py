"""The question that stands, cut out of the line that put it: the same one, however often it is put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.domain.dialogue_acts import AskedAbout, AskedBack
from interviewer.domain.moves import GiveFloor, Move, Reply, Restate
from interviewer.engines.embedded.open_question import continuing, in_short, open_question
from interviewer.engines.embedded.voice import EmbeddedVoice
from interviewer.engines.protocols import VoiceContext

LINE = 'You said "we cut it". Who had to agree to that cut, and how did you get them there?'


@pytest.mark.parametrize(
    ("line", "whole", "short"),
    [
        (
            LINE,
            "Who had to agree to that cut, and how did you get them there?",
            "Who had to agree to that cut?",
        ),
        ("First 45, now 4. Which is it?", "First 45, now 4. Which is it?", "Which is it?"),
        ("Okay. Tell me about a deadline you missed.", "Tell me about a deadline you missed.", None),
        ("How much, and by when?", "How much, and by when?", "How much, and by when?"),
    ],
)
def test_it_is_cut_out_whole_and_in_short(line: str, whole: str, short: str | None) -> None:
    assert open_question(line) == whole
    assert in_short(open_question(line)) == (short or whole)


@given(line=st.text(max_size=120))
def test_no_word_is_made_up(line: str) -> None:
    asked = open_question(line)
    assert all(word in line for word in asked.split())
    assert all(word.rstrip("?") in line for word in in_short(asked).split())
    assert continuing(asked).lower() == asked.lower()


def said(services: Services, move: Move, line: str = LINE) -> str:
    context = VoiceContext(3, (line,), (), standing=line)
    return "".join(piece for piece in EmbeddedVoice(services.pack).say(move, context) if isinstance(piece, str))


@pytest.mark.parametrize("manner", ["again", "shorter", "plainer"])
def test_a_probe_that_is_said_again_asks_the_same(shared_services: Services, manner: str) -> None:
    restate = Restate.model_validate({"question": "hm-chosen-work", "link": "drove", "manner": manner})
    reply = Reply(to=AskedBack.REPEAT)
    line = said(shared_services, Move(speaker="hiring-manager", reactions=(reply,), action=restate))
    assert "who had to agree to that cut" in line.lower()


def test_after_a_reply_the_open_question_is_put_in_short_unless_the_reply_hands_back(shared_services: Services) -> None:
    floor = GiveFloor(question="hm-chosen-work")
    who = Move(speaker="hiring-manager", reactions=(Reply(to=AskedBack.WHO),), action=floor)
    assert said(shared_services, who).endswith("ho had to agree to that cut?")
    wait = Move(speaker="hiring-manager", reactions=(Reply(to=AskedBack.PROCESS, wait=True),), action=floor)
    assert "agree" not in said(shared_services, wait)


def test_a_persona_answers_from_their_own_work_and_a_choice_stands_without_quotation_marks(
    shared_services: Services,
) -> None:
    persona = shared_services.pack.personas["hiring-manager"]
    floor = GiveFloor(question="hm-chosen-work")
    about = Reply(to=AskedBack.WHO, about=AskedAbout.BACKGROUND)
    line = said(shared_services, Move(speaker=persona.id, reactions=(about,), action=floor))
    assert any(line.startswith(own) for own in persona.replies[AskedAbout.BACKGROUND])
    choice = Reply(to=AskedBack.EITHER_OR, text="the drivers' side")
    line = said(shared_services, Move(speaker=persona.id, reactions=(choice,), action=floor))
    assert "the drivers' side" in line.lower() and '"' not in line
