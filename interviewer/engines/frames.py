"""When a wording is said again: by its frame, which is what it says without the words that it takes up."""

import re
from collections.abc import Iterable

from interviewer.engines.guardrails import sentence_keys

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|'\{\w+\}'|‘\{\w+\}’")
_BLANK = re.compile(r"\{\w+\}")
_QUOTE, _ANY = " quotedwords ", " anywords "


class SaidFrames:
    """The frames of the lines said so far."""

    def __init__(self, said: Iterable[str]) -> None:
        self._frames = {key for line in said for key in _frames(line)}

    def add(self, line: str) -> None:
        """Count this as said from here on."""
        self._frames.update(_frames(line))

    def hold(self, wording: str) -> bool:
        """Whether a sentence of the wording was said, with whatever stood in its blanks (`{quote}`, `{topic}`)."""
        return any(self._holds(frame) for frame in _frames(wording))

    def _holds(self, frame: str) -> bool:
        any_words = _ANY.strip()
        if any_words not in frame:
            return frame in self._frames
        if frame == any_words:
            return False
        pattern = re.compile(re.escape(frame).replace(any_words, ".+"))
        return any(pattern.fullmatch(said) for said in self._frames)


def _frames(text: str) -> list[str]:
    """Its sentences with a mark for the candidate's words and one for each other blank."""
    return sentence_keys(_BLANK.sub(_ANY, _QUOTED.sub(_QUOTE, text)))
