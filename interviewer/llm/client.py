"""Asks the model: a text in pieces, or a value of a given type. Retries what may pass; knows no prompt and no role.

The SDK retries refused connections, 408, 409, 429 (honouring retry-after) and 5xx before the first byte. A stream that
breaks off is asked for once more here. How the server is asked for structured output is found out once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, cast

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from pydantic import BaseModel, ValidationError

from interviewer.domain.work import Usage
from interviewer.errors import BadReply, Filtered, ServerFailed
from interviewer.llm.endpoint import Endpoint
from interviewer.llm.faults import CutOff, NotSupported, told_plainly
from interviewer.llm.tokens import count
from interviewer.prompting import Rendered

Method = Literal["json_schema", "function_calling", "json_mode"]
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode")
_RETRIES = 2
_LONGEST_LINE = 400  # tokens
_LONGEST_VALUE = 1_200  # more than a long answer holds; a model that runs on is stopped there
T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Reply(Generic[T]):
    """What came back: `value` is None where it could not be parsed, and `text` is what came instead."""

    value: T | None
    text: str
    usage: Usage
    problem: str = ""


class Chat:
    """One model at one endpoint."""

    def __init__(self, endpoint: Endpoint, temperature: float = 0.0) -> None:
        self.endpoint = endpoint
        self.temperature = temperature
        self._methods: tuple[Method, ...] = METHODS

    @property
    def parameters(self) -> str:
        """Model and parameters, as they stand in a stamp."""
        return f"{self.endpoint.model};temperature={self.temperature:g}"

    def text(self, prompt: Rendered) -> Reply[BaseModel]:
        """A text, streamed so that a broken connection shows at once.

        Raises:
            ProviderError: the server failed, also on the second try where the stream broke off.
        """
        try:
            return self._streamed(prompt)
        except ServerFailed:
            return self._streamed(prompt)

    def value(self, prompt: Rendered, form: type[T]) -> Reply[T]:
        """A value of the type `form`, or the reply that is none.

        Raises:
            ProviderError: the server failed, or takes no way of asking for structured output.
        """
        refused: NotSupported | None = None
        for method in self._methods:
            try:
                reply = self._asked(prompt, form, method)
            except NotSupported as error:
                refused = error
                continue
            self._methods = (method,)
            return reply
        raise refused or BadReply(f"{self.endpoint.host} offers no structured output; try another model")

    def _model(self, longest: int) -> BaseChatModel:
        endpoint = self.endpoint
        return init_chat_model(
            f"openai:{endpoint.model}",
            api_key=endpoint.key,
            base_url=endpoint.base_url,
            timeout=endpoint.timeout,
            max_retries=_RETRIES,
            temperature=self.temperature,
            max_tokens=longest,
            stream_usage=True,
        )

    def _streamed(self, prompt: Rendered) -> Reply[BaseModel]:
        whole: AIMessageChunk | None = None
        with told_plainly(self.endpoint):
            for chunk in self._model(_LONGEST_LINE).stream(_messages(prompt)):
                whole = chunk if whole is None else whole + chunk
        if whole is None:
            raise BadReply(f"{self.endpoint.host} sent nothing; try again, or another model")
        self._check_end(whole)
        text = _text(whole)
        if not text.strip():
            raise BadReply(f"{self.endpoint.model} said nothing; try again, or another model")
        return Reply(None, text, self._usage(whole, prompt, text))

    def _check_end(self, message: AIMessage) -> None:
        reason = message.response_metadata.get("finish_reason")
        if reason == "content_filter":
            raise Filtered(f"the content filter of {self.endpoint.host} withheld the reply; word the answer otherwise")
        if reason is None:
            raise ServerFailed(f"{self.endpoint.host} broke off in mid-reply; try again")

    def _asked(self, prompt: Rendered, form: type[T], method: Method) -> Reply[T]:
        strict = {} if method == "json_mode" else {"strict": True}
        schema = form.model_json_schema()  # not the type: the SDK would raise on a bad reply and lose its text
        asking = self._model(_LONGEST_VALUE).with_structured_output(schema, method=method, include_raw=True, **strict)
        try:
            with told_plainly(self.endpoint):
                answered = cast(dict[str, Any], asking.invoke(_messages(prompt)))
        except CutOff as error:
            return Reply(None, error.text, error.usage, "it was too long and was cut off; fewer pieces will do")
        raw = cast(AIMessage, answered["raw"])
        if raw.response_metadata.get("finish_reason") == "content_filter":
            self._check_end(raw)
        text = _text(raw) or "".join(str(call["args"]) for call in raw.tool_calls)
        usage = self._usage(raw, prompt, text)
        try:
            value = form.model_validate(answered["parsed"]) if answered["parsed"] is not None else None
        except ValidationError as error:
            return Reply(None, text, usage, str(error))
        return Reply(value, text, usage, "" if value is not None else str(answered["parsing_error"] or "no value"))

    def _usage(self, message: AIMessage, prompt: Rendered, text: str) -> Usage:
        told = message.usage_metadata
        if not told:
            sent = count(prompt.system) + count(prompt.user)
            return Usage(calls=1, input_tokens=sent, output_tokens=count(text), estimated=True)
        cached = (told.get("input_token_details") or {}).get("cache_read", 0) or 0
        return Usage(
            calls=1, input_tokens=told["input_tokens"], cached_tokens=cached, output_tokens=told["output_tokens"]
        )


def _messages(prompt: Rendered) -> Sequence[SystemMessage | HumanMessage]:
    return [SystemMessage(prompt.system), HumanMessage(prompt.user)]


def _text(message: AIMessage) -> str:
    return message.text if isinstance(message.text, str) else str(message.text)
