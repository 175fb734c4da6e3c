"""Asks the model: a text in pieces, or a value of a given type. Retries what may pass; knows no prompt and no role.

What failed and may pass is asked for again, all within the one time that the call has: a refused connection, 408, 409,
429 and 5xx, and a stream that breaks off. How the server is asked for structured output is found out once.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, Generic, Literal, TypeVar, cast, get_origin

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langsmith import tracing_context
from pydantic import BaseModel, ValidationError

from interviewer.domain.model_calls import Usage
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.faults import CutOff, NotSupported, broke_off, map_errors
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.tokens import count
from interviewer.engines.llm.wire import Bounds, client, no_client
from interviewer.errors import BadReply, Filtered, ProviderError

Method = Literal["json_schema", "function_calling", "json_mode"]
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode")
_TRIES = 3
_LONGEST_LINE = 400  # tokens
_LONGEST_VALUE = 1_200  # more than a long answer holds; a model that runs on is stopped there
_LONGEST_TOKEN = 16  # characters, white space included: what is longer than so many a token never heeded the limit
_OLD_TRACING = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")  # LangChain refuses to work where one of them is set
T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")
V = TypeVar("V")


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
        bounds = Bounds(self.endpoint)
        return self._tried(bounds, _LONGEST_LINE, partial(self._streamed, prompt=prompt))

    def value(self, prompt: Rendered, form: type[T]) -> Reply[T]:
        """A value of the type `form`, or the reply that is none.

        Raises:
            ProviderError: the server failed, or takes no way of asking for structured output.
        """
        bounds = Bounds(self.endpoint)
        refused: NotSupported | None = None
        for method in self._methods:
            ask = partial(self._asked, prompt=prompt, form=form, method=method)
            try:
                reply = self._tried(bounds, _LONGEST_VALUE, ask)
            except NotSupported as error:
                refused = error
                continue
            except CutOff as error:
                return Reply(None, error.text, error.usage, "it was too long and was cut off; fewer pieces will do")
            self._methods = (method,)
            return reply
        raise refused or BadReply(f"{self.endpoint.host} offers no structured output; try another model")

    def _tried(self, bounds: Bounds, longest: int, ask: Callable[[BaseChatModel], R]) -> R:
        """What is asked, again after a failure that may pass, while tries and time are left."""
        for left in reversed(range(_TRIES)):
            try:
                with map_errors(self.endpoint), self._model(bounds, longest) as model:
                    return ask(model)
            except ProviderError as error:
                if not left or error.wait is None or error.wait >= bounds.left:
                    raise
                time.sleep(error.wait)
        raise AssertionError("the last try returns or raises")

    @contextmanager
    def _model(self, bounds: Bounds, longest: int) -> Iterator[BaseChatModel]:
        """The model on a line of its own. Whatever the environment says, nothing is traced, or told to anybody else."""
        for name in _OLD_TRACING:
            os.environ.pop(name, None)
        with tracing_context(enabled=False), client(self.endpoint, bounds) as http:
            yield init_chat_model(
                f"openai:{self.endpoint.model}",
                api_key="goes along below, on the wire",
                base_url=self.endpoint.url,
                openai_proxy=None,
                http_client=http,
                http_async_client=no_client(),
                timeout=self.endpoint.timeout,
                max_retries=0,
                temperature=self.temperature,
                max_tokens=longest,
                stream_usage=True,
            )

    def _streamed(self, model: BaseChatModel, prompt: Rendered) -> Reply[BaseModel]:
        whole: AIMessageChunk | None = None
        length = 0
        for chunk in model.stream(_messages(prompt)):
            whole = chunk if whole is None else whole + chunk
            length += len(chunk.text)
            self._check_length(length, _LONGEST_LINE)
        if whole is None:
            raise BadReply(f"{self.endpoint.host} sent nothing; try again, or another model")
        self._check_end(whole)
        text = self.endpoint.hide(_text(whole))
        if not text.strip():
            raise BadReply(f"{self.endpoint.model} said nothing; try again, or another model")
        return Reply(None, text, self._usage(whole, prompt, text))

    def _check_end(self, message: AIMessage) -> None:
        reason = message.response_metadata.get("finish_reason")
        if reason == "content_filter":
            raise Filtered(f"the content filter of {self.endpoint.host} withheld the reply; word the answer otherwise")
        if reason is None:
            raise broke_off(self.endpoint)

    def _check_length(self, characters: int, longest: int) -> None:
        if characters > longest * _LONGEST_TOKEN:
            raise BadReply(f"{self.endpoint.model} ran on past {longest:,} tokens and was cut off; try another model")

    def _asked(self, model: BaseChatModel, prompt: Rendered, form: type[T], method: Method) -> Reply[T]:
        strict = {} if method == "json_mode" else {"strict": True}
        schema = form.model_json_schema()  # not the type: the SDK would raise on a bad reply and lose its text
        asking = model.with_structured_output(schema, method=method, include_raw=True, **strict)
        answered = cast(dict[str, Any], asking.invoke(_messages(prompt)))
        raw = cast(AIMessage, answered["raw"])
        if raw.response_metadata.get("finish_reason") == "content_filter":
            self._check_end(raw)
        said = _text(raw) or "".join(str(call["args"]) for call in raw.tool_calls)
        self._check_length(len(said), _LONGEST_VALUE)
        text = self.endpoint.hide(said)
        usage = self._usage(raw, prompt, text)
        problem = self.endpoint.hide(str(answered["parsing_error"] or "no value"))
        if answered["parsed"] is None:
            return Reply(None, text, usage, problem)
        try:
            value = form.model_validate_json(json.dumps(answered["parsed"], ensure_ascii=False))
        except ValidationError as error:
            return Reply(None, text, usage, self.endpoint.hide(str(error)))
        return Reply(_cleaned(value, self.endpoint.hide), text, usage)

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


def _cleaned(value: V, hide: Callable[[str], str]) -> V:
    """The value with its free texts cleaned; the form's own words (names of fields, choices) stay as they are."""
    cleaned: object = value
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        free = {name: given for name, given in value if get_origin(fields[name].annotation) is not Literal}
        cleaned = value.model_copy(update={name: _cleaned(given, hide) for name, given in free.items()})
    elif isinstance(value, list):
        cleaned = [_cleaned(item, hide) for item in value]
    elif isinstance(value, str) and not isinstance(value, Enum):
        cleaned = hide(value)
    return cast(V, cleaned)


def _text(message: AIMessage) -> str:
    return message.text if isinstance(message.text, str) else str(message.text)
