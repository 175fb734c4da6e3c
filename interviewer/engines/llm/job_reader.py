"""Reads, through a model, how what a candidate says of themselves stands to what a job asks for.

Every verdict comes with the candidate's words, which are found again letter for letter or the verdict is left out. What
speaks to a machine, in the job as in the CV, is not shown to the model.
"""

from collections.abc import Mapping, Sequence

from interviewer.domain.application import Claim, Judged, Standing
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.payloads import blanked
from interviewer.engines.llm.prompts import load_prompt
from interviewer.engines.llm.quotes import locate
from interviewer.engines.llm.schemas import MOST_REQUIREMENTS, MatchedJob, MatchedRequirement

_MEANS: Mapping[str, Standing] = {
    "supported": "shown",
    "partly": "perhaps",
    "gap": "not found",
    "conflict": "otherwise",
}


class LlmJobReader:
    """One call for every few requirements; there is no embedded reader beneath it, because that one judges anyway."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._prompt = load_prompt("job-match")
        self.id = f"{self._prompt.name};{chat.parameters}"

    def judged(self, requirements: Sequence[str], claims: Sequence[Claim]) -> dict[str, Judged]:
        """How each requirement stands, by its text; one of which nothing usable was said is left out.

        Raises:
            ProviderError: the server failed.
        """
        found: dict[str, Judged] = {}
        for first in range(0, len(requirements), MOST_REQUIREMENTS):
            some = requirements[first : first + MOST_REQUIREMENTS]
            prompt = self._prompt.render(
                requirements="\n".join(
                    f"{number}. {blanked(text, any_language=True)}" for number, text in enumerate(some, 1)
                ),
                claims="\n".join(f"- {blanked(claim.text, any_language=True)}" for claim in claims),
            )
            reply = self._chat.value(prompt, MatchedJob)
            for item in reply.value.matches if reply.value else ():
                if 1 <= item.number <= len(some) and (judged := self._verified(item, claims)):
                    found[some[item.number - 1]] = judged
        return found

    def _verified(self, item: MatchedRequirement, claims: Sequence[Claim]) -> Judged | None:
        if item.verdict == "gap":
            return Judged(standing="not found", claim=None, by=self.id)
        for claim in claims:
            if place := locate(item.quote, blanked(claim.text, any_language=True)):
                words = claim.text[place[0] : place[1]]
                return Judged(standing=_MEANS[item.verdict], claim=Claim(text=words, source=claim.source), by=self.id)
        return None
