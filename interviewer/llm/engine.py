"""Puts the three roles together around one model at one endpoint."""

from dataclasses import dataclass, field

from interviewer.llm.client import Chat
from interviewer.llm.coach import LlmCoach
from interviewer.llm.endpoint import Endpoint
from interviewer.llm.fallback import Fallback
from interviewer.llm.reader import LlmReader
from interviewer.llm.voice import LlmVoice
from interviewer.packs.schema import Pack
from interviewer.roles import Coach, Reader, Voice

_LIVELY = 0.6  # of a voice, so that two interviews don't sound alike
_VARIED = 0.7  # of a reader that is asked several times; asked once it is as steady as the model can be


@dataclass
class LlmEngine:
    """The model's three roles, each with the embedded one beneath it."""

    pack: Pack
    endpoint: Endpoint
    fallback: Fallback = field(default_factory=Fallback)

    def voice(self, own: Voice) -> LlmVoice:
        return LlmVoice(self.pack, Chat(self.endpoint, _LIVELY), own, self.fallback)

    def reader(self, own: Reader, samples: int = 1) -> LlmReader:
        return LlmReader(Chat(self.endpoint, _VARIED if samples > 1 else 0.0), own, self.fallback, samples)

    def coach(self, own: Coach) -> LlmCoach:
        return LlmCoach(self.pack.rubric, Chat(self.endpoint), own, self.fallback)
