"""What a session is built from."""

from concurrent.futures import Executor
from dataclasses import dataclass, field

from interviewer.assessment.critic import Critic
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.protocols import Extractor, Voice
from interviewer.interview.policy import Policy
from interviewer.packs.schema import Pack
from interviewer.retrieval.documents import Search


@dataclass(frozen=True)
class Parts:
    """What a session is built from (`interviewer.resources`). With an `executor`, answers are assessed there meanwhile.

    `fallback` belongs to this session alone: one user's word, or one call that failed, decides for no other.
    """

    pack: Pack
    policy: Policy
    extractor: Extractor
    voice: Voice
    critic: Critic
    search: Search
    executor: Executor | None = None
    fallback: Fallback = field(default_factory=Fallback)
