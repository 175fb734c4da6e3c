"""Asks a model yes or no of a sentence that word lists can't judge: does it judge, hint, or state what nobody said?

A sentence that is plainly fine is not asked about, so most lines cost nothing and wait for nothing.
"""

from dataclasses import dataclass

from interviewer.domain.model_calls import Usage
from interviewer.engines.guardrails import plainly_fine
from interviewer.engines.llm import memory
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.line_prompt import shown_talk
from interviewer.engines.llm.payloads import blanked
from interviewer.engines.llm.prompts import load_prompt
from interviewer.engines.protocols import VoiceContext
from interviewer.errors import ProviderError

_TALK = 400  # tokens of the talk that are shown
_FACTS = 300
_YES = ("yes", "是")


@dataclass(frozen=True)
class LineCheck:
    """Checks the sentences of one line; what stands in the plain `wordings` of its moves needs no check."""

    chat: Chat
    speaker: str
    wordings: str

    def refuses(self, sentence: str, context: VoiceContext, told: str) -> tuple[bool, Usage]:
        """Whether the model calls it unfit, and what asking took. Where none answers, the word lists have the word."""
        papers = (context.role, context.project, context.claim, context.gap)
        facts = tuple(filter(None, (*papers, context.brief, *context.told, told)))
        if plainly_fine(sentence, (*context.answers, *facts, self.wordings, self.speaker)):
            return False, Usage()
        prompt = load_prompt("line-check").render(
            speaker=self.speaker,
            talk=shown_talk(context.thread[-2:], context.brief, blanked, _TALK),
            facts=memory.earlier(facts, _FACTS),
            moves=self.wordings,
            line=sentence,
        )
        try:
            reply = self.chat.word(prompt)
        except ProviderError:
            return False, Usage(calls=1)
        return reply.text.strip().lower().startswith(_YES), reply.usage
