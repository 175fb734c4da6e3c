"""A line's first sentence is out before its last is in; thoughts in the text are never shown, however they come."""

import json
from threading import Event

import pytest
from wire_stub import STREAM, Line, answering

from interviewer.app import Services
from interviewer.domain.moves import Move, Press
from interviewer.engines.embedded.voice import EmbeddedVoice
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.voice import LlmVoice
from interviewer.engines.protocols import Exchange, VoiceContext
from interviewer.packs.schema import Pack

ANSWER = "I moved the cut-off by an hour, and fewer orders were cancelled."
HEADER = '{"move": "m1", "tell": [], "quote": ""}\n'


def _chunk(text: str, finish: str | None = None) -> str:
    delta = {"content": text} if text else {}
    data = {"id": "x", "created": 1, "model": "m", "object": "chat.completion.chunk"}
    return f"data: {json.dumps(data | {'choices': [{'index': 0, 'delta': delta, 'finish_reason': finish}]})}\n\n"


def _voice(pack: Pack, url: str) -> LlmVoice:
    return LlmVoice(pack, Chat(Endpoint("k", url, "m", 15.0)), EmbeddedVoice(pack), Fallback())


def _press(pack: Pack) -> tuple[Move, VoiceContext]:
    question = pack.questions["hiring-manager"][0]
    action = Press(question=question.id, dimension="metric_gap", link="effect", attempt=1)
    move = Move(speaker=pack.round("hiring-manager").speakers[0], action=action)
    asked = Exchange(0, "What did you do?", ANSWER)
    return move, VoiceContext(1, (), (asked,), round="hiring-manager", answers=(ANSWER,))


def test_the_first_sentence_is_out_before_the_last_is_in(services: Services) -> None:
    shown, in_time = Event(), list[bool]()

    def doing(line: Line) -> None:
        line.send(
            f"{STREAM}connection: close\r\n\r\n{_chunk(HEADER)}{_chunk('You moved the cut-off. ')}{_chunk('What')}"
        )
        in_time.append(shown.wait(10))
        line.send(f"{_chunk(' did it cost?')}{_chunk('', 'stop')}data: [DONE]\n\n")

    with answering(doing) as wire:
        saying = _voice(services.pack, wire.url).say(*_press(services.pack))
        said = str(next(saying))
        shown.set()
        said += "".join(str(piece) for piece in saying)
    assert said == "You moved the cut-off. What did it cost?"
    assert in_time == [True], "the server said the rest only because the first sentence had been shown"


@pytest.mark.parametrize(
    "thoughts",
    [
        "<think>He moved it. Shall I ask what it cost? I shall.</think>\n",
        "He moved it. Shall I ask what it cost? I shall.</think>\n",
    ],
    ids=["in marks", "a lone end"],
)
@pytest.mark.parametrize("header", [HEADER, ""], ids=["header", "no header"])
def test_thoughts_are_never_shown(services: Services, thoughts: str, header: str) -> None:
    def doing(line: Line) -> None:
        words = f"{thoughts}{header}What did it cost?".split(" ")
        chunks = "".join(_chunk(word if place == 0 else f" {word}") for place, word in enumerate(words))
        line.send(f"{STREAM}connection: close\r\n\r\n{chunks}{_chunk('', 'stop')}data: [DONE]\n\n")

    with answering(doing) as wire:
        said = "".join(str(piece) for piece in _voice(services.pack, wire.url).say(*_press(services.pack)))
    assert said == "What did it cost?"


@pytest.mark.parametrize("before", ["{name}: ", "{name} says: "])
def test_who_speaks_is_not_said(services: Services, before: str) -> None:
    move, context = _press(services.pack)
    said = before.format(name=services.pack.personas[move.speaker].name)

    def doing(line: Line) -> None:
        chunk = _chunk(f"{HEADER}{said}What did it cost?")
        line.send(f"{STREAM}connection: close\r\n\r\n{chunk}{_chunk('', 'stop')}data: [DONE]\n\n")

    with answering(doing) as wire:
        assert "".join(map(str, _voice(services.pack, wire.url).say(move, context))) == "What did it cost?"


LONG = "I moved the cut-off by an hour and told each of the depots about it " * 3


@pytest.mark.parametrize(("quote", "taken"), [("I moved the cut-off by an hour", True), (LONG, False)])
def test_a_thought_is_taken_up_and_a_whole_answer_is_not(services: Services, quote: str, taken: bool) -> None:
    move, _ = _press(services.pack)
    asked = Exchange(0, "What did you do?", LONG)
    context = VoiceContext(1, (), (asked,), round="hiring-manager", answers=(LONG,))
    header = json.dumps({"move": "m1", "tell": [], "quote": quote})

    def doing(line: Line) -> None:
        chunk = _chunk(f"{header}\nWhat did it cost?")
        line.send(f"{STREAM}connection: close\r\n\r\n{chunk}{_chunk('', 'stop')}data: [DONE]\n\n")

    with answering(doing) as wire:
        pieces = list(_voice(services.pack, wire.url).say(move, context))
    assert [bool(piece.reactions) for piece in pieces if isinstance(piece, Move)] == [True] * taken
