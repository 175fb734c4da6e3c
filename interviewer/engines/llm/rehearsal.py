"""A chat that sends nothing: counts what a role would send, so that the price can be told first."""

import json
from typing import TypeVar

from pydantic import BaseModel

from interviewer.domain.model_calls import Usage
from interviewer.engines.llm.client import Chat, Reply
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.forms import schema_of
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.schemas import Coached, FoundEvidence
from interviewer.engines.llm.tokens import count

_A_REPLY = {Coached: 250, FoundEvidence: 400}  # tokens, where the model does not think aloud
_NOTHING: dict[type[BaseModel], BaseModel] = {
    Coached: Coached(advice=[], order=[]),
    FoundEvidence: FoundEvidence(
        evidence=[], earlier=[], act="answered", language="en", about_measures=False, about_ownership=False
    ),
}
T = TypeVar("T", bound=BaseModel)


class Rehearsal(Chat):
    """Finds nothing in whatever it is given; `would_take` is what asking in earnest would take."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self.would_take = Usage()

    def value(self, prompt: Rendered, form: type[T]) -> Reply[T]:
        """An empty value of the form."""
        sent = count(prompt.system) + count(prompt.user) + count(json.dumps(schema_of(form)))
        self.would_take += Usage(calls=1, input_tokens=sent, output_tokens=_A_REPLY[form], estimated=True)
        nothing = _NOTHING[form]
        assert isinstance(nothing, form)
        return Reply(nothing, "", Usage())
