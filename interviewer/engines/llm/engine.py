"""Puts the roles together around one model at one endpoint: shared by all sessions, but for their fallback."""

from dataclasses import dataclass, field

from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.coach import LlmCoach
from interviewer.engines.llm.dialect import Known
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.extractor import LlmExtractor
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.job_reader import LlmJobReader
from interviewer.engines.llm.voice import LlmVoice
from interviewer.engines.protocols import Coach, Extractor, Voice
from interviewer.packs.schema import Pack

_LIVELY = 0.6  # of a voice, so that two interviews don't sound alike
_VARIED = 0.7  # of an extractor that is asked several times; asked once it is as steady as the model can be


@dataclass
class LlmEngine:
    """The model's three roles in a talk, each with the embedded one beneath it, and its reading of a job."""

    pack: Pack
    endpoint: Endpoint
    known: Known = field(init=False)

    def __post_init__(self) -> None:
        self.known = Known(self.endpoint)

    def voice(self, own: Voice, fallback: Fallback) -> LlmVoice:
        lively, steady = Chat(self.endpoint, _LIVELY, self.known), Chat(self.endpoint, known=self.known)
        return LlmVoice(self.pack, lively, own, fallback, steady=steady)

    def extractor(self, own: Extractor, fallback: Fallback, samples: int = 1) -> LlmExtractor:
        return LlmExtractor(Chat(self.endpoint, _VARIED if samples > 1 else 0.0, self.known), own, fallback, samples)

    def job_reader(self) -> LlmJobReader:
        return LlmJobReader(Chat(self.endpoint, known=self.known))

    def coach(self, own: Coach, fallback: Fallback) -> LlmCoach:
        return LlmCoach(self.pack.rubric, Chat(self.endpoint, known=self.known), own, fallback)
