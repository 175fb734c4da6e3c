"""A simulated candidate played by a model: what is told is the script's, by the typed move; how, the model's.

A line that brings in a number or drops one is not used: then the script's own words are said.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from evals.harness.context import EvalContext
from evals.tasks.candidate import Candidate
from interviewer.domain.interview import Interview
from interviewer.domain.model_calls import Usage
from interviewer.engines.llm.prompts import Rendered, marked

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_RULES = Path(__file__).parent.parent / "suites" / "actor.md"
_LIVELY = 0.7


@dataclass
class SimulatedActor:
    """One candidate in one interview. Keeps which script lies beneath what was said."""

    candidate: Candidate
    context: EvalContext
    usage: Usage = field(default_factory=Usage)
    _scripts: dict[str, str] = field(default_factory=dict)

    def answer(self, state: Interview) -> str:
        """The script's answer in the model's words; in its own where no model plays."""
        script = self.candidate.answer(self.as_scripted(state))
        if "voice" not in self.context.selection.roles or state.open_turn is None:
            return script
        said = self._worded(script, state.open_turn.line or "")
        self._scripts[said] = script
        return said

    def as_scripted(self, state: Interview) -> Interview:
        """The interview as if the script had been read aloud."""
        turns = tuple(
            turn.model_copy(update={"answer": self._scripts.get(turn.answer or "", turn.answer)})
            for turn in state.turns
        )
        return state.model_copy(update={"turns": turns})

    def _worded(self, script: str, line: str) -> str:
        from interviewer.engines.llm.client import Chat

        user = f"{marked(line, 'question')}\n{marked(script, 'what you say')}\nSay it now. Only the words themselves."
        chat = Chat(self.context.services.llm.endpoint, _LIVELY)
        reply = chat.text(Rendered(_RULES.read_text(encoding="utf-8"), user))
        self.usage += reply.usage
        said = reply.text.strip()
        return said if sorted(_NUMBER.findall(said)) == sorted(_NUMBER.findall(script)) else script
